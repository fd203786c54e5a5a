/** What a machine does by itself: the order of its timers, and what comes of what it invokes. */
import { assign, createMachine, fromCallback, fromPromise, setup } from 'xstate';
import { describe, expect, test } from 'vitest';
import {
  check,
  done,
  emits,
  failed,
  machineModel,
  never,
  tableText,
  traceOfResult,
  type Model,
} from '../index.js';

function countsOf(model: Model) {
  const { verdict, states, transitions, actions } = check(model);
  const { Timer = 0, Done = 0, Failed = 0, Emit = 0 } = actions;
  return { verdict, states, transitions, moves: { Timer, Done, Failed, Emit } };
}

describe('timers', () => {
  const race = createMachine({
    initial: 'waiting',
    states: {
      waiting: { after: { 2000: 'late', 1000: 'soon' }, on: { AGAIN: { target: 'waiting', reenter: true } } },
      late: { type: 'final' },
      soon: { type: 'final' },
    },
  });

  test('go off in any order, unless they are ordered', () => {
    const late = { Late: (state: { readonly value: unknown }) => state.value !== 'late' };
    expect(check(machineModel(race, { always: late }))).toMatchObject({
      verdict: 'violated',
      property: 'Late',
    });
    expect(countsOf(machineModel(race, { always: late, timers: 'ordered' }))).toMatchObject({
      verdict: 'exhausted',
      states: 2,
      transitions: 2,
    });
  });

  test('are ordered only among those that were armed in one step', () => {
    const twice = createMachine({
      type: 'parallel',
      context: { first: '' },
      states: {
        long: { after: { 2000: { actions: assign({ first: ({ context }) => context.first || 'long' }) } } },
        short: {
          initial: 'idle',
          states: {
            idle: { on: { GO: 'armed' } },
            armed: {
              after: { 1000: { actions: assign({ first: ({ context }) => context.first || 'short' }) } },
            },
          },
        },
      },
    });
    const options = {
      timers: 'ordered',
      mayEnd: () => true,
      sometimes: {
        Long: ({ context }: { readonly context: { readonly first: string } }) => context.first === 'long',
        Short: ({ context }: { readonly context: { readonly first: string } }) => context.first === 'short',
      },
    } as const;
    const { verdict, witnesses } = check(machineModel(twice, options));
    expect([verdict, witnesses.map(({ reached }) => reached)]).toEqual(['exhausted', [true, true]]);
  });
});

describe('what a callback may do', () => {
  const socket = createMachine({
    context: { heard: [] as readonly string[] },
    initial: 'open',
    states: {
      open: {
        invoke: { id: 'socket', src: fromCallback(() => undefined), onDone: 'over', onError: 'broken' },
        on: {
          'HEARD.*': { actions: assign({ heard: ({ context, event }) => [...context.heard, event.type] }) },
        },
      },
      over: { type: 'final' },
      broken: { type: 'final' },
    },
  });
  const heard = (...words: readonly string[]) => words.map((word) => ({ type: `HEARD.${word}` }));

  test('is to send events one after the other, and then to end as it is said', () => {
    const model = machineModel(socket, { outcomes: { socket: [emits(heard('A', 'B'), failed('shut'))] } });
    expect(countsOf(model)).toEqual({
      verdict: 'exhausted',
      states: 4,
      transitions: 3,
      moves: { Timer: 0, Done: 0, Failed: 1, Emit: 2 },
    });
  });

  test('is one of several things, of which it keeps to the one that it has begun', () => {
    const outcomes = { socket: [emits(heard('A', 'A'), done()), emits(heard('B')), failed()] };
    const model = machineModel(socket, {
      outcomes,
      mayEnd: () => true,
      always: { NeverBoth: ({ context: { heard } }) => new Set(heard).size < 2 },
    });
    expect(countsOf(model)).toEqual({
      verdict: 'exhausted',
      states: 6,
      transitions: 5,
      moves: { Timer: 0, Done: 1, Failed: 1, Emit: 3 },
    });
  });

  test('is nothing at all', () => {
    const model = machineModel(socket, { outcomes: { socket: [never()] }, mayEnd: () => true });
    expect(countsOf(model)).toMatchObject({ states: 1, transitions: 0 });
  });
});

describe('the table of a machine that invokes', () => {
  const kid = createMachine({
    id: 'kid',
    context: { tries: 0 },
    initial: 'idle',
    states: { idle: { after: { 10: 'over' } }, over: { type: 'final' } },
  });
  const loader = setup({
    actors: { load: fromPromise(() => Promise.resolve('')), kid },
  }).createMachine({
    id: 'loader',
    context: { error: undefined as unknown },
    initial: 'loading',
    invoke: { src: 'kid', id: 'kid' },
    states: {
      loading: {
        invoke: {
          src: 'load',
          onError: { target: 'broken', actions: assign({ error: ({ event }) => event.error }) },
        },
      },
      broken: {},
    },
  });

  test('shows children by what they are at, and an error by its name and message', () => {
    const model = machineModel(loader, {
      outcomes: { load: [failed(new Error('no answer'))] },
      always: { Never: (state) => !state.matches('broken') },
    });
    const trace = traceOfResult(model, check(model));
    expect(trace).not.toBeNull();
    const lines = trace === null ? [] : tableText(trace, model, { columns: 150 }).split('\n');
    expect(lines.slice(2).map((line) => line.replaceAll(/ {2,}/g, ' ').trim())).toEqual([
      '0 init loading, loading: running, kid: idle ⏲ 10 ms',
      '1 Failed(loader, actor: "0.loader.loading", error: "Error: no answer") *broken, kid: idle ⏲ 10 ms, error "Error: no answer"',
      'loader: loading fails',
    ]);
  });

  test('shows a machine that an error has stopped, and by which', () => {
    const watch = setup({ actors: { tick: fromCallback(() => undefined) } }).createMachine({
      id: 'watch',
      initial: 'stopped',
      states: { stopped: { on: { START: 'running' } }, running: { invoke: { src: 'tick' } } },
    });
    const model = machineModel(watch, { outcomes: { tick: [failed(new Error('no clock'))] } });
    const trace = traceOfResult(model, check(model));
    const last = trace === null ? '' : tableText(trace, model, { columns: 150 }).split('\n').at(-2);
    expect(last).toContain('running ✝ error "Error: no clock"');
  });
});
