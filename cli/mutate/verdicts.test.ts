import { expect, test } from 'vitest';
import type { MutantResult, MutationResult } from '../../checker/index.js';
import { IMPL_MUTANTS, type ImplMutant, type MutantOutcome } from '../../conformance/index.js';
import { NOT_FINISHED } from '../../conformance/mutants/impl-mutation.js';
import { verdictsOfMutation, verdictsOfVersions } from './verdicts.js';

const [FIRST, SECOND, THIRD, FOURTH] = IMPL_MUTANTS as readonly [
  ...[ImplMutant, ImplMutant, ImplMutant, ImplMutant],
  ...ImplMutant[],
];

function outcome(mutant: ImplMutant, isCaught: boolean, how: string | null): MutantOutcome {
  return { mutant, attempts: [{ by: 'lock step', isCaught, how, where: null, seconds: 2 }] };
}

test('a faulty version passes where it was caught, fails where it survives, and is skipped where it did not come to its end', () => {
  const outcomes = [
    outcome(FIRST, true, 'agreed'),
    outcome(SECOND, false, null),
    outcome(THIRD, false, NOT_FINISHED),
  ];
  const { name, rule, says } = SECOND;
  expect(verdictsOfVersions([FIRST, SECOND, THIRD, FOURTH], outcomes)).toEqual([
    { name: FIRST.name, outcome: 'passed', text: 'lock step 2.00 s: agreed' },
    { name, outcome: 'failed', text: `nothing has caught it; ${rule}: ${says}\nlock step nothing (2.00 s)` },
    {
      name: THIRD.name,
      outcome: 'skipped',
      text: 'it was not run to its end\nlock step not finished (2.00 s)',
    },
    { name: FOURTH.name, outcome: 'skipped', text: 'it was not run' },
  ]);
});

test('a version that is said to be equivalent passes, and says why', () => {
  expect(verdictsOfVersions([{ ...FIRST, equivalent: 'it is never empty' }], [])).toEqual([
    { name: FIRST.name, outcome: 'passed', text: 'equivalent: it is never empty' },
  ]);
});

test('a mutant of a model fails where it is listed as equivalent and is killed', () => {
  const mutants = (['killed', 'undecided', 'survived', 'killed'] as const).map(
    (verdict, i): MutantResult => ({
      ...{ name: `m${i}`, kind: 'always', of: 'm', verdict, by: null, steps: null, scope: null, scopes: [] },
      ...{ states: 1, seconds: 1, isAlike: false, counterexample: null, model: null, says: null },
      ...{ source: null, reason: null },
    }),
  );
  const counts = { killed: 2, equivalent: 0, survived: 1, undecided: 1, unused: 0 };
  const result: MutationResult = { scopes: [], mutants, counts, mislisted: ['m3'], seconds: 1 };
  expect(verdictsOfMutation(result).map(({ outcome: one, text }) => [one, text])).toEqual([
    ['passed', undefined],
    ['skipped', 'a limit ended its search'],
    ['failed', 'it is survived: nothing tells it from the model'],
    ['failed', 'it is listed as equivalent, and is killed'],
  ]);
});
