/** Searches for a shortest way from a state, a few at a time, each to be asked after and ended. */
import { checkAsync, type CheckResult } from '../../checker/index.js';
import { codeOf } from '../exit-codes.js';
import type { SearchOrder, SearchState } from '../../viewer/index.js';
import type { Exploration, Node } from './exploration.js';
import { wanted } from './goal.js';

/** However many states are asked for, a search ends after this long. */
const TIME_MAX_MS = 300_000;
/** The number of searches that run, and are remembered. */
const REMEMBERED = 16;

export class Ways {
  private readonly states = new Map<number, SearchState>();
  private readonly running = new Map<number, AbortController>();
  private count = 0;

  constructor(private readonly exploration: Exploration) {}

  /** Begins a search, and ends the one before: there is one at a time. */
  begin({ node, goal, statesMax }: SearchOrder): number {
    for (const controller of this.running.values()) controller.abort();
    const from = this.exploration.node(node);
    const { model, words } = wanted(this.exploration.model, from.states, goal);
    const id = ++this.count;
    const controller = new AbortController();
    this.running.set(id, controller);
    this.states.set(id, { kind: 'searching', states: 0, depth: 0, seconds: 0 });
    this.states.delete(id - REMEMBERED);
    const search = checkAsync(model, {
      signal: controller.signal,
      ...{ statesMax, timeMaxMs: TIME_MAX_MS },
      onProgress: ({ states, depth, seconds }) =>
        this.states.set(id, { kind: 'searching', states, depth, seconds }),
    });
    search
      .then((result) => this.states.set(id, this.outcomeOf(from, result, words)))
      .catch((error: unknown) => this.states.set(id, { kind: 'failed', words: failureText(error) }))
      .finally(() => this.running.delete(id));
    return id;
  }

  /** How far a search is, or what came of it. */
  state(id: number): SearchState {
    return this.states.get(id) ?? { kind: 'failed', words: 'this search is not known' };
  }

  cancel(id: number): void {
    this.running.get(id)?.abort();
  }

  private outcomeOf(from: Node, result: CheckResult, words: string): SearchState {
    const { counterexample, verdict, states, depth, limit } = result;
    if (counterexample === null) {
      const size = `${states} states, ${depth} steps deep`;
      return verdict === 'exhausted'
        ? { kind: 'none', words: `never from here: all ${size}, were visited` }
        : {
            kind: 'unknown',
            words: `not found in ${size}: ${limit === 'interrupted' ? 'ended' : `limit ${limit ?? ''}`}`,
          };
    }
    let at = from;
    const nodes = counterexample.steps.map((transition) => {
      at = this.exploration.child(at, transition);
      return this.exploration.shown(at);
    });
    const length = `${nodes.length} ${nodes.length === 1 ? 'step' : 'steps'}`;
    const found =
      nodes.length === 0 ? `${words} here already` : `${words} in ${length}, the fewest from here`;
    return { kind: 'found', nodes, words: found };
  }
}

function failureText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const code = codeOf(error);
  return code === null ? text : `${code}: ${text}`;
}
