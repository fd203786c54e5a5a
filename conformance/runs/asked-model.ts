/** A model as runs are held against it: what it can do in a state, asked once however often the run comes there. */
import { FirstAnswers } from '../../checker/model/first-answers.js';
import type { Model } from '../../checker/model/model.js';
import type { Happening, Observation } from '../../checker/model/observation.js';
import { transitionsOf } from '../../checker/model/reference.js';
import type { Rule } from '../../checker/model/rules.js';
import { StateKeys } from '../../checker/model/state-keys.js';
import type { Transition } from '../../checker/model/transition.js';
import { flatFields, keyOfJson } from '../../traces/index.js';
import type { Known } from './match.js';

type States = readonly unknown[];

/** A transition, with what can be seen of it. */
export interface AskedStep {
  readonly transition: Transition;
  readonly happenings: readonly Happening[];
}

/** Answers are kept until there are this many. */
const ANSWERS_MAX = 100_000;

export class AskedModel {
  private readonly keys: StateKeys;
  private readonly keyByStates = new WeakMap<States, string>();
  private readonly steps = new Map<string, readonly AskedStep[]>();
  private readonly fields = new Map<string, Known>();
  private readonly ignored = new Map<string, readonly Happening[]>();
  private readonly first = new FirstAnswers();

  constructor(
    readonly model: Model,
    readonly observation: Observation,
  ) {
    this.keys = new StateKeys(model);
  }

  /** A text that is the same for equal states, and for no others. */
  keyOf(states: States): string {
    const known = this.keyByStates.get(states);
    if (known !== undefined) return known;
    const key = this.keys.of(states);
    this.keyByStates.set(states, key);
    return key;
  }

  /** The transitions that make an actor act, or with null all, without those that are never needed. */
  stepsOf(actor: string | null, states: States): readonly AskedStep[] {
    return kept(this.steps, `${actor ?? ''}|${this.keyOf(states)}`, () => {
      const steps = this.askSteps(actor, states);
      if (!this.first.isFull) {
        const ask = (): string => this.textOf(this.askSteps(actor, states));
        this.first.keep(ask, this.textOf(steps), ask);
      }
      return steps;
    });
  }

  /** The fields of an actor, each as a text. */
  fieldsOf(actor: string, states: States): Known {
    return kept(this.fields, `${actor}|${this.keyOf(states)}`, () => {
      const fields = flatFields(this.observation.fieldsOf(actor, states));
      return new Map([...fields].map(([field, value]) => [field, keyOfJson(value)]));
    });
  }

  /** What an actor may be given and ignores. */
  ignoredBy(actor: string, states: States): readonly Happening[] {
    return kept(this.ignored, `${actor}|${this.keyOf(states)}`, () =>
      (this.observation.ignored?.(actor, states) ?? []).map((received) => ({
        ...{ actor, action: 'Receive', args: {}, sent: [] },
        received,
      })),
    );
  }

  /** @throws ExoError EXO111 where the model can do something else now in a state in which it was asked before. */
  askAgain(): void {
    this.first.askAgain('the model');
  }

  private askSteps(actor: string | null, states: States): readonly AskedStep[] {
    const { model, observation } = this;
    return this.rulesOf(actor)
      .flatMap((rule) => transitionsOf(model, rule, states))
      .filter((transition) => observation.isNeedless?.(transition, states) !== true)
      .map((transition) => ({ transition, happenings: observation.happenings(transition, states) }));
  }

  private rulesOf(actor: string | null): readonly Rule[] {
    const { model, observation } = this;
    if (actor === null) return model.rules;
    const slots = observation.slotsOf(actor);
    return model.rules.filter(({ slot }) => slots.includes(slot));
  }

  private textOf(steps: readonly AskedStep[]): string {
    return steps.map(({ transition: { rule, states } }) => `${rule.name} ${this.keyOf(states)}`).join('; ');
  }
}

function kept<V>(answers: Map<string, V>, key: string, ask: () => V): V {
  const known = answers.get(key);
  if (known !== undefined) return known;
  const answer = ask();
  if (answers.size >= ANSWERS_MAX) answers.clear();
  answers.set(key, answer);
  return answer;
}
