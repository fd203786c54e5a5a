/** How a machine starts: afresh with an input, or from what was persisted. */
import { type Subject, withFamilies, noted } from './subject.js';
import type { Answer } from './evaluator.js';
import { familyDataOf } from './persistence.js';
import { admit } from './snapshot-form.js';
import { deepFreeze } from '../model/deep-freeze.js';
import { muted } from '../model/muted.js';
import { purely } from '../model/purity.js';
import { callingActions } from './called-actions.js';
import { explainStart, undetermined } from './step-errors.js';
import { ExoError } from '../../errors/index.js';
import { compare } from './asked-twice.js';

/** The machine started afresh, asked twice. */
export function started(subject: Subject, input: unknown): Answer {
  return withFamilies(subject, () => startTwice(subject, input));
}

/** `createActor(machine, { snapshot })` and its start. */
export function resumed(subject: Subject, persisted: unknown): Answer {
  const families = subject.becomeFamily();
  const { next, effects } = families.resume(families.revive(familyDataOf(subject.logics, persisted)));
  return { next: admit(subject, next), effects };
}

function startTwice(subject: Subject, input: unknown): Answer {
  const { machine } = subject;
  if (typeof machine.config.context !== 'function') deepFreeze(machine.config.context);
  const start = (): Answer =>
    purely(
      () => `machine '${subject.name}', starting,`,
      () => subject.ask.start(input),
    );
  const answer = subject.callsActions ? callingActions(subject.name, start) : start();
  const { next, effects } = answer;
  if (next.status === 'error') throw explainStart(subject, next, input);
  const again = muted(start);
  const failure: unknown = again.next.error;
  if (failure instanceof ExoError) throw failure;
  const difference = again.next.status === 'error' ? 'whether it throws' : compare(subject, answer, again);
  if (difference !== undefined) throw undetermined(subject, difference, 'starting');
  return { next: admit(subject, next), effects: noted(subject, effects) };
}
