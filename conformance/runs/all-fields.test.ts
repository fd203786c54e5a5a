/** Fields that a program never has, and its model has. */
import { describe, expect, test } from 'vitest';
import { assign, createActor, setup, type AnyStateMachine } from 'xstate';
import { machineModel } from '../../checker/index.js';
import { recordActors, type RecordOptions } from '../../record/index.js';
import { explainRun, type RunJudgement } from './explain-run.js';
import { runOfFiles } from './live.test.helper.js';

const child = setup({}).createMachine({ id: 'child', initial: 'up', states: { up: {} } });

/** A job that counts, has a helper, and outputs what it has counted; or the same without one of these. */
function job(without: 'output' | 'children' | 'context.count' | null): AnyStateMachine {
  const count = without === 'context.count' ? {} : { count: 1 };
  return setup({ actors: { child } }).createMachine({
    id: 'job',
    context: { name: 'a' },
    initial: 'on',
    ...(without !== 'children' && { invoke: { src: 'child', id: 'child' } }),
    states: {
      on: { on: { END: { target: 'off', actions: assign(count as { name: string }) } } },
      off: { type: 'final' },
    },
    ...(without !== 'output' && { output: { total: 1 } }),
  });
}

function judged(machine: AnyStateMachine, options: RecordOptions = {}): RunJudgement {
  let text = '';
  const actor = createActor(machine);
  const recording = recordActors({ job: actor }, (line) => void (text += `${line}\n`), options);
  actor.start();
  actor.send({ type: 'END' });
  recording.stop();
  return explainRun(machineModel(job(null), { events: [{ type: 'END' }] }), runOfFiles(text));
}

describe('a run of actors of which all fields are written', () => {
  test('is explained by its own model', () => {
    expect(judged(job(null)).verdict).toBe('accepted');
  });

  test.each(['output', 'children', 'context.count'] as const)(
    'is rejected where the program never has %s, and the model has',
    (field) => {
      const { verdict, rejection } = judged(job(field));
      expect(verdict).toBe('rejected');
      expect(rejection?.differences.map((one) => [one.field, one.run])).toEqual([[field, 'nothing']]);
    },
  );

  test.each(['output', 'children', 'context.count'] as const)(
    'is explained without %s where the recorder was told which fields to write, or fields are partial',
    (field) => {
      expect(judged(job(field), { fields: (name) => name !== field }).verdict).toBe('accepted');
      expect(judged(job(field), { partial: ['fields'] }).verdict).toBe('accepted');
    },
  );
});
