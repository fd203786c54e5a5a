import type { ExoHost } from './exo-host.js';
import type { HostMetrics } from './metrics.js';

/** The part of a meter of `@opentelemetry/api` that is used; this package does not depend on it. */
export interface MeterLike {
  createObservableGauge(
    name: string,
    options: { readonly description: string; readonly unit: string },
  ): GaugeLike;
}

export interface GaugeLike {
  addCallback(callback: (result: ResultLike) => void): void;
  removeCallback(callback: (result: ResultLike) => void): void;
}

export interface ResultLike {
  observe(value: number, attributes: Readonly<Record<string, string>>): void;
}

interface Gauge {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  /** Null where there is nothing to observe now. */
  readonly of: (metrics: HostMetrics) => number | null;
}

const GAUGES: readonly Gauge[] = [
  {
    name: 'exo.agreed',
    description: 'entries known to be agreed',
    unit: '{entry}',
    of: ({ agreed }) => agreed,
  },
  {
    name: 'exo.delivered',
    description: 'entries that the application has taken',
    unit: '{entry}',
    of: ({ delivered }) => delivered,
  },
  { name: 'exo.log.length', description: 'entries in the log', unit: '{entry}', of: ({ length }) => length },
  {
    name: 'exo.log.kept',
    description: 'entries that are kept in memory',
    unit: '{entry}',
    of: ({ length, start }) => length - start,
  },
  {
    name: 'exo.epoch',
    description: 'the epoch that is followed',
    unit: '1',
    of: ({ epoch }) => epoch?.number ?? null,
  },
  {
    name: 'exo.pending',
    description: 'own payloads that are waited for',
    unit: '{payload}',
    of: ({ pending }) => pending,
  },
  {
    name: 'exo.halted',
    description: '1 while nothing is agreed although something waits',
    unit: '1',
    of: ({ isHalted }) => (isHalted ? 1 : 0),
  },
  {
    name: 'exo.takeovers',
    description: 'takeovers begun',
    unit: '{takeover}',
    of: ({ takeovers }) => takeovers,
  },
  { name: 'exo.repeats', description: 'messages repeated', unit: '{message}', of: ({ repeats }) => repeats },
  {
    name: 'exo.medium.sent',
    description: 'messages broadcast',
    unit: '{message}',
    of: ({ medium }) => medium?.sent ?? null,
  },
  {
    name: 'exo.medium.dropped',
    description: 'broadcasts that were given up',
    unit: '{message}',
    of: ({ medium }) => medium?.dropped ?? null,
  },
];

/**
 * Lets a meter of OpenTelemetry observe a host, with its name as attribute `exo.host`. Returns what ends that.
 * With `@opentelemetry/api`: `observe(host, metrics.getMeter('exo'))`.
 *
 * @example
 * const ring = ['a', 'b', 'c'];
 * const transport = inProcess(new Bus());
 * const hosts = await Promise.all(ring.map((id) => join({ id, ring, transport })));
 * const names: string[] = [];
 * const gauge = { addCallback: () => undefined, removeCallback: () => undefined };
 * const meter = { createObservableGauge: (name: string) => (names.push(name), gauge) };
 * const stop = hosts.map((host) => observe(host, meter));
 * console.log(names.includes('exo.agreed')); // true
 * for (const end of stop) end();
 * for (const host of hosts) await host.close();
 */
export function observe(host: ExoHost, meter: MeterLike): () => void {
  const attributes = { 'exo.host': host.id };
  const made = GAUGES.map(({ name, description, unit, of }) => {
    const gauge = meter.createObservableGauge(name, { description, unit });
    const callback = (result: ResultLike): void => {
      const value = of(host.metrics());
      if (value !== null) result.observe(value, attributes);
    };
    gauge.addCallback(callback);
    return { gauge, callback };
  });
  return () => {
    for (const { gauge, callback } of made) gauge.removeCallback(callback);
  };
}
