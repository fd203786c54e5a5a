import { breadthFirst } from './search/breadth-first.js';
import { depthFirst } from './search/depth-first.js';
import { LimitReached } from './limits.js';
import { peakBytes } from './measure.js';
import { askTexts, endsOf } from './model/asked.js';
import { coverageOf } from './model/chart-watch.js';
import { namesOf, type Model } from './model/model.js';
import type { Property } from './model/property.js';
import { randomWalks } from './search/random-walks.js';
import type { CheckResult } from './search/result.js';
import { replayPath } from './search/counterexample.js';
import { Session, type Ending } from './search/session.js';
import type { SearchOptions } from './search/options.js';
import { mergedReceptions } from './tables/receptions.js';
import { atOnce, inSlices } from './search/slices.js';
import type { CheckHooks } from './search/options.js';
import { unreachable } from '../errors/index.js';

/**
 * Searches the reachable states of a model and checks its properties. Blocks until done; `checkAsync` does
 * not.
 *
 * @throws ExoError where the model is malformed; a violated property is an outcome, not an error.
 *
 * @example
 * const { verdict, property, counterexample } = check(model, { statesMax: 1e6 });
 * console.log(verdict, property, counterexample?.steps.length); // violated NotBothGreen 4
 */
export function check(model: Model, options: SearchOptions = {}): CheckResult {
  const session = new Session(model, options);
  return atOnce(search(session));
}

/**
 * Like `check`, in slices, so that the process can show progress and be interrupted.
 *
 * @example
 * const onProgress = ({ states }: Progress): void => console.error(`${states} states so far`);
 * const { verdict } = await checkAsync(model, { signal: AbortSignal.timeout(60_000), onProgress });
 * console.log(verdict); // violated
 */
export async function checkAsync(
  model: Model,
  options: SearchOptions & CheckHooks = {},
): Promise<CheckResult> {
  const session = new Session(model, options);
  return inSlices(session, search(session), options);
}

function* search(session: Session): Generator<void, CheckResult> {
  try {
    const ending = yield* startStrategy(session, session.options.search ?? 'bfs');
    if (ending.verdict === 'exhausted') {
      session.askAgain();
      yield* session.verifyPremises();
    }
    return resultOf(session, ending);
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    return resultOf(session, { verdict: 'bounded', limit: error.limit });
  }
}

function resultOf(session: Session, ending: Ending): CheckResult {
  const { options, expander } = session;
  const path = 'path' in ending ? ending.path : null;
  const actions = Object.fromEntries(expander.actions.map((name, i) => [name, session.actionCounts[i] ?? 0]));
  const { seconds, cpuSeconds, verifyingSeconds, xstateCalls, collisionOdds } = session;
  return {
    model: session.model.name,
    verdict: ending.verdict,
    limit: ending.verdict === 'bounded' ? ending.limit : null,
    property: ending.verdict === 'violated' ? ending.property : null,
    search: options.search ?? 'bfs',
    seed: options.search === 'random' ? (options.seed ?? 1) : null,
    states: session.states,
    initialStates: session.initialStates,
    beyond: session.beyond,
    atBounds: Object.fromEntries(session.atBounds),
    transitions: session.transitions,
    depth: session.depth,
    widestLevel: session.widestLevel,
    queue: ending.verdict === 'exhausted' ? 0 : session.queue,
    localStates: localStatesOf(session),
    xstateCalls,
    actions,
    verified: ending.verdict === 'exhausted' ? (session.model.premises ?? []).map(({ name }) => name) : [],
    neverTaken: expander.actions.filter((name) => actions[name] === 0 && isExpected(session.model, name)),
    ...askedAndNot(session),
    cannotTell: session.model.cannotTell ?? [],
    ...chartsOf(session.model),
    receptions: mergedReceptions([...new Set(expander.tables)].map((table) => table.receptions())),
    ends: endsOf(session.model),
    collisionOdds,
    seconds,
    cpuSeconds,
    verifyingSeconds,
    peakBytes: peakBytes(),
    counterexample: path === null ? null : replayPath(expander, path),
    witnesses: witnessesOf(session),
  };
}

/** A property over no slots is asked of nothing: it holds, and says nothing. */
function askedAndNot({ model, properties }: Session): Pick<CheckResult, 'checked' | 'notChecked'> {
  const asked = properties.filter(({ over }) => over.length > 0);
  const isVerdict = ({ kind }: Property): boolean => kind === 'invariant' || kind === 'step';
  return {
    checked: asked.filter(isVerdict).map(({ name }) => name),
    notChecked: namesOf(model).filter((name) => !asked.some((one) => one.name === name)),
  };
}

/** Whether an action that is never taken is a sign of a vacuous model. */
function isExpected({ rules }: Model, action: string): boolean {
  return rules.some(({ name, isOptional }) => name === action && isOptional !== true);
}

function chartsOf({ slots }: Model): Pick<CheckResult, 'coverage' | 'customActions' | 'failures'> {
  const components = [...new Set(slots.map(({ component }) => component))];
  const actions = components.flatMap((component) => askTexts(component, 'customActions'));
  const failures = components.flatMap((component) =>
    askTexts(component, 'failures').map((text) => `${component.name}: ${text}`),
  );
  return {
    coverage: coverageOf(components.flatMap((component) => component.charts?.() ?? [])),
    customActions: [...new Set(actions)],
    failures: [...new Set(failures)],
  };
}

function startStrategy(session: Session, search: 'bfs' | 'dfs' | 'random'): Generator<void, Ending> {
  switch (search) {
    case 'bfs':
      return breadthFirst(session);
    case 'dfs':
      return depthFirst(session);
    case 'random':
      return randomWalks(session);
    default:
      return unreachable(search);
  }
}

function localStatesOf({ expander }: Session): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of new Set(expander.tables)) {
    const { name } = table.component;
    counts[name] = (counts[name] ?? 0) + table.size;
  }
  return counts;
}

function witnessesOf(session: Session): CheckResult['witnesses'] {
  return session.properties.flatMap(({ kind, name }, property) => {
    if (kind === 'invariant' || kind === 'step') return [];
    const path = session.witnessPaths.get(property);
    const run = path === undefined ? null : replayPath(session.expander, path);
    return [{ name, reached: path !== undefined, run }];
  });
}
