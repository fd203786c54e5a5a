import type { HostOptions } from '../options.js';
import { HEADER_BYTES } from '../wire/layout.js';
import type { SimulationOptions } from './options.js';

/** An application compacts before half of the host's log is full, however seldom it is told to. */
export function compactEvery(
  { compactEvery: entries, payloadBytes: [, payloadBytes] }: SimulationOptions,
  { logEntriesMax, logBytesMax, packBytesMax }: HostOptions,
): number {
  const frameBytes = Math.max(packBytesMax, HEADER_BYTES + payloadBytes + 8);
  return Math.max(
    1,
    Math.min(entries, Math.floor(logEntriesMax / 2), Math.floor(logBytesMax / (2 * frameBytes))),
  );
}
