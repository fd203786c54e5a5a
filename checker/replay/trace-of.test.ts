import { expect, it } from 'vitest';
import { check, invariant, leg, plainComponent, route, rule, slot, type Model } from '../../checker/index.js';
import { readItf, writeItf, type TraceMeta } from '../../traces/index.js';
import { traceOf } from './trace-of.js';
import { valueOf } from './value-of.js';

const META: TraceMeta = {
  model: 'pair',
  bounds: {},
  knobs: {},
  property: 'Silence',
  verdict: 'violated',
  version: '0',
  command: 'exo check pair',
};

/** One says a word to the other, whose name needs mending. */
function pair(): Model {
  const speaker = slot(
    'a',
    plainComponent<number, { type: 'SAY' }, { type: 'say' }>({
      name: 'speaker',
      initial: [0],
      step: (said) => (said > 0 ? [] : [{ next: 1, effects: [{ type: 'say' }] }]),
    }),
  );
  const hearer = slot(
    '2nd one',
    plainComponent<{ heard: number; rest?: undefined }, { type: 'HEAR' }, never>({
      name: 'hearer',
      initial: [{ heard: 0, rest: undefined }],
      step: ({ heard }) => [{ next: { heard: heard + 0.5 }, effects: [] }],
    }),
  );
  return {
    name: 'pair',
    slots: [speaker, hearer],
    rules: [
      rule({
        name: 'Speak',
        slot: speaker,
        offers: () => [{ params: { word: 'hello', to: undefined }, legs: [leg(speaker, { type: 'SAY' })] }],
      }),
    ],
    routes: [route(speaker, () => [leg(hearer, { type: 'HEAR' })])],
    properties: [invariant({ name: 'Silence', over: [[hearer]], holds: ([one]) => one?.heard === 0 })],
  };
}

it('a run becomes a trace with identifiers for variables, picks, and a message for each leg that was caused', () => {
  const model = pair();
  const run = check(model).counterexample;
  if (run === null) throw new Error('the pair is silent');
  const trace = traceOf(model, run, META);
  expect(trace.vars).toEqual(['a', '_2nd_one']);
  expect(trace.states).toEqual([
    { action: 'init', picks: {}, vars: { a: 0, _2nd_one: { heard: 0 } } },
    {
      action: 'Speak',
      picks: { word: 'hello' },
      vars: { a: 1, _2nd_one: { heard: '0.5' } },
      messages: [{ from: 'a', to: '_2nd_one', text: 'HEAR' }],
    },
  ]);
  expect(readItf(writeItf(trace)).states).toEqual(trace.states);
});

it('a model says itself what its messages and summaries are', () => {
  const display = { messages: () => [{ from: 'a', to: 'a', text: 'hum' }], summary: () => 'a hums' };
  const model = { ...pair(), display };
  const run = check(model).counterexample;
  if (run === null) throw new Error('the pair is silent');
  expect(traceOf(model, run, META).states[1]).toMatchObject({
    messages: [{ from: 'a', to: 'a', text: 'hum' }],
    summary: 'a hums',
  });
});

it('two slots whose names differ in signs only become two variables', () => {
  const [speaker] = pair().slots;
  if (speaker === undefined) throw new Error('the pair has slots');
  const slots = ['x-y', 'x y', 'x_y'].map((name) => ({ ...speaker, name }));
  const model = { ...pair(), slots };
  expect(traceOf(model, { initial: [0, 0, 0], steps: [] }, META).vars).toEqual(['x_y', 'x_y_2', 'x_y_3']);
});

it('plain data become values that a trace can hold', () => {
  const data = {
    none: undefined,
    list: [undefined, NaN, 1n],
    '#bigint': -0.5,
    nested: new Map([[new Set([1]), null]]),
  };
  expect(valueOf(data)).toEqual({
    list: [null, 'NaN', 1n],
    '#bigint': '-0.5',
    nested: new Map([[new Set([1]), null]]),
  });
});
