import { beforeAll, describe, expect, test } from 'vitest';
import { check, type CheckResult } from '../../checker/index.js';
import { FAULTS, isFoundOutIn } from './faults.test.helper.js';
import type { DriverBounds } from './driver-slot.js';
import { driverModel } from './model.js';

const SMALL: DriverBounds = {
  ...{ hosts: 3, self: 1, slots: 2, epochs: 2, payloads: 1, log: 4, queue: 2 },
  ...{ diskFails: false, compacts: false },
};

function holdsInEveryState(payloads: number, counts: readonly number[]): void {
  let result: CheckResult;
  beforeAll(() => {
    result = check(driverModel({ ...SMALL, payloads }));
  });

  test('throws nothing and forgets nothing, in every reachable state', () => {
    expect(result).toMatchObject({ verdict: 'exhausted', property: null });
    expect(result.checked).toEqual(['ThrowsNothing', 'ForgetsNothing', 'DeliversAgreed', 'Agreement']);
    expect(result.verified).toEqual(['dead-messages', 'dead-messages']);
  });

  test('has as many states as it had', () => {
    expect([result.states, result.transitions, result.depth]).toEqual(counts);
    const reached = result.witnesses.filter((one) => one.reached).map(({ name }) => name);
    expect(reached).toEqual(['WaitsForStorage', 'TakesOver']);
  });
}

describe('a running host beside specified hosts that is given nothing to send', () => {
  holdsInEveryState(0, [4_027, 11_323, 24]);
});

describe('a running host beside specified hosts that is given a payload', { tags: 'long' }, () => {
  holdsInEveryState(1, [13_369, 39_749, 25]);
});

describe('a running host beside specified hosts', () => {
  const isFoundOut = isFoundOutIn((epochs, impl) =>
    driverModel(epochs === 2 ? SMALL : { ...SMALL, epochs, slots: 1 }, impl),
  );
  // The others are found out among any hosts in as little time; here, too, but among the long tests.
  test.each(FAULTS.slice(0, 3))('is found out if %s', isFoundOut);
  test.each(FAULTS.slice(3))('is found out if %s', { tags: 'long' }, isFoundOut);
});
