import { assert } from '../../errors/index.js';
import { withPayload, type GlobalOrder } from './global-order.js';
import type { Judge } from './judge.js';

/** What the application of one host has made of what it was given: a count and a digest, which stand for anything. */
export class Application {
  /** The number of entries that it has taken. */
  entries = 0;
  /** The number of payloads in the entries that it has taken. */
  payloads = 0;
  private digest = 0;

  constructor(
    private readonly name: string,
    private readonly order: GlobalOrder,
    private readonly judge: Judge,
  ) {}

  take(slot: number, id: number): void {
    this.digest = withPayload(this.digest, slot, id);
    this.payloads += 1;
  }

  /** It begins anew, with nothing. */
  forget(): void {
    this.entries = this.payloads = this.digest = 0;
  }

  snapshot(): Uint8Array {
    const words = Float64Array.of(this.entries, this.payloads, this.digest);
    return new Uint8Array(words.buffer);
  }

  restore(slot: number, snapshot: Uint8Array): void {
    const { order, judge, name } = this;
    const [entries = -1, payloads = -1, digest = 0] = new Float64Array(snapshot.slice().buffer);
    const isSound =
      snapshot.length === SNAPSHOT_BYTES &&
      entries === slot &&
      slot <= order.length &&
      payloads === order.payloadsBefore(slot) &&
      digest === order.digestAt(payloads);
    if (!isSound) {
      judge.blame(
        'Snapshot',
        `${name} is given a snapshot of slot ${slot} that is not what others made of that`,
      );
      return;
    }
    if (payloads < this.payloads) {
      judge.blame('Stability', `${name} is given a snapshot of less than it has delivered`);
    }
    this.entries = entries;
    this.payloads = payloads;
    this.digest = digest;
  }

  /** Every application comes to the same. */
  check(): void {
    assert(
      this.digest === this.order.digestAt(this.payloads),
      'a digest is made of what was held against the order',
    );
  }
}

const SNAPSHOT_BYTES = 24;
