import {
  ExoError,
  findStuckAsync,
  type CheckHooks,
  type CheckResult,
  type Model,
  type Possibility,
  namesOf,
  type SearchOptions,
} from '../../checker/index.js';
import { count, counted } from '../terminal/numbers.js';

/** The outcome of a search for a stuck state, in the form of any other search, and in words. */
export interface StuckSearch {
  readonly result: CheckResult;
  readonly text: string;
}

/**
 * The possibility that `--property` names, null if it names properties of the usual kind.
 *
 * @throws ExoError EXO302 where both kinds are asked for at once: they are searches of different kinds.
 */
export function possibilityOf(model: Model, names: readonly string[] | undefined): Possibility | null {
  const known = model.possibilities ?? [];
  const found = known.find(({ name }) => names?.includes(name));
  if (found === undefined || names === undefined) return null;
  if (names.length > 1) {
    throw new ExoError(
      'EXO302',
      `property '${found.name}' is searched for by itself: name no other beside it`,
    );
  }
  return found;
}

/** Searches for a state that is stuck for ever. */
export async function searchStuck(
  model: Model,
  possibility: Possibility,
  options: SearchOptions & CheckHooks,
): Promise<StuckSearch> {
  const { run, onwardStates, onwardTransitions, ...found } = await findStuckAsync(
    model,
    possibility,
    options,
  );
  return {
    result: {
      ...found,
      model: model.name,
      property: found.verdict === 'violated' ? possibility.name : null,
      counterexample: run,
      search: 'bfs',
      seed: null,
      initialStates: 1,
      widestLevel: null,
      queue: 0,
      xstateCalls: found.xstateCalls,
      verified: [],
      verifyingSeconds: 0,
      coverage: [],
      receptions: [],
      customActions: [],
      failures: [],
      ends: 'none',
      localStates: {},
      actions: {},
      neverTaken: [],
      witnesses: [],
      checked: [possibility.name],
      notChecked: namesOf(model).filter((name) => name !== possibility.name),
      cannotTell: [],
    },
    text: stuckText(possibility, found.verdict, onwardStates, onwardTransitions),
  };
}

/** What a stuck state means, said plainly. */
export function stuckText(
  { says }: Possibility,
  verdict: CheckResult['verdict'],
  states: number,
  transitions: number,
): string {
  if (verdict !== 'violated') return '';
  return (
    `stuck for ever: from there, ${says === undefined ? '' : `${says}, `}` +
    `${counted(states, 'state')} can be reached by ${count(transitions)} transitions, and none makes progress`
  );
}
