/** A machine that is asked, with all that its component keeps between two questions. */
import type { AnyStateMachine, AnyMachineSnapshot } from 'xstate';
import { type Logics, logicsOf } from './logics.js';
import { type Evaluator, publicEvaluator, scopeEvaluator } from './evaluator.js';
import { type FamilyEvaluator, familyEvaluator } from './family-evaluator.js';
import { type FieldWatch, watchFields } from './unsaid-fields.js';
import type { XStateOptions } from './types.js';
import { checkOutcomes, checkOutcomeNames } from './outcome-names.js';
import { nodesOf } from './invocations.js';
import { NeedsFamily } from './inert-scope.js';
import type { EffectLike } from '../model/component.js';
import { checkEffect } from './supported-copy.js';

/** Every question is asked twice at first; once that many were answered alike, only some are. */
const ASKED_TWICE = 2000;

/** A machine, how it is asked, and what was found out about it. */
export interface Subject {
  readonly name: string;
  readonly machine: AnyStateMachine;
  readonly logics: Logics;
  ask: Evaluator;
  /** Null as long as the machine has needed nothing but itself. */
  families: FamilyEvaluator | null;
  readonly becomeFamily: () => FamilyEvaluator;
  /** The canonical bytes of snapshots that are, or are about to be, frozen. */
  readonly encodings: WeakMap<AnyMachineSnapshot, Uint8Array>;
  /** Equal snapshots that are other objects, of some that were asked about. */
  readonly copies: WeakMap<AnyMachineSnapshot, AnyMachineSnapshot>;
  /** The number of questions so far, and of those at first that are asked twice. */
  asked: number;
  readonly askedTwice: number;
  /** Whether custom actions are called. */
  callsActions: boolean;
  /** The types of custom actions met. */
  readonly customActions: Set<string>;
  /** The errors with which it was met in status error. */
  readonly failures: Set<string>;
  readonly fields: FieldWatch;
}

/** A machine that nothing has been asked of yet. @throws ExoError for a machine or options that cannot be checked. */
export function subjectOf(machine: AnyStateMachine, options: XStateOptions<AnyStateMachine>): Subject {
  const { name = machine.id, via = 'scope', askedTwice = ASKED_TWICE, peers = [], outcomes = {} } = options;
  checkOutcomes(name, outcomes);
  const logics = logicsOf(name, machine, outcomes);
  checkOutcomeNames(name, Object.keys(outcomes), logics.machines());
  const own = logics.root.machine ?? machine;
  const isOrdered = options.timers === 'ordered';
  const becomeFamily = (): FamilyEvaluator => {
    subject.families ??= familyEvaluator({ name, logics, peers, via, isOrdered });
    subject.ask = subject.families;
    return subject.families;
  };
  const subject: Subject = {
    name,
    machine: own,
    logics,
    ask: via === 'transition' ? publicEvaluator(own) : scopeEvaluator(own),
    families: null,
    becomeFamily,
    encodings: new WeakMap(),
    copies: new WeakMap(),
    asked: 0,
    askedTwice,
    callsActions: options.callActions === true,
    customActions: new Set(),
    failures: new Set(),
    fields: watchFields(),
  };
  if (keepsMore(own)) becomeFamily();
  return subject;
}

/** Whether there is more to a snapshot of the machine than status, value and context. */
function keepsMore({ root }: AnyStateMachine): boolean {
  return root.config.output !== undefined || nodesOf(root).some(({ type }) => type === 'history');
}

/** Asks a machine that turns out to need a family once more, with one. */
export function withFamilies<T>(subject: Subject, ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof NeedsFamily) || subject.families !== null) throw error;
    subject.becomeFamily();
    return ask();
  }
}

/** Notes which custom actions are taken for effects. */
export function noted({ customActions }: Subject, effects: readonly EffectLike[]): readonly EffectLike[] {
  for (const { type } of effects) {
    if (type.startsWith('xstate.')) continue;
    checkEffect(type);
    customActions.add(type);
  }
  return effects;
}
