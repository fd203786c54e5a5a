/**
 * One host is deaf or mute on the broadcast medium, or has a full log, while its out-of-band network works, so that it promises
 * in time and stalls each epoch: the others go on nearly as fast as without it (R5, R9).
 */
import { describe, expect, test } from 'vitest';
import type { Host } from '../host/host.js';
import type { Machine } from './machine.js';
import type { SimulationOptions } from './options.js';
import { Simulation } from './simulate.js';

const RUN: Partial<SimulationOptions> = {
  ...{ durationMs: 5_000, faultsMs: 4_900, delayMs: [1, 1.1], outOfBandDelayMs: [1, 2], waiting: 2, seed: 5 },
  host: { logEntriesMax: 256 },
};

/** How many entries are agreed from a time to another one. */
function agreedIn(fromMs: number, toMs: number, options: Partial<SimulationOptions>): number {
  const simulation = new Simulation({ ...RUN, ...options });
  const upTo = (timeMs: number): number => {
    while (simulation.progress.virtualMs < timeMs) expect(simulation.advance(100)).toBeNull();
    return simulation.progress.entries;
  };
  const before = upTo(fromMs);
  return upTo(toMs) - before;
}

/** Host 0 is the starter of the first epoch, and holds the token first. */
const HOSTS: readonly (readonly [hosts: number, as: string, host: number])[] = [3, 5, 9].flatMap((hosts) => [
  [hosts, 'member', 1] as const,
  [hosts, 'starter', 0] as const,
]);

describe.each(HOSTS)('%i hosts, one of them, a %s, is no use:', (hosts, _, host) => {
  const without = agreedIn(1_500, 4_800, { hosts, absent: host });

  test.each(['deaf', 'mute', 'hoarding'] as const)(
    '%s, and the others agree at least half as fast as without it',
    (fault) => {
      expect(2 * agreedIn(1_500, 4_800, { hosts, [fault]: host })).toBeGreaterThan(without);
    },
  );
});

/** Entries agreed as above, where a host is well until it has started an epoch by itself, and is no use from then on. */
function agreedUnder(starter: number, fault: 'deaf' | 'mute' | 'hoarding', hosts: number): number {
  const up: Host[] = [];
  const simulation = new Simulation({ ...RUN, hosts }, { onHost: (host, self) => (up[self] = host) });
  const upTo = (timeMs: number): number => {
    while (simulation.progress.virtualMs < timeMs) expect(simulation.advance(100)).toBeNull();
    return simulation.progress.entries;
  };
  upTo(300);
  // It loses patience as if it had heard nothing for long.
  const isInEpoch = (): boolean => up[starter]?.view.epoch !== null;
  while (isInEpoch()) up[starter]?.timer('takeover');
  upTo(400);
  const epoch = up[starter]?.view.epoch?.number ?? 0;
  expect([epoch > 0, epoch % hosts]).toEqual([true, starter]);
  const { network, machines } = simulation['cluster'];
  if (fault === 'hoarding') (machines[starter] as Machine).isHoarding = true;
  else network[fault] = starter;
  const before = upTo(1_500);
  return upTo(4_800) - before;
}

describe.each([3, 5, 9])(
  '%i hosts, one of which has started the running epoch, and is no use from then on:',
  (hosts) => {
    const without = agreedIn(1_500, 4_800, { hosts, absent: 1 });

    test.each(['deaf', 'mute', 'hoarding'] as const)(
      '%s, and the others agree at least half as fast as without it',
      (fault) => {
        expect(2 * agreedUnder(1, fault, hosts)).toBeGreaterThan(without);
      },
    );
  },
);

describe('a host that is well again', () => {
  test.each(['deaf', 'mute', 'hoarding'] as const)('%s before, becomes a member again', (fault) => {
    const simulation = new Simulation({ ...RUN, durationMs: 1_500, faultsMs: 1_200, hosts: 3, [fault]: 1 });
    let result = null;
    while (result === null) result = simulation.advance(1_000);
    expect(result).toMatchObject({ verdict: 'agreed', reason: null });
    expect(result.returnedAfterMs).toBeLessThan(5_000);
  });
});
