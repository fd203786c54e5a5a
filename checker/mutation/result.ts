/** What came of the mutants of a machine, as data. */
import type { Model } from '../model/model.js';
import type { ListedMutant } from './subject.js';
import type { Run } from '../search/result.js';

/**
 * `killed`: something tells it from the machine. `equivalent`: nothing did, and the subject says why nothing can.
 * `survived`: nothing did. `undecided`: nothing did, but a search ended early. `unused`: the chart does not refer to
 * the guard or action, so there is nothing to tell.
 */
export type MutantVerdict = 'killed' | 'equivalent' | 'survived' | 'undecided' | 'unused';

/** What killed a mutant, and its name: of an error, the message. */
export interface Killer {
  readonly kind: 'property' | 'deadlock' | 'witness' | 'action' | 'error';
  readonly name: string;
}

export interface MutantResult {
  readonly name: string;
  readonly kind: ListedMutant['kind'];
  /** The guard or action that was replaced; null for a written mutant. */
  readonly of: string | null;
  readonly verdict: MutantVerdict;
  readonly by: Killer | null;
  /** Transitions to what killed it, the fewest possible; null where nothing that happens did. */
  readonly steps: number | null;
  /** Where it was killed. */
  readonly scope: string | null;
  /** All scopes that it was run in. */
  readonly scopes: readonly string[];
  /** States visited, in all of them together. */
  readonly states: number;
  readonly seconds: number;
  /** Whether every search came to the same states, transitions and actions, by their counts, as without the change. */
  readonly isAlike: boolean;
  /** The run to the violation or deadlock that killed it, and the model that it is a run of. */
  readonly counterexample: Run | null;
  readonly model: Model | null;
  /** What a written mutant does, and which rule it departs from. */
  readonly says: string | null;
  readonly source: string | null;
  /** Why it is said to be equivalent. */
  readonly reason: string | null;
}

/** The unmutated model in a scope. */
export interface ScopeResult {
  readonly name: string;
  readonly command: string | null;
  /** Nothing is run in a scope that could not be exhausted. */
  readonly isExhausted: boolean;
  readonly states: number;
  readonly transitions: number;
  readonly seconds: number;
}

export interface MutationResult {
  readonly scopes: readonly ScopeResult[];
  readonly mutants: readonly MutantResult[];
  readonly counts: Readonly<Record<MutantVerdict, number>>;
  /** Mutants that are said to be equivalent, and are not. */
  readonly mislisted: readonly string[];
  readonly seconds: number;
}

/** Where a mutation stands. */
export interface MutationProgress {
  /** Null while the machine itself is searched. */
  readonly mutant: string | null;
  readonly scope: string;
  /** Mutants done, and in all. */
  readonly done: number;
  readonly total: number;
  /** Of the search that is under way. */
  readonly states: number;
}
