import type { AgreedLog } from '../host/engine-side.js';
import { deliverEntry } from '../host/delivery.js';

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
  /** A copy of its own, or of the entry's: the application may keep it. */
  readonly payload: Uint8Array;
}

/** The messages of the entry of a slot, which the log has; none if it is an empty one. */
export function messagesAt(log: AgreedLog, slot: number, ids: readonly string[]): readonly Message[] {
  const found: Message[] = [];
  deliverEntry(log.words, log.bytes, log.placeOf(slot), slot, {
    deliver: ({ source, number, payload }) =>
      found.push({
        seq: slot,
        index: found.length,
        from: ids[source] ?? String(source),
        number,
        payload: payload.slice(),
      }),
  });
  return found;
}
