import { askBeyond, askWithin, copyOfState } from '../model/asked.js';
import { FirstAnswers } from '../model/first-answers.js';
import type { Model } from '../model/model.js';
import type { Expander } from '../tables/expander.js';

/** Asks each local state once whether it is beyond a bound of its component, and each state about the model's own. */
export class Bounds {
  /** By slot: the answers by the number of the local state, null for none; null for a component without bounds. */
  private readonly answers: readonly ((string | null | undefined)[] | null)[];
  readonly isBounded: boolean;
  /** What the constraint of the model has answered first. */
  private readonly first = new FirstAnswers();

  constructor(private readonly expander: Expander) {
    const { slots, within } = expander.model;
    this.answers = slots.map(({ component }) => (component.beyond === undefined ? null : []));
    this.isBounded = within !== undefined || this.answers.some((answers) => answers !== null);
  }

  /** Whether the local states of a slot have a bound. */
  has(slot: number): boolean {
    return this.answers[slot] !== null;
  }

  /** Whether states are within the bounds wherever all of their local states are, so that nothing else needs to be asked. */
  get areLocal(): boolean {
    return this.expander.model.within === undefined;
  }

  /** The bound that the state is beyond, as the reference has it; undefined if there is none. */
  exceededBy(tuple: Int32Array): string | undefined {
    if (!this.isBounded) return undefined;
    const { answers, expander } = this;
    for (let slot = 0; slot < answers.length; slot++) {
      const own = answers[slot];
      if (own === null || own === undefined) continue;
      const id = tuple[slot] as number;
      const bound = own[id] === undefined ? (own[id] = this.ask(slot, id)) : own[id];
      if (bound !== null) return bound;
    }
    const { model } = expander;
    if (model.within === undefined) return undefined;
    const states = expander.statesOf(tuple);
    const isWithin = askWithin(model, () => states);
    keepAnswer(this.first, model, states, isWithin, (given) => askWithin(model, () => given));
    return isWithin ? undefined : 'within';
  }

  /** @throws ExoError EXO111 where the constraint of the model answers otherwise than it did. */
  askAgain(): void {
    this.first.askAgain(`'within' of model '${this.expander.model.name}'`);
  }

  private ask(slot: number, id: number): string | null {
    const table = this.expander.tables[slot];
    return (table && askBeyond(table.component, table.stateOf(id))) ?? null;
  }
}

/** Keeps what was answered about a state as a whole, if there is room for it. */
export function keepAnswer(
  first: FirstAnswers,
  { slots }: Model,
  states: readonly unknown[],
  answer: boolean,
  ask: (states: readonly unknown[]) => boolean,
): void {
  if (first.isFull) return;
  const copies = (): readonly unknown[] => slots.map(({ component }, i) => copyOfState(component, states[i]));
  first.keep(
    () => String(ask(states)),
    String(answer),
    () => String(ask(copies())),
  );
}
