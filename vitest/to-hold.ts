import { ExoError } from '../errors/index.js';
import {
  check,
  metaOfResult,
  tableText,
  tryTraceOf,
  type CheckResult,
  type Model,
  type SearchOptions,
  type TriedTrace,
} from '../checker/index.js';
import { keptText, type TestState } from './kept-trace.js';

/** The bounds of the search, and where to write the trace of a counterexample. */
export interface HoldOptions extends SearchOptions {
  /**
   * The file in which the counterexample is kept, as an ITF trace; `false` for none. When left out, the folder
   * `__traces__` beside the test, by the name of the test.
   */
  readonly trace?: string | false;
}

/** What a matcher says, as vitest wants it. */
export interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * Whether all reachable states of a model were visited, every property holds, every witness was reached and every
 * action was taken. Says why not otherwise, with the counterexample as a table, and writes its trace. Where neither is known, because the search is not
 * finished or what holds may be vacuous, the matcher fails, negated or not.
 *
 * @throws ExoError EXO123 for what is no model, EXO176 for options that there are not.
 *
 * @example
 * test('the system holds', () => expect(model).toHold({ statesMax: 100_000 }));
 */
export function toHold(this: unknown, model: Model, options: HoldOptions = {}): Verdict {
  rejectWrongOptions(options);
  const { trace: file, ...search } = options;
  const result = check(model, search);
  const problem = problemOf(result);
  if (problem === null) {
    const text = `${model.name} holds in all its ${result.states} states, and was expected not to`;
    return { pass: true, message: () => text };
  }
  const { trace, problem: unshown } = tracedBy(model, result);
  const state = (this ?? {}) as TestState;
  const { isNot = false } = state;
  // A test that expects a counterexample passes by it: it is kept only where that was asked for.
  const isKept = trace !== null && file !== false && (file !== undefined || !isNot);
  const kept = isKept ? keptText(trace, file, state) : null;
  const lines = [
    `${model.name}: ${problem}`,
    ...(trace === null ? [] : ['', tableText(trace, model)]),
    ...(unshown === null ? [] : ['', `${unshown.code}: ${unshown.message}`]),
    ...(kept === null ? [] : ['', kept]),
  ];
  const isUndecided = result.verdict === 'bounded' || result.verdict === 'exhausted';
  return { pass: isUndecided && isNot, message: () => lines.join('\n') };
}

/** The other options are those of a search, which looks at them itself. */
function rejectWrongOptions(options: unknown): void {
  const reject = (what: string): never => {
    throw new ExoError('EXO176', `${what}, such as toHold({ statesMax: 100_000, trace: 'trace.itf.json' })`);
  };
  if (typeof options !== 'object' || options === null) reject('toHold takes an object of options');
  const { trace } = options as { readonly trace?: unknown };
  if (trace === undefined || trace === false || (typeof trace === 'string' && trace !== '')) return;
  reject(`'trace' of toHold takes the name of a file, or false for none`);
}

function tracedBy(model: Model, result: CheckResult): TriedTrace {
  if (result.counterexample === null) return { trace: null, problem: null };
  return tryTraceOf(model, result.counterexample, metaOfResult(model, result));
}

/** Why a result is not that the model holds; null if it is. */
function problemOf(result: CheckResult): string | null {
  const { verdict, property, limit, states, counterexample, neverTaken, witnesses } = result;
  const steps = counterexample?.steps.length ?? 0;
  const after = `after ${steps} ${steps === 1 ? 'step' : 'steps'}`;
  switch (verdict) {
    case 'violated':
      return `${property} is violated ${after}`;
    case 'deadlocked':
      return `deadlock ${after}: nothing is enabled, faults aside, and a run may not end there`;
    case 'bounded':
      return `the search is not finished: ${limit} ended it after ${states} states, in which nothing is wrong`;
    case 'exhausted': {
      const missed = witnesses
        .filter(({ reached }) => !reached)
        .map(({ name }) => `${name} is never reached`);
      const idle = neverTaken.map((name) => `${name} is never taken`);
      const reasons = [...missed, ...idle].join(', ');
      return reasons === '' ? null : `it holds, but may be vacuous: ${reasons}`;
    }
  }
}
