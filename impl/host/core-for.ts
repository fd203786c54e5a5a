import { Core } from '../core/core.js';
import type { CoreOutput } from '../core/core-state.js';
import type { HostOptions } from '../options.js';
import { configurationDigest } from '../wire/configuration.js';
import { wordsOf } from '../wire/layout.js';
import type { Storage } from '../storage/storage.js';
import type { HostPort, MemoryMedium } from './port.js';

/** The core of a host with these options, that says what it says to this port. What leaves the process, or is stored, is sealed. */
export function coreFor(
  options: HostOptions,
  port: Pick<HostPort, 'broadcast' | 'resend' | 'send' | 'memory'>,
  disk: Pick<Storage, 'keepsNothing'>,
): Core {
  const { memory } = port;
  const { self, hosts, cluster, storage, life, logEntriesMax, logBytesMax } = options;
  const { queuePayloadsMax, queueBytesMax, packPayloadsMax, packBytesMax } = options;
  const core: Core = new Core(
    {
      self,
      hosts,
      configuration: configurationDigest({ hosts, cluster, storage }),
      log: { entriesMax: logEntriesMax, bytesMax: logBytesMax },
      queue: { payloadsMax: queuePayloadsMax, bytesMax: queueBytesMax, packPayloadsMax, packBytesMax },
      ...(life !== null && { life }),
      seals: memory === undefined || disk.keepsNothing !== true,
    },
    {
      ...(memory === undefined ? overBytes(() => core.log.bytes, port) : overWords(memory)),
      send: (to, packet) => port.send(to, packet),
    },
  );
  return core;
}

type Frames = Pick<CoreOutput, 'broadcast' | 'resend'>;

function overBytes(bytes: () => Uint8Array, port: Pick<HostPort, 'broadcast' | 'resend'>): Frames {
  return {
    broadcast: (words, at) => port.broadcast(bytes(), 4 * at, 4 * wordsOf(words, at)),
    resend: (to, words, at) => port.resend(to, bytes(), 4 * at, 4 * wordsOf(words, at)),
  };
}

function overWords(memory: MemoryMedium): Frames {
  return {
    broadcast: (words, at) => memory.broadcast(words, at),
    resend: (to, words, at) => memory.resend(to, words, at),
  };
}
