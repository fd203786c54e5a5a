import {
  isCaught,
  mutateImplementation,
  ruleMutants,
  sampleOf,
  type MutantOutcome,
  type RuleMutant,
} from '../../conformance/index.js';
import { EXIT } from '../exit-codes.js';
import { interruptible } from '../terminal/interruptible.js';
import { print, terminal } from '../terminal/terminal.js';
import { badValue } from '../terminal/units.js';
import { tellVerdict } from '../verdicts/verdicts.js';
import { version } from '../version.js';
import type { MutateFlags } from './flags.js';
import { showImplProgress } from './impl-progress.js';
import { keptOutcomes, keyOfRule } from './kept-outcomes.js';
import { ruleCountsOf, ruleListText, ruleScoreLine, ruleText } from './rules-text.js';
import { verdictsOfVersions } from './verdicts.js';

/** `exo mutate impl --rules`: runs versions that are made by rule, or a sample of them. Returns the exit code. */
export async function mutateByRules(flags: MutateFlags): Promise<number> {
  const all = ruleMutants();
  const chosen = chosenOf(all, flags);
  const from = { all: all.length, sample: chosen.length, seed: flags.sample === null ? null : flags.seed };
  if (flags.list) {
    print(flags.json ? JSON.stringify({ mutants: chosen }, null, 2) : ruleListText(chosen, from, terminal()));
    return EXIT.ok;
  }
  const toRun = chosen.filter(({ equivalent }) => equivalent === null);
  const outcomes = await run(toRun, flags);
  const counts = ruleCountsOf(chosen, outcomes);
  tellVerdict(...verdictsOfVersions(chosen, outcomes));
  if (flags.json) print(json(chosen, outcomes, from));
  else if (flags.quiet) print(ruleScoreLine(counts, from));
  else print(ruleText(chosen, outcomes, from, terminal()));
  if (counts.survived > 0) return EXIT.violated;
  return counts.open === 0 ? EXIT.ok : EXIT.bounded;
}

function chosenOf(all: readonly RuleMutant[], { only, sample, seed }: MutateFlags): readonly RuleMutant[] {
  const unknown = only?.find((name) => !all.some((mutant) => mutant.name === name));
  if (unknown !== undefined)
    throw badValue('--only', unknown, `a mutant that 'exo mutate impl --rules --list' shows`);
  const named = only === undefined ? all : all.filter(({ name }) => only.includes(name));
  return sample === null ? named : sampleOf(named, sample, seed);
}

async function run(
  mutants: readonly RuleMutant[],
  { quiet, every, resume }: MutateFlags,
): Promise<readonly MutantOutcome[]> {
  const { known, keep } = keptOutcomes({ resume, every }, keyOfRule);
  const progress = showImplProgress(quiet);
  try {
    return await interruptible((signal) =>
      mutateImplementation({
        mutants,
        every,
        methods: QUICKEST_FIRST,
        known,
        onOutcome: (outcome, done, total) => {
          keep(outcome);
          progress.show(outcome, done, total);
        },
        signal,
      }),
    );
  } finally {
    progress.end();
  }
}

const QUICKEST_FIRST = [
  ...(['hostile', 'disk', 'lock step', 'driver', 'simulation', 'refinement', 'validation'] as const),
];

function json(
  chosen: readonly RuleMutant[],
  outcomes: readonly MutantOutcome[],
  from: { readonly all: number; readonly sample: number; readonly seed: number | null },
): string {
  const attempts = new Map(outcomes.map((one) => [one.mutant.name, one]));
  return JSON.stringify(
    {
      counts: ruleCountsOf(chosen, outcomes),
      ...from,
      mutants: chosen.map((mutant) => {
        const outcome = attempts.get(mutant.name);
        const isFound = outcome === undefined ? null : isCaught(outcome);
        return { ...mutant, isCaught: isFound, attempts: outcome?.attempts ?? [] };
      }),
      version: version(),
    },
    null,
    2,
  );
}
