/** Packets of every kind, in which one field is altered at a time. */
import { describe, expect, test } from 'vitest';
import * as implementation from '../../impl/parts.js';
import type { Packet } from '../../impl/parts.js';
import type { HostEffect } from '../../spec/exo/names.js';
import type { Packet as SpecPacket } from '../../spec/exo/packets.js';
import { compareEffects, outgoingOf } from './effects.js';
import type { Outgoing } from './live-core.js';
import { frameOf, imageOf } from './logs.js';
import { packetFor } from './packets.js';

const HOSTS = 3;
const ENTRY = { epoch: 0, source: 0, payload: 0 } as const;
const LOG = { log: [ENTRY], delivered: 1 } as const;
const OTHER = imageOf([{ ...ENTRY, payload: 1 }], 1, HOSTS, 0, false);
const EPOCH = { number: 5, members: [0, 2], base: 1, snapshot: 1 } as const;
const RECORD = { number: 5, members: new Uint8Array([0, 2]), base: 1, snapshot: 1 };

const PREPARE: SpecPacket = { kind: 'prepare', epoch: 5 };
const PROMISE: SpecPacket = { kind: 'promise', from: 1, epoch: 5, ...LOG };
const START: SpecPacket = { kind: 'start', epoch: EPOCH, ...LOG };
const INSTALL: SpecPacket = { kind: 'install', epoch: EPOCH, ...LOG };
const FETCH: SpecPacket = { kind: 'fetch', wanted: 'entries', from: 1, epoch: 5, length: 4 };
const JOIN: SpecPacket = { kind: 'join', wanted: 'entries', from: 1, promised: 5, isInstalled: false };
const KNOWN = [0, 4, 2];
const LIVES = { life: 4, known: KNOWN, starterLife: 2 };
const OF_LIVES: SpecPacket = { ...PROMISE, ...LIVES };
const ANNOUNCE: SpecPacket = { kind: 'announce', from: 1, life: 4, nonce: 4 };
const ANSWER: SpecPacket = {
  ...{ kind: 'answer', from: 1, life: 4, nonce: 2, promised: 5, installed: null, agreed: 1, known: KNOWN },
  ...LOG,
};

/** An effect that sends packets out of band; of whatever kind they are. */
function sending(to: readonly number[], ...packets: readonly SpecPacket[]): HostEffect {
  return { type: 'sendEntries', params: { to, packets } };
}

function packetOf(spec: SpecPacket): Packet {
  const packet = packetFor(spec, HOSTS, ({ log, delivered }) => imageOf(log, delivered, HOSTS, 0, false));
  if (packet === null) throw new Error('an entry is a frame');
  return packet;
}

function fieldOf(spec: SpecPacket, packet: Packet): string | undefined {
  const outgoing: Outgoing = { kind: 'packet', to: 2, packet };
  return compareEffects(implementation, [sending([2], spec)], [outgoing], HOSTS)?.field;
}

test('outgoingOf has every packet to every host, one host after the other', () => {
  expect(outgoingOf(sending([2, 1], FETCH, JOIN))).toEqual([
    { to: 2, packet: FETCH },
    { to: 2, packet: JOIN },
    { to: 1, packet: FETCH },
    { to: 1, packet: JOIN },
  ]);
  const message = { kind: 'entry', slot: 0, history: [], ...ENTRY } as const;
  expect(outgoingOf({ type: 'broadcast', params: { message } })).toEqual([{ to: null, packet: message }]);
  expect(outgoingOf(sending([], FETCH))).toEqual([]);
});

describe('compareEffects', () => {
  test.each([PREPARE, PROMISE, START, INSTALL, FETCH, JOIN, OF_LIVES, ANNOUNCE, ANSWER])(
    'finds a $kind the same',
    (spec) => {
      expect(fieldOf(spec, packetOf(spec))).toBeUndefined();
    },
  );

  test.each<[field: string, spec: SpecPacket, altered: Partial<Packet>]>([
    ['prepare', PREPARE, { epoch: 8 }],
    ['prepare', { ...PREPARE, life: 4 }, { life: 3 }],
    ['promise', PROMISE, { epoch: 6 }],
    ['promise', PROMISE, { from: 2 }],
    ['promised log[0]', PROMISE, { log: OTHER }],
    ['delivered of promised log', PROMISE, { log: imageOf(LOG.log, 0, HOSTS, 0, false) }],
    ['lives of promise', OF_LIVES, { life: 3 }],
    ['lives of promise', OF_LIVES, { starterLife: 3 }],
    ['lives of promise', OF_LIVES, { known: new Float64Array([0, 4, 3]) }],
    ['record', START, { epoch: { ...RECORD, members: new Uint8Array([0, 1, 2]) } }],
    ['record', START, { epoch: { ...RECORD, snapshot: 0 } }],
    ['log of start[0]', START, { log: OTHER }],
    ['record', INSTALL, { epoch: { ...RECORD, number: 8 } }],
    ['log of install[0]', INSTALL, { log: OTHER }],
    ['fetch', FETCH, { from: 0 }],
    ['fetch', FETCH, { epoch: 4 }],
    ['fetch', FETCH, { length: 5 }],
    ['fetch', { ...FETCH, life: 4 }, { life: 3 }],
    ['join', JOIN, { from: 0 }],
    ['join', JOIN, { promised: 4 }],
    ['join', JOIN, { isInstalled: true }],
    ['join', { ...JOIN, life: 4 }, { life: 3 }],
    ['announcement', ANNOUNCE, { from: 2 }],
    ['announcement', ANNOUNCE, { life: 5 }],
    ['announcement', ANNOUNCE, { nonce: 3 }],
    ['answer', ANSWER, { promised: 4 }],
    ['log of answer[0]', ANSWER, { log: OTHER }],
  ])('tells %s of a packet that is altered in one field', (field, spec, altered) => {
    expect(fieldOf(spec, { ...packetOf(spec), ...altered } as Packet)).toBe(field);
  });

  test('compares fetched entries with frames that are sent again', () => {
    const message = { kind: 'entry', slot: 0, history: [], ...ENTRY } as const;
    const again: Outgoing = { kind: 'resend', to: 2, frame: frameOf(message) };
    const other: Outgoing = { ...again, frame: frameOf({ ...message, payload: 1 }) };
    const compared = (outgoing: Outgoing): string | undefined =>
      compareEffects(implementation, [sending([2], message)], [outgoing], HOSTS)?.field;
    expect(compared(again)).toBeUndefined();
    expect(compared(other)).toBe('entry');
    expect(compared({ ...again, to: 1 })).toBe('messages');
    expect(compared({ kind: 'broadcast', frame: again.frame })).toBe('messages');
  });

  test('tells the same packets in another order', () => {
    const outgoing = [JOIN, FETCH].map((spec): Outgoing => ({
      ...{ kind: 'packet', to: 2, packet: packetOf(spec) },
    }));
    const compared = compareEffects(implementation, [sending([2], FETCH, JOIN)], outgoing, HOSTS);
    expect(compared).toEqual({
      ...{ field: 'messages', spec: '["fetch to 2","join to 2"]', core: '["join to 2","fetch to 2"]' },
    });
  });

  test('tells the second of two packets where the first is the same', () => {
    const astray: Packet = { ...packetOf(JOIN), promised: 6 } as Packet;
    const outgoing = [packetOf(FETCH), astray].map((packet): Outgoing => ({ kind: 'packet', to: 2, packet }));
    expect(compareEffects(implementation, [sending([2], FETCH, JOIN)], outgoing, HOSTS)?.field).toBe('join');
  });
});
