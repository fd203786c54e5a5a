import { ExoError } from '../../errors/index.js';
import { askingAgain } from '../model/asked-again.js';

/** Up to this number, questions are kept whether or not a state of theirs has another one behind it, and up to the other those that have one. */
const KEPT_FIRST = 64;
const KEPT_MAX = 256;

/**
 * What a function of a model was asked about local states, to be asked about those that have the same bytes without being equal: these
 * stand for nothing in the search, which is right only if the answer is the same.
 */
export class AlikeQuestions {
  private readonly kept: Kept[] = [];

  /** Null where no component makes bytes of its own, so that there can be no such states. */
  static over(
    tables: readonly { readonly mayHaveAlike: boolean }[],
    alikeIn: (id: number, place: number) => string | undefined,
  ): AlikeQuestions | null {
    return tables.some(({ mayHaveAlike }) => mayHaveAlike) ? new AlikeQuestions(alikeIn) : null;
  }

  /** `alikeIn` gives the name of the component, where the state at a place of a question has another one behind it. */
  private constructor(private readonly alikeIn: (id: number, place: number) => string | undefined) {}

  /** Notes a question; `ask` asks it about the states behind, where there are any. */
  note(ids: readonly number[], answer: string, ask: (ids: readonly number[]) => string): void {
    const { length } = this.kept;
    if (length >= KEPT_MAX || (length >= KEPT_FIRST && this.componentIn(ids) === undefined)) return;
    this.kept.push({ ids: [...ids], answer, ask });
  }

  /** @throws ExoError EXO138 where an answer is another one about the states behind; `who` names the function. */
  askAgain(who: string): void {
    for (const { ids, answer, ask } of this.kept) {
      const component = this.componentIn(ids);
      if (component === undefined) continue;
      askingAgain(() => {
        if (ask(ids) !== answer) throw leavesOut(component, `${who} tells them apart`);
      });
    }
  }

  private componentIn(ids: readonly number[]): string | undefined {
    for (const [place, id] of ids.entries()) {
      const component = this.alikeIn(id, place);
      if (component !== undefined) return component;
    }
    return undefined;
  }
}

interface Kept {
  readonly ids: readonly number[];
  readonly answer: string;
  readonly ask: (ids: readonly number[]) => string;
}

/** What to say of an `encode` that gives the same bytes to states that are told apart. */
export function leavesOut(component: string, toldApart: string): ExoError {
  const text =
    `'encode' of component '${component}' gives two states the same bytes, though ${toldApart}; ` +
    'encode all that an answer depends on, for states with the same bytes are one';
  return new ExoError('EXO138', text);
}
