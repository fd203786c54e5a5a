/** What `exo mutate impl --rules` prints for people. */
import { isCaught, patchOf, type MutantOutcome, type RuleMutant } from '../../conformance/index.js';
import { hasSurvived } from '../../conformance/mutants/impl-mutation.js';
import { count, counted } from '../terminal/numbers.js';
import type { Terminal } from '../terminal/terminal.js';

/** Of how many versions some were run, and by which seed they were chosen; null where all are. */
export interface Sampled {
  readonly all: number;
  readonly sample: number;
  readonly seed: number | null;
}

export interface RuleCounts {
  readonly caught: number;
  readonly survived: number;
  readonly equivalent: number;
  /** Those that were not run to their end. */
  readonly open: number;
}

export function ruleCountsOf(chosen: readonly RuleMutant[], outcomes: readonly MutantOutcome[]): RuleCounts {
  const caught = outcomes.filter(isCaught).length;
  const equivalent = chosen.filter((one) => one.equivalent !== null).length;
  const survived = outcomes.filter(hasSurvived).length;
  return { caught, survived, equivalent, open: chosen.length - equivalent - caught - survived };
}

/** Survivors as patches, then what came of how many. */
export function ruleText(
  chosen: readonly RuleMutant[],
  outcomes: readonly MutantOutcome[],
  from: Sampled,
  screen: Terminal,
): string {
  const { paint } = screen;
  const survivors = new Set(outcomes.filter(hasSurvived).map(({ mutant }) => mutant.name));
  const equivalent = chosen.filter((one) => one.equivalent !== null);
  return [
    paint.bold('Versions of the implementation that are made by rule'),
    ...chosen.filter(({ name }) => survivors.has(name)).flatMap((one) => survivorText(one, screen)),
    ...(equivalent.length === 0 ? [] : ['', paint.dim('said to be equivalent')]),
    ...equivalent.map((one) => `  ${one.name}  ${one.rule}: ${one.equivalent ?? ''}`),
    '',
    ...byRule(chosen, outcomes),
    '',
    ruleScoreLine(ruleCountsOf(chosen, outcomes), from),
  ].join('\n');
}

/** `80 of 1,900 versions, seed 1: 70 caught, 4 survived, 6 equivalent: 94.6%`. */
export function ruleScoreLine({ caught, survived, equivalent, open }: RuleCounts, from: Sampled): string {
  const score = caught + survived === 0 ? '' : `: ${((100 * caught) / (caught + survived)).toFixed(1)}%`;
  const sample = from.seed === null ? '' : ` of ${count(from.all)}`;
  const seed = from.seed === null ? '' : `, seed ${from.seed}`;
  const rest = open === 0 ? '' : `, ${count(open)} not run to their end`;
  const counts = `${count(caught)} caught, ${count(survived)} survived, ${count(equivalent)} equivalent`;
  return `${count(from.sample)}${sample} versions${seed}: ${counts}${rest}${score}`;
}

/** The versions before any of them is run. */
export function ruleListText(mutants: readonly RuleMutant[], from: Sampled, { paint }: Terminal): string {
  return [
    paint.bold(`${count(from.sample)} of ${counted(from.all, 'version')} that are made by rule`),
    '',
    ...mutants.map(
      ({ name, file, line, find, replace }) =>
        `  ${name}  ${file}:${line}  ${short(find)} → ${short(replace)}`,
    ),
  ].join('\n');
}

function survivorText(mutant: RuleMutant, { paint }: Terminal): readonly string[] {
  return ['', paint.red(`${mutant.name} survived: ${mutant.says} (${mutant.rule})`), patchOf(mutant)];
}

function byRule(chosen: readonly RuleMutant[], outcomes: readonly MutantOutcome[]): readonly string[] {
  const caught = new Set(outcomes.filter(isCaught).map(({ mutant }) => mutant.name));
  const run = new Set(outcomes.map(({ mutant }) => mutant.name));
  const rules = [...new Set(chosen.map(({ codeRule }) => codeRule))];
  return rules.map((rule) => {
    const mine = chosen.filter((one) => one.codeRule === rule && run.has(one.name));
    const found = mine.filter(({ name }) => caught.has(name)).length;
    return `  ${rule.padEnd(6)}  ${count(found)} of ${count(mine.length)} caught`;
  });
}

const SHORT = 60;

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > SHORT ? `${line.slice(0, SHORT - 1)}…` : line;
}
