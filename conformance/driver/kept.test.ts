import { describe, expect, test } from 'vitest';
import { historyDigest, STATUS } from '../../impl/parts.js';
import type { Entry, Message } from '../../spec/exo/log.js';
import type { Install, Start } from '../../spec/exo/packets.js';
import { frameOf, framesOf, imageOf, snapshotOf } from '../compare/logs.js';
import { broadcast, gathered, led } from '../compare/pair.test.helper.js';
import type { DriverState } from './driver-state.js';
import { fitsKept, fitsRecords, keptBy, type Kept } from './kept.js';
import { knownOf, type OthersBounds } from './known.js';

const BOUNDS: OthersBounds = { hosts: 3, self: 0, slots: 4, epochs: 9, early: 2, installs: true };
const MEMBERS = [0, 1, 2];
const LOG: readonly Entry[] = [
  { epoch: 0, source: 0, payload: 0 },
  { epoch: 0, source: 1, payload: 0 },
];
/** Epoch 4 of host B, behind two slots. */
const EPOCH = { number: 4, members: MEMBERS, base: 2, snapshot: 1 };
const START: Start = { kind: 'start', epoch: EPOCH, log: LOG, delivered: 1 };

function keeping(kept: Partial<Kept>): Kept {
  return { frames: [], records: [], ...kept };
}

/** The entry of a slot of epoch 4, from whose turn it is. */
function messageIn(slot: number, altered: Partial<Message> = {}): Message {
  const source = (slot - 1) % 3;
  const history = [slot === 2 ? 1 : slot - 2];
  return { kind: 'entry', epoch: 4, slot, source, payload: 1, history, ...altered };
}

describe('a record fits', () => {
  const fits = (kept: Partial<Kept>, one: Start | Install = START): boolean =>
    fitsKept(keeping(kept), one, BOUNDS);
  const frame = (slot: number, altered: Partial<Message> = {}): Kept['frames'][number] => {
    const { history, ...others } = messageIn(slot, altered);
    return { ...others, history: historyDigest(history) };
  };

  test.each<[what: string, frames: Kept['frames'], is: boolean]>([
    ['no frame', [], true],
    ['the frames of its slots', [frame(2), frame(3)], true],
    ['a frame of another epoch', [frame(2, { epoch: 5, source: 2 })], true],
    ['a frame of its base', [frame(1, { source: 1, history: [0] })], false],
    ['a frame from another source', [frame(2, { source: 2 })], false],
    ['a frame with another history', [frame(3, { history: [2] })], false],
    ['one frame of two', [frame(2), frame(3, { source: 1 })], false],
  ])('%s that is ahead', (_, frames, is) => {
    expect(fits({ frames })).toBe(is);
  });

  test.each<[what: string, record: Kept['records'][number], is: boolean]>([
    ['the same', START, true],
    ['one with other members', { ...START, epoch: { ...EPOCH, members: [0, 1] } }, false],
    ['one with another base', { ...START, epoch: { ...EPOCH, base: 1 }, log: LOG.slice(0, 1) }, false],
    ['one of which more is agreed', { ...START, epoch: { ...EPOCH, snapshot: 2 } }, false],
    ['one with another log', { ...START, log: LOG.with(1, { epoch: 0, source: 1, payload: null }) }, false],
    [
      'one that goes on',
      { ...START, kind: 'install', log: [...LOG, { epoch: 4, source: 1, payload: 0 }] },
      true,
    ],
    ['one of an epoch before', { ...START, epoch: { ...EPOCH, number: 1, base: 0 }, log: [] }, true],
  ])('%s that waits', (_, record, is) => {
    expect(fits({ records: [record] })).toBe(is);
  });

  test('has all that a snapshot of an epoch before stands for', () => {
    const before = { ...EPOCH, number: 1, base: 1 };
    const install = (log: readonly Entry[]): Kept['records'][number] => ({
      kind: 'install',
      epoch: before,
      log,
    });
    expect(fits({ records: [install(LOG)] })).toBe(true);
    expect(fits({ records: [install([...LOG, { epoch: 1, source: 0, payload: 1 }])] })).toBe(false);
    expect(fits({ records: [install(LOG.with(1, { epoch: 1, source: 0, payload: 1 }))] })).toBe(false);
    const later: Install = { ...START, kind: 'install', epoch: { ...EPOCH, number: 7 } };
    expect(fits({ records: [{ ...START, kind: 'install' }] }, later)).toBe(true);
    expect(fits({ records: [later] }, { ...START, log: [] })).toBe(true);
  });
});

test.each<[what: string, message: Message, is: boolean]>([
  ['the next entry', messageIn(2), true],
  ['a later one', messageIn(3), true],
  ['an entry of another epoch', messageIn(2, { epoch: 5, source: 0 }), true],
  ['one from another source', messageIn(2, { source: 2 }), false],
  ['one with another history', messageIn(2, { history: [0] }), false],
  ['one of the base', messageIn(1, { source: 1, history: [0] }), false],
])('a record that waits fits %s', (_, message, is) => {
  expect(fitsRecords(keeping({ records: [START] }), message, BOUNDS)).toBe(is);
  expect(fitsRecords(keeping({}), message, BOUNDS)).toBe(true);
});

test('what a host keeps are frames that are ahead, and records, with the logs that came with them', () => {
  const message = messageIn(3);
  const frame = frameOf(message);
  const record = { ...EPOCH, members: new Uint8Array(MEMBERS) };
  const log = imageOf(LOG, 1, 3, 1, true);
  const packets = [
    { kind: 'start', from: 1, epoch: record, log },
    { kind: 'prepare', from: 2, epoch: 5, delivered: 0 },
  ];
  const ahead = [new Uint8Array(frame.slice().buffer)];
  const host = { catchingUp: { ahead }, deferred: { packets } };
  const { frames, records } = keptBy({ host } as unknown as DriverState);
  expect(frames).toMatchObject([{ epoch: 4, slot: 3, source: 2, history: historyDigest(message.history) }]);
  expect(records).toEqual([{ kind: 'start', epoch: EPOCH, log: LOG }]);
  expect([log.snapshot, log.frames]).toEqual([snapshotOf(LOG.slice(0, 1)), framesOf(LOG, 3, 1)]);
});

describe('what is known of a host', () => {
  const stateOf = ({ core }: ReturnType<typeof led>, mode = 'sent'): DriverState =>
    ({ host: { core, sending: { mode } }, prefix: [] }) as unknown as DriverState;
  const sent = led(...broadcast);

  test('is its log, its promise and its epoch', () => {
    expect(knownOf(stateOf(sent))).toEqual({
      ...{ log: [{ epoch: 0, source: 0, payload: 0 }], promised: 0, isPromiseSent: false },
      ...{ installed: { number: 0, members: MEMBERS, base: 0, snapshot: 0 }, agreed: 0, unsent: -1 },
    });
    expect(knownOf(stateOf(led(...gathered)))).toMatchObject({
      promised: 3,
      installed: null,
      isPromiseSent: false,
    });
  });

  test('is that its promise has left it, once it waits for the epoch', () => {
    const prepare = { type: 'PREPARE', packet: { kind: 'prepare', epoch: 4 } } as const;
    expect(knownOf(stateOf(led(prepare))).isPromiseSent).toBe(false);
    const { core } = led(prepare, { type: 'PERSISTED' });
    expect(core.status).toBe(STATUS.waiting);
    expect(knownOf(stateOf(led(prepare, { type: 'PERSISTED' }))).isPromiseSent).toBe(true);
  });

  test('is which of its entries nobody has heard', () => {
    expect(knownOf(stateOf(sent, 'unsent')).unsent).toBe(0);
    expect(knownOf(stateOf(led(), 'unsent')).unsent).toBe(-1);
  });

  test('is what is agreed as soon as all is written', () => {
    const heard = led(...broadcast, {
      type: 'RECEIVE',
      message: { kind: 'entry', epoch: 0, slot: 1, source: 1, payload: 0, history: [0] },
    });
    expect(heard.core.agreed).toBe(0);
    expect(knownOf(stateOf(heard)).agreed).toBe(1);
    const known = { ...heard, core: { ...heard.core, known: 2 } };
    expect(knownOf(stateOf(known)).agreed).toBe(2);
  });
});
