import { alignedWords } from '../wire/aligned.js';
import { HEADER_BYTES, sourceOf } from '../wire/layout.js';
import type { Transport } from './transport.js';

/** The hosts that a host is cut off from, by their places; it may be changed at any time. */
export type Cut = Set<number>;

/**
 * A transport that loses what goes to hosts that are cut off, and what comes from them on the medium: for demonstrations and tests of
 * partitions. All hosts of both sides have to be given the cut.
 *
 * @example
 * const cut: Cut = new Set();
 * const transport = cuttable(inProcess(new Bus()), cut); // given to `join` by the host
 * cut.add(2); // and from now on nothing passes between it and the host in place 2
 */
export function cuttable(transport: Transport, cut: Cut): Transport {
  return {
    name: transport.name,
    openMedium: (place, receiver) =>
      transport.openMedium(place, {
        message(kind, bytes) {
          if (cut.size === 0 || !isFrom(cut, bytes)) receiver.message(kind, bytes);
        },
        trouble: (error) => receiver.trouble(error),
      }),
    async openOutOfBand(place, receiver) {
      const network = await transport.openOutOfBand(place, receiver);
      return {
        get counts() {
          return network.counts;
        },
        send(to, kind, bytes) {
          if (!cut.has(to)) network.send(to, kind, bytes);
        },
        close: () => network.close(),
      };
    },
  };
}

/** Whether a frame was broadcast by one of these hosts. */
function isFrom(cut: Cut, frame: Uint8Array): boolean {
  return frame.length >= HEADER_BYTES && cut.has(sourceOf(alignedWords(frame.subarray(0, HEADER_BYTES)), 0));
}
