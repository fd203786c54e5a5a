import { describe, expect, it } from 'vitest';
import {
  assertReproduces,
  check,
  each,
  invariant,
  leg,
  plainComponent,
  replay,
  replayLine,
  rule,
  runOf,
  slot,
  tableText,
  traceOfResult,
  type Model,
} from '../index.js';
import { readItf, writeItf, type Trace } from '../../traces/index.js';

/** Counts by ones and twos, up to five: it must stay below four, and may end nowhere. */
function counting({ below = 4, twos = true } = {}): Model {
  const counter = slot(
    'counter',
    plainComponent<number, { type: 'ADD'; by: number }, never>({
      name: 'counter',
      initial: [0],
      step: (count, { by }) => (count + by > 5 ? [] : [{ next: count + by, effects: [] }]),
    }),
  );
  const add = (by: number) => ({ params: { by }, legs: [leg(counter, { type: 'ADD', by })] });
  return {
    name: 'counting',
    slots: [counter],
    rules: [rule({ name: 'Add', slot: counter, offers: () => (twos ? [add(1), add(2)] : [add(1)]) })],
    routes: [],
    properties: [
      invariant({ name: 'Small', over: each([counter]), holds: ([count]) => Number(count) < below }),
    ],
  };
}

function traceFrom(model: Model): Trace {
  const trace = traceOfResult(model, check(model), { command: 'npm test' });
  if (trace === null) throw new Error('nothing is wrong with this model');
  return readItf(writeItf(trace));
}

function changed(trace: Trace, step: number, by: Partial<Trace['states'][number]>): Trace {
  return { ...trace, states: trace.states.map((state, i) => (i === step ? { ...state, ...by } : state)) };
}

describe('a counterexample that is kept as a trace', () => {
  const trace = traceFrom(counting());

  it('says where it comes from', () => {
    expect(trace.meta).toMatchObject({
      model: 'counting',
      property: 'Small',
      verdict: 'violated',
      command: 'npm test',
    });
  });

  it('reproduces in its model', () => {
    expect(replay(counting(), trace)).toEqual({ kind: 'reproduced', what: 'Small is violated at step 2' });
    expect(() => assertReproduces(trace, counting())).not.toThrow();
    expect(tableText(trace, counting())).toContain('Add(2)');
  });

  it('gives the run back, with what each component did', () => {
    const run = runOf(counting(), trace);
    if ('kind' in run) throw new Error(replayLine(run));
    expect(run.steps.map(({ states, legs }) => [states, legs.length])).toEqual([
      [[2], 1],
      [[4], 1],
    ]);
  });

  it('does not reproduce in a model that has been mended, which is said with the step', () => {
    expect(() => assertReproduces(trace, counting({ below: 9 }))).toThrowError(
      expect.objectContaining({
        code: 'EXO208',
        message:
          "model 'counting': the trace does not reproduce: step 2: Small holds there, the trace says that it is violated",
      }),
    );
    expect(runOf(counting({ twos: false }), trace)).toEqual({
      kind: 'differs',
      step: 1,
      how: 'Add(2) is not enabled; enabled is Add(1)',
    });
  });

  it('does not reproduce when a state of it was changed', () => {
    const wrong = changed(trace, 1, { vars: { counter: 3 } });
    expect(replayLine(replay(counting(), wrong))).toBe(
      'does not reproduce: step 1: counter is 2, the trace says 3',
    );
  });

  it('does not reproduce with another verdict than it has', () => {
    const judged = (meta: Partial<Trace['meta']>): string =>
      replayLine(replay(counting(), { ...trace, meta: { ...trace.meta, ...meta } as Trace['meta'] }));
    expect(judged({ verdict: 'exhausted' })).toBe(
      "does not reproduce: step 2: a trace about Small says that it is violated, the trace says 'exhausted'",
    );
    expect(judged({ verdict: 'exhausted', property: null })).toBe(
      "does not reproduce: step 2: Small is violated here, the trace says 'exhausted', of no property",
    );
    expect(judged({ verdict: 'fine', property: null })).toBe(
      "does not reproduce: step 2: without a property a trace is of a run that is deadlocked, exhausted or bounded, the trace says 'fine'",
    );
    expect(judged({ verdict: 'deadlocked', property: null })).toBe(
      'does not reproduce: step 2: enabled is Add(1), the trace says that it is a deadlock',
    );
  });

  it.each([undefined, null, 'trace.itf.json', {}, writeItf(trace)])('is no trace as %j', (given) => {
    const text = /what is to be executed again is .*: it takes a trace, as readItf and traceOf give it/;
    expect(() => assertReproduces(given as never, counting())).toThrow(text);
    expect(() => replay(counting(), given as never)).toThrow(text);
    expect(() => assertReproduces(trace, given as never)).toThrow(
      /^'(model|slots)' (is|of the model is|has) /,
    );
  });

  it('is refused where it is about a property that the model does not have', () => {
    const other = { ...trace, meta: { ...trace.meta, property: 'Large' } };
    expect(() => replay(counting(), other)).toThrowError(
      expect.objectContaining({
        code: 'EXO209',
        message: "the trace is about property 'Large'; model 'counting' has Small",
      }),
    );
  });
});

it('a deadlock is not passed off as a run with which nothing is wrong', () => {
  const model = counting({ below: 9 });
  const trace = traceFrom(model);
  const meta = { ...trace.meta, verdict: 'exhausted' };
  expect(replayLine(replay(model, { ...trace, meta }))).toBe(
    "does not reproduce: step 3: this is a deadlock, the trace says 'exhausted', of no property",
  );
  expect(replayLine(replay({ ...model, mayEnd: () => true }, { ...trace, meta }))).toBe(
    'reproduced: all 3 steps',
  );
});

it('a search that finds nothing gives no trace', () => {
  const model = counting({ below: 9 });
  const ending = { ...model, mayEnd: () => true };
  expect(traceOfResult(ending, check(ending))).toBeNull();
});

it('a deadlock is replayed as one, and is none where a run may end', () => {
  const model = counting({ below: 9 });
  const trace = traceFrom(model);
  expect(replayLine(replay(model, trace))).toBe('reproduced: deadlock at step 3');
  expect(replayLine(replay({ ...model, mayEnd: () => true }, trace))).toBe(
    'does not reproduce: step 3: a run may end there, the trace says that it is a deadlock',
  );
});
