import { describe, expect, it } from 'vitest';
import { drawnOptions } from '../../impl/parts.js';
import type { RunEvent } from '../../traces/index.js';
import { simulatedRun, validationOf, type ReadRun } from './runs.test.helper.js';

const SEEDS = [9, 10, 12, 17, 26, 28] as const;
const runs = new Map<number, ReadRun>();

function runOf(seed: number): ReadRun {
  const known = runs.get(seed);
  if (known !== undefined) return known;
  const run = simulatedRun({ ...drawnOptions(seed), seed, durationMs: 200, offload: 'on' });
  runs.set(seed, run);
  return run;
}

const isOf =
  (layer: string, ...actions: readonly string[]) =>
  (event: RunEvent): boolean =>
    event.layer === layer && actions.includes(event.action);

/** The run with one event changed: counted anew, so that only what it says is wrong. */
function changed(run: ReadRun, at: number, events: readonly RunEvent[]): ReadRun {
  const all = run.events.toSpliced(at, 1, ...events);
  const counters = new Map<string, number>();
  return {
    ...run,
    events: all.map((event) => {
      const key = `${event.actor} ${event.layer === 'driver' ? 'driver' : ''}`;
      const n = (counters.get(key) ?? 0) + 1;
      counters.set(key, n);
      return { ...event, n };
    }),
  };
}

describe('runs of split hosts, with their drivers,', () => {
  it.each(SEEDS)('are explained by the specified engines and drivers: seed %s', (seed) => {
    const run = runOf(seed);
    const { verdict, rejection, hasDrivers, explained } = validationOf(run);
    expect([verdict, rejection, hasDrivers]).toEqual(['accepted', null, true]);
    expect(explained).toBe(run.events.length);
    expect(run.events.some(isOf('driver', 'Deliver'))).toBe(true);
    expect(run.events.some(isOf('driver', 'Restart'))).toBe(true);
  });

  const DELIVERIES = isOf('driver', 'Deliver');
  const run = runOf(10);
  const places = run.events.flatMap((event, at) => (DELIVERIES(event) ? [at] : []));
  const at = places[Math.floor(places.length / 2)] as number;
  const event = run.events[at] as RunEvent;

  it('are rejected where a delivery is left out', () => {
    expect(validationOf(changed(run, at, [])).verdict).toBe('rejected');
  });

  it('are rejected where a delivery is made twice', () => {
    expect(validationOf(changed(run, at, [event, event])).verdict).toBe('rejected');
  });

  it('are rejected where another entry is delivered', () => {
    const args = { ...event.args, source: 'A', payload: [77, 1], payloads: [0] };
    expect(validationOf(changed(run, at, [{ ...event, args }])).rejection?.problem).toMatchObject({
      kind: 'differs',
      text: 'another entry is delivered',
    });
  });

  it('are rejected where a payload is not what was submitted', () => {
    const place = places.find((one) => {
      const { payloads } = run.events[one]?.args as { readonly payloads: readonly number[] };
      return payloads.length > 0;
    }) as number;
    const given = run.events[place] as RunEvent;
    const [first = 0, ...rest] = given.args?.['payloads'] as readonly number[];
    const forged = { ...given, args: { ...given.args, payloads: [first ^ 1, ...rest] } };
    const { rejection } = validationOf(changed(run, place, [forged]));
    expect([rejection?.event.action, rejection?.event.layer]).toEqual(['Deliver', 'driver']);
    expect(rejection?.problem.text).toContain('Validity');
  });

  it('are rejected where two deliveries change places', () => {
    const next = run.events.findIndex((one, i) => i > at && DELIVERIES(one) && one.actor === event.actor);
    const other = run.events[next] as RunEvent;
    const swapped = run.events.with(at, { ...other, n: event.n }).with(next, { ...event, n: other.n });
    expect(validationOf({ ...run, events: swapped }).verdict).toBe('rejected');
  });

  it('are rejected where a driver has an entry that its engine has not agreed', () => {
    const taken = run.events.findIndex(isOf('driver', 'Take'));
    const engine = run.events.filter((one, i) => i > taken || one.layer === 'driver');
    const { verdict, rejection } = validationOf({ ...run, events: engine });
    expect([verdict, rejection?.problem.kind]).toEqual(['rejected', 'unsent']);
  });

  it('are rejected where an engine takes a payload that nobody has submitted', () => {
    const place = run.events.findIndex(isOf('driver', 'Offer'));
    const { verdict, rejection } = validationOf(changed(run, place, []));
    expect(verdict).toBe('rejected');
    expect(rejection?.driver).not.toBeNull();
  });
});
