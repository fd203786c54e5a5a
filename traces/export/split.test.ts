/** Split hosts in exports: an engine and its driver are two actors. */
import { describe, expect, test } from 'vitest';
import type { Trace } from '../trace.js';
import { actorsOf, eventsOf } from './events.js';
import { renderPerfetto, type TraceEvent } from './perfetto.js';
import { renderShiViz } from './shiviz.js';
import { traceOfRun } from './trace-of-run.js';

/** An engine and its driver, with a channel to it and another one back. */
const SPLIT: Trace = {
  meta: {
    ...{ model: 'split', bounds: {}, knobs: {}, property: null, verdict: 'a run', version: '1', command: '' },
    lens: {
      lanes: [
        { name: 'A', kind: 'host' },
        { name: 'driverA', kind: 'driver', beside: 'A' },
      ],
      kinds: { host: {}, driver: {} },
      actor: 'host',
      otherHalf: ['Put', 'Crash'],
      budgets: ['crashes'],
    },
  },
  vars: ['A', 'driverA', 'c1', 'crashes'],
  states: [
    { action: 'init', picks: {}, vars: { A: 0n, driverA: 0n, c1: [], crashes: 1n } },
    { action: 'Append', picks: { host: 'A' }, vars: { A: 1n, driverA: 0n, c1: [], crashes: 1n } },
    { action: 'Put', picks: { host: 'A' }, vars: { A: 1n, driverA: 1n, c1: ['x'], crashes: 1n } },
    { action: 'Take', picks: { host: 'A' }, vars: { A: 2n, driverA: 1n, c1: [], crashes: 1n } },
    { action: 'Crash', picks: { host: 'A' }, vars: { A: 2n, driverA: 0n, c1: [], crashes: 0n } },
  ],
};

describe('a split host', () => {
  test('is two actors: its driver acts by itself, and its engine knows what came through the channel', () => {
    expect(eventsOf(SPLIT).map(({ actor, text, receives }) => [actor, text, receives])).toEqual([
      ['A', 'Append(A)', []],
      ['driverA', 'Put(A)', []],
      ['A', 'Take(A)', [1]],
      ['driverA', 'Crash(A)', []],
    ]);
    const clocks = renderShiViz(SPLIT)
      .split('\n')
      .filter((line) => line.endsWith('}'));
    expect(clocks).toEqual([
      'A {"A":1,"driverA":0}',
      'driverA {"A":0,"driverA":1}',
      'A {"A":2,"driverA":1}',
      'driverA {"A":0,"driverA":2}',
    ]);
  });

  test('has a process for its driver, with a flow for what came through the channel', () => {
    const { traceEvents } = JSON.parse(renderPerfetto(SPLIT)) as { traceEvents: TraceEvent[] };
    const [engine, driver] = traceEvents.flatMap(({ name, pid }) => (name === 'process_name' ? [pid] : []));
    const steps = traceEvents.filter(({ ph }) => ph === 'X').map(({ name, pid }) => [name, pid]);
    expect(steps).toEqual([
      ['Append(A)', engine],
      ['Put(A)', driver],
      ['Take(A)', engine],
      ['Crash(A)', driver],
    ]);
    const flows = traceEvents.filter(({ ph }) => ph === 's' || ph === 'f').map(({ ph, pid }) => [ph, pid]);
    expect(flows).toEqual([
      ['s', driver],
      ['f', engine],
    ]);
  });

  test('of a run is its engine, and its driver behind it', () => {
    const header = { schema: 'exo-run/2', model: 'exo', parameters: {}, actors: ['A', 'B'] } as const;
    const events = [
      { actor: 'A', layer: 'driver', n: 1, action: 'Offer', args: { number: 0 }, set: { pending: 1 } },
      { actor: 'A', layer: 'engine', n: 1, action: 'Submit', args: { number: 0 }, set: { length: 1 } },
      { actor: 'B', layer: 'engine', n: 1, action: 'Restart', set: { length: 0 } },
    ];
    const { trace } = traceOfRun({ ...header, ordering: 'actors' }, events);
    expect(actorsOf(trace)).toEqual(['A', 'A, driver', 'B']);
    expect(eventsOf(trace).map(({ actor, text }) => `${actor}: ${text}`)).toEqual([
      'A, driver: Offer(actor="A, driver", number=0)',
      'A: Submit(actor=A, number=0)',
      'B: Restart(B)',
    ]);
    expect(trace.states.at(-1)?.vars).toEqual({
      A: { length: 1 },
      'A, driver': { pending: 1 },
      B: { length: 0 },
    });
  });
});
