import { describe, expect, test } from 'vitest';
import * as implementation from '../../impl/parts.js';
import type { HostEvent } from '../../spec/exo/events.js';
import type { HostSnapshot } from '../../spec/exo/names.js';
import { LiveCore } from '../compare/live-core.js';
import { broadcast, HOSTS, led, type Led } from '../compare/pair.test.helper.js';
import { arrivalOf } from './arrival.js';
import { Diverged } from './divergence.js';
import { compareRefusal } from './refusals.js';

const { ANSWER } = implementation;

describe('compareRefusal', () => {
  const following = led(...broadcast, { type: 'TIMEOUT', epoch: 3 }, { type: 'PERSISTED' }).spec;
  const { context } = following;
  const base = led(...broadcast).spec;
  const inEpoch = (promised: number): HostSnapshot => {
    const seen = Object.create(base, { context: { value: { ...base.context, promised } } }) as HostSnapshot;
    return seen;
  };
  const hearing = (epoch: number, slot: number): HostEvent => ({
    type: 'RECEIVE',
    message: { kind: 'entry', epoch, slot, source: 1, payload: 0, history: [0] },
  });

  test.each<[reason: keyof typeof ANSWER, spec: HostSnapshot, epoch: number, slot: number]>([
    ['olderEpoch', inEpoch(2), 1, 1],
    ['olderEpoch', following, context.promised - 1, 1],
    ['notFollowing', following, context.promised, 1],
    ['notFollowing', following, context.promised + 1, 1],
    ['newerEpoch', inEpoch(2), 3, 1],
    ['repeated', inEpoch(2), 2, 0],
    ['gap', inEpoch(2), 2, 2],
  ])('is because of %s', (reason, spec, epoch, slot) => {
    const event = hearing(epoch, slot);
    expect(compareRefusal(spec, event, ANSWER[reason], implementation)).toBeNull();
    const other = reason === 'gap' ? 'repeated' : 'gap';
    expect(compareRefusal(spec, event, ANSWER[other], implementation)).toEqual({
      ...{ field: 'why it is refused', spec: `"${reason}"`, core: `"${other}"` },
    });
  });

  test('may be because of history or sender, where it is the next slot, and is asked of entries alone', () => {
    for (const answer of [ANSWER.otherHistory, ANSWER.otherSource])
      expect(compareRefusal(inEpoch(2), hearing(2, 1), answer, implementation)).toBeNull();
    expect(compareRefusal(inEpoch(2), { type: 'APPEND' }, ANSWER.gap, implementation)).toBeNull();
  });
});

describe('arrivalOf', () => {
  /** A host whose core has compacted its only agreed entry. */
  function compacted(): Led & { readonly live: LiveCore } {
    const pair = led(
      ...broadcast,
      { type: 'RECEIVE', message: { kind: 'entry', epoch: 0, slot: 1, source: 1, payload: 0, history: [0] } },
      { type: 'PERSISTED' },
      { type: 'DELIVER' },
    );
    const live = new LiveCore(implementation, 0, HOSTS);
    live.core.load(pair.core);
    live.core.compact(1, new Uint8Array(1));
    expect(live.core.log.start).toBe(1);
    return { ...pair, live };
  }

  test.each<[length: number, wanted: string]>([
    [0, 'snapshot'],
    [1, 'entries'],
    [2, 'entries'],
  ])('asks for entries from slot %i on: %s', (length, wanted) => {
    const { spec, live } = compacted();
    const fetch = { kind: 'fetch', wanted: 'entries', from: 1, epoch: 0, length } as const;
    expect(arrivalOf(fetch, { spec, core: live })).toEqual({ type: 'FETCH', packet: { ...fetch, wanted } });
  });

  test('asks for a snapshot where what the epoch began with is compacted', () => {
    const { spec, live } = compacted();
    const join = { kind: 'join', wanted: 'entries', from: 1, promised: 0, isInstalled: false } as const;
    const fresh = new LiveCore(implementation, 0, HOSTS);
    expect(arrivalOf(join, { spec, core: live })).toMatchObject({ packet: { wanted: 'snapshot' } });
    expect(arrivalOf({ ...join, wanted: 'snapshot' }, { spec, core: fresh })).toMatchObject({
      packet: { wanted: 'entries' },
    });
  });

  test('is whatever else arrives as it is', () => {
    const { spec, live } = compacted();
    const prepare = { kind: 'prepare', epoch: 4 } as const;
    expect(arrivalOf(prepare, { spec, core: live })).toEqual({ type: 'PREPARE', packet: prepare });
  });
});

test('a divergence is told in one line', () => {
  const divergence = { host: 'B', event: 'APPEND', field: 'agreed', spec: '1', core: '2' };
  const error = new Diverged(divergence);
  expect(error.divergence).toBe(divergence);
  expect(error.message).toBe('B differs in agreed: specified 1, core 2, on APPEND');
});
