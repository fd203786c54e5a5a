import { streams, udpBroadcast, udpEach, udpMulticast, type Transport } from '../../impl/index.js';

/** The transports between processes, by the names that commands and configuration files have for them. */
export const TRANSPORT_KINDS = ['udp-broadcast', 'udp-multicast', 'udp-each', 'tcp'] as const;
export type TransportKind = (typeof TRANSPORT_KINDS)[number];

/** A transport on the loopback interface; `port` is that of the medium, where it has one. */
export function localTransport(kind: TransportKind, port: number): Transport {
  switch (kind) {
    case 'udp-broadcast':
      return udpBroadcast({ port });
    case 'udp-multicast':
      return udpMulticast({ port, group: '239.69.88.79' });
    case 'udp-each':
      return udpEach();
    case 'tcp':
      return streams();
  }
}
