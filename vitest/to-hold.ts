import fs from 'node:fs';
import {
  check,
  metaOfResult,
  tableText,
  tryTraceOf,
  type CheckResult,
  type Model,
  type SearchOptions,
} from '../checker/index.js';
import { writeItf } from '../traces/index.js';

/** The bounds of the search, and where to write the trace of a counterexample. */
export interface HoldOptions extends SearchOptions {
  /** The file in which the counterexample is kept, as an ITF trace; it is not written when left out. */
  readonly trace?: string;
}

/** What vitest calls a matcher with. */
export interface Negation {
  readonly isNot?: boolean;
}

/** What a matcher says, as vitest wants it. */
export interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * Whether all reachable states of a model were visited, every property holds, every witness was reached and every
 * action was taken. Says why not otherwise, with the counterexample as a table. Where neither is known, because the search is not finished or what holds
 * may be vacuous, the matcher fails, negated or not.
 */
export function toHold(this: unknown, model: Model, { trace: file, ...options }: HoldOptions = {}): Verdict {
  const result = check(model, options);
  const problem = problemOf(result);
  if (problem === null) {
    const text = `${model.name} holds in all its ${result.states} states, and was expected not to`;
    return { pass: true, message: () => text };
  }
  const { trace, problem: unshown } =
    result.counterexample === null
      ? { trace: null, problem: null }
      : tryTraceOf(model, result.counterexample, metaOfResult(model, result));
  if (trace !== null && file !== undefined) fs.writeFileSync(file, writeItf(trace));
  const lines = [
    `${model.name}: ${problem}`,
    ...(trace === null ? [] : ['', tableText(trace, model)]),
    ...(unshown === null ? [] : ['', `${unshown.code}: ${unshown.message}`]),
    ...(trace === null || file === undefined ? [] : ['', `The trace is in ${file}.`]),
  ];
  const { isNot = false } = (this ?? {}) as Negation;
  const isUndecided = result.verdict === 'bounded' || result.verdict === 'exhausted';
  return { pass: isUndecided && isNot, message: () => lines.join('\n') };
}

/** Why a result is not that the model holds; null if it is. */
function problemOf(result: CheckResult): string | null {
  const { verdict, property, limit, states, counterexample, neverTaken, witnesses } = result;
  const after = `after ${counterexample?.steps.length ?? 0} steps`;
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
