/** What a core is made to do for each event of the specified host, and what a faulty one is caught by on the way. */
import { describe, expect, test } from 'vitest';
import * as implementation from '../../impl/parts.js';
import type { Packet } from '../../impl/parts.js';
import type { Entry, Message } from '../../spec/exo/log.js';
import type { HostSnapshot } from '../../spec/exo/names.js';
import type { Implementation } from './faulty-copy.js';
import { LiveCore, receivedPacket, sentPacket } from './live-core.js';
import { CONFIGURATION, frameOf, imageOf, payloadBytes, snapshotOf } from './logs.js';
import { broadcast, HOSTS, led } from './pair.test.helper.js';

const { ANSWER, STATUS } = implementation;
const { spec: START } = led();

/** The specified host with another context, of which a core is told the rest. */
function withContext(context: Partial<HostSnapshot['context']>): HostSnapshot {
  return { ...START, context: { ...START.context, ...context } } as HostSnapshot;
}

const COUNTING = withContext({ config: { self: 0, hosts: HOSTS, isBusy: false } });

function live(self = 0, impl: Implementation = implementation): LiveCore {
  return new LiveCore(impl, self, HOSTS);
}

/** The entries of slots 0, 1, … that the hosts fill in turn. */
function entriesOf(slots: number): readonly Entry[] {
  return Array.from({ length: slots }, (_, slot) => ({
    ...{ epoch: 0, source: slot % HOSTS, payload: Math.floor(slot / HOSTS) },
  }));
}

function messageOf(slot: number): Message {
  const [entry] = entriesOf(slot + 1).slice(-1);
  if (entry === undefined) throw new Error('there is an entry');
  return { kind: 'entry', slot, history: slot === 0 ? [] : [(slot - 1) % HOSTS], ...entry };
}

/** Host 2, which has heard these slots and written them. */
function heard(slots: number): LiveCore {
  const two = live(2);
  for (let slot = 0; slot < slots; slot++) expect(two.hear(frameOf(messageOf(slot)))).toBe(ANSWER.taken);
  two.take(START, { type: 'PERSISTED' }, null);
  return two;
}

/** The host, after it has delivered this number of entries more. */
function delivering(host: LiveCore, entries: number): LiveCore {
  for (let i = 0; i < entries; i++) expect(host.take(START, { type: 'DELIVER' }, null)).toBe(ANSWER.taken);
  return host;
}

describe('LiveCore takes', () => {
  test('a payload of its own where it is busy, just before it is appended', () => {
    const host = live();
    expect(host.core.hasPayload).toBe(false);
    expect(host.take(START, { type: 'APPEND' }, null)).toBe(ANSWER.taken);
    expect(host.core.log.length).toBe(1);
    expect(host.core.log.lastNumbers[0]).toBe(0);
  });

  test('no other payload where one waits', () => {
    const host = live();
    host.take(START, { type: 'SUBMIT' }, null);
    host.take(START, { type: 'APPEND' }, null);
    expect([host.core.log.length, host.core.hasPayload]).toEqual([1, false]);
  });

  test('none where hosts count their payloads, or it is not its turn', () => {
    const host = live();
    host.take(COUNTING, { type: 'APPEND' }, null);
    expect([host.core.log.length, host.core.log.lastNumbers[0]]).toEqual([1, -1]);
    const other = live(1);
    expect(other.take(START, { type: 'APPEND' }, null)).toBe(ANSWER.notMyTurn);
    expect(other.core.hasPayload).toBe(false);
  });

  test.each([0, 1, 2, 3])('payload %i of the application, with its bytes', (submitted) => {
    const host = live();
    expect(host.take(withContext({ submitted }), { type: 'SUBMIT' }, null)).toBe(ANSWER.taken);
    expect(host.core.save().queue).toEqual([{ number: submitted, payload: payloadBytes(0, submitted) }]);
  });

  test('what was submitted in memory of its own, though the memory is used again', () => {
    const host = live();
    for (const submitted of [1, 2]) host.take(withContext({ submitted }), { type: 'SUBMIT' }, null);
    expect(host.core.save().queue.map(({ payload }) => payload)).toEqual([
      payloadBytes(0, 1),
      payloadBytes(0, 2),
    ]);
  });

  test('the outgoing messages, in order and as copies', () => {
    const host = live();
    for (const event of broadcast) expect(host.take(START, event, null)).toBe(ANSWER.taken);
    expect(host.outgoing).toEqual([{ kind: 'broadcast', frame: frameOf(messageOf(0)) }]);
    const { frame } = host.outgoing[0] as { frame: Int32Array };
    expect(frame.buffer.byteLength).toBe(frame.byteLength);
    host.take(START, { type: 'TIMEOUT', epoch: 3 }, null);
    host.take(START, { type: 'PERSISTED' }, null);
    expect(
      host.outgoing.map((one) => (one.kind === 'packet' ? [one.packet.kind, one.to] : one.kind)),
    ).toEqual(['broadcast', ['prepare', 1], ['prepare', 2]]);
  });

  test('nothing where nothing has arrived, or what only drivers say', () => {
    const host = live();
    const before = host.core.save();
    expect(host.hear(null)).toBe(ANSWER.nothing);
    expect(host.hear({ kind: 'refuse', from: 1, promised: 3 })).toBe(ANSWER.nothing);
    expect(host.hear({ kind: 'hint', from: 1, epoch: 0, slot: 1 })).toBe(ANSWER.nothing);
    expect(host.core.save()).toEqual(before);
  });

  test.each<[Packet, answer: number]>([
    [{ kind: 'prepare', from: 1, epoch: 4, delivered: 0 }, ANSWER.taken],
    [{ kind: 'promise', from: 1, epoch: 3, log: imageOf([], 0, HOSTS, 0, false) }, ANSWER.notGathering],
    [{ kind: 'fetch', from: 1, epoch: 0, length: 0, upTo: 9, delivered: 0 }, ANSWER.nothing],
    [{ kind: 'join', from: 1, promised: 0, isInstalled: true, delivered: 0 }, ANSWER.nothing],
    [{ kind: 'announce', from: 1, life: 1, nonce: 1 }, ANSWER.recovering],
  ])('a packet: %o', (packet, answer) => {
    expect(live().hear(packet)).toBe(answer);
  });
});

describe('a crash', () => {
  test('loses what is not written, and a restart begins with what is', () => {
    const host = live();
    host.take(START, { type: 'APPEND' }, null);
    host.core.takeWrites(host.storage);
    host.take(START, { type: 'CRASH' }, null);
    host.take(START, { type: 'RESTART' }, null);
    expect(host.core.log.length).toBe(0);
    for (const event of broadcast) host.take(START, event, null);
    host.take(START, { type: 'CRASH' }, null);
    host.take(START, { type: 'RESTART' }, null);
    expect(host.core.log.length).toBe(1);
  });

  test('leaves the application with what it was given before the last step', () => {
    const two = delivering(heard(4), 2);
    two.restart();
    expect(two.core.delivered).toBe(0);
    two.restart(2);
    two.rest();
    delivering(two, 1);
    two.restart();
    expect(two.core.delivered).toBe(2);
  });

  test('begins a life with nothing in a host without a disk, which asks the others', () => {
    const host = new LiveCore(implementation, 0, HOSTS, undefined, true);
    const { lives } = START.context;
    expect(lives).toBeNull();
    const boots = { life: 0, boots: 2, known: [0, 0, 0], answers: [], agreedBefore: [] };
    expect(host.take(withContext({ lives: boots }), { type: 'RESTART' }, null)).toBe(ANSWER.taken);
    expect(host.core.status).toBe(STATUS.recovering);
    const announce = { kind: 'announce', from: 0, life: 3, nonce: 3 } as const;
    const asked = [1, 2].map((to) => ({ kind: 'packet', to, packet: announce }));
    expect(host.outgoing).toEqual(asked);
    expect(host.take(START, { type: 'ASK_AGAIN' }, null)).toBe(ANSWER.taken);
    expect(host.outgoing).toEqual([...asked, ...asked]);
  });
});

describe('a host at rest', () => {
  test('has delivered what others know to be agreed, once all is written', () => {
    const two = live(2);
    const epoch = { number: 1, members: new Uint8Array([0, 1, 2]), base: 4, snapshot: 3 };
    two.hear({ kind: 'start', from: 1, epoch, log: imageOf(entriesOf(4), 3, HOSTS, 0, false) });
    two.rest();
    expect(two.core.delivered).toBe(0);
    two.take(START, { type: 'PERSISTED' }, null);
    expect([two.core.status, two.core.known, two.core.delivered]).toEqual([STATUS.following, 3, 0]);
    two.hear(frameOf({ kind: 'entry', slot: 4, epoch: 1, source: 1, payload: 2, history: [0] }));
    two.rest();
    expect([two.core.isWritten, two.core.delivered]).toEqual([false, 0]);
    two.take(START, { type: 'PERSISTED' }, null);
    two.rest();
    expect(two.core.delivered).toBe(3);
  });

  test('delivers one entry at a time where it is told to', () => {
    const two = heard(4);
    expect(two.take(START, { type: 'DELIVER' }, null)).toBe(ANSWER.taken);
    expect(two.core.delivered).toBe(1);
  });
});

describe('compacting', () => {
  const spec = withContext({ log: entriesOf(4), agreed: 3 });

  test('goes as far as it may, at the core and in storage', () => {
    const two = heard(4);
    expect(two.compact(spec)).toBe(false);
    delivering(two, 3);
    expect(two.compact(spec)).toBe(true);
    const { mark, snapshot } = two.storage.load().log;
    expect([two.core.log.start, mark.length]).toEqual([3, 3]);
    expect(snapshot).toEqual(snapshotOf(entriesOf(3)));
    expect(two.compact(spec)).toBe(false);
    two.restart(0);
    expect(two.core.delivered).toBe(3);
  });

  test('is not done while something is unwritten', () => {
    const two = delivering(heard(4), 3);
    two.hear(frameOf(messageOf(4)));
    expect(two.compact(spec)).toBe(false);
    expect(two.core.log.start).toBe(0);
  });

  test('goes to the slot that the application chooses, and hands storage first what it lacks', () => {
    const two = delivering(heard(4), 3);
    two.hear(frameOf(messageOf(4)));
    expect(two.compactTo(0, spec)).toBeNull();
    expect(two.compactTo(4, spec)).toBe(false);
    expect(two.compactTo(2, spec)).toBe(true);
    two.storage.flush(() => undefined);
    const { log } = two.storage.load();
    expect([two.core.log.start, log.mark.length, log.length]).toEqual([2, 2, 5]);
  });
});

describe('what a faulty implementation is caught by', () => {
  test('a frame of another ring', () => {
    expect(() => live(2).hear(frameOf(messageOf(0), CONFIGURATION + 1))).toThrow(
      'the codec refuses a frame: of a ring that is configured otherwise',
    );
  });

  /** A core that takes frames in runs as this says, and otherwise as it should. */
  const takingRuns = (receiveRun: (core: implementation.Core) => number): Implementation => {
    class Faulty extends implementation.Core {
      override receiveRun(): number {
        return receiveRun(this);
      }
    }
    return { ...implementation, Core: Faulty };
  };

  test('frames that come together, taken otherwise than alone', () => {
    const isTakenAndLost = takingRuns(() => 1);
    expect(() => live(2, isTakenAndLost).hear(frameOf(messageOf(0)))).toThrow('is taken otherwise');
    const leavesThem = takingRuns(() => 0);
    expect(live(2, leavesThem).hear(frameOf(messageOf(0)))).toBe(ANSWER.taken);
  });

  test.each(['sent', 'received'] as const)('a packet %s that its codec makes another of', (way) => {
    const packet: Packet = { kind: 'prepare', from: 1, epoch: 4, delivered: 7 };
    const { encodePacket, decodePacket } = implementation;
    const faulty: Implementation = {
      ...implementation,
      encodePacket: (one, ring) => encodePacket({ ...one, from: 2 }, ring),
      decodePacket: (bytes, ring) => {
        const decoded = decodePacket(bytes, ring);
        return decoded.kind === 'refused' ? decoded : { ...decoded, from: 2 };
      },
    };
    const through = way === 'sent' ? sentPacket : receivedPacket;
    expect(through(implementation, packet, HOSTS)).toEqual(packet);
    expect(through(faulty, packet, HOSTS)).toEqual({ ...packet, from: 2 });
  });

  test('a packet that cannot be decoded', () => {
    const cut: Implementation = {
      ...implementation,
      encodePacket: (packet, ring) => implementation.encodePacket(packet, ring).subarray(4),
    };
    const packet: Packet = { kind: 'prepare', from: 1, epoch: 4, delivered: 0 };
    expect(() => sentPacket(cut, packet, HOSTS)).toThrow(/^the codec refuses a prepare: /);
  });

  test.each<Packet>([
    { kind: 'prepare', from: 1, epoch: 4, delivered: 0, life: 2 },
    {
      ...{ kind: 'start', from: 1, log: imageOf([], 0, HOSTS, 0, false) },
      epoch: {
        ...{ number: 4, members: new Uint8Array([0, 1]), base: 0, snapshot: 0 },
        lives: new Float64Array([0, 2, 0]),
      },
    },
  ])('lives that are lost on the way: not those of a $kind', (packet) => {
    expect(sentPacket(implementation, packet, HOSTS)).toEqual(packet);
  });
});
