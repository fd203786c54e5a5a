import { Core } from '../core/core.js';
import type { HostOptions } from '../options.js';
import { configurationDigest } from '../wire/configuration.js';
import { wordsOf } from '../wire/layout.js';
import type { HostPort } from './port.js';

/** The core of a host with these options, that says what it says to this port. */
export function coreFor(options: HostOptions, port: Pick<HostPort, 'broadcast' | 'resend' | 'send'>): Core {
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
    },
    {
      broadcast: (words, at) => port.broadcast(core.log.bytes, 4 * at, 4 * wordsOf(words, at)),
      resend: (to, words, at) => port.resend(to, core.log.bytes, 4 * at, 4 * wordsOf(words, at)),
      send: (to, packet) => port.send(to, packet),
    },
  );
  return core;
}
