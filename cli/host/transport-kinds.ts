/** The transports between processes, by the names that commands and configuration files have for them. */
export const TRANSPORT_KINDS = [
  'udp-broadcast',
  'udp-multicast',
  'udp-each',
  'tcp',
  'shared-memory',
  'raw-frames',
] as const;

export type TransportKind = (typeof TRANSPORT_KINDS)[number];
