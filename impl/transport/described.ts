import { ExoError } from '../../errors/index.js';
import {
  udpBroadcast,
  udpEach,
  udpMulticast,
  type BroadcastOptions,
  type MulticastOptions,
} from './datagrams.js';
import { rawFrames, type RawFrameOptions } from './native/raw-frames.js';
import { sharedMemory, type SharedMemoryOptions } from './shared/shared-memory.js';
import { streams } from './streams.js';
import type { Transport, TransportDescription } from './transport.js';

/** The transport that a description says. @throws ExoError EXO448 for a kind that is unknown. */
export function transportOf({ kind, options }: TransportDescription): Transport {
  switch (kind) {
    case 'udp-broadcast':
      return udpBroadcast(options as unknown as BroadcastOptions);
    case 'udp-multicast':
      return udpMulticast(options as unknown as MulticastOptions);
    case 'udp-each':
      return udpEach(options);
    case 'tcp':
      return streams(options);
    case 'raw-frames':
      return rawFrames(options as unknown as RawFrameOptions);
    case 'shared-memory':
      return sharedMemory(options as unknown as SharedMemoryOptions);
    default:
      throw new ExoError(
        'EXO448',
        `there is no transport '${kind}'; kinds are udp-broadcast, udp-multicast, udp-each, tcp, raw-frames, shared-memory`,
      );
  }
}
