/** A live actor that spawns others, is told by them, and stops them, held against its model; and with anything that was written changed. */
import { describe, expect, test } from 'vitest';
import {
  assign,
  createActor,
  emit,
  raise,
  sendParent,
  sendTo,
  setup,
  SimulatedClock,
  spawnChild,
  stopChild,
} from 'xstate';
import { machineModel } from '../../checker/index.js';
import { recordActors } from '../../record/index.js';
import type { Json } from '../../traces/index.js';
import { explainRun } from './explain-run.js';
import { runOfFiles } from './live.test.helper.js';

interface Worker {
  readonly id: number;
  readonly load: number;
}
type Order = { readonly type: 'JOB'; readonly size: number } | { readonly type: 'CANCEL' };

const worker = setup({
  types: { context: {} as Worker, input: {} as { id: number }, events: {} as Order },
}).createMachine({
  id: 'worker',
  context: ({ input }) => ({ id: input.id, load: 0 }),
  initial: 'resting',
  states: {
    resting: { on: { JOB: { target: 'busy', actions: assign({ load: ({ event }) => event.size }) } } },
    busy: {
      after: {
        500: {
          target: 'resting',
          actions: [assign({ load: 0 }), sendParent(({ context }) => ({ type: 'DONE', by: context.id }))],
        },
      },
      on: { CANCEL: 'resting' },
    },
  },
});

interface Boss {
  readonly done: readonly number[];
  readonly given: number;
}
type Told =
  { readonly type: 'HIRE' | 'GO' | 'STOP' | 'FIN' } | { readonly type: 'DONE'; readonly by: number };

const boss = setup({
  types: {
    context: {} as Boss,
    events: {} as Told,
    emitted: {} as { type: 'started'; count: number },
  },
  actors: { worker },
}).createMachine({
  id: 'boss',
  context: { done: [], given: 0 },
  initial: 'idle',
  states: {
    idle: {
      on: {
        HIRE: {
          target: 'running',
          actions: [
            spawnChild('worker', { id: 'w1', input: { id: 1 } }),
            spawnChild('worker', { id: 'w2', input: { id: 2 } }),
            spawnChild('worker', { id: 'w3', input: { id: 3 } }),
            raise({ type: 'GO' }),
          ],
        },
      },
    },
    running: {
      on: {
        GO: {
          actions: [
            sendTo('w1', { type: 'JOB', size: 3 }),
            sendTo('w2', { type: 'JOB', size: 5 }),
            assign({ given: 2 }),
            emit({ type: 'started', count: 2 }),
          ],
        },
        STOP: { target: 'closing', actions: [sendTo('w2', { type: 'CANCEL' }), stopChild('w3')] },
        DONE: {
          actions: assign({ done: ({ context, event }) => [...context.done, event.by] }),
        },
      },
    },
    closing: {
      entry: raise({ type: 'FIN' }, { delay: 200 }),
      on: { FIN: 'closed' },
    },
    closed: { type: 'final' },
  },
  output: ({ context }) => ({ total: context.done.length }),
});

const MODEL = machineModel(boss, { events: [{ type: 'HIRE' }, { type: 'STOP' }] });

function recorded(): readonly string[] {
  const lines: string[] = [];
  const clock = new SimulatedClock();
  const actor = createActor(boss, { clock });
  const recording = recordActors({ boss: actor }, (line) => lines.push(line));
  actor.start();
  actor.send({ type: 'HIRE' });
  clock.increment(500);
  actor.send({ type: 'STOP' });
  clock.increment(200);
  recording.stop();
  return lines.map((line) => line.trim());
}

/** What comes of a run; `malformed` where it is refused. */
function verdictOf(lines: readonly string[]): string {
  try {
    return explainRun(MODEL, runOfFiles(lines.join('\n'))).verdict;
  } catch (error) {
    expect(error).toMatchObject({ code: expect.stringMatching(/^EXO2/) });
    return 'malformed';
  }
}

/** A value with each value in it another one, and with each entry left out, one at a time. */
function others(value: Json): readonly Json[] {
  if (typeof value === 'number') return [value + 1];
  if (typeof value === 'string') return [`${value}'`];
  if (value === null || typeof value === 'boolean') return [7];
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    return [...list.flatMap((one, i) => others(one).map((other) => list.with(i, other))), [...list, 7]];
  }
  const entries = Object.entries(value);
  return [
    ...entries.flatMap(([key, one]) => others(one).map((other) => ({ ...value, [key]: other }))),
    ...entries.map(([left]) => Object.fromEntries(entries.filter(([key]) => key !== left))),
  ];
}

describe('a live actor with others that it has spawned', () => {
  const lines = recorded();

  test('is explained by its model', () => {
    expect(lines.length).toBe(7);
    expect(verdictOf(lines)).toBe('accepted');
  });

  test('is not explained with anything in its last event another one, or left out', () => {
    const changed = changesOf(lines, lines.length - 1).map((run) => verdictOf(run));
    expect(new Set(changed)).toEqual(new Set(['rejected', 'malformed']));
  });

  test(
    'is not explained with any value of any event another one, or left out, but for how what is sent to nobody leaves',
    { tags: 'long' },
    () => {
      const counts = { rejected: 0, malformed: 0 };
      const accepted: string[] = [];
      for (let at = 1; at < lines.length; at++) {
        for (const run of changesOf(lines, at)) {
          const verdict = verdictOf(run);
          if (verdict === 'rejected' || verdict === 'malformed') counts[verdict] += 1;
          else accepted.push(run[at] ?? '');
        }
      }
      expect(counts).toEqual({ rejected: 192, malformed: 46 });
      const [, , hired = ''] = lines;
      expect(accepted).toEqual([hired.replace('"via":"emit",', '')]);
    },
  );
});

/** Runs in which one line has something changed. */
function changesOf(lines: readonly string[], at: number): readonly (readonly string[])[] {
  return others(JSON.parse(lines[at] ?? '') as Json).map((line) => lines.with(at, JSON.stringify(line)));
}
