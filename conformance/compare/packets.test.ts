import { describe, expect, test } from 'vitest';
import type { LogImage, Packet } from '../../impl/parts.js';
import type { Packet as SpecPacket } from '../../spec/exo/packets.js';
import { imageOf } from './logs.js';
import { nonceFor, packetFor } from './packets.js';

const HOSTS = 3;
const LOG = { log: [{ epoch: 0, source: 0, payload: 0 }], delivered: 1 } as const;
const IMAGE: LogImage = imageOf(LOG.log, LOG.delivered, HOSTS, 0, false);

/** An epoch as the specification has it, and as a host does. */
const EPOCH = { number: 5, members: [0, 2], base: 1, snapshot: 1 } as const;
const RECORD = { number: 5, members: new Uint8Array([0, 2]), base: 1, snapshot: 1 } as const;
const LIVES = { lives: new Float64Array([0, 4, 2]) } as const;

function sent(packet: SpecPacket): Packet | null {
  return packetFor(packet, HOSTS, (log) => imageOf(log.log, log.delivered, HOSTS, 0, false));
}

describe('packetFor', () => {
  test.each<[SpecPacket, Packet]>([
    [
      { kind: 'prepare', epoch: 5 },
      { kind: 'prepare', from: 2, epoch: 5, delivered: 0 },
    ],
    [
      { kind: 'promise', from: 1, epoch: 5, ...LOG },
      { kind: 'promise', from: 1, epoch: 5, log: IMAGE },
    ],
    [
      { kind: 'start', epoch: EPOCH, ...LOG },
      { kind: 'start', from: 2, epoch: RECORD, log: IMAGE },
    ],
    [
      { kind: 'install', epoch: EPOCH, ...LOG },
      { kind: 'install', from: 2, epoch: RECORD, log: IMAGE },
    ],
    [
      { kind: 'fetch', wanted: 'entries', from: 1, epoch: 5, length: 4 },
      { kind: 'fetch', from: 1, epoch: 5, length: 4, upTo: Number.MAX_SAFE_INTEGER, delivered: 0 },
    ],
    [
      { kind: 'join', wanted: 'snapshot', from: 1, promised: 5, isInstalled: true },
      { kind: 'join', from: 1, promised: 5, isInstalled: true, delivered: 0 },
    ],
  ])('makes a packet of hosts with disks of %o', (spec, packet) => {
    expect(sent(spec)).toEqual(packet);
  });

  test.each<[SpecPacket, Partial<Packet>]>([
    [{ kind: 'prepare', epoch: 5, life: 4 }, { life: 4 }],
    [
      { kind: 'promise', from: 1, epoch: 5, life: 4, known: [0, 4, 2], starterLife: 2, ...LOG },
      { life: 4, known: new Float64Array([0, 4, 2]), starterLife: 2 },
    ],
    [{ kind: 'start', epoch: { ...EPOCH, lives: [0, 4, 2] }, ...LOG }, { epoch: { ...RECORD, ...LIVES } }],
    [{ kind: 'install', epoch: { ...EPOCH, lives: [0, 4, 2] }, ...LOG }, { epoch: { ...RECORD, ...LIVES } }],
    [{ kind: 'fetch', wanted: 'entries', from: 1, epoch: 5, length: 4, life: 0 }, { life: 0 }],
    [{ kind: 'join', wanted: 'entries', from: 1, promised: 5, isInstalled: false, life: 9 }, { life: 9 }],
    [
      { kind: 'announce', from: 1, life: 4, nonce: 4 },
      { from: 1, life: 4, nonce: 4 },
    ],
  ])('says lives where there are any: %o', (spec, lives) => {
    expect(sent(spec)).toMatchObject({ kind: spec.kind, ...lives });
  });

  const answer = { kind: 'answer', from: 1, life: 4, nonce: 2, promised: 5, agreed: 1 } as const;

  test('makes an answer, with the record of an epoch or without one', () => {
    const known = [0, 4, 2];
    const sentAnswer = { ...answer, known: new Float64Array(known), log: IMAGE };
    expect(sent({ ...answer, known, installed: null, ...LOG })).toEqual({ ...sentAnswer, installed: null });
    expect(sent({ ...answer, known, installed: EPOCH, ...LOG })).toEqual({
      ...sentAnswer,
      installed: RECORD,
    });
  });

  test('asks with the greatest nonce where the answer is to be lost', () => {
    expect([nonceFor(0), nonceFor(7), nonceFor(-1)]).toEqual([0, 7, Number.MAX_SAFE_INTEGER]);
    const lost = { nonce: Number.MAX_SAFE_INTEGER };
    expect(sent({ kind: 'announce', from: 1, life: 4, nonce: -1 })).toMatchObject(lost);
    expect(sent({ ...answer, nonce: -1, known: [], installed: null, ...LOG })).toMatchObject(lost);
  });

  test('makes none of an entry, which is a frame', () => {
    expect(sent({ kind: 'entry', epoch: 0, slot: 0, source: 0, payload: 0, history: [] })).toBeNull();
  });
});
