/** What `exo mutate impl` prints for people. */
import { isCaught, type ImplMutant, type MutantOutcome } from '../../conformance/index.js';
import { hasSurvived } from '../../conformance/mutants/impl-mutation.js';
import { METHODS, type Attempt, type Method } from '../../conformance/mutants/catching.js';
import { count, counted, seconds } from '../terminal/numbers.js';
import type { Terminal } from '../terminal/terminal.js';
import { wrapItems } from '../terminal/wrap.js';

/** How many versions a method has caught. */
export function caughtBy(outcomes: readonly MutantOutcome[], method: Method): number {
  return outcomes.filter(({ attempts }) => attempts.some((one) => one.by === method && one.isCaught)).length;
}

/** A table: the version, and for each method that was tried, in what time it was caught and by what. */
export function implMutationText(
  outcomes: readonly MutantOutcome[],
  all: number,
  took: number,
  screen: Terminal,
): string {
  const { paint } = screen;
  const [caught, survived] = [outcomes.filter(isCaught), outcomes.filter(hasSurvived)];
  const open = outcomes.filter((one) => !isCaught(one) && !hasSurvived(one));
  return [
    paint.bold('Faulty versions of the implementation'),
    paint.dim('Each is one small change of the compiled code.'),
    ...section(paint.green('caught'), caught, screen),
    ...section(paint.yellow('not run to their end'), open, screen),
    ...section(paint.red('survived'), survived, screen),
    '',
    ...METHODS.map((method) => methodLine(outcomes, method)),
    '',
    `${implCountsLine(outcomes, all, screen)}, in ${seconds(took)}`,
  ].join('\n');
}

/** `92 mutants: 92 caught, 0 survived`. */
export function implCountsLine(outcomes: readonly MutantOutcome[], all: number, { paint }: Terminal): string {
  const caught = outcomes.filter(isCaught).length;
  const survived = outcomes.filter(hasSurvived).length;
  const open = all - caught - survived;
  const line = [
    `${count(caught)} caught`,
    `${count(survived)} survived`,
    ...(open > 0 ? [`${count(open)} not run to their end`] : []),
  ].join(', ');
  const colour = survived > 0 ? paint.red : open > 0 ? paint.yellow : paint.green;
  return colour(`${counted(all, 'mutant')}: ${line}`);
}

/** The versions before any of them is run. */
export function implMutantsText(mutants: readonly ImplMutant[], { paint }: Terminal): string {
  const width = widest(mutants.map(({ name }) => name));
  return [
    paint.bold(`${counted(mutants.length, 'faulty version')} of the implementation`),
    '',
    ...mutants.map(({ name, rule, says }) => `  ${name.padEnd(width)}  ${rule}: ${says}`),
  ].join('\n');
}

function methodLine(outcomes: readonly MutantOutcome[], method: Method): string {
  const tried = outcomes.filter(({ attempts }) => attempts.some(({ by }) => by === method)).length;
  const times = outcomes
    .flatMap(({ attempts }) => attempts.filter((one) => one.by === method && one.isCaught))
    .map((one) => one.seconds)
    .sort((a, b) => a - b);
  const median = times[times.length >>> 1];
  const speed = median === undefined ? '' : `, half of them in ${seconds(median)} or less`;
  return `  ${method.padEnd(widest(METHODS))}  ${count(times.length)} of ${count(tried)} tried${speed}`;
}

function section(
  title: string,
  outcomes: readonly MutantOutcome[],
  { columns, paint }: Terminal,
): readonly string[] {
  if (outcomes.length === 0) return [];
  const width = widest(outcomes.map(({ mutant }) => mutant.name));
  const rows = outcomes.flatMap(({ mutant, attempts }) => {
    const says = wrapItems(`${mutant.rule}: ${mutant.says}`.split(' '), columns - 4, ' ');
    return [
      `  ${mutant.name.padEnd(width)}  ${attempts.map(attemptText).join(' · ')}`,
      ...says.map((line) => paint.dim(`    ${line}`)),
    ];
  });
  return ['', title, ...rows];
}

/** `lock step 0.4 s: agreed, run 1`, or that it has caught nothing. */
export function attemptText({ by, isCaught: isFound, how, where, seconds: took }: Attempt): string {
  if (!isFound) return `${by} ${how ?? 'nothing'} (${seconds(took)})`;
  const place = where === null ? '' : `, ${where}`;
  return `${by} ${seconds(took)}: ${how ?? ''}${place}`;
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}
