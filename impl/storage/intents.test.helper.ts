/** Writes at random, that fit on what is stored. */
import fc from 'fast-check';
import type { LogImage, Stored } from '../core/records.js';
import { unreachable } from '../../errors/index.js';
import { after, frameFor, joined, markOf, type Write } from './writes.test.helper.js';

/** What is to be written, in a way that fits on any state. Parts are from 0 to 1, of what there is. */
export type Intent =
  | { readonly kind: 'entry'; readonly bodyWords: number }
  | { readonly kind: 'promise'; readonly by: number }
  | {
      readonly kind: 'install';
      readonly by: number;
      readonly form: 'own prefix' | 'all entries' | 'snapshot';
      readonly part: number;
      readonly entries: number;
    }
  | { readonly kind: 'compact'; readonly part: number; readonly bytes: number }
  | { readonly kind: 'reserve'; readonly by: number };

const parts = fc.integer({ min: 0, max: 4 }).map((quarters) => quarters / 4);
const steps = fc.integer({ min: 1, max: 3 });

export const intents: fc.Arbitrary<Intent> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('entry' as const),
      bodyWords: fc.constantFrom(0, 1, 16, 70, 300),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('promise' as const), by: steps }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('install' as const),
      by: steps,
      form: fc.constantFrom('own prefix' as const, 'all entries' as const, 'snapshot' as const),
      part: parts,
      entries: fc.integer({ min: 0, max: 4 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('compact' as const),
      part: parts,
      bytes: fc.constantFrom(0, 1, 6, 700),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reserve' as const), by: steps }) },
);

/** The write that an intent comes to in a state. */
export function writeFor(stored: Stored, intent: Intent): Write {
  const { promised, log, reserved } = stored;
  switch (intent.kind) {
    case 'entry':
      return { kind: 'entry', frame: frameFor(log.length, promised, intent.bodyWords) };
    case 'promise':
      return { kind: 'promise', epoch: promised + intent.by };
    case 'install':
      return installFor(stored, intent);
    case 'compact': {
      const length = log.mark.length + Math.floor(intent.part * (log.length - log.mark.length));
      return { kind: 'compact', mark: markOf(length), snapshot: new Uint8Array(intent.bytes).fill(length) };
    }
    case 'reserve':
      return { kind: 'reserve', upTo: reserved + 256 * intent.by };
    default:
      return unreachable(intent);
  }
}

function installFor({ promised, log }: Stored, intent: Intent & { kind: 'install' }): Write {
  const { by, form, part, entries } = intent;
  const number = promised + by;
  const start = form === 'all entries' ? 0 : Math.floor(part * log.length);
  // What is compacted is agreed, and so in every log that is installed later.
  const length = Math.max(start, log.mark.length) + entries;
  const slots = Array.from({ length: length - start }, (_, i) => start + i);
  const image: LogImage = {
    mark: markOf(start),
    snapshot: form === 'snapshot' ? Uint8Array.of(start, number) : null,
    delivered: start,
    length,
    frames: joined(slots.map((slot) => frameFor(slot, number, slot % 3))),
  };
  const epoch = { number, members: Uint8Array.of(0, 2), base: length, snapshot: start };
  return { kind: 'install', epoch, log: image };
}

/** Writes for intents, one after the other. */
export function writesFor(stored: Stored, intended: readonly Intent[]): readonly Write[] {
  let state = stored;
  return intended.map((intent) => {
    const write = writeFor(state, intent);
    state = after(state, write);
    return write;
  });
}
