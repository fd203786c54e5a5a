import { IMPL_MUTANTS, isCaught, mutateImplementation, type MutantOutcome } from '../../conformance/index.js';
import { hasSurvived } from '../../conformance/mutants/impl-mutation.js';
import { METHODS } from '../../conformance/mutants/catching.js';
import { EXIT } from '../exit-codes.js';
import { interruptible } from '../terminal/interruptible.js';
import { implCountsLine, implMutantsText, implMutationText, caughtBy } from './impl-text.js';
import { FIRST_SEED, type MutateFlags } from './flags.js';
import { mutateByRules } from './rules.js';
import { showImplProgress } from './impl-progress.js';
import { keptOutcomes, keyOfNamed } from './kept-outcomes.js';
import { print, terminal } from '../terminal/terminal.js';
import { badValue } from '../terminal/units.js';
import { tellVerdict } from '../verdicts/verdicts.js';
import { version } from '../version.js';
import { verdictsOfVersions } from './verdicts.js';

/** `exo mutate impl`: runs faulty versions of the implementation and prints what catches each. Returns the exit code. */
export async function mutateImpl(flags: MutateFlags): Promise<number> {
  expectSound(flags);
  if (flags.rules) return mutateByRules(flags);
  const chosen = IMPL_MUTANTS.filter(({ name }) => flags.only === undefined || flags.only.includes(name));
  if (flags.list) {
    print(flags.json ? JSON.stringify({ mutants: chosen }, null, 2) : implMutantsText(chosen, terminal()));
    return EXIT.ok;
  }
  const { known, keep } = keptOutcomes(flags, keyOfNamed);
  const progress = showImplProgress(flags.quiet);
  const began = performance.now();
  const outcomes = await interruptible((signal) =>
    mutateImplementation({
      every: flags.every,
      ...(flags.only !== undefined && { only: flags.only }),
      known,
      onOutcome: (outcome, done, all) => {
        keep(outcome);
        progress.show(outcome, done, all);
      },
      signal,
    }),
  ).finally(progress.end);
  const seconds = (performance.now() - began) / 1000;
  tellVerdict(...verdictsOfVersions(chosen, outcomes));
  if (flags.json) print(json(outcomes, chosen.length, seconds));
  else if (flags.quiet) print(implCountsLine(outcomes, chosen.length, terminal()));
  else print(implMutationText(outcomes, chosen.length, seconds, terminal()));
  if (outcomes.some(hasSurvived)) return EXIT.violated;
  return outcomes.filter(isCaught).length === chosen.length ? EXIT.ok : EXIT.bounded;
}

/** Of the flags of a model's mutation, some have no meaning here. */
function expectSound(flags: MutateFlags): void {
  const { only = [], traceDir, statesMax, memoryMax, timeMax, reduce, rules, sample, seed } = flags;
  const meaningless = Object.entries({
    '--trace-dir': traceDir,
    '--states-max': statesMax,
    '--memory-max': memoryMax,
    '--time-max': timeMax,
    '--no-reduce': reduce === true ? undefined : reduce.join(','),
    '--sample': rules ? undefined : (sample ?? undefined),
    '--seed': rules || seed === FIRST_SEED ? undefined : seed,
  }).find(([, value]) => value !== undefined);
  if (meaningless !== undefined) {
    const [option, value] = meaningless;
    throw badValue(
      option,
      String(value),
      `nothing with 'impl'${option === '--sample' || option === '--seed' ? ' unless there is --rules' : ''}`,
    );
  }
  const unknown = rules
    ? undefined
    : only.find((name) => !IMPL_MUTANTS.some((mutant) => mutant.name === name));
  if (unknown !== undefined) {
    throw badValue('--only', unknown, `a mutant that 'exo mutate impl --list' shows`);
  }
}

function json(outcomes: readonly MutantOutcome[], all: number, seconds: number): string {
  const by = Object.fromEntries(METHODS.map((method) => [method, caughtBy(outcomes, method)]));
  const caught = outcomes.filter(isCaught).length;
  const survived = outcomes.filter(hasSurvived).length;
  return JSON.stringify(
    {
      counts: { mutants: all, run: outcomes.length, caught, survived, by },
      seconds,
      mutants: outcomes.map(({ mutant, attempts }) => ({
        name: mutant.name,
        rule: mutant.rule,
        says: mutant.says,
        file: mutant.file,
        attempts,
      })),
      version: version(),
    },
    null,
    2,
  );
}
