/** What `exo check` prints for people. */
import type { LimitName } from '../../checker/index.js';
import type { CheckFlags } from './flags.js';
import { isUncovered, isVacuous } from '../exit-codes.js';
import { bytes, count, counted, odds, rough, seconds } from '../terminal/numbers.js';
import type { AnyResult } from './refinement-search.js';
import type { Source } from '../models/source.js';
import {
  coverageItems,
  coverageLines,
  receptionLines,
  uncoveredText,
  unsaidItems,
  wildcardItems,
} from './coverage-text.js';
import { describeSource } from '../models/source-text.js';
import type { Paint, Terminal } from '../terminal/terminal.js';
import { thrownText } from '../../errors/index.js';
import { unreachable } from '../../checker/index.js';
import { wrapItems } from '../terminal/wrap.js';

/** The verdict, what was checked, and the figures of the search; the counterexample is shown elsewhere. */
export function reportText(source: Source, result: AnyResult, flags: CheckFlags, screen: Terminal): string {
  const head = [verdictLine(result, flags, screen.paint), screen.paint.dim(describeSource(source))];
  const figures = fieldsOf(source, result, flags).flatMap(([label, items]) =>
    fieldLines(label, items, screen),
  );
  const missing = flags.coverage ? coverageText(result) : [];
  return [...head, '', ...figures, ...missing].join('\n');
}

function coverageText({ coverage, receptions }: AnyResult): readonly string[] {
  const received = receptionLines(receptions);
  return ['', ...coverageLines(coverage), ...(received.length > 0 ? ['', ...received] : [])];
}

/** The verdict in one sentence. */
export function verdictLine(result: AnyResult, flags: CheckFlags, paint: Paint): string {
  const { verdict, states } = result;
  switch (verdict) {
    case 'exhausted': {
      const visited = `${all(states)} visited${beyondText(result)}`;
      if (flags.requireCoverage && isUncovered(result)) {
        return `${paint.yellow('△ holds, but coverage is incomplete:')} ${uncoveredText(result.coverage)}; ${visited}`;
      }
      if (!isVacuous(result)) return `${paint.green('✔ holds:')} ${visited}`;
      return `${paint.yellow('△ holds, but may be vacuous:')} ${missing(result)}; ${visited}`;
    }
    case 'bounded':
      return `${paint.yellow('… not finished:')} ${limitText(result, flags)}; nothing wrong in ${counted(states, 'state')}`;
    case 'violated':
      return `${paint.red(`✘ ${result.property} is violated`)} after ${stepsTo(result)}`;
    case 'deadlocked':
      return `${paint.red('✘ deadlock')} after ${stepsTo(result)}: nothing is enabled, faults aside, and a run may not end there${stoppedText(result)}`;
    default:
      return unreachable(verdict);
  }
}

/** Who was visited, with the verb that goes with it. */
function all(states: number): string {
  return states === 1
    ? 'the only state within these bounds was'
    : `all ${count(states)} states within these bounds were`;
}

/** What a state constraint has kept the search from. */
function beyondText({ beyond }: AnyResult): string {
  if (beyond === 0) return '';
  return `; ${count(beyond)} of them lie beyond a bound of the model, and the search did not go on from those`;
}

/** `5 steps`; breadth-first search finds a shortest way. */
function stepsTo({ counterexample, search }: AnyResult): string {
  const steps = counted(counterexample?.steps.length ?? 0, 'step');
  return search === 'bfs' ? `${steps}, the fewest possible` : steps;
}

/** The machines that an error has stopped, in the last state of a counterexample. */
function stoppedText({ counterexample }: AnyResult): string {
  const last = counterexample?.steps.at(-1)?.states ?? counterexample?.initial ?? [];
  return last
    .flatMap((state) =>
      isStopped(state)
        ? [
            `; machine '${state.machine.id}' is in status error${state.error === undefined ? '' : ` (${thrownText(state.error)})`}`,
          ]
        : [],
    )
    .join('');
}

interface Stopped {
  readonly machine: { readonly id: string };
  readonly error?: unknown;
}

function isStopped(state: unknown): state is Stopped {
  return (
    typeof state === 'object' &&
    state !== null &&
    'machine' in state &&
    'status' in state &&
    state.status === 'error'
  );
}

function missing({ neverTaken, witnesses, high, highNeverTaken = [] }: AnyResult): string {
  const unreached = witnesses.filter(({ reached }) => !reached).map(({ name }) => name);
  return [
    ...(unreached.length > 0 ? [`${unreached.join(', ')} never reached`] : []),
    ...(neverTaken.length > 0 ? [`${neverTaken.join(', ')} never taken`] : []),
    ...(highNeverTaken.length > 0 ? [`no step is ${highNeverTaken.join(', ')} of '${high}'`] : []),
  ].join(', ');
}

function limitText(result: AnyResult, flags: CheckFlags): string {
  const limit: LimitName | null = result.limit;
  switch (limit) {
    case 'statesMax':
      return `--states-max ${count(flags.statesMax ?? 0)} ended the search`;
    case 'memoryMaxBytes':
      return flags.memoryMax === undefined
        ? 'the memory that was free came to its end (--memory-max grants more)'
        : `--memory-max ${bytes(flags.memoryMax)} ended the search`;
    case 'timeMaxMs':
      return `--time-max ${seconds((flags.timeMax ?? 0) / 1000)} ended the search`;
    case 'depthMax':
      return `--depth-max ${count(flags.depthMax ?? 0)} ended the search${result.search === 'dfs' ? PASSED_OVER : ''}`;
    case 'walksMax':
      return `random walks prove nothing (seed ${result.seed ?? 1})`;
    case 'interrupted':
      return 'interrupted';
    case null:
      return 'ended early';
    default:
      return unreachable(limit);
  }
}

/** What depth-first search with a depth limit cannot claim. */
const PASSED_OVER =
  ', which depth-first may pass over what lies within it: a state that it first met at that depth was not looked into, ' +
  'however near it is';

type Field = readonly [label: string, items: readonly string[]];

function fieldsOf(source: Source, result: AnyResult, flags: CheckFlags): readonly Field[] {
  const { witnesses, neverTaken, verdict } = result;
  // A search that has found something ends there: what it has not met yet says nothing.
  const isCut = verdict === 'violated' || verdict === 'deadlocked';
  const named = (wanted: boolean): readonly string[] =>
    witnesses.filter(({ reached }) => reached === wanted).map(({ name }) => name);
  const fields: readonly Field[] = [
    ['checked', checkedItems(result)],
    ['not checked', result.notChecked],
    ['not asked', leftOutItems(source)],
    ['reached', named(true)],
    ['not reached', isCut ? [] : named(false)],
    ['reductions', reductionsItems(source)],
    ['verified', result.verified],
    ['not verified', unverifiedItems(source, result)],
    ['cannot tell', isCut ? [] : result.cannotTell],
    ['states', statesItems(result)],
    ['beyond a bound', amounts(Object.entries(result.atBounds))],
    ['transitions', [count(result.transitions)]],
    ['actions', amounts(Object.entries(result.actions).filter(([, times]) => times > 0))],
    ['never taken', isCut ? [] : neverTaken],
    ['coverage', isCut ? [] : coverageItems(result.coverage)],
    ['hint', [...unsaidItems(result.coverage), ...wildcardItems(result.coverage)]],
    [
      'stopped',
      result.failures.map((failure) => `by an error that nothing handles, in some state: ${failure}`),
    ],
    ['effects', customActionItems(result, flags)],
    ['ends', ENDS[result.ends]],
    ['local states', amounts(Object.entries(result.localStates))],
    ['XState calls', [count(result.xstateCalls)]],
    ['collision odds', collisionItems(result)],
    ['time', timeItems(result)],
  ];
  return fields.filter(([, items]) => items.length > 0);
}

/** A model that is asked nothing of its own holds in a way that is easily taken for more. */
function checkedItems({ checked, witnesses }: AnyResult): readonly string[] {
  return checked.length + witnesses.length > 0
    ? checked
    : ['no property: only that no run ends where it may not'];
}

/** What the model asks in other bounds only. */
function leftOutItems({ model: { leftOut = [] } }: Source): readonly string[] {
  return leftOut.map(({ name, because }) => `${name} (not within these bounds: ${because})`);
}

/** What is said of a model that does not say itself which ends are accepted. */
const ENDS: Readonly<Record<AnyResult['ends'], readonly string[]>> = {
  mayEnd: [],
  'final states': ['accepted where every machine that has a final state is in it'],
  none: ['none is accepted: the model has no mayEnd, and no machine a final state'],
};

/** Custom actions are the machine's own code, which a search does not run. */
function customActionItems({ customActions }: AnyResult, { callActions }: CheckFlags): readonly string[] {
  const total = customActions.length;
  if (total === 0) return [];
  const are = total === 1 ? 'is taken as an effect' : 'are taken as effects';
  const rest = callActions
    ? ', and called'
    : `: what ${total === 1 ? 'it does or sends by itself' : 'they do or send by themselves'} is not seen (--call-actions)`;
  return [`${counted(total, 'custom action')} ${are}${rest}`];
}

/** Nothing where a model has none to switch off. */
function reductionsItems({ reductions, noReduce }: Source): readonly string[] {
  return reductions.length === 0 && noReduce.length > 0 ? ['none'] : reductions;
}

/** Reductions that rest on an argument alone in these bounds. */
function unverifiedItems({ reductions }: Source, { verified }: AnyResult): readonly string[] {
  const unverified = verified.length === 0 ? [] : reductions.filter((name) => !verified.includes(name));
  return unverified.map(
    (name) => `${name}: what it leaves out is argued for, and searched in small bounds only`,
  );
}

function statesItems(result: AnyResult): readonly string[] {
  const { states, initialStates, depth, widestLevel, queue } = result;
  return [
    `${count(states)}`,
    ...(initialStates > 1 ? [`${count(initialStates)} initial`] : []),
    `depth ${count(depth)}`,
    ...(widestLevel === null ? [] : [`widest level ${count(widestLevel)}`]),
    ...(queue > 0 ? [`${count(queue)} not yet looked into`] : []),
  ];
}

function collisionItems({ collisionOdds }: AnyResult): readonly string[] {
  return collisionOdds === 0
    ? ['none: whole states were compared']
    : [`${odds(collisionOdds)} (64-bit fingerprints)`];
}

/** Of the whole; what takes less than that is not worth a word. */
const SHARE_TOLD = 0.1;

export function timeItems(
  result: Pick<AnyResult, 'states' | 'seconds' | 'verifyingSeconds' | 'peakBytes'>,
): readonly string[] {
  const rate = rough(result.states / Math.max(result.seconds, 1e-3));
  const { verifyingSeconds } = result;
  const isTold = verifyingSeconds > SHARE_TOLD * result.seconds;
  const verifying = isTold ? [`${seconds(verifyingSeconds)} of it verifying what reductions rest on`] : [];
  return [
    seconds(result.seconds),
    ...verifying,
    `${rate} states/s`,
    `peak memory ${bytes(result.peakBytes)}`,
  ];
}

function amounts(entries: readonly (readonly [string, number])[]): readonly string[] {
  return entries.map(([name, amount]) => `${name} ${count(amount)}`);
}

const LABEL_WIDTH = 18;

function fieldLines(
  label: string,
  items: readonly string[],
  { columns, paint }: Terminal,
): readonly string[] {
  const lines = wrapItems(items, columns - LABEL_WIDTH);
  const isWarning = label === 'not reached' || label === 'never taken';
  return lines.map((line, i) => {
    const heading = (i === 0 ? `  ${label}` : '').padEnd(LABEL_WIDTH);
    return `${paint.dim(heading)}${isWarning ? paint.yellow(line) : line}`;
  });
}
