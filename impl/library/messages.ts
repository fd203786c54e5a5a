import { payloadBytes, payloadsAt } from '../wire/frame.js';
import { countOf, firstNumberOf, sourceOf } from '../wire/layout.js';
import type { AgreedCursor } from './host-side.js';

/** A message, as the application of every host is given it, in the same order. */
export interface Message {
  /** The slot of its entry. Where several payloads were broadcast together, they share it. */
  readonly seq: number;
  /** Which of the payloads of its entry it is, from 0. */
  readonly index: number;
  /** The name of the host whose application broadcast it. */
  readonly from: string;
  /** The number of the payload at its source; numbers of one source ascend, over all its lives. */
  readonly number: number;
  /** A copy, which the application may keep; payloads that were broadcast together share it. */
  readonly payload: Uint8Array;
}

/** The messages of the entry of a slot, which the log has; none if it is an empty one. Their payloads share one copy. */
export function messagesAt(
  log: AgreedCursor['log'],
  slot: number,
  ids: readonly string[],
): readonly Message[] {
  const { words } = log;
  const place = log.placeOf(slot);
  const count = countOf(words, place);
  if (count === 0) return [];
  const source = sourceOf(words, place);
  const from = ids[source] ?? String(source);
  const number = firstNumberOf(words, place);
  const begin = payloadsAt(words, place);
  let end = begin;
  for (let k = 0; k < count; k++) end += payloadBytes(words, place, k);
  const copy = log.bytes.slice(begin, end);
  const found = new Array<Message>(count);
  for (let k = 0, at = 0; k < count; k++) {
    const bytes = payloadBytes(words, place, k);
    found[k] = { seq: slot, index: k, from, number: number + k, payload: copy.subarray(at, at + bytes) };
    at += bytes;
  }
  return found;
}
