/** Runs of the published protocol against cores, written by hand: what happens in a step, and what the hosts are behind it. */
import { describe, expect, test } from 'vitest';
import type { AnySlot, Transition } from '../../checker/index.js';
import { NOBODY } from '../../spec/published/log.js';
import type { HostEvent } from '../../spec/published/host.js';
import { hostName } from '../../spec/ring.js';
import { isFollowed, playPublished, type Played } from './played.js';

interface Published {
  readonly log: readonly { readonly source: number; readonly payload: number }[];
  readonly agreed: number;
}

const EMPTY: Published = { log: [], agreed: 0 };
/** What the hosts have of slots that they fill in turn. */
function having(slots: number, agreed: number): Published {
  const log = Array.from({ length: slots }, (_, slot) => ({
    source: slot % 3,
    payload: Math.floor(slot / 3),
  }));
  return { log, agreed };
}

function stateOf(host: Published): object {
  return { context: { ...host, disputed: {} } };
}

/** A step in which hosts take events, and what all three are then. */
function step(
  events: readonly (readonly [host: number, event: HostEvent])[],
  ...then: readonly Published[]
): Transition {
  return {
    ...{ rule: { name: 'Step' } as Transition['rule'], params: {}, states: then.map(stateOf) },
    legs: events.map(([host, event]) => ({
      ...{ slot: { name: hostName(host) } as AnySlot, event, cause: null, skipped: false, effects: [] },
    })),
  };
}

/** All others hear what one sends in a slot. */
function sent(slot: number): readonly (readonly [host: number, event: HostEvent])[] {
  const source = slot % 3;
  const history = [slot === 0 ? NOBODY : (slot - 1) % 3];
  const message = { slot, source, payload: Math.floor(slot / 3), history };
  return [
    [source, { type: 'SEND' }],
    ...[0, 1, 2]
      .filter((host) => host !== source)
      .map((host) => [host, { type: 'RECEIVE', message }] as const),
  ];
}

function played(steps: readonly Transition[], isStuck = false): Played {
  return playPublished('a run', [EMPTY, EMPTY, EMPTY].map(stateOf), steps, isStuck);
}

const ONE = having(1, 0);
const TWO = having(2, 1);
const THREE = having(3, 2);
/** A round in which everybody hears everything: who has a slot agreed has heard the next one. */
const ROUND = [
  step(sent(0), ONE, ONE, ONE),
  step(sent(1), TWO, TWO, TWO),
  step(sent(2), THREE, THREE, THREE),
];

describe('playPublished', () => {
  test('follows a round in which nothing is lost', () => {
    expect(played(ROUND)).toEqual({ name: 'a run', steps: 3, divergence: null, goesOn: null });
    expect(isFollowed(played(ROUND))).toBe(true);
  });

  test.each<[what: string, other: Published, how: string]>([
    ['the length of a log', having(1, 0), 'its log is 2 long, not 1'],
    [
      'an entry of another source',
      { ...TWO, log: TWO.log.with(1, { source: 2, payload: 0 }) },
      'its log has another entry in slot 1',
    ],
    [
      'an entry with another payload',
      { ...TWO, log: TWO.log.with(0, { source: 0, payload: 1 }) },
      'its log has another entry in slot 0',
    ],
    ['how much is agreed', { ...TWO, agreed: 2 }, 'its agreement pointer is 1, not 2'],
  ])('says where host and core part: %s', (_, other, how) => {
    const run = played([ROUND[0] as Transition, step(sent(1), TWO, other, TWO), ROUND[2] as Transition]);
    expect(run.divergence).toEqual({ step: 2, host: 'B', how });
    expect(isFollowed(run)).toBe(false);
  });

  test('says the first of several', () => {
    const run = played([step(sent(0), ONE, EMPTY, EMPTY), step(sent(1), EMPTY, EMPTY, EMPTY)]);
    expect(run.divergence).toEqual({ step: 1, host: 'B', how: 'its log is 1 long, not 0' });
  });

  test('leaves out what was skipped, and what is of no host', () => {
    const [send, ...heard] = sent(0);
    const skipped = step(heard, ONE, EMPTY, EMPTY).legs.map((leg) => ({ ...leg, skipped: true }));
    const elsewhere = step([], EMPTY).legs;
    const first = step(send === undefined ? [] : [send], ONE, EMPTY, EMPTY);
    const air = { ...(first.legs[0] as Transition['legs'][number]), slot: { name: 'air' } as AnySlot };
    expect(
      played([{ ...first, legs: [...first.legs, ...skipped, ...elsewhere, air] }]).divergence,
    ).toBeNull();
  });

  test('sends nothing where it is not the turn of a host', () => {
    expect(played([step([[1, { type: 'SEND' }]], EMPTY, EMPTY, EMPTY)]).divergence).toBeNull();
  });

  test('has what it wrote after a crash, as a published host has', () => {
    const crashed = step(
      [
        [0, { type: 'CRASH' }],
        [0, { type: 'RESTART' }],
      ],
      ONE,
      ONE,
      ONE,
    );
    expect(played([ROUND[0] as Transition, crashed]).divergence).toBeNull();
  });

  test('takes over at a time-out, so that it no longer takes what is sent in the epoch before', () => {
    const late = step([[2, { type: 'TIMEOUT' }]], ONE, ONE, ONE);
    const run = played([ROUND[0] as Transition, late, ROUND[1] as Transition]);
    expect(run.divergence).toEqual({ step: 3, host: 'C', how: 'its log is 1 long, not 2' });
  });

  test('goes on by itself where the published protocol is stuck', () => {
    const [send] = sent(0);
    const alone = step(send === undefined ? [] : [send], ONE, EMPTY, EMPTY);
    const run = played([alone], true);
    expect(run).toMatchObject({ divergence: null, goesOn: true });
    expect(isFollowed(run)).toBe(false);
    expect(isFollowed({ ...run, goesOn: false })).toBe(true);
  });
});
