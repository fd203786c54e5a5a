import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { traces } from './arbitrary.test.helper.js';
import { renderJson } from './json.js';
import type { Trace } from './trace.js';

const trace: Trace = {
  meta: {
    model: 'counter',
    bounds: { steps: 1 },
    knobs: {},
    property: null,
    verdict: 'deadlocked',
    version: '0.1.0',
    command: 'exo check ./counter.js',
  },
  vars: ['seen', 'counts', 'last'],
  states: [
    {
      action: 'init',
      picks: { from: 2n },
      vars: { seen: new Set([2, 1]), counts: new Map([['A', 2n ** 60n]]), last: null },
    },
  ],
};

describe('renderJson', () => {
  it('has no wrappers: sets are lists, maps lists of pairs, great integers strings', () => {
    expect(JSON.parse(renderJson(trace))).toEqual({
      meta: trace.meta,
      vars: trace.vars,
      states: [
        {
          step: 0,
          action: 'init',
          picks: { from: 2 },
          vars: { seen: [1, 2], counts: [['A', '1152921504606846976']], last: null },
        },
      ],
    });
  });

  it('is JSON for any trace', () => {
    fc.assert(
      fc.property(traces, (any) => {
        const { states } = JSON.parse(renderJson(any)) as { states: unknown[] };
        expect(states).toHaveLength(any.states.length);
      }),
    );
  });
});
