/** Media over UDP, by `node:dgram`: one broadcast, one multicast, or one datagram to each host. */
import dgram from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { ExoError } from '../../errors/index.js';
import { expectNames, type Names } from '../given.js';
import { expectPort, parseAddress, type SocketAddress } from './address.js';
import { Counting } from './counts.js';
import { internetAddress, libc, type Libc } from './native/libc.js';
import { NativeMedium } from './native/native-medium.js';
import { STREAM_NAMES, streams, type StreamOptions } from './streams.js';
import type { Medium, Place, Receiver, Transport, TransportDescription } from './transport.js';

const BUFFER_BYTES = 4 * 2 ** 20;
/** Datagrams that the system has not taken yet are at most this many bytes; further ones are lost. */
const WAITING_BYTES_MAX = 4 * 2 ** 20;

/** How datagrams are sent and received. */
export interface DatagramOptions extends StreamOptions {
  /**
   * Whether the system is called through the optional dependency `koffi`, past the event loop: two to three times as fast, for naps of at most 50 µs of
   * the thread while messages follow each other. Without koffi, or on another system than Linux, it is as if left out; the name of the transport says which.
   */
  readonly native?: boolean;
}

const DATAGRAM_NAMES = { ...STREAM_NAMES, native: true } as const satisfies Names<DatagramOptions>;

/** Where datagrams go, besides what the out-of-band network of the transport takes. */
export interface BroadcastOptions extends DatagramOptions {
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
 *
 * @throws ExoError EXO401 for a port that is none.
 */
export function udpBroadcast(options: BroadcastOptions): Transport {
  expectNames<BroadcastOptions>('udpBroadcast', options, { ...DATAGRAM_NAMES, port: true, address: true });
  const { port, address = '127.255.255.255', native = false, ...rest } = options;
  expectPort(port);
  const system = systemFor(native);
  return datagramTransport(described('udp-broadcast', options), rest, system, async (_, receiver) => {
    if (system !== null) return nativeMedium(system, { port, address }, [{ port, address }], receiver);
    const socket = await boundSocket(port, address);
    socket.setBroadcast(true);
    return new DatagramMedium(socket, [{ port, address }], receiver);
  });
}

/**
 * UDP multicast: as `udpBroadcast`, to a group.
 *
 * @throws ExoError EXO401 for a port that is none.
 *
 * @example
 * const transport = udpMulticast({ port: 47_000, group: '239.1.2.3', interface: '10.0.0.1' });
 * console.log(transport.name); // udp-multicast
 */
export function udpMulticast(options: MulticastOptions): Transport {
  const names = { ...STREAM_NAMES, port: true, group: true, interface: true } as const;
  expectNames<MulticastOptions>('udpMulticast', options, names);
  const { port, group, interface: from = '127.0.0.1', ...rest } = options;
  expectPort(port);
  return datagramTransport(described('udp-multicast', options), rest, null, async (_, receiver) => {
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

/**
 * UDP to each host: a datagram for each other host, at the address and port of its out-of-band network.
 *
 * @example
 * const transport = udpEach(); // the ring has the addresses: { id: 'a', address: '10.0.0.1:47001' }
 * console.log(transport.name); // udp-each
 */
export function udpEach(options: DatagramOptions = {}): Transport {
  expectNames<DatagramOptions>('udpEach', options, DATAGRAM_NAMES);
  const { native = false, ...rest } = options;
  const system = systemFor(native);
  return datagramTransport(
    described('udp-each', options),
    rest,
    system,
    async ({ self, members }, receiver) => {
      const all = members.map(({ address }) => parseAddress(address));
      const own = all[self] as SocketAddress;
      const targets = all.filter((_, i) => i !== self);
      if (system !== null) return nativeMedium(system, own, targets, receiver);
      return new DatagramMedium(await boundSocket(own.port, own.address), targets, receiver);
    },
  );
}

function systemFor(native: boolean): Libc | null {
  return native ? libc() : null;
}

/** A medium over a socket of the system; names of hosts are looked up as for any other. */
async function nativeMedium(
  system: Libc,
  own: SocketAddress,
  targets: readonly SocketAddress[],
  receiver: Receiver,
): Promise<Medium> {
  const what = `UDP port ${own.port} of ${own.address}`;
  try {
    const [from, ...to] = await Promise.all([own, ...targets].map(systemAddress));
    const socket = system.open('internet', 0, from as Uint8Array, BUFFER_BYTES);
    return new NativeMedium(socket, to, receiver);
  } catch (error) {
    throw cannotOpen(what, error);
  }
}

async function systemAddress({ address, port }: SocketAddress): Promise<Uint8Array> {
  const found = await lookup(address, { family: 4 });
  return internetAddress(found.address, port);
}

function described(kind: string, options: object): TransportDescription {
  return { kind, options: { ...options } };
}

function datagramTransport(
  description: TransportDescription,
  options: StreamOptions,
  system: Libc | null,
  openMedium: (place: Place, receiver: Receiver) => Promise<Medium>,
): Transport {
  return {
    name: system === null ? description.kind : `${description.kind}, native`,
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
