/** A ring in virtual time of which one host is gone from some time on: how long the others pause, and what is said meanwhile. */
import type { HostPort } from '../host/port.js';
import { Simulation } from '../simulate/simulate.js';
import type { SimulationOptions } from '../simulate/options.js';

export interface CrashedRing {
  /** The longest time in which the host after the one that is gone delivered nothing, in milliseconds. */
  readonly pauseMs: number;
  /** The longest time without a broadcast after the first one of the next epoch, in milliseconds. */
  readonly stallMs: number;
  /** Packets out of band, by kind, since the host was gone. */
  readonly packets: Readonly<Record<string, number>>;
}

/** Lets a busy ring run until it has agreed again for `afterMs` after a host was gone. */
export function crashedRing(
  given: Partial<SimulationOptions>,
  gone: number,
  crashMs: number,
  afterMs: number,
): CrashedRing {
  const { hosts = 3 } = given;
  const observer = (gone + 1) % hosts;
  const packets: Record<string, number> = {};
  const delivered = { lastMs: 0, pauseMs: 0 };
  const sent = { lastMs: Infinity, stallMs: 0 };
  let againMs = Infinity;
  const nowMs = (): number => simulation.progress.virtualMs;
  const hasCrashed = (): boolean => nowMs() >= crashMs;
  const watched = (port: HostPort, self: number): Partial<HostPort> => ({
    broadcast: (...frame) => {
      if ('start' in packets) {
        sent.stallMs = Math.max(sent.stallMs, nowMs() - sent.lastMs);
        sent.lastMs = nowMs();
      }
      port.broadcast(...frame);
    },
    send: (to, packet) => {
      if (hasCrashed()) packets[packet.kind] = (packets[packet.kind] ?? 0) + 1;
      port.send(to, packet);
    },
    deliver: (delivery) => {
      if (self === observer) {
        if (hasCrashed()) delivered.pauseMs = Math.max(delivered.pauseMs, nowMs() - delivered.lastMs);
        delivered.lastMs = nowMs();
        if ('start' in packets) againMs = Math.min(againMs, nowMs());
      }
      port.deliver(delivery);
    },
  });
  const nothing = (): void => undefined;
  const silent = (port: HostPort): Partial<HostPort> => ({
    broadcast: (...frame) => (hasCrashed() ? nothing() : port.broadcast(...frame)),
    resend: (...frame) => (hasCrashed() ? nothing() : port.resend(...frame)),
    send: (...packet) => (hasCrashed() ? nothing() : port.send(...packet)),
  });
  const simulation: Simulation = new Simulation(
    { waiting: 1, durationMs: 10_000, settleMs: 10_000, ...given },
    {
      port: (port, self) =>
        Object.assign(Object.create(port) as HostPort, self === gone ? silent(port) : watched(port, self)),
    },
  );
  while (nowMs() < againMs + afterMs) {
    const result = simulation.advance(1);
    if (result !== null) throw new Error(`the ring has ended early: ${result.reason}`);
  }
  return { pauseMs: delivered.pauseMs, stallMs: sent.stallMs, packets };
}
