import type { Core } from '../core/core.js';
import { payloadBytes, payloadsAt } from '../wire/frame.js';
import { countOf, firstNumberOf, sourceOf } from '../wire/layout.js';
import type { Delivery, HostPort } from './port.js';

/** R7: gives the application what is agreed and it does not have yet, payload by payload. */
export function deliverAgreed(core: Core, port: HostPort): void {
  const { log } = core;
  while (core.delivered < core.agreed) {
    const slot = core.delivered;
    core.deliver(slot + 1);
    deliverEntry(log.words, log.bytes, log.placeOf(slot), slot, port);
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
