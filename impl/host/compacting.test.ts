import { describe, expect, test } from 'vitest';
import { ANSWER, type Answer } from '../core/answers.js';
import { Compacting } from './compacting.js';

/** A core that has delivered ten entries, of which four may be compacted. */
function bench() {
  const core = {
    compactable: 4,
    delivered: 10,
    agreed: 11,
    log: { start: 2 },
    compact(slot: number): Answer {
      if (slot <= this.log.start || slot > this.compactable) return ANSWER.nothing;
      this.log.start = slot;
      return ANSWER.taken;
    },
  };
  return { core, compacting: new Compacting(core) };
}
const bytes = (byte: number): Uint8Array => Uint8Array.of(byte);

describe('a snapshot', () => {
  test('is compacted at once where it may be', () => {
    const { core, compacting } = bench();
    expect([compacting.take(4, bytes(1)), core.log.start, compacting.isWaiting]).toEqual([true, 4, false]);
  });

  test('waits as a copy where the base has to stay, and is given up as soon as it need not', () => {
    const { core, compacting } = bench();
    const snapshot = bytes(1);
    expect([compacting.take(8, snapshot), compacting.due(), compacting.isWaiting]).toEqual([
      false,
      null,
      true,
    ]);
    snapshot.fill(9);
    core.compactable = 8;
    expect(compacting.due()).toEqual({ slot: 8, snapshot: bytes(1) });
    expect(compacting.due()).toBeNull();
  });

  test('waits in place of an earlier one, not of a later one', () => {
    const { core, compacting } = bench();
    for (const slot of [7, 9, 8]) compacting.take(slot, bytes(slot));
    core.compactable = 10;
    expect(compacting.due()?.slot).toBe(9);
  });

  test('of more than is delivered, or of less than is compacted, does not wait', () => {
    const { core, compacting } = bench();
    expect([compacting.take(11, bytes(1)), compacting.take(2, bytes(1)), compacting.isWaiting]).toEqual([
      false,
      false,
      false,
    ]);
    compacting.take(8, bytes(1));
    core.log.start = 9;
    expect([compacting.due(), compacting.isWaiting]).toEqual([null, false]);
  });

  test('of what is just being delivered waits until that is delivered', () => {
    const { core, compacting } = bench();
    compacting.defer(12, bytes(1));
    expect(compacting.isWaiting).toBe(false);
    compacting.defer(11, bytes(1));
    expect([compacting.isWaiting, compacting.due()]).toEqual([true, null]);
    core.compactable = core.delivered = 11;
    expect(compacting.due()?.slot).toBe(11);
  });

  test('that waits is a part of what is saved', () => {
    const { compacting } = bench();
    compacting.take(8, bytes(1));
    const other = bench().compacting;
    other.load(compacting.save());
    expect(other.save()).toEqual({ waiting: { slot: 8, snapshot: bytes(1) } });
  });
});
