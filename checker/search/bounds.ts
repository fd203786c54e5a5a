import { askBeyond, askWithin } from '../model/asked.js';
import { askingAgain } from '../model/asked-again.js';
import { leavesOut } from '../tables/alike-questions.js';
import type { Expander } from '../tables/expander.js';
import { WholeAnswers } from './whole-answers.js';

/** Asks each local state once whether it is beyond a bound of its component, and each state about the model's own. */
export class Bounds {
  /** By slot: the answers by the number of the local state, null for none; null for a component without bounds. */
  private readonly answers: readonly ((string | null | undefined)[] | null)[];
  readonly isBounded: boolean;
  /** What the constraint of the model has answered first. */
  private readonly first: WholeAnswers;

  constructor(private readonly expander: Expander) {
    const { slots, within } = expander.model;
    this.answers = slots.map(({ component }) => (component.beyond === undefined ? null : []));
    this.first = new WholeAnswers(expander);
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
    this.first.keep(tuple, states, isWithin, (given) => askWithin(model, () => given));
    return isWithin ? undefined : 'within';
  }

  /** @throws ExoError EXO111 where the constraint of the model answers otherwise than it did, EXO138 where it, or a bound, tells apart what has the same bytes. */
  askAgain(): void {
    const { model, tables } = this.expander;
    this.first.askAgain(`'within' of model '${model.name}'`);
    this.answers.forEach((own, slot) => {
      for (const [id, state] of tables[slot]?.alike ?? []) this.askOfAlike(slot, own?.[id], state);
    });
  }

  /** Compares the bound that a state is beyond with that of the one which stands for it, where that was asked. */
  private askOfAlike(slot: number, known: string | null | undefined, state: unknown): void {
    if (known === undefined) return;
    askingAgain(() => {
      const component = this.expander.tables[slot]?.component;
      if (component === undefined || (askBeyond(component, state) ?? null) === known) return;
      throw leavesOut(component.name, `'beyond' tells them apart`);
    });
  }

  private ask(slot: number, id: number): string | null {
    const table = this.expander.tables[slot];
    return (table && askBeyond(table.component, table.stateOf(id))) ?? null;
  }
}
