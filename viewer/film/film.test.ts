import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { traces } from '../../traces/arbitrary.test.helper.js';
import type { Trace } from '../../traces/index.js';
import { StateReader } from '../picture/state-reader.js';
import { filmOf } from './film-of.js';
import type { Film, Plain } from './film.js';
import { plainOf } from './plain.js';

/** A film as the page gets it. */
function packed(trace: Trace): Film {
  return JSON.parse(JSON.stringify(filmOf(trace))) as Film;
}

/** Fields in any order, and without a prototype: what the page sees of a value. */
function seen(value: Plain | undefined): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe('a film', () => {
  test('has at each step, in whatever order they are asked for, the state of the trace', () => {
    fc.assert(
      fc.property(traces, fc.array(fc.nat(), { maxLength: 6 }), (trace, order) => {
        const reader = new StateReader(packed(trace));
        const last = trace.states.length - 1;
        for (const step of [last, 0, ...order.map((one) => one % (last + 1))]) {
          const state = reader.stateAt(step);
          for (const name of trace.vars) {
            expect(seen(state[name])).toEqual(seen(plainOf(trace.states[step]?.vars[name] ?? null)));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('of a long run is asked for from its middle and its beginning alike', () => {
    const states = Array.from({ length: 5000 }, (_, step) => ({
      action: step === 0 ? 'init' : 'Add',
      picks: {},
      vars: { log: Array.from({ length: step % 50 }, (_one, i) => `A${i}`), count: step },
    }));
    const reader = new StateReader(packed({ meta: META, vars: ['log', 'count'], states }));
    for (const step of [4999, 0, 1024, 1023, 3000, 2999, 4999]) {
      expect(reader.stateAt(step)).toEqual({ log: states[step]?.vars.log, count: step });
    }
    expect(() => reader.stateAt(5000)).toThrow(RangeError);
  });

  test('keeps of a log that grows only what it grows by', () => {
    const log = Array.from({ length: 100 }, (_, i) => `A${i}`);
    const vars = [log, [...log, 'B0'], [...log.slice(0, 60), 'C0']];
    const states = vars.map((one, i) => ({
      action: i === 0 ? 'init' : 'Step',
      picks: {},
      vars: { A: { log: one } },
    }));
    const { steps } = filmOf({ meta: META, vars: ['A'], states });
    expect(steps.slice(1).map(({ changes }) => changes)).toEqual([
      [[['A', 'log'], 100, ['B0']]],
      [[['A', 'log'], 60, ['C0']]],
    ]);
  });
});

const META = { model: 'm', bounds: {}, knobs: {}, property: null, verdict: '', version: '', command: '' };
