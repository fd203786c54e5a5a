import { ExoError } from '../../errors/index.js';
import { askDecode, askEncode } from '../model/asked.js';
import { sameBytes } from '../model/bytes.js';
import type { Component, EffectLike } from '../model/component.js';

/** The first local states of a component are all held against their bytes. */
const CHECKED_FIRST = 64;
/** Of those behind, one in this many. */
const CHECKED_EACH = 64;

type AnyComponent = Component<unknown, never, EffectLike>;

/** Whether the local state with this number is one whose bytes are decoded and encoded again. */
export function isDecodeChecked(id: number): boolean {
  return id < CHECKED_FIRST || id % CHECKED_EACH === 0;
}

/**
 * Holds `decode` of a component against its `encode`: what is decoded has to encode as it was. A search works with states
 * decoded from bytes, and would go on from another state than the one it found.
 *
 * @throws ExoError EXO136 where the bytes differ.
 */
export function checkDecode(component: AnyComponent, id: number, bytes: Uint8Array): void {
  if (!isDecodeChecked(id)) return;
  const decoded = askDecode(component, bytes);
  const again = askEncode(component, decoded);
  if (sameBytes(again, bytes)) return;
  const lengths = `${bytes.length} bytes become ${again.length}`;
  const difference = again.length === bytes.length ? `its ${bytes.length} bytes are others` : lengths;
  throw notInverse(component, difference, decoded);
}

/**
 * Holds `decode` of a component whose local states are made again from plain data against its `encode`. `numberAgain` is the number of this one made again.
 *
 * @throws ExoError EXO136 where it is another one.
 */
export function checkForm(
  component: AnyComponent,
  id: number,
  numberAgain: () => number,
  stateOf: () => unknown,
): void {
  if (!isDecodeChecked(id) || numberAgain() === id) return;
  throw notInverse(component, 'it is another local state', stateOf());
}

function notInverse(component: AnyComponent, difference: string, decoded: unknown): ExoError {
  return new ExoError(
    'EXO136',
    `'decode' of component '${component.name}' does not give back what 'encode' took: encoded again, ${
      difference
    }, for local state ${textOf(component, decoded)} as decoded; let 'decode' be the inverse of 'encode'`,
  );
}

/** What was decoded, as far as it can be shown in a line. */
function textOf({ show }: AnyComponent, decoded: unknown): string {
  try {
    return JSON.stringify(show === undefined ? decoded : show(decoded)).slice(0, TEXT_MAX);
  } catch {
    return String(decoded).slice(0, TEXT_MAX);
  }
}

const TEXT_MAX = 200;
