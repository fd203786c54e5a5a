import { expect, test } from 'vitest';
import { check, listMutants } from '../../../checker/index.js';
import { offloadMutation } from '../mutants.js';

const QUICK: readonly (readonly [name: string, scope: string, property: string, steps: number])[] = [
  ['engine-waits', 'small', 'EngineNeverWaits', 0],
  ['numbers-before-attach', 'small', 'NumbersAscend', 4],
  ['resubmit-unput-only', 'small', 'AtRest', 4],
  ['deliver-appended', 'early', 'DeliveredIsAgreed', 4],
  ['forget-taken', 'small', 'AtRest', 5],
  ['keep-agreed', 'small', 'LetsGo', 11],
  ['log-from-copy', 'small', 'MinorityHalt', 6],
  ['compact-put', 'small', 'CompactsDelivered', 7],
  ['delivered-behind-payloads', 'window', 'AtRest', 14],
  ['resubmit-unput-only', 'new life', 'AtRest', 6],
  ['session-goes-on', 'new life', 'AtRest', 6],
  ['recovered-is-delivered', 'new life', 'AtRest', 8],
];

test.each(QUICK)(
  'reading %s breaks %s in scope %s in the fewest steps',
  (name, scopeName, property, steps) => {
    const subject = offloadMutation();
    const mutant = listMutants(subject).find((one) => one.name === name);
    const scope = subject.scopes.find((one) => one.name === scopeName);
    if (mutant === undefined || scope === undefined)
      throw new RangeError(`there is no ${name} in ${scopeName}`);
    const result = check(scope.model(mutant.mutate(subject.machine)));
    expect([result.property, result.counterexample?.steps.length]).toEqual([property, steps]);
  },
);
