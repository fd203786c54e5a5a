import type { Core } from '../core/core.js';
import { payloadBytes, payloadsAt } from '../wire/frame.js';
import { countOf, firstNumberOf, sourceOf } from '../wire/layout.js';
import type { Delivery, HostPort } from './port.js';

/**
 * R7: gives the application what is agreed and it does not have yet, payload by payload. Where a snapshot has taken the place of some of that, it
 * waits until the snapshot is written, and the application is given that.
 */
export function deliverAgreed(core: Core, port: HostPort): void {
  const { log } = core;
  while (core.delivered < core.agreed && core.delivered >= log.start) {
    const slot = core.delivered;
    deliverEntry(log.words, log.bytes, log.placeOf(slot), slot, port);
    // Only now: who is given a payload of several has not been given the entry.
    core.deliver(slot + 1);
  }
}

/** Gives an application the payloads of the entry of a slot, whose frame stands at word `place`; `bytes` are the same memory. */
export function deliverEntry(
  words: Int32Array,
  bytes: Uint8Array,
  place: number,
  slot: number,
  to: { deliver(delivery: Delivery): void },
): void {
  const count = countOf(words, place);
  let at = payloadsAt(words, place);
  for (let k = 0; k < count; k++) {
    const size = payloadBytes(words, place, k);
    to.deliver({
      slot,
      source: sourceOf(words, place),
      number: firstNumberOf(words, place) + k,
      payload: bytes.subarray(at, at + size),
    });
    at += size;
  }
}
