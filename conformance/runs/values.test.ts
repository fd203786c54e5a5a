/** Values that JSON has no form for, as live actors hold, take, output and give them. */
import { describe, expect, test } from 'vitest';
import { assign, createActor, fromPromise, setup } from 'xstate';
import { done, machineModel } from '../../checker/index.js';
import { recordActors } from '../../record/index.js';
import { explainRun } from './explain-run.js';
import { runOfFiles } from './live.test.helper.js';

interface Put {
  readonly type: 'PUT';
  readonly value: unknown;
}

/** A machine that has a value from its start, is given one, gets one of what it invokes, and outputs one. */
function holder(value: unknown) {
  return setup({
    types: { context: {} as { own: unknown; put: unknown; got: unknown }, events: {} as Put },
    actors: { ask: fromPromise(() => Promise.resolve(value)) },
  }).createMachine({
    id: 'holder',
    context: { own: value, put: 'none', got: 'none' },
    initial: 'empty',
    states: {
      empty: { on: { PUT: { target: 'asking', actions: assign({ put: ({ event }) => event.value }) } } },
      asking: {
        invoke: {
          id: 'ask',
          src: 'ask',
          onDone: { target: 'end', actions: assign({ got: ({ event }) => event.output }) },
        },
      },
      end: { type: 'final' },
    },
    output: ({ context }) => context.got,
  });
}

function modelOf(value: unknown) {
  return machineModel(holder(value), {
    events: [{ type: 'PUT', value }],
    outcomes: { ask: [done(value)] },
  });
}

async function runOf(value: unknown): Promise<string> {
  let text = '';
  const actor = createActor(holder(value));
  const recording = recordActors({ holder: actor }, (line) => void (text += `${line}\n`));
  actor.start();
  actor.send({ type: 'PUT', value });
  await new Promise<void>((resolve) => actor.subscribe({ complete: resolve }));
  recording.stop();
  return text;
}

const VALUES: readonly (readonly [string, unknown, unknown])[] = [
  ['a set', new Set([1, 2]), new Set([1])],
  ['an empty set', new Set(), []],
  ['a map', new Map([['a', 1]]), new Map([['a', 2]])],
  ['an empty map', new Map(), {}],
  ['a bigint', 10n, 10],
  ['NaN', NaN, null],
  ['Infinity', Infinity, -Infinity],
  ['-Infinity', -Infinity, null],
  ['-0', -0, 1],
  ['an object with a key of ours', { '#set': [1], b: 1 }, { '#set': [2], b: 1 }],
  ['undefined', undefined, 0],
  ['an entry that is undefined', { a: undefined, b: 1 }, { a: null, b: 1 }],
  ['undefined in a list', [undefined], [null]],
  ['all of them inside', { a: [new Map([[1n, new Set([NaN])]])] }, { a: [new Map([[1n, new Set([0])]])] }],
];

/** Where a value stands in a run: the line, the path in it, and the name of its field. */
const PLACES: readonly (readonly [number, readonly string[], string])[] = [
  [1, ['set', 'context', 'own'], 'context.own'],
  [2, ['received', 'fields', 'value'], 'received.value'],
  [2, ['set', 'context', 'put'], 'context.put'],
  [3, ['args', 'output'], 'output'],
  [3, ['set', 'context', 'got'], 'context.got'],
  [3, ['set', 'output'], 'output'],
];

type Parsed = Record<string, unknown>;

/** A run with one value as it is in another run. */
function replacedAt(right: string, wrong: string, line: number, path: readonly string[]): string {
  const lines = right.split('\n');
  const event = JSON.parse(lines[line] ?? '') as Parsed;
  const last = path.at(-1) ?? '';
  const parentIn = (root: Parsed): Parsed =>
    path.slice(0, -1).reduce((at, key) => (at[key] ??= {}) as Parsed, root);
  const other = parentIn(JSON.parse(wrong.split('\n')[line] ?? '') as Parsed);
  parentIn(event)[last] = last in other ? other[last] : { '#undefined': true };
  return lines.with(line, JSON.stringify(event)).join('\n');
}

describe('runs of live actors', () => {
  test.each(VALUES)(
    'are explained where they hold %s, and only by a model that does',
    async (_, one, other) => {
      const run = runOfFiles(await runOf(one));
      expect(explainRun(modelOf(one), run)).toMatchObject({ verdict: 'accepted', filledIn: [] });
      expect(explainRun(modelOf(other), run).verdict).toBe('rejected');
      expect(explainRun(modelOf(one), runOfFiles(await runOf(other))).verdict).toBe('rejected');
    },
  );

  test.each(VALUES)('are rejected for one value that is not %s', async (_, one, other) => {
    const [right, wrong] = [await runOf(one), await runOf(other)];
    for (const [line, path, field] of PLACES) {
      const run = runOfFiles(replacedAt(right, wrong, line, path));
      const { verdict, explained, rejection } = explainRun(modelOf(one), run);
      expect([field, verdict, explained]).toEqual([field, 'rejected', line - 1]);
      expect(rejection?.place.line).toBe(line + 1);
      if (!path.includes('received')) expect(rejection?.differences.map((it) => it.field)).toEqual([field]);
    }
  });

  test('may have keys and members in any order, and undefined for what is absent', async () => {
    const value = { a: 1, b: new Set([1, 2]), c: new Map([['x', 1], ['y', 2]]) }; // prettier-ignore
    const text = await runOf(value);
    const written = '{"a":1,"b":{"#set":[1,2]},"c":{"#map":[["x",1],["y",2]]}}';
    expect(text).toContain(written);
    const other = '{"d":{"#undefined":true},"c":{"#map":[["y",2],["x",1]]},"b":{"#set":[2,1]},"a":1}';
    expect(explainRun(modelOf(value), runOfFiles(text.replaceAll(written, other))).verdict).toBe('accepted');
  });
});
