/** Media over UDP, by `node:dgram`: one broadcast, one multicast, or one datagram to each host. */
import dgram from 'node:dgram';
import { ExoError } from '../../errors/index.js';
import { parseAddress, type SocketAddress } from './address.js';
import { Counting } from './counts.js';
import { streams, type StreamOptions } from './streams.js';
import type { Medium, Place, Receiver, Transport, TransportDescription } from './transport.js';

const BUFFER_BYTES = 4 * 2 ** 20;
/** Datagrams that the system has not taken yet are at most this many bytes; further ones are lost. */
const WAITING_BYTES_MAX = 4 * 2 ** 20;

/** Where datagrams go, besides what the out-of-band network of the transport takes. */
export interface BroadcastOptions extends StreamOptions {
  /** The port on which all hosts listen: 1 to 65,535. */
  readonly port: number;
  /** The broadcast address of the network; that of the loopback network, 127.255.255.255, if left out. */
  readonly address?: string;
}

export interface MulticastOptions extends StreamOptions {
  /** The port on which all hosts listen: 1 to 65,535. */
  readonly port: number;
  /** The multicast group, such as 239.1.2.3. */
  readonly group: string;
  /** The address of the interface to use; that of the loopback network, 127.0.0.1, if left out. */
  readonly interface?: string;
}

/**
 * UDP broadcast: one datagram a message, whatever the number of hosts. The out-of-band network is TCP, at the addresses of the members.
 *
 * @example
 * const transport = udpBroadcast({ port: 47_000, address: '10.0.0.255' });
 */
export function udpBroadcast(options: BroadcastOptions): Transport {
  const { port, address = '127.255.255.255', ...rest } = options;
  return datagramTransport(described('udp-broadcast', options), rest, async (_, receiver) => {
    const socket = await boundSocket(port, address);
    socket.setBroadcast(true);
    return new DatagramMedium(socket, [{ port, address }], receiver);
  });
}

/** UDP multicast: as `udpBroadcast`, to a group. */
export function udpMulticast(options: MulticastOptions): Transport {
  const { port, group, interface: from = '127.0.0.1', ...rest } = options;
  return datagramTransport(described('udp-multicast', options), rest, async (_, receiver) => {
    const socket = await boundSocket(port, group);
    try {
      socket.addMembership(group, from);
      socket.setMulticastInterface(from);
      socket.setMulticastLoopback(true);
    } catch (error) {
      socket.close();
      throw cannotOpen(`multicast group ${group} on ${from}`, error);
    }
    return new DatagramMedium(socket, [{ port, address: group }], receiver);
  });
}

/** UDP to each host: a datagram for each other host, at the address and port of its out-of-band network. */
export function udpEach(options: StreamOptions = {}): Transport {
  return datagramTransport(described('udp-each', options), options, async ({ self, members }, receiver) => {
    const targets = members.map(({ address }) => parseAddress(address));
    const own = targets[self] as SocketAddress;
    const socket = await boundSocket(own.port, own.address);
    return new DatagramMedium(
      socket,
      targets.filter((_, i) => i !== self),
      receiver,
    );
  });
}

function described(kind: string, options: object): TransportDescription {
  return { kind, options: { ...options } };
}

function datagramTransport(
  description: TransportDescription,
  options: StreamOptions,
  openMedium: (place: Place, receiver: Receiver) => Promise<Medium>,
): Transport {
  return {
    name: description.kind,
    description,
    openMedium,
    openOutOfBand: streams(options).openOutOfBand,
  };
}

class DatagramMedium implements Medium {
  readonly counts = new Counting();
  private readonly sent = (error: Error | null): void => {
    if (error === null) return;
    this.counts.dropped += 1;
    this.receiver.trouble(error);
  };

  constructor(
    private readonly socket: dgram.Socket,
    private readonly targets: readonly SocketAddress[],
    private readonly receiver: Receiver,
  ) {
    socket.on('message', (bytes) => {
      this.counts.tookIn(bytes.length);
      receiver.message('frame', bytes);
    });
    socket.on('error', (error) => receiver.trouble(error));
  }

  broadcast(bytes: Uint8Array): void {
    if (this.socket.getSendQueueSize() > WAITING_BYTES_MAX) {
      this.counts.dropped += 1;
      return;
    }
    // The system takes the datagram later: by then the log may have other bytes there.
    const copy = bytes.slice();
    for (const { port, address } of this.targets) {
      this.counts.sentOut(copy.length);
      this.socket.send(copy, port, address, this.sent);
    }
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.socket.close(() => resolve()));
  }
}

function boundSocket(port: number, address: string): Promise<dgram.Socket> {
  const socket = dgram.createSocket({ type: 'udp4', reuseAddr: true });
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => {
      socket.close();
      reject(cannotOpen(`UDP port ${port} of ${address}`, error));
    };
    socket.once('error', failed);
    socket.bind({ port, address }, () => {
      socket.off('error', failed);
      trySetBuffers(socket);
      resolve(socket);
    });
  });
}

/** Larger buffers lose less; systems limit what they give, and some refuse to be asked. */
function trySetBuffers(socket: dgram.Socket): void {
  try {
    socket.setRecvBufferSize(BUFFER_BYTES);
    socket.setSendBufferSize(BUFFER_BYTES);
  } catch {
    // The defaults do, with more losses under load.
  }
}

function cannotOpen(what: string, error: unknown): ExoError {
  const reason = error instanceof Error ? error.message : String(error);
  return new ExoError('EXO441', `cannot open ${what}: ${reason}`, { cause: error });
}
