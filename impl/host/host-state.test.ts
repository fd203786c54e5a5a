import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { SimulationOptions } from '../simulate/options.js';
import type { SimulationResult } from '../simulate/result.js';
import { simulate, Simulation } from '../simulate/simulate.js';
import type { Host } from './host.js';
import type { HostState } from './host-state.js';

/** Takeovers, crashes and slow disks all the time, and logs that are short. */
const FAULTY: Partial<SimulationOptions> = {
  durationMs: 60,
  delayMs: [0.1, 1.5],
  outOfBandDelayMs: [0.1, 2],
  losses: 0.2,
  outOfBandLosses: 0.1,
  crashes: 3,
  downMs: [1, 20],
  diskFailures: 1,
  diskMs: [0.5, 3],
  waiting: 1,
  compactEvery: 20,
  settleMs: 5_000,
  host: {
    takeoverMs: 8,
    takeoverStepMs: 1,
    backOffMs: 4,
    prepareMs: 3,
    graceMs: 1,
    askMs: 2,
    returnMs: 6,
    repeatMs: 3,
    holdMs: 1,
  },
};

/** Hosts without disks among such faults: what is lost with a crash is asked of the others. */
const WITHOUT_DISKS: Partial<SimulationOptions> = {
  ...FAULTY,
  ...{ storage: 'diskless', application: 'forgets', diskFailures: 0, diskMs: [0, 0], durationMs: 30 },
};

/** Saves all hosts after each event, loads what was saved, and tells of it. */
function saved(
  options: Partial<SimulationOptions>,
  tell: (state: HostState) => void = () => undefined,
): SimulationResult {
  const hosts = new Map<number, Host>();
  const simulation = new Simulation(options, { onHost: (host, self) => hosts.set(self, host) });
  let differences = 0;
  for (;;) {
    const result = simulation.advance(1);
    if (result !== null) {
      expect(differences).toBe(0);
      return result;
    }
    for (const host of hosts.values()) {
      const state = host.save();
      host.load(state);
      if (!isDeepStrictEqual(host.save(), state)) differences += 1;
      tell(state);
    }
  }
}

describe('a host that is saved and loaded between any two events', () => {
  const modes = new Set<string>();

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('does what it would have done otherwise: seed %d', (seed) => {
    const { digest, verdict, events } = saved(
      { ...FAULTY, seed },
      ({ sending, takeover, deferred, writing, ...rest }) => {
        modes.add(`sending: ${sending.mode}`).add(`takeover: ${takeover.mode}`);
        modes.add(`deferred: ${deferred.mode}`).add(`writing: ${writing.mode}`);
        modes.add(`returning: ${rest.returning.mode}`).add(`asking: ${rest.catchingUp.question.kind}`);
        modes.add(`patience: ${rest.patience.mode}`);
      },
    );
    const untouched = simulate({ ...FAULTY, seed });
    expect({ digest, verdict, events }).toEqual({
      digest: untouched.digest,
      verdict: 'agreed',
      events: untouched.events,
    });
  });

  test.each([1, 2, 3, 4])('does so without a disk: seed %d', (seed) => {
    const options = { ...WITHOUT_DISKS, seed };
    let promises = 0;
    const { digest, verdict, events } = saved(options, ({ knownAtPromise }) => {
      if (knownAtPromise !== undefined) promises += 1;
    });
    const untouched = simulate(options);
    expect({ digest, verdict, events }).toEqual({
      digest: untouched.digest,
      verdict: 'agreed',
      events: untouched.events,
    });
    expect(promises).toBeGreaterThan(0);
  });

  test('is in all its modes meanwhile, but for those that a call ends at once', () => {
    expect([...modes].sort()).toEqual([
      'asking: asked',
      'asking: due',
      'asking: none',
      'asking: noticed',
      'deferred: draining',
      'deferred: due',
      'deferred: open',
      'patience: progressing',
      'patience: quiet',
      'patience: waiting',
      'returning: idle',
      'returning: listening',
      'sending: holding',
      'sending: idle',
      'sending: unsent',
      'takeover: grace',
      'takeover: none',
      'takeover: preparing',
      'writing: failed',
      'writing: flushing',
      'writing: idle',
    ]);
  });
});
