import { describe, expect, test } from 'vitest';
import { Deliveries, type Snapshots } from './deliveries.js';
import type { AgreedCursor } from './host-side.js';

/** A host that has installed the log of others: a snapshot stands for its first entries, and nothing of it is written yet. */
class Installing implements AgreedCursor {
  agreed = 0;
  readonly isRecovering = false;
  acknowledged = 0;
  readonly log = {
    ...{ start: 3, length: 5, snapshot: Uint8Array.of(7) },
    ...{ words: new Int32Array(64), bytes: new Uint8Array(256) },
    placeOf: (slot: number): number => {
      if (slot >= this.agreed) throw new Error(`slot ${slot} is not agreed, and was looked at`);
      return 0;
    },
  };
  begin(): void {
    throw new Error('nobody has said where the application is');
  }
  acknowledge(delivered: number): void {
    this.acknowledged = delivered;
  }
  compact(): void {
    throw new Error('too few entries have been taken for that');
  }
}

function restoring(into: number[]): Snapshots {
  return { take: () => new Uint8Array(0), restore: (_, seq) => into.push(seq) };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('the deliveries of a host that installs the log of others', () => {
  test('restore its snapshot, and take entries, only once these are agreed at the host', async () => {
    const host = new Installing();
    const restored: number[] = [];
    const compaction = { snapshots: restoring(restored), everyEntries: 100, everyBytes: 1e9 };
    const deliveries = new Deliveries(host, ['a', 'b', 'c'], compaction);
    const end = new AbortController();
    const next = deliveries.entriesFrom({ signal: end.signal }).next();
    await turn();
    deliveries.look();
    await turn();
    expect([restored, deliveries.delivered]).toEqual([[], 0]);
    // It is written now. Both entries behind the snapshot are empty ones.
    host.agreed = 5;
    deliveries.look();
    await turn();
    expect([restored, deliveries.delivered, host.acknowledged]).toEqual([[3], 5, 5]);
    end.abort(new Error('enough'));
    await expect(next).rejects.toThrow('enough');
  });

  test('are passed over only once they are agreed, where nobody takes them', () => {
    const host = new Installing();
    const compaction = { snapshots: null, everyEntries: 100, everyBytes: 1e9 };
    const deliveries = new Deliveries(host, ['a', 'b', 'c'], compaction);
    deliveries.skip();
    expect(deliveries.delivered).toBe(0);
    host.agreed = 5;
    deliveries.skip();
    expect(deliveries.delivered).toBe(5);
  });
});
