import type { HostOptions } from '../../options.js';
import type { OffloadPlan } from '../../offload/layout.js';
import { BOARD_WORDS } from './board.js';

/** The threads of one host with an engine of its own. */
export const THREAD = { driver: 0, engine: 1 } as const;
/** The place of the only host in the memory between its driver and its engine. */
export const ONLY = 0;

const CHANNEL_WORDS_MIN = 2 ** 16;
const SNAPSHOT_WORDS = 2 ** 14;

/** Channels in which the longest frame has room several times. */
export function planFor({ payloadBytesMax, packBytesMax }: HostOptions): OffloadPlan {
  const frameWords = Math.max(payloadBytesMax, packBytesMax) / 4;
  const channelWords = Math.max(CHANNEL_WORDS_MIN, 2 ** Math.ceil(Math.log2(4 * frameWords)));
  return {
    engines: [THREAD.engine],
    drivers: [THREAD.driver],
    channelWords,
    snapshotWords: SNAPSHOT_WORDS,
    mediumWords: 2 ** 10,
    boardWords: BOARD_WORDS,
    spinnersMax: 0,
  };
}
