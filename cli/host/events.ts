import type { ExoHost, HostMetrics } from '../../impl/index.js';

/** The number of kinds of trouble that are told: each once, for who cannot be reached is tried again and again. */
const TROUBLES_MAX = 20;

/** Tells what happens to a host, from now on: a line for each event. */
export function tellEvents(host: ExoHost, print: (line: object) => void): void {
  const { id, ring } = host;
  print({ event: 'started', id, ring, ...stateOf(host.metrics()) });
  for (const name of ['epoch', 'leftOut', 'caughtUp'] as const)
    host.on(name, (told: object) => print({ event: name, ...told }));
  // Whoever has another key hears others well, and refuses all that they say.
  host.on('halted', (told) => print({ event: 'halted', ...told, ...refusedOf(host.metrics()) }));
  for (const name of ['engineLost', 'engineBack'] as const) host.on(name, () => print({ event: name }));
  host.on('failed', (error) => print({ event: 'failed', reason: error.message }));
  const troubles = new Set<string>();
  host.on('trouble', ({ message }) => {
    if (troubles.has(message) || troubles.size === TROUBLES_MAX) return;
    troubles.add(message);
    print({ event: 'trouble', reason: message });
  });
}

function refusedOf({ refused }: HostMetrics): object {
  return Object.keys(refused).length === 0 ? {} : { refused };
}

function stateOf({ status, promised, agreed, length, transport, log }: HostMetrics): object {
  return { status, promised, agreed, length, transport, log };
}
