/** Mutants as verdicts: that something notices each is what is asked. */
import type { MutantResult, MutationResult } from '../../checker/index.js';
import { isCaught, type ImplMutant, type MutantOutcome } from '../../conformance/index.js';
import { hasSurvived } from '../../conformance/mutants/impl-mutation.js';
import type { Verdict } from '../verdicts/junit.js';
import { attemptText } from './impl-text.js';

/** The mutants of a model. One that survives is what fails, and one that is wrongly listed as equivalent; one that was undecided says nothing. */
export function verdictsOfMutation({ mutants, mislisted }: MutationResult): readonly Verdict[] {
  return mutants.map((mutant) =>
    mislisted.includes(mutant.name)
      ? { name: mutant.name, outcome: 'failed', text: `it is listed as equivalent, and is ${mutant.verdict}` }
      : verdictOf(mutant),
  );
}

function verdictOf({ name, verdict, reason }: MutantResult): Verdict {
  switch (verdict) {
    case 'killed':
    case 'equivalent':
      return { name, outcome: 'passed' };
    case 'undecided':
      return { name, outcome: 'skipped', text: 'a limit ended its search' };
    default:
      return { name, outcome: 'failed', text: reason ?? `it is ${verdict}: nothing tells it from the model` };
  }
}

/** Faulty versions of the implementation, those that were not run to their end too. One that is said to be equivalent passes, and says why. */
export function verdictsOfVersions(
  chosen: readonly (ImplMutant & { readonly equivalent?: string | null })[],
  outcomes: readonly MutantOutcome[],
): readonly Verdict[] {
  const byName = new Map(outcomes.map((outcome) => [outcome.mutant.name, outcome]));
  return chosen.map((mutant) => {
    const { name, equivalent = null } = mutant;
    if (equivalent !== null) return { name, outcome: 'passed', text: `equivalent: ${equivalent}` };
    const outcome = byName.get(name);
    return outcome === undefined
      ? { name, outcome: 'skipped', text: 'it was not run' }
      : verdictOfVersion(outcome);
  });
}

function verdictOfVersion(outcome: MutantOutcome): Verdict {
  const { mutant, attempts } = outcome;
  const { name, rule, says } = mutant;
  const tried = attempts.map(attemptText).join('\n');
  if (isCaught(outcome)) return { name, outcome: 'passed', text: tried };
  if (!hasSurvived(outcome)) return { name, outcome: 'skipped', text: `it was not run to its end\n${tried}` };
  return { name, outcome: 'failed', text: `nothing has caught it; ${rule}: ${says}\n${tried}` };
}
