import { describe, expect, test } from 'vitest';
import * as implementation from '../../impl/parts.js';
import type { HostOptions } from '../../impl/parts.js';
import { coarse } from './coarse.js';
import { driverComponent } from './driver-component.js';
import type { DriverEvent, DriverState } from './driver-state.js';
import { PackedStates } from './packed-states.js';

const OPTIONS: HostOptions = { ...implementation.DEFAULT_OPTIONS, hosts: 2, self: 0, packPayloadsMax: 1 };

/** Host A of two after some events. */
function after(...events: readonly DriverEvent[]): DriverState {
  const bounds = { epochs: 3, slots: 9, payloads: 2 };
  const component = driverComponent({ impl: implementation, options: OPTIONS, bounds });
  return events.reduce<DriverState>((state, event) => {
    const [step] = component.step(state, event);
    if (step === undefined) throw new RangeError(`${event.type} is taken`);
    return step.next;
  }, component.initial()[0] as DriverState);
}

const FIRST = after();
const SENT = after({ type: 'SUBMIT' }, { type: 'FLUSHED' });

/** A state with other modes of its host. */
function withHost(state: DriverState, host: Partial<DriverState['host']>): DriverState {
  return { ...state, host: { ...state.host, ...host } };
}

describe('packed states', () => {
  test.each([
    ['first', FIRST],
    ['later', SENT],
  ])('are the same again: the %s one', (_, state) => {
    const packed = new PackedStates('host A');
    expect(packed.decode(packed.encode(state))).toEqual(state);
  });

  test('have equal bytes for equal states, and for no others', () => {
    const packed = new PackedStates('host A');
    const bytes = packed.encode(SENT);
    expect(packed.encode(structuredClone(SENT))).toEqual(bytes);
    expect(packed.keyOf(SENT)).toHaveLength(bytes.length);
    const others: readonly DriverState[] = [
      FIRST,
      { ...SENT, submitted: 9 },
      { ...SENT, given: ['0.1'] },
      { ...SENT, problem: 'none' },
      { ...SENT, timers: [] },
      { ...SENT, prefix: [{ epoch: 0, source: 0, payload: 0 }] },
      withHost(SENT, { core: { ...SENT.host.core, agreed: 7 } }),
      withHost(SENT, { patience: { ...SENT.host.patience, asked: 7 } }),
    ];
    const keys = [SENT, ...others].map((state) => packed.keyOf(state));
    expect(new Set(keys).size).toBe(others.length + 1);
  });

  test('do not change with what they were made of', () => {
    const packed = new PackedStates('host A');
    const given = ['0.0'];
    const bytes = packed.encode({ ...SENT, given });
    given.push('0.1');
    expect(packed.decode(bytes).given).toEqual(['0.0']);
    expect(packed.encode({ ...SENT, given })).not.toEqual(bytes);
  });

  test('share the parts that they have in common', () => {
    const packed = new PackedStates('host A');
    const [one, other] = [SENT, { ...SENT, submitted: 9 }].map((state) =>
      packed.decode(packed.encode(state)),
    );
    expect(one?.disk).toBe(other?.disk);
    expect(one?.submitted).not.toBe(other?.submitted);
  });
});

describe('states that look alike', () => {
  const look = coarse(0, 3, 9, FIRST);

  test('do not tell how patient a host is, what was hinted, or who has stalled', () => {
    const { patience, hints, membership } = SENT.host;
    const other = withHost(SENT, {
      patience: { ...patience, mode: 'quiet', asked: 2 },
      hints: { ...hints, told: hints.told },
      membership: { ...membership, isInEpoch: false, stalled: membership.stalled.map(() => 3) },
    });
    expect(look.forget(other)).toEqual(look.forget(SENT));
    expect(look.forget(withHost(SENT, { core: { ...SENT.host.core, agreed: 7 } }))).not.toEqual(
      look.forget(SENT),
    );
  });

  test('are the first one where the disk has failed and no timer is set', () => {
    const writing = { ...SENT.host.writing, mode: 'failed' } as DriverState['host']['writing'];
    const failed = withHost(SENT, { writing });
    const over = look.forget({ ...failed, timers: [] });
    expect(over).toEqual({ ...withHost(FIRST, { writing }), timers: [] });
    expect(look.forget({ ...failed, timers: ['repeat'] }).host.core).toEqual(SENT.host.core);
  });

  test('are tried with each patience when its timer goes off', () => {
    const alike = look.alike(SENT, { type: 'TIMER', timer: 'takeover' });
    expect(alike.map(({ host }) => host.patience).map(({ mode, asked }) => [mode, asked])).toEqual([
      ['waiting', 0],
      ['waiting', 2],
      ['progressing', SENT.host.patience.asked],
      ['quiet', SENT.host.patience.asked],
    ]);
  });

  test('are one where nothing begins', () => {
    expect(look.alike(SENT, { type: 'FLUSHED' })).toEqual([SENT]);
    expect(look.alike(SENT, { type: 'TIMER', timer: 'grace' })).toEqual([SENT]);
  });

  test('are tried with each way in which the others have stalled where an epoch may begin', () => {
    const none = { from: [], log: null, delivered: 0, deliveredByAll: 0 };
    const takeover = { ...SENT.host.takeover, mode: 'grace' } as DriverState['host']['takeover'];
    const beginning = withHost(SENT, { core: { ...SENT.host.core, gathered: none }, takeover });
    const stalled = look
      .alike(beginning, { type: 'TIMER', timer: 'grace' })
      .map(({ host }) => host.membership.stalled.join());
    expect(stalled).toHaveLength(9);
    expect(new Set(stalled)).toEqual(
      new Set(['0,0,0', '0,0,2', '0,0,3', '0,2,0', '0,2,2', '0,2,3', '0,3,0', '0,3,2', '0,3,3']),
    );
    expect(look.alike(beginning, { type: 'SUBMIT' })).toHaveLength(1);
    const ready = { ...takeover, mode: 'ready' } as typeof takeover;
    const grace = { type: 'TIMER', timer: 'grace' } as const;
    expect(look.alike(withHost(beginning, { takeover: ready }), grace)).toHaveLength(1);
  });
});
