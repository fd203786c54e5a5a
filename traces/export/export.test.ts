/** The exports of every trace that is kept here, read again by the rules of those for whom they are. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readItf } from '../itf.js';
import type { Trace } from '../trace.js';
import { renderTraceDot } from './dot.js';
import { actorsOf, eventsOf } from './events.js';
import { renderPerfetto, type TraceEvent } from './perfetto.js';
import { renderShiViz } from './shiviz.js';
import { renderTla } from './tla.js';

const FOLDER = path.join(import.meta.dirname, '..', 'counterexamples');
const KEPT: readonly (readonly [string, Trace])[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.itf.json'))
  .map((name) => [name, readItf(readFileSync(path.join(FOLDER, name), 'utf8'), name)]);

const SMALL: Trace = {
  meta: {
    model: 'two hosts',
    bounds: {},
    knobs: {},
    property: 'Alike',
    verdict: 'violated',
    version: '1',
    command: 'exo check ./two.js',
  },
  vars: ['A', 'B', 'left over'],
  states: [
    { action: 'init', picks: {}, vars: { A: { log: [] }, B: { log: [] }, 'left over': null } },
    {
      action: 'Broadcast',
      picks: { host: 'A' },
      vars: { A: { log: ['x'] }, B: { log: ['x'] }, 'left over': new Set([1n, 'a']) },
      messages: [{ from: 'A', to: 'B', text: 'x' }],
    },
    {
      action: 'Broadcast',
      picks: { host: 'B' },
      vars: { A: { log: ['x'] }, B: { log: ['x', 'y"'] }, 'left over': new Map([[1n, true]]) },
      messages: [{ from: 'B', to: 'A', text: 'y', lost: true }],
    },
  ],
};

describe('events', () => {
  test('of a step are those of its sender, and then of those that hear it', () => {
    expect(eventsOf(SMALL).map(({ actor, step, text, receives }) => [actor, step, text, receives])).toEqual([
      ['A', 1, 'Broadcast(A)', []],
      ['B', 1, 'receives x', [0]],
      ['B', 2, 'Broadcast(B)', []],
    ]);
  });

  test.each(KEPT)('of %s are of known actors, and receive only what was sent before', (_, trace) => {
    const actors = actorsOf(trace);
    const events = eventsOf(trace);
    events.forEach(({ actor, text, receives }, place) => {
      expect(actors).toContain(actor);
      expect(text).not.toBe('');
      for (const from of receives) expect(from).toBeLessThan(place);
    });
    // A trace of one state has no steps.
    expect(events.length > 0).toBe(trace.states.length > 1);
  });
});

describe('ShiViz', () => {
  test('is given an event in two lines, with the clocks of all', () => {
    expect(renderShiViz(SMALL).split('\n')).toEqual([
      String.raw`(?<event>.*)\n(?<host>\S*) (?<clock>{.*})`,
      '',
      'Broadcast(A)',
      'A {"A":1,"B":0}',
      'receives x',
      'B {"A":1,"B":1}',
      'Broadcast(B)',
      'B {"A":1,"B":2}',
      '',
    ]);
  });

  test.each(KEPT)(
    'reads %s by the expression in its first line: own clocks count by one from 1',
    (_, trace) => {
      const [expression = '', delimiter, ...rest] = renderShiViz(trace).split('\n');
      expect(delimiter).toBe('');
      const found = [...rest.join('\n').matchAll(new RegExp(expression, 'g'))];
      expect(found).toHaveLength(eventsOf(trace).length || actorsOf(trace).length);
      const times = new Map<string, number>();
      for (const { groups = {} } of found) {
        const { host = '', clock = '' } = groups;
        const times_ = JSON.parse(clock) as Record<string, number>;
        expect(Object.keys(times_)).toEqual(actorsOf(trace));
        times.set(host, (times.get(host) ?? 0) + 1);
        expect(times_[host]).toBe(times.get(host));
        // Nobody knows of an event that has not happened.
        for (const [other, time] of Object.entries(times_))
          expect(time).toBeLessThanOrEqual(times.get(other) ?? 0);
      }
    },
  );
});

describe('Perfetto', () => {
  test.each(KEPT)('finds both ends of every flow of %s within a slice', (_, trace) => {
    const { traceEvents } = JSON.parse(renderPerfetto(trace)) as { traceEvents: TraceEvent[] };
    const slices = traceEvents.filter(({ ph }) => ph === 'X');
    const isWithinSlice = ({ pid, tid, ts = -1 }: TraceEvent): boolean =>
      slices.some(
        (one) =>
          one.pid === pid && one.tid === tid && (one.ts ?? 0) <= ts && ts <= (one.ts ?? 0) + (one.dur ?? 0),
      );
    const starts = traceEvents.filter(({ ph }) => ph === 's');
    const ends = traceEvents.filter(({ ph }) => ph === 'f');
    expect(ends.map(({ id }) => id)).toEqual(starts.map(({ id }) => id));
    expect([...starts, ...ends].filter((end) => !isWithinSlice(end))).toEqual([]);
    expect(slices.filter(({ tid }) => tid === 1)).toHaveLength(eventsOf(trace).length);
    const named = traceEvents.filter(({ name }) => name === 'process_name');
    expect(named).toHaveLength(actorsOf(trace).length);
  });

  test('is given holds of the token and counters where a lens says where they stand', () => {
    const kinds = { host: { log: 'log', agreed: 'agreed', token: { path: 'token', is: ['holding'] } } };
    const lens = {
      lanes: ['A', 'B'].map((name) => ({ name, kind: 'host' })),
      kinds,
      actor: 'host',
      actions: { Timeout: 'takeover' },
    };
    const host = (log: readonly string[], agreed: bigint, token: string) => ({ log, agreed, token });
    const trace: Trace = {
      ...SMALL,
      meta: { ...SMALL.meta, lens: JSON.parse(JSON.stringify(lens)) as never },
      vars: ['A', 'B'],
      states: [
        { action: 'init', picks: {}, vars: { A: host([], 0n, 'holding'), B: host([], 0n, 'none') } },
        {
          action: 'Broadcast',
          picks: { host: 'A' },
          vars: { A: host(['x'], 1n, 'none'), B: host([], 0n, 'none') },
        },
        {
          action: 'Timeout',
          picks: { host: 'B' },
          vars: { A: host(['x'], 1n, 'none'), B: host([], 0n, 'holding') },
        },
        {
          action: 'Broadcast',
          picks: { host: 'B' },
          vars: { A: host(['x'], 1n, 'none'), B: host(['y'], 0n, 'holding') },
        },
      ],
    };
    const { traceEvents } = JSON.parse(renderPerfetto(trace)) as { traceEvents: TraceEvent[] };
    const spans = traceEvents.filter(({ ph, tid }) => ph === 'X' && tid > 1);
    expect(spans.map(({ name, pid, ts, dur }) => [name, pid, ts, dur])).toEqual([
      ['token', 1, 0, 1000],
      ['token', 2, 2000, 1000],
      ['takeover', 2, 2000, 1000],
    ]);
    const counters = traceEvents.filter(({ ph, pid }) => ph === 'C' && pid === 1);
    expect(counters.map(({ name, ts, args }) => [name, ts, args?.['entries']]).slice(0, 4)).toEqual([
      ['log', 0, 0],
      ['agreed', 0, 0],
      ['log', 1000, 1],
      ['agreed', 1000, 1],
    ]);
  });
});

describe('TLA+', () => {
  test('is given one behaviour, with its values as TLC can take them', () => {
    expect(renderTla(SMALL, 'Run').split('\n')).toEqual([
      '---- MODULE Run ----',
      '\\* two hosts: Alike violated',
      '\\* exo check ./two.js',
      'EXTENDS Integers, Sequences, TLC',
      '',
      'VARIABLES step, action, A, B, left_over',
      'vars == <<step, action, A, B, left_over>>',
      '',
      'States == <<',
      '  [action |-> "init",',
      '   A |-> [log |-> <<>>],',
      '   B |-> [log |-> <<>>],',
      '   left_over |-> "null"],',
      '  [action |-> "Broadcast(A)",',
      '   A |-> [log |-> <<"x">>],',
      '   B |-> [log |-> <<"x">>],',
      '   left_over |-> {<<"integer", 1>>, <<"string", "a">>}],',
      '  [action |-> "Broadcast(B)",',
      '   A |-> [log |-> <<"x">>],',
      '   B |-> [log |-> <<"x", "y\\"">>],',
      '   left_over |-> (1 :> TRUE)]',
      '>>',
      '',
      'Is(i) ==',
      '  /\\ action = States[i + 1].action',
      '  /\\ A = States[i + 1].A',
      '  /\\ B = States[i + 1].B',
      '  /\\ left_over = States[i + 1].left_over',
      '',
      'Init == step = 0 /\\ Is(0)',
      '',
      'Next ==',
      "  /\\ step < 2 /\\ step' = step + 1",
      "  /\\ action' = States[step' + 1].action",
      "  /\\ A' = States[step' + 1].A",
      "  /\\ B' = States[step' + 1].B",
      "  /\\ left_over' = States[step' + 1].left_over",
      '',
      'Spec == Init /\\ [][Next]_vars',
      '====',
      '',
    ]);
  });

  test('goes round where the trace is a lasso, and takes no name that means something there', () => {
    const lasso = { ...SMALL, vars: ['step', 'IF'], loop: 1 };
    const states = SMALL.states.map((state) => ({ ...state, vars: { step: 1n, IF: 2n ** 40n } }));
    const text = renderTla({ ...lasso, states }, '1 2');
    expect(text).toContain('---- MODULE ExoTrace ----');
    expect(text).toContain('VARIABLES step, action, step_, IF_');
    expect(text).toContain("  /\\ step' = IF step < 2 THEN step + 1 ELSE 1");
    expect(text).toContain('   IF_ |-> "1099511627776"]');
  });
});

describe('Graphviz', () => {
  test('is given a box a state, with what changed, and an edge an action', () => {
    expect(renderTraceDot({ ...SMALL, loop: 1 }).split('\n')).toEqual([
      'digraph trace {',
      '  node [shape=box, fontname="monospace", fontsize=10];',
      '  edge [fontname="sans-serif", fontsize=10];',
      '  0 [label="0\\lA = {log: []}\\lB = {log: []}\\lleft over = null\\l"];',
      '  1 [label="1\\lA = {log: [x]}\\lB = {log: [x]}\\lleft over = {1, a}\\l"];',
      '  2 [label="2\\lB = {log: [x, \\"y\\\\\\"\\"]}\\lleft over = {1 → true}\\l"];',
      '  0 -> 1 [label="Broadcast(A)\\l"];',
      '  1 -> 2 [label="Broadcast(B)\\l"];',
      '  2 -> 1 [label="again", style=dashed];',
      '}',
      '',
    ]);
  });
});
