/** A ring in virtual time that has next to nothing to do: how long a payload takes, and how much is sent meanwhile. */
import { EVENT, type Events } from '../simulate/events.js';
import { Simulation } from '../simulate/simulate.js';
import type { SimulationOptions } from '../simulate/options.js';
import type { Host } from '../host/host.js';

export interface QuietRing {
  /** By payload, in milliseconds: from when it was submitted to when its host delivered it. */
  readonly latenciesMs: readonly number[];
  /** Broadcasts, hints, and other packets, frames sent to one host among them. */
  readonly broadcasts: number;
  readonly hints: number;
  readonly others: number;
  readonly takeovers: number;
}

/**
 * Lets a ring run for so long. At each of these times, ascending, a host submits eight bytes: `(7 k) mod n` the k-th time,
 * so that the token may be anywhere then.
 */
export function quietRing(
  given: Partial<SimulationOptions>,
  submitMs: readonly number[],
  untilMs: number,
): QuietRing {
  const { hosts = 3 } = given;
  const up: Host[] = [];
  const submitted = new Map<string, number>();
  const latenciesMs: number[] = [];
  const sent = { broadcasts: 0, hints: 0, others: 0 };
  const submits: Host['submit'][] = [];
  const options = { ...given, rate: 0.001, durationMs: untilMs + 1_000, settleMs: untilMs + 1_000 };
  const simulation: Simulation = new Simulation(options, {
    onHost: (host, self) => {
      up[self] = host;
      submits[self] = host.submit.bind(host);
      // The applications of the simulation submit nothing.
      Object.assign(host, { submit: () => 'full' });
    },
    port: (port, self) => ({
      broadcast: (source, at, bytes) => {
        sent.broadcasts += 1;
        port.broadcast(source, at, bytes);
      },
      resend: (to, source, at, bytes) => {
        sent.others += 1;
        port.resend(to, source, at, bytes);
      },
      send: (to, packet) => {
        if (packet.kind === 'hint') sent.hints += 1;
        else sent.others += 1;
        port.send(to, packet);
      },
      setTimer: (timer, delayMs) => port.setTimer(timer, delayMs),
      deliver: ({ source, number }) => {
        const sinceMs = source === self ? submitted.get(`${source} ${number}`) : undefined;
        if (sinceMs !== undefined) latenciesMs.push(simulation.progress.virtualMs - sinceMs);
      },
      restore: (slot, snapshot) => port.restore(slot, snapshot),
      failed: (error) => port.failed(error),
    }),
  });
  const { events } = (simulation as unknown as { readonly cluster: { readonly events: Events } }).cluster;
  submitMs.forEach((timeMs, k) => {
    const source = (7 * k) % hosts;
    const submit = (): void => {
      submitted.set(`${source} ${submits[source]?.(new Uint8Array(8))}`, timeMs);
    };
    events.push(timeMs, EVENT.fault, 0, 0, submit);
  });
  while (simulation.progress.virtualMs < untilMs) {
    const result = simulation.advance(1);
    if (result !== null) throw new Error(`the ring has ended early: ${result.reason}`);
  }
  const takeovers = up.reduce((sum, host) => sum + host.counts.takeovers, 0);
  return { latenciesMs, ...sent, takeovers };
}
