import { majority, successorsNeeded } from './core/ring.js';
import { HEADER_BYTES } from './wire/layout.js';

/** What a log needs room for so that a ring goes on agreeing. */
export interface LogNeeded {
  readonly entries: number;
  readonly bytes: number;
}

/**
 * The least room in memory with which a ring agrees after a takeover. An epoch may leave h entries that are not agreed (R8), and the
 * first of them is agreed once q entries of the next epoch follow (R7); only what is agreed is ever compacted (R10). So h + q entries
 * have to fit. In bytes it is one frame more: a frame stands in one piece, and up to one is lost where the ring of bytes ends.
 *
 * @example
 * console.log(logNeeded({ hosts: 33, packBytesMax: 1_400, payloadBytesMax: 64 })); // { entries: 33, bytes: 47600 }
 */
export function logNeeded(options: {
  readonly hosts: number;
  readonly packBytesMax: number;
  readonly payloadBytesMax: number;
}): LogNeeded {
  const { hosts, packBytesMax, payloadBytesMax } = options;
  const entries = successorsNeeded(hosts) + majority(hosts);
  return { entries, bytes: (entries + 1) * longestFrameBytes(packBytesMax, payloadBytesMax) };
}

/** A frame takes further payloads up to `packBytesMax`, but its first one however long that is. */
function longestFrameBytes(packBytesMax: number, payloadBytesMax: number): number {
  const alone = HEADER_BYTES + LENGTH_BYTES + payloadBytesMax;
  return (Math.max(packBytesMax, alone) + 3) & ~3;
}

/** The length of one payload, with zeros up to a whole word. */
const LENGTH_BYTES = 4;
