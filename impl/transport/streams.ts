/** Connections from each host to each other one, over TCP or Unix sockets: the out-of-band network, and a medium by sending to each. */
import fs from 'node:fs';
import net from 'node:net';
import { expectNames, type Names } from '../given.js';
import { ExoError } from '../../errors/index.js';
import { Counting } from './counts.js';
import { parseAddress } from './address.js';
import { MessageReader, type StreamKind } from './message-stream.js';
import { PeerLink } from './peer-link.js';
import type {
  Medium,
  Member,
  MessageKind,
  OutOfBand,
  Place,
  Receiver,
  Transport,
  TransportCounts,
} from './transport.js';

export interface StreamOptions {
  /** Bytes that may wait for one host; beyond, the oldest messages are given up. 64 MiB if left out. */
  readonly waitingBytesMax?: number;
  /** The longest message that is taken, in bytes: 1 GiB if left out. */
  readonly messageBytesMax?: number;
}

export const STREAM_NAMES = {
  waitingBytesMax: true,
  messageBytesMax: true,
} as const satisfies Names<StreamOptions>;

const WAITING_BYTES_MAX = 64 * 2 ** 20;
const MESSAGE_BYTES_MAX = 2 ** 30;
/** `E`, `X`, `O`, version. */
const GREETING_MAGIC = 0x45 | (0x58 << 8) | (0x4f << 16) | (1 << 24);
const GREETING_BYTES = 12;
const STRANGE =
  'a connection was refused: it is of a host of another ring or cluster, or of another version, or of none';

/**
 * A transport over connections alone: TCP where the addresses of the members are `host:port`, Unix sockets where they are paths. A message
 * on the medium is sent to each other host.
 *
 * @example
 * const transport = streams();
 */
export function streams(options: StreamOptions = {}): Transport {
  expectNames<StreamOptions>('streams', options, STREAM_NAMES);
  // Medium and out-of-band network of a host share their connections.
  const opened = new Map<Place, StreamNetwork>();
  const open = async (use: Use, place: Place, receiver: Receiver): Promise<StreamNetwork> => {
    const known = opened.get(place);
    opened.delete(place);
    if (known?.isOpen === true) return known.shared(use, receiver);
    const network = await StreamNetwork.open(place, options);
    opened.set(place, network);
    return network.used(use, receiver);
  };
  const opening: Pick<Transport, 'openMedium' | 'openOutOfBand'> = {
    openMedium: (place, receiver) => open('medium', place, receiver),
    openOutOfBand: (place, receiver) => open('outOfBand', place, receiver),
  };
  const description = { kind: 'tcp', options: { ...options } };
  const nameOf = (members: readonly (Member | string)[]): string => (members.some(hasPath) ? 'unix' : 'tcp');
  return { name: 'tcp', nameOf, description, ...opening };
}

/** What the connections of a host are used as. What is sealed for one is not opened by the other. */
type Use = 'medium' | 'outOfBand';

class StreamNetwork implements OutOfBand, Medium {
  private readonly counting = new Counting();
  private users = 1;
  private readonly links: readonly (PeerLink | null)[];
  private readonly incoming = new Set<net.Socket>();

  private readonly receivers = new Map<Use, Receiver>();

  static async open(place: Place, options: StreamOptions): Promise<StreamNetwork> {
    const server = net.createServer({ noDelay: true });
    await listen(server, addressOf(place));
    return new StreamNetwork(place, options, server);
  }

  private constructor(
    place: Place,
    private readonly options: StreamOptions,
    private readonly server: net.Server,
  ) {
    const { waitingBytesMax = WAITING_BYTES_MAX } = options;
    const greeting = greetingOf(place);
    this.links = place.members.map(({ address }, to) =>
      to === place.self
        ? null
        : new PeerLink({
            target: targetOf(address),
            greeting,
            waitingBytesMax,
            counts: this.counting,
            trouble: (error) => this.trouble(error),
          }),
    );
    server.on('connection', (socket) => this.accept(socket, place.configuration));
    server.on('error', (error) => this.trouble(error));
    server.unref();
  }

  /** Whether somebody uses it. One that is closed is not opened again. */
  get isOpen(): boolean {
    return this.users > 0;
  }

  get counts(): TransportCounts {
    return this.counting;
  }

  /** What comes in for this use goes to that receiver. */
  used(use: Use, receiver: Receiver): this {
    this.receivers.set(use, receiver);
    return this;
  }

  /** The same network, to be closed once more. */
  shared(use: Use, receiver: Receiver): this {
    this.users += 1;
    return this.used(use, receiver);
  }

  broadcast(bytes: Uint8Array): void {
    for (const link of this.links) link?.send('broadcast', bytes);
  }

  send(to: number, kind: MessageKind, bytes: Uint8Array): void {
    this.links[to]?.send(kind, bytes);
  }

  close(): Promise<void> {
    this.users -= 1;
    if (this.users > 0) return Promise.resolve();
    for (const link of this.links) link?.close();
    for (const socket of this.incoming) socket.destroy();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private take(kind: Exclude<StreamKind, 'greeting'>, bytes: Uint8Array): void {
    if (kind === 'broadcast') this.receivers.get('medium')?.message('frame', bytes);
    else this.receivers.get('outOfBand')?.message(kind, bytes);
  }

  /** One of those who use the connections is told. */
  private trouble(error: Error): void {
    for (const receiver of this.receivers.values()) {
      receiver.trouble(error);
      return;
    }
  }

  private accept(socket: net.Socket, configuration: number): void {
    let isGreeted = false;
    this.incoming.add(socket);
    const { messageBytesMax = MESSAGE_BYTES_MAX } = this.options;
    // Of somebody who has not greeted no parts are held.
    const reader = new MessageReader(0, (kind, bytes) => {
      if (kind === 'greeting') {
        isGreeted = isGreetingOf(bytes, configuration);
        if (isGreeted) reader.bytesMax = messageBytesMax;
        else this.trouble(new Error(STRANGE));
      } else if (isGreeted) {
        this.counting.tookIn(bytes.length);
        this.take(kind, bytes);
      }
      if (!isGreeted) socket.destroy();
    });
    socket.on('data', (chunk) => {
      const problem = reader.push(chunk);
      if (problem === null) return;
      this.trouble(new Error(`a connection is no stream of messages: ${problem}`));
      socket.destroy();
    });
    socket.on('error', (error) => this.trouble(error));
    socket.on('close', () => this.incoming.delete(socket));
    socket.unref();
  }
}

function greetingOf({ self, configuration }: Place): Uint8Array {
  const bytes = new Uint8Array(GREETING_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, GREETING_MAGIC, true);
  view.setInt32(4, configuration, true);
  view.setUint32(8, self, true);
  return bytes;
}

function isGreetingOf(bytes: Uint8Array, configuration: number): boolean {
  if (bytes.length !== GREETING_BYTES) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return view.getUint32(0, true) === GREETING_MAGIC && view.getInt32(4, true) === configuration;
}

function targetOf(address: string): net.NetConnectOpts {
  if (isPath(address)) return { path: address };
  const { address: host, port } = parseAddress(address);
  return { host, port };
}

function addressOf({ members, self }: Place): string {
  return (members[self] as { address: string }).address;
}

function hasPath(member: Member | string): boolean {
  return typeof member !== 'string' && isPath(member.address);
}

function isPath(address: string): boolean {
  return address.startsWith('/') || address.startsWith('./');
}

async function listen(server: net.Server, address: string): Promise<void> {
  const target = targetOf(address);
  // A socket file that a killed process has left behind is in the way of the next one. What is no socket is somebody's file, and stays, as does
  // the socket of a host that runs: listening there fails.
  if (isPath(address) && (await isLeftBehind(address))) fs.rmSync(address, { force: true });
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => {
      reject(new ExoError('EXO441', `cannot listen on ${address}: ${error.message}`, { cause: error }));
    };
    server.once('error', failed);
    server.listen(target, () => {
      server.off('error', failed);
      resolve();
    });
  });
}

/** Whether there is a socket on which nobody listens. */
async function isLeftBehind(address: string): Promise<boolean> {
  if (fs.lstatSync(address, { throwIfNoEntry: false })?.isSocket() !== true) return false;
  return await new Promise<boolean>((resolve) => {
    const socket = net.connect({ path: address });
    socket.on('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.on('error', (error) => resolve('code' in error && error.code === 'ECONNREFUSED'));
  });
}
