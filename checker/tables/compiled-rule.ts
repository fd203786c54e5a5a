import { askOffers, askWhen, copyOfState } from '../model/asked.js';
import { FirstAnswers } from '../model/first-answers.js';
import type { Offer, Rule } from '../model/rules.js';
import { AlikeQuestions } from './alike-questions.js';
import type { LocalStates } from './local-states.js';

/** Of this number of answers of a rule one is asked for of copies of its states, too. */
const COPY_EACH = 4;

/** A rule over numbers, which is asked here and nowhere else in the tables; some of its answers are asked for again. */
export class CompiledRule {
  // Rules look at many states, and seldom into them.
  private readonly firstWhen = new FirstAnswers(COPY_EACH);
  private readonly firstOffers = new FirstAnswers(COPY_EACH);
  /** What it was asked about states that others may stand for; null where no component makes bytes of its own. */
  private readonly alikeWhen: AlikeQuestions | null;
  private readonly alikeOffers: AlikeQuestions | null;

  /**
   * `action` is the number of its name; `slots` are its own and those that it reads, by number, and `tables` their tables. `textOf` writes
   * all of its offers that is of account.
   */
  constructor(
    readonly rule: Rule,
    readonly action: number,
    readonly slots: readonly number[],
    private readonly tables: readonly LocalStates[],
    private readonly textOf: (offers: readonly Offer[]) => string,
  ) {
    const alikeIn = (id: number, place: number): string | undefined => tables[place]?.alikeName(id);
    this.alikeWhen = AlikeQuestions.over(tables, alikeIn);
    this.alikeOffers = AlikeQuestions.over(tables, alikeIn);
  }

  /** Whether it may act at all while its own slot is in this local state, of this number. */
  isEnabled(own: unknown, id: number): boolean {
    const { rule, firstWhen } = this;
    const isEnabled = askWhen(rule, own);
    if (rule.when === undefined) return isEnabled;
    if (!firstWhen.isFull) {
      const ofCopy = (): string => String(askWhen(rule, copyOfState(rule.slot.component, own)));
      firstWhen.keep(() => String(askWhen(rule, own)), String(isEnabled), ofCopy);
    }
    this.alikeWhen?.note([id], String(isEnabled), (ids) => String(askWhen(rule, this.alikeTo(ids)[0])));
    return isEnabled;
  }

  /** What it offers while its slots are in these local states; `idOf` gives the number of the one at a place. */
  offersOf(states: readonly unknown[], idOf: (place: number) => number): readonly Offer[] {
    const { rule, firstOffers } = this;
    const offers = askOffers(rule, states);
    const askAbout = (given: readonly unknown[]): string => this.textOf(askOffers(rule, given));
    if (!firstOffers.isFull) {
      const copies = (): readonly unknown[] =>
        [rule.slot, ...rule.reads].map(({ component }, i) => copyOfState(component, states[i]));
      firstOffers.keep(
        () => askAbout(states),
        this.textOf(offers),
        () => askAbout(copies()),
      );
    }
    if (this.alikeOffers !== null) {
      const ids = states.map((_, place) => idOf(place));
      this.alikeOffers.note(ids, this.textOf(offers), (given) => askAbout(this.alikeTo(given)));
    }
    return offers;
  }

  /** @throws ExoError EXO111, EXO116 or EXO138 where it answers otherwise than it did, about equal states, or about states with equal bytes. */
  askAgain(): void {
    const when = `'when' of rule '${this.rule.name}'`;
    const offers = `'offers' of rule '${this.rule.name}'`;
    this.firstWhen.askAgain(when);
    this.firstOffers.askAgain(offers);
    this.alikeWhen?.askAgain(when);
    this.alikeOffers?.askAgain(offers);
  }

  private alikeTo(ids: readonly number[]): readonly unknown[] {
    return ids.map((id, place) => this.tables[place]?.alikeOf(id));
  }
}
