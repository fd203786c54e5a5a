import { beforeEach, describe, expect, it } from 'vitest';
import type { Packet } from '../core/records.js';
import { frameAfter, imageOf, type TestEntry } from '../testing/entries.js';
import { CRC_AT } from '../wire/layout.js';
import { Durable } from './durable.js';
import { Judge } from './judge.js';
import { Statements } from './statements.js';

const HOSTS = 3;
const entries: readonly TestEntry[] = [0, 1, 2, 0].map((source, slot) => ({
  epoch: 0,
  source,
  firstNumber: slot,
}));

let judge: Judge;
let statements: Statements;
let disk: Durable;
beforeEach(() => {
  judge = new Judge();
  statements = new Statements(judge);
  disk = new Durable(16);
});

function frame(slot: number, entry = entries[slot] as TestEntry): Int32Array {
  return frameAfter(entries.slice(0, slot), entry, HOSTS);
}

function write(upTo: number): void {
  for (let slot = disk.length; slot < upTo; slot++) disk.entry(frame(slot)[CRC_AT] ?? 0);
}

describe('a frame', () => {
  it('may be sent once it is durable, as often as one likes', () => {
    write(3);
    for (const slot of [2, 0, 2]) statements.frame('A', disk, frame(slot), 0);
    expect(judge.violation).toBeNull();
  });

  it('is held against those before it until its slot is given up, and against its disk always', () => {
    write(4);
    statements.frame('A', disk, frame(1), 0);
    statements.frame('A', disk, frame(3), 0);
    statements.dropBefore(3);
    disk.compact(3);
    const other = frame(3, { epoch: 0, source: 0, firstNumber: 9 });
    statements.frame('A', disk, frame(1), 0);
    expect(judge.violation).toBeNull();
    statements.frame('A', disk, other, 0);
    expect(judge.violation?.property).toBe('WriteAhead');
  });

  it('must not be sent before it is durable', () => {
    write(2);
    statements.frame('A', disk, frame(2), 0);
    expect(judge.violation).toEqual({
      property: 'WriteAhead',
      text: 'A sends slot 2, which is not on its disk',
    });
  });

  it('must not be another one than was sent for its slot in its epoch; in another epoch it may be', () => {
    write(4);
    statements.frame('A', disk, frame(1), 0);
    const other = new Durable(16);
    const inEpoch = (epoch: number): Int32Array => frame(1, { epoch, source: 2, firstNumber: 9 });
    for (const words of [inEpoch(5), inEpoch(0)]) {
      other.length = 1;
      other.entry(words[CRC_AT] ?? 0);
      statements.frame('B', other, words, 0);
    }
    // What was sent in epoch 0 is no longer known.
    expect(judge.violation).toBeNull();
    const again = frame(1, { epoch: 5, source: 2, firstNumber: 8 });
    other.length = 1;
    other.entry(again[CRC_AT] ?? 0);
    statements.frame('B', other, again, 0);
    expect(judge.violation).toEqual({
      property: 'OneProposal',
      text: 'B sends an entry for slot 1 of epoch 5, for which there was another one',
    });
  });
});

describe('a packet', () => {
  const epoch = { number: 4, members: Uint8Array.of(0, 1, 2), base: 3, snapshot: 0 };
  const log = imageOf(entries.slice(0, 3), HOSTS, {});
  const other = imageOf([...entries.slice(0, 2), { epoch: 0, source: 2, firstNumber: 99 }], HOSTS, {});

  it.each<readonly [says: string, Packet]>([
    ['promise 5', { kind: 'prepare', from: 0, epoch: 5, delivered: 0 }],
    ['promise 5', { kind: 'promise', from: 0, epoch: 5, log }],
    ['a log of 3 entries', { kind: 'promise', from: 0, epoch: 4, log: other }],
    ['a log of 4 entries', { kind: 'promise', from: 0, epoch: 4, log: imageOf(entries, HOSTS, {}) }],
    ['epoch 5', { kind: 'start', from: 0, epoch: { ...epoch, number: 5 }, log }],
    ['a log of 3 entries', { kind: 'start', from: 0, epoch, log: other }],
    ['epoch 2', { kind: 'install', from: 0, epoch: { ...epoch, number: 2 }, log }],
    ['a log of 9 entries', { kind: 'fetch', from: 0, epoch: 4, length: 9, upTo: 12, delivered: 0 }],
    ['promise 5', { kind: 'join', from: 0, promised: 5, isInstalled: false, delivered: 0 }],
  ])('must not say what is not durable: %s', (says, packet) => {
    write(3);
    disk.promised = disk.installed = 4;
    statements.packet('A', disk, packet);
    const text = `A sends '${packet.kind}' with ${says}, which is not on its disk`;
    expect(judge.violation).toEqual({ property: 'WriteAhead', text });
  });

  it.each<Packet>([
    { kind: 'prepare', from: 0, epoch: 4, delivered: 0 },
    { kind: 'promise', from: 0, epoch: 4, log },
    { kind: 'start', from: 0, epoch, log },
    { kind: 'install', from: 0, epoch, log },
    { kind: 'fetch', from: 0, epoch: 4, length: 3, upTo: 12, delivered: 0 },
    { kind: 'join', from: 0, promised: 4, isInstalled: true, delivered: 0 },
    { kind: 'refuse', from: 0, promised: 7 },
  ])('may say what is: $kind', (packet) => {
    write(3);
    disk.promised = disk.installed = 4;
    statements.packet('A', disk, packet);
    expect(judge.violation).toBeNull();
  });
});
