import { describe, expect, test } from 'vitest';
import type { SeenPacket } from './seen.js';
import { besides, keyOf, SentPackets, type PacketSending } from './sent-packets.js';

const PREPARE: PacketSending = { kind: 'prepare', to: [1, 2], epoch: 4 };
const PROMISE: PacketSending = { kind: 'promise', to: [0], epoch: 4, log: 3, delivered: 1 };
const EPOCH = { number: 4, members: [0, 1, 2], base: 2, snapshot: 1 };

describe('packets that were sent', () => {
  test.each<[packet: PacketSending, key: string]>([
    [PREPARE, 'prepare 4'],
    [PROMISE, 'promise 4 1'],
    [{ kind: 'start', to: [0], epoch: EPOCH, log: 3, delivered: 1 }, 'start 4 1'],
    [{ kind: 'install', to: [0], epoch: EPOCH, log: 3, delivered: 1 }, 'install 4 1'],
    [{ kind: 'fetch', to: [0], epoch: 4, length: 7 }, 'fetch 4 7 1'],
    [{ kind: 'join', to: [0], promised: 4, isInstalled: true }, 'join 4 true 1'],
    [{ kind: 'announce', to: [0], life: 2, nonce: 3 }, 'announce 2 3 1'],
  ])('are told apart by what their receivers see: $kind', (packet, key) => {
    expect(keyOf(packet.kind, 1, packet)).toBe(key);
  });

  test('are found by their receivers, and by their keys', () => {
    const packets = new SentPackets();
    packets.add(0, PREPARE, null);
    packets.add(1, PROMISE, null);
    expect([0, 1, 2].map((host) => packets.to(host).map(({ from }) => from))).toEqual([[1], [0], [0]]);
    expect(packets.withKey('promise 4 1')).toEqual([{ from: 1, packet: PROMISE, shown: null }]);
    expect(packets.withKey('promise 4 2')).toEqual([]);
  });

  test.each<[what: string, again: PacketSending, count: number]>([
    ['the same', { ...PROMISE }, 1],
    ['one to somebody else', { ...PROMISE, to: [2] }, 2],
    ['one with another log', { ...PROMISE, log: 4 }, 2],
    ['one of which more is agreed', { ...PROMISE, delivered: 2 }, 2],
  ])('are kept once each: %s', (_, again, count) => {
    const packets = new SentPackets();
    packets.add(1, PROMISE, null);
    packets.add(1, again, null);
    expect(packets.withKey('promise 4 1')).toHaveLength(count);
  });

  test('with a life are told apart by all that they say', () => {
    const packets = new SentPackets();
    const promise: PacketSending = { ...PROMISE, life: 1, known: [0, 1, 0] };
    packets.add(1, promise, null);
    packets.add(1, { ...promise }, null);
    packets.add(1, { ...promise, known: [0, 1, 1] }, null);
    expect(packets.withKey('promise 4 1')).toHaveLength(2);
  });

  const shown: SeenPacket = { kind: 'prepare', from: 0, epoch: 4, delivered: 3 };

  test('are kept as they are shown, too', () => {
    const packets = new SentPackets();
    for (const one of [shown, { ...shown }, { ...shown, delivered: 4 }, null]) packets.add(0, PREPARE, one);
    expect(packets.withKey('prepare 4').map((one) => one.shown)).toEqual([
      ...[shown, { ...shown, delivered: 4 }, null],
    ]);
  });

  test('show besides how far their sender has come', () => {
    const log = { start: 2, length: 5, delivered: 3, lastEpoch: 1, crc: 9 };
    const nothing = { delivered: undefined, upTo: undefined, 'log.start': undefined, 'log.crc': undefined };
    expect(besides(shown)).toEqual({ ...nothing, delivered: 3 });
    expect(besides({ kind: 'fetch', from: 0, epoch: 4, length: 1, upTo: 8, delivered: 3 })).toEqual({
      ...{ ...nothing, delivered: 3, upTo: 8 },
    });
    expect(besides({ kind: 'promise', from: 0, epoch: 4, log })).toEqual({
      ...{ ...nothing, 'log.start': 2, 'log.crc': 9 },
    });
  });
});
