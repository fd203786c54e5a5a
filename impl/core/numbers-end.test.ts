import { describe, expect, test } from 'vitest';
import { MemoryStorage } from '../storage/memory-storage.js';
import { firstStored } from '../storage/stored-state.js';
import { CONFIGURATION } from '../testing/entries.js';
import { wordsOf } from '../wire/layout.js';
import { ANSWER } from './answers.js';
import { Core, STATUS } from './core.js';
import { NUMBERS_END } from './numbers-end.js';
import type { Stored } from './records.js';

/** The core of host A of three, over what was stored, with what it has broadcast and sent. */
class Lone {
  readonly frames: Int32Array[] = [];
  readonly packets: unknown[] = [];
  readonly core: Core;
  private readonly storage: MemoryStorage;

  constructor(stored: Stored) {
    this.core = new Core(
      {
        self: 0,
        hosts: 3,
        configuration: CONFIGURATION,
        log: { entriesMax: 64, bytesMax: 16_384 },
        queue: { payloadsMax: 16, bytesMax: 65_536, packPayloadsMax: 4, packBytesMax: 1_400 },
      },
      {
        broadcast: (words, at) => this.frames.push(words.slice(at, at + wordsOf(words, at))),
        resend: () => undefined,
        send: (_, packet) => this.packets.push(packet),
      },
    );
    this.storage = new MemoryStorage(stored);
    this.core.restart(this.storage.load(), stored.log.mark.length);
  }

  write(): void {
    const position = this.core.takeWrites(this.storage);
    this.storage.flush(() => undefined);
    this.core.persisted(position);
  }
}

/** What storage holds of a ring that has come this far: everything before `slot` is a snapshot. */
function storedAt(slot: number, epoch: number, lastNumber: number): Stored {
  const { log, ...rest } = firstStored(3);
  const members = Uint8Array.of(0, 1, 2);
  const mark = {
    length: slot,
    lastEpoch: epoch,
    sources: Uint8Array.of(2),
    numbers: Float64Array.of(lastNumber, -1, -1),
  };
  return {
    ...rest,
    promised: epoch,
    installed: { number: epoch, members, base: slot, snapshot: slot },
    log: { ...log, mark, length: slot, delivered: slot, snapshot: Uint8Array.of(1) },
    reserved: lastNumber + 1,
  };
}

/** The last number of host A's own below the end. */
const LAST_OWN = NUMBERS_END - 1 - ((NUMBERS_END - 1) % 3);

describe('short of 2^53', () => {
  test('the last slot is filled, with the last payload, in the last epoch', () => {
    const one = new Lone(storedAt(NUMBERS_END - 1, LAST_OWN, NUMBERS_END - 2));
    const { core, frames } = one;
    expect(core.submit(NUMBERS_END - 1, Uint8Array.of(7))).toBe(ANSWER.taken);
    expect(core.append()).toBe(ANSWER.taken);
    one.write();
    expect(core.broadcast()).toBe(ANSWER.taken);
    expect([core.log.length, frames.length]).toEqual([NUMBERS_END, 1]);
    expect(core.log.lastNumbers[0]).toBe(NUMBERS_END - 1);
  });

  test('payloads are refused with a code where their numbers are used up, and where slots are', () => {
    const { core } = new Lone(storedAt(9, 0, NUMBERS_END - 1));
    const refusal = (what: string): unknown =>
      expect.objectContaining({ code: 'EXO403', message: `${what} are used up: they end at 2^53 - 2^20` });
    expect(() => core.submit(NUMBERS_END, Uint8Array.of(7))).toThrow(refusal('payload numbers'));
    expect(core.queue.length).toBe(0);
    const { core: full } = new Lone(storedAt(NUMBERS_END, 0, 4));
    expect(() => full.submit(5, Uint8Array.of(7))).toThrow(refusal('slots'));
    expect(full.append()).toBe(ANSWER.usedUp);
    expect(full.log.length).toBe(NUMBERS_END);
  });

  test('takeovers are refused, own ones and those of others, and change nothing', () => {
    const one = new Lone(storedAt(9, LAST_OWN - 3, 4));
    expect(one.core.timeout(LAST_OWN + 3)).toBe(ANSWER.usedUp);
    const late = { kind: 'prepare', from: 1, epoch: NUMBERS_END, delivered: 0 } as const;
    expect(one.core.prepare(late)).toBe(ANSWER.usedUp);
    expect([one.core.status, one.core.promised]).toEqual([STATUS.following, LAST_OWN - 3]);
    expect(one.core.timeout(LAST_OWN)).toBe(ANSWER.taken);
    one.write();
    expect(one.core.status).toBe(STATUS.gathering);
    const prepare = { kind: 'prepare', from: 0, epoch: LAST_OWN, delivered: 9 };
    expect(one.packets).toEqual([prepare, prepare]);
  });
});
