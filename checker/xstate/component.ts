/**
 * An XState machine as a component: the machine that is explored is the XState machine itself, asked through
 * `machine.transition` with one reused inert scope. The public `transition()` builds an actor and a system for
 * every call and is several times slower; `via: 'transition'` uses it, to replay traces without our tricks.
 *
 * A local state is XState's snapshot, and what counts of it is [status, value, context], and the order of its state
 * nodes where `always` depends on it (see `node-order.ts`). Its context is deeply frozen.
 */
import type {
  AnyMachineSnapshot,
  AnyStateMachine,
  EventFromLogic,
  EventObject,
  SnapshotFrom,
  StateValue,
} from 'xstate';
import { thrownText } from '../../errors/index.js';
import { deepFreeze } from '../model/deep-freeze.js';
import { givePlainForm } from '../model/plain-form.js';
import { hasReference } from './references.js';
import { beyond } from './beyond.js';
import { canFinish } from './chart-watch.js';
import type { Answer } from './evaluator.js';
import type { Plainer } from './family.js';
import { isMove, movesOf } from './moves.js';
import { persistedOf } from './persistence.js';
import { refusalsOf } from './refusals.js';
import { stateName, show } from './show.js';
import type { XStateComponent, XStateOptions } from './types.js';
import { eventTypeCheck, mentions } from './validate-machine.js';
import type { EffectLike } from '../model/component.js';
import type { EffectFrom } from './effect-types.js';
import { subjectOf, withFamilies, type Subject, noted } from './subject.js';
import { encode, admit, revive, plainOf, admitted, unfrozen } from './snapshot-form.js';
import { askTwice } from './asked-twice.js';
import { started, resumed } from './start.js';
import { plainerOf } from './kinship.js';

/**
 * The component of a machine. One event is one macrostep, with all `always` and raised transitions in it.
 *
 * An event is disabled if `snapshot.can(event)` is false, so a transition without target and actions is
 * disabled, forbidden or not, while one with a target or an action is a legal step even if nothing changes.
 * Two refinements follow the actor: a finished machine ignores all events, and an `always` transition that
 * fires because of an event that selects nothing makes that event a step.
 *
 * Every question is asked twice and the answers are compared, which costs less than twice one: a search asks
 * each question once and remembers the answer. Throws EXO101 for data that is not plain, EXO103
 * for a machine that cannot be checked, EXO111 for answers that differ, EXO112 for mutation, EXO113 for other
 * exceptions in guards and actions, EXO114 for an event that no state handles, EXO115 for a context that cannot
 * be made from the input.
 *
 * @example
 * const component = xstateComponent(light, { name: 'north light' });
 * const [red] = component.initial();
 * if (red !== undefined) console.log(component.step(red, { type: 'PREPARE' })[0]?.next.value); // ready
 */
export function xstateComponent<M extends AnyStateMachine>(
  machine: M,
  options: XStateOptions<M> = {},
): XStateComponent<SnapshotFrom<M>, EventFromLogic<M>, EffectFrom<M>> {
  const { timersMax = 2, childrenMax = 2 } = options;
  const subject = subjectOf(machine, options as XStateOptions<AnyStateMachine>);
  const { name } = subject;
  const initialSteps = [started(subject, options.input)];
  for (const watch of subject.logics.watches) watch.keep();
  const checkType = eventTypeCheck(name, machine);
  const plain: Plainer = (value) => (subject.families ? plainerOf(subject.families.kin)(value) : value);
  const component: XStateComponent<AnyMachineSnapshot, EventObject, EffectLike> = {
    name,
    isXState: true,
    initial: () => initialSteps.map(({ next }) => next),
    initialSteps: () => initialSteps,
    step(snapshot, event) {
      if (!isMove(event)) checkType(event.type);
      return withFamilies(subject, () => step(subject, snapshot, event));
    },
    charts: () => subject.logics.watches,
    unsaid: () => subject.fields.unsaid(),
    customActions: () => [...subject.customActions],
    failures: () => [...subject.failures],
    callActions(isOn) {
      subject.callsActions = isOn;
      if (isOn) started(subject, options.input);
    },
    ...(canFinish(subject.machine.root) && { isDone: (snapshot) => snapshot.status === 'done' }),
    stateName: ({ value }) => stateName(value as StateValue),
    moves: (snapshot) => movesOf(snapshot, plain),
    encode: (snapshot) => encode(subject, snapshot),
    decode: (bytes) => admit(subject, revive(subject, bytes)),
    show:
      (options.show as ((snapshot: AnyMachineSnapshot) => unknown) | undefined) ??
      ((snapshot) => show(snapshot, plain)),
    persisted: (snapshot) => persistedOf(snapshot, name, plain),
    restored: (persisted) => [resumed(subject, persisted)],
    restarted: (input) => [started(subject, input)],
    accepts: (type) => mentions(machine, type),
    beyond: (snapshot) => beyond(snapshot, { timersMax, childrenMax }, plain),
    refusals: refusalsOf,
  };
  givePlainForm(component, {
    isExact: true,
    toPlain: (snapshot) => plainOf(subject, snapshot),
    fromPlain: (data) => admitted(subject, unfrozen(subject, data)),
  });
  // XState's own types relate a generic machine to its snapshot and events by conditional types that the
  // compiler cannot follow here; at run time they are these.
  return component as unknown as XStateComponent<SnapshotFrom<M>, EventFromLogic<M>, EffectFrom<M>>;
}

function step(subject: Subject, snapshot: AnyMachineSnapshot, given: EventObject): readonly Answer[] {
  if (snapshot.status !== 'active') return [];
  if (!subject.families && hasReference(given)) subject.becomeFamily();
  const event = isMove(given) || !subject.families ? given : subject.families.received(snapshot, given);
  deepFreeze(snapshot.context);
  deepFreeze(event);
  const [can, { next, effects }] = askTwice(subject, snapshot, event);
  if (!can && next === snapshot && effects.length === 0) return [];
  if (next.status === 'error')
    subject.failures.add(next.error === undefined ? 'an error' : thrownText(next.error));
  return [{ next: admit(subject, next, snapshot), effects: noted(subject, effects) }];
}
