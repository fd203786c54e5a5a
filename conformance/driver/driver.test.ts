import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { check, type CheckResult } from '../../checker/index.js';
import { loadFaulty } from '../compare/faulty-copy.js';
import type { ImplMutant } from '../mutants/index.js';
import { driverModel, type DriverBounds } from './model.js';

const COMPILED = fileURLToPath(new URL('../../dist/impl/', import.meta.url));

const SMALL: DriverBounds = {
  ...{ hosts: 3, self: 1, slots: 2, epochs: 2, payloads: 1, log: 4, queue: 2 },
  ...{ diskFails: false, compacts: false },
};

const fault = (file: string, find: string, replace: string): ImplMutant => ({
  ...{ name: 'seeded', rule: '', says: '', file, find, replace },
});

/** What is put into the compiled driver, and how the problem that it leads to is called. */
const FAULTS: readonly (readonly [says: string, mutant: ImplMutant, problem: RegExp])[] = [
  [
    'a timer is not set',
    fault('host/sending.js', "this.port.setTimer('repeat', this.options.repeatMs);", ''),
    /the own entry is the last, and nothing repeats it/,
  ],
  [
    'what waits for storage is not woken',
    fault(
      'host/host.js',
      '        this.modes.returning.look();\n        this.advance();',
      '        this.modes.returning.look();',
    ),
    /something is agreed, and not delivered/,
  ],
  [
    'the own entry is not broadcast when it is written',
    fault('host/host.js', '        this.modes.sending.written();\n', ''),
    /the own entry is written, and not broadcast/,
  ],
  [
    'an exception',
    fault(
      'host/host.js',
      '        core.persisted(position);',
      '        core.persisted(position);\n        core.log.never();',
    ),
    /exception: core.log.never is not a function/,
  ],
];

describe('a running host beside specified hosts', { timeout: 120_000 }, () => {
  let result: CheckResult;
  beforeAll(() => {
    result = check(driverModel(SMALL));
  }, 120_000);

  test('throws nothing and forgets nothing, in every reachable state', () => {
    expect(result).toMatchObject({ verdict: 'exhausted', property: null });
    expect(result.checked).toEqual(['ThrowsNothing', 'ForgetsNothing', 'DeliversAgreed', 'Agreement']);
    expect(result.verified).toEqual(['dead-messages', 'dead-messages']);
  });

  test('has as many states as it had', () => {
    expect([result.states, result.transitions, result.depth]).toEqual([13_369, 39_749, 25]);
    const reached = result.witnesses.filter((one) => one.reached).map(({ name }) => name);
    expect(reached).toEqual(['WaitsForStorage', 'TakesOver']);
  });

  test.each(FAULTS)('is found out if %s', async (_, mutant, problem) => {
    const found = check(driverModel(SMALL, await loadFaulty(mutant, COMPILED)));
    expect(found.verdict).toBe('violated');
    const last = JSON.stringify(found.counterexample?.steps.at(-1)?.states);
    expect(last).toMatch(problem);
  });
});
