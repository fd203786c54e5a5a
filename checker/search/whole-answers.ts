import { copyOfState } from '../model/asked.js';
import { FirstAnswers } from '../model/first-answers.js';
import { AlikeQuestions } from '../tables/alike-questions.js';
import type { Expander } from '../tables/expander.js';

/** What a function of a model has answered first about states as a whole, to be asked again when the search is over. */
export class WholeAnswers {
  private readonly first = new FirstAnswers();
  /** Null where no component makes bytes of its own. */
  private readonly alike: AlikeQuestions | null;

  constructor(private readonly expander: Expander) {
    this.alike = AlikeQuestions.over(expander.tables, (id, slot) => expander.tables[slot]?.alikeName(id));
  }

  /** Keeps an answer, if there is room for it; `ask` asks the function about given local states. */
  keep(
    tuple: Int32Array,
    states: readonly unknown[],
    answer: boolean,
    ask: (states: readonly unknown[]) => boolean,
  ): void {
    const { first, alike, expander } = this;
    const { model, tables } = expander;
    if (!first.isFull) {
      const copies = (): readonly unknown[] =>
        model.slots.map(({ component }, slot) => copyOfState(component, states[slot]));
      first.keep(
        () => String(ask(states)),
        String(answer),
        () => String(ask(copies())),
      );
    }
    if (alike !== null) {
      const askAlike = (ids: readonly number[]): boolean =>
        ask(ids.map((id, slot) => tables[slot]?.alikeOf(id)));
      alike.note([...tuple], String(answer), (ids) => String(askAlike(ids)));
    }
  }

  /** @throws ExoError EXO111, EXO116 or EXO138 where it answers otherwise than it did, about equal states, or about states with equal bytes. */
  askAgain(who: string): void {
    this.first.askAgain(who);
    this.alike?.askAgain(who);
  }
}
