/** What a host lacks is sent to it about once: no floods behind a long absence, none for what is only late. */
import { describe, expect, test } from 'vitest';
import type { Host } from '../host/host.js';
import type { HostPort } from '../host/port.js';
import type { SimulationOptions } from './options.js';
import { Simulation } from './simulate.js';

/** Host 1 is down for a while, in which the others agree on thousands of entries; then nothing is wrong. */
const ABSENT: Partial<SimulationOptions> = {
  ...{ hosts: 3, durationMs: 900, faultsMs: 420, absent: 1, compactEvery: 1_000_000, waiting: 2, seed: 2 },
  host: { returnMs: 1_000, logEntriesMax: 2 ** 18, logBytesMax: 2 ** 26 },
};

interface CatchUp {
  /** How many entries the host lacked when it came back. */
  readonly lacked: number;
  /** How many frames were sent to hosts out of band from then on. */
  readonly resent: number;
  readonly fetches: number;
  /** How many entries it is behind the others in the end. */
  readonly behind: number;
}

/** Counts what is sent to hosts that catch up. */
function counted(options: Partial<SimulationOptions>, untilMs: number): CatchUp {
  const hosts = new Map<number, Host>();
  const lengthOf = (host: Host | undefined): number => host?.view.log.length ?? 0;
  const longest = (): number => Math.max(...[...hosts.values()].map(lengthOf));
  let [lacked, resent, fetches] = [0, 0, 0];
  const simulation = new Simulation(options, {
    onHost: (host, self) => {
      hosts.set(self, host);
      if (self === 1) [lacked, resent, fetches] = [longest(), 0, 0];
    },
    port: (port) =>
      counting(port, (kind) => {
        if (kind === 'fetch') fetches += 1;
        else resent += 1;
      }),
  });
  while (simulation.progress.virtualMs < untilMs) expect(simulation.advance(10)).toBeNull();
  return { lacked, resent, fetches, behind: longest() - lengthOf(hosts.get(1)) };
}

/** The port, with what goes out of band told. */
function counting(port: HostPort, tell: (kind: 'fetch' | 'frame') => void): HostPort {
  return {
    broadcast: (...sent) => port.broadcast(...sent),
    resend: (...sent) => {
      tell('frame');
      port.resend(...sent);
    },
    send: (to, packet) => {
      if (packet.kind === 'fetch') tell('fetch');
      port.send(to, packet);
    },
    setTimer: (...set) => port.setTimer(...set),
    deliver: (delivery) => port.deliver(delivery),
    restore: (...restored) => port.restore(...restored),
    failed: (error) => port.failed(error),
  };
}

describe('a host that is thousands of entries behind', () => {
  test.each([
    ['fast', [0.1, 0.2], 6],
    ['slow', [5, 10], 24],
  ] as const)(
    'is sent what it lacks once, over a network that is %s, and listens to the end of it',
    (_, outOfBandDelayMs, most) => {
      const { lacked, resent, fetches, behind } = counted({ ...ABSENT, outOfBandDelayMs }, 800);
      expect(lacked).toBeGreaterThan(2_000);
      expect(resent).toBeLessThanOrEqual(1.2 * lacked);
      expect(fetches).toBeLessThanOrEqual(most);
      expect(behind).toBeLessThan(10);
    },
  );

  test('is sent it once where its disk is slow', () => {
    const { lacked, resent, behind } = counted(
      { ...ABSENT, diskMs: [0.02, 0.1], faultsMs: 800, durationMs: 2_000 },
      1_600,
    );
    expect(lacked).toBeGreaterThan(1_000);
    expect(resent).toBeLessThanOrEqual(1.2 * lacked);
    expect(behind).toBeLessThan(10);
  });
});

describe('broadcasts that overtake each other', () => {
  test('within the time that an entry may be late are asked for by nobody', () => {
    const { resent, fetches } = counted({ hosts: 5, durationMs: 500, delayMs: [0.05, 0.95], seed: 3 }, 400);
    expect([resent, fetches]).toEqual([0, 0]);
  });

  test('are told from those that are lost, which are sent once', () => {
    const lost = {
      hosts: 3,
      durationMs: 2_000,
      faultsMs: 1_900,
      delayMs: [0.05, 0.4],
      losses: 0.01,
      seed: 4,
    } as const;
    const simulation = new Simulation(lost);
    while (simulation.progress.virtualMs < 1_800) expect(simulation.advance(10)).toBeNull();
    const { resent } = counted(lost, 1_800);
    expect(resent).toBeGreaterThan(10);
    expect(resent).toBeLessThanOrEqual(0.02 * simulation.progress.entries);
  });
});
