import type { Delivery } from '../host/port.js';
import { payloadBytes, payloadsAt } from '../wire/frame.js';
import { countOf, firstNumberOf, sourceOf } from '../wire/layout.js';

/** What an application is given. */
export interface Application {
  /** The next payload, in order. */
  deliver(delivery: Delivery): void;
  /** The first `slot` entries will not be delivered: the application becomes what this snapshot says. */
  restore(slot: number, snapshot: Uint8Array): void;
}

/** Gives an application the payloads of the entry whose frame stands at word `place`. */
export function deliverPayloads(
  words: Int32Array,
  bytes: Uint8Array,
  place: number,
  slot: number,
  to: Application,
): void {
  const count = countOf(words, place);
  if (count === 0) return;
  const source = sourceOf(words, place);
  const number = firstNumberOf(words, place);
  let at = payloadsAt(words, place);
  for (let k = 0; k < count; k++) {
    const size = payloadBytes(words, place, k);
    to.deliver(new CopiedDelivery(slot, source, number + k, bytes, at, size));
    at += size;
  }
}

/** A payload that waits in memory. Its view is made when it is looked at: that costs more than all else does. */
class CopiedDelivery implements Delivery {
  constructor(
    readonly slot: number,
    readonly source: number,
    readonly number: number,
    private readonly memory: Uint8Array,
    private readonly at: number,
    private readonly bytes: number,
  ) {}

  get payload(): Uint8Array {
    return this.memory.subarray(this.at, this.at + this.bytes);
  }
}
