import { ExoError } from '../../errors/index.js';
import { askingAgain } from './asked-again.js';
import { byIdentity } from './by-identity.js';

/** The number of answers of a function that are kept. */
const KEPT = 64;

/**
 * What a function of a model was asked first, and what it answered, to be asked again when the search is over: a variable outside the
 * states, which something else may have changed meanwhile, is found out by that.
 */
export class FirstAnswers {
  private readonly kept: Kept[] = [];

  /** Of this number of answers one is asked for of copies too: to make these takes longer than to ask. */
  constructor(private readonly copyEach = 1) {}

  get isFull(): boolean {
    return this.kept.length >= KEPT;
  }

  /** Keeps a question and its answer, as a text that says all of it; and the same question about copies of what it is about. */
  keep(ask: () => string, answer: string, ...ofCopies: readonly (() => string)[]): void {
    this.kept.push({ ask, answer, ofCopies });
  }

  /** @throws ExoError EXO111 where an answer is another one now, EXO116 where it is another one of copies; `who` names the function. */
  askAgain(who: string): void {
    for (const { ask, answer } of this.kept) {
      askingAgain(() => {
        if (ask() !== answer) throw answersOtherwise(who);
      });
    }
    for (const [i, { ask, answer, ofCopies }] of this.kept.entries()) {
      if (i % this.copyEach !== 0) continue;
      askingAgain(() => {
        if (ofCopies.every((askCopies) => askCopies() === answer)) return;
        if (ask() !== answer) throw answersOtherwise(who);
        throw byIdentity(`what ${who} answers`, 'asked about the same local states once more');
      });
    }
  }
}

interface Kept {
  readonly ask: () => string;
  readonly answer: string;
  readonly ofCopies: readonly (() => string)[];
}

function answersOtherwise(who: string): ExoError {
  const text =
    `${who} is not deterministic: asked about the same local states once more when the search was over, it answers otherwise; keep all that ` +
    'an answer depends on in the states, and nothing in variables outside';
  return new ExoError('EXO111', text);
}
