/** Messages of the specification as a host sends them, and back again. */
import { describe, expect, test } from 'vitest';
import type { Packet } from '../../impl/parts.js';
import type { Entry } from '../../spec/exo/log.js';
import type { Packet as SpecPacket } from '../../spec/exo/packets.js';
import { frameOf, framesOf, imageOf, snapshotOf } from '../compare/logs.js';
import { packetFor } from '../compare/packets.js';
import { effectOf, entriesOf, entriesOfSnapshot, messageOf } from './translation.js';
import { turnOf } from './turn.js';

const HOSTS = 3;
const LOG: readonly Entry[] = [
  { epoch: 0, source: 0, payload: 0 },
  { epoch: 0, source: 1, payload: null },
  { epoch: 2, source: 2, payload: 7 },
];

describe('the entries of a log', () => {
  test.each([0, 1, 3])('are those of its snapshot, and of its frames behind slot %i', (from) => {
    const snapshot = snapshotOf(LOG.slice(0, from));
    expect([...entriesOfSnapshot(snapshot), ...entriesOf(framesOf(LOG, HOSTS, from))]).toEqual(LOG);
  });

  test('are none where there is nothing', () => {
    expect([...entriesOfSnapshot(null), ...entriesOf(new Uint8Array())]).toEqual([]);
  });

  test.each([0, 1, 2])('are messages with what came before them: slot %i', (slot) => {
    const history = slot === 0 ? [] : [LOG[slot - 1]?.source ?? -1];
    const message = { kind: 'entry', slot, history, ...(LOG[slot] as Entry) } as const;
    expect(messageOf(frameOf(message), LOG, HOSTS)).toEqual(message);
  });
});

describe('what a host sends', () => {
  const epoch = { number: 4, members: [0, 2], base: 3, snapshot: 1 };
  const whole = { log: LOG, delivered: 1 };
  const sent = (packet: Packet): unknown => effectOf(2, packet, LOG);

  test.each<[type: string, SpecPacket]>([
    ['sendPrepare', { kind: 'prepare', epoch: 4 }],
    ['sendPromise', { kind: 'promise', from: 1, epoch: 4, ...whole }],
    ['sendStart', { kind: 'start', epoch, ...whole }],
    ['sendInstall', { kind: 'install', epoch, ...whole }],
    ['sendFetch', { kind: 'fetch', wanted: 'entries', from: 1, epoch: 4, length: 2 }],
    ['sendJoin', { kind: 'join', wanted: 'entries', from: 1, promised: 4, isInstalled: true }],
  ])('is the effect %s, with all of a log whose beginning its receiver has', (type, packet) => {
    for (const from of [0, 1]) {
      const one = packetFor(packet, HOSTS, (log) => imageOf(log.log, log.delivered, HOSTS, from, false));
      expect(one && sent(one)).toEqual({ type, params: { to: [2], packets: [packet] } });
    }
  });

  test.each<Packet>([
    { kind: 'refuse', from: 1, promised: 4 },
    { kind: 'hint', from: 1, epoch: 4, slot: 2 },
  ])('is no effect where it only hints: $kind', (packet) => {
    expect(sent(packet)).toBeNull();
  });
});

test.each<[epoch: number, base: number, members: readonly number[], turns: readonly number[]]>([
  [0, 0, [0, 1, 2], [0, 1, 2, 0]],
  [4, 3, [0, 1, 2], [1, 2, 0, 1]],
  [5, 1, [0, 2], [2, 0, 2, 0]],
])('in epoch %i behind %i slots members %j fill them in turn', (epoch, base, members, turns) => {
  expect(turns.map((_, i) => turnOf(epoch, base, members, base + i, HOSTS))).toEqual(turns);
});
