import type { Core } from '../core/core.js';
import { payloadBytes, payloadsAt } from '../wire/frame.js';
import { countOf, firstNumberOf, sourceOf } from '../wire/layout.js';
import type { HostPort } from './port.js';

/** R7: gives the application what is agreed and it does not have yet, payload by payload. */
export function deliverAgreed(core: Core, port: HostPort): void {
  const { log } = core;
  while (core.delivered < core.agreed) {
    const slot = core.delivered;
    const place = log.placeOf(slot);
    const count = countOf(log.words, place);
    core.deliver(slot + 1);
    let at = payloadsAt(log.words, place);
    for (let k = 0; k < count; k++) {
      const bytes = payloadBytes(log.words, place, k);
      port.deliver({
        slot,
        source: sourceOf(log.words, place),
        number: firstNumberOf(log.words, place) + k,
        payload: log.bytes.subarray(at, at + bytes),
      });
      at += bytes;
    }
  }
}
