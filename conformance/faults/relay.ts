/**
 * What stands between hosts that run: each of their connections goes through a relay, a listener for each ordered pair, and each of their broadcasts
 * is heard by a relay, which broadcasts it to each of the others. It passes whole messages on, or does to them what `Trouble` says.
 */
import dgram from 'node:dgram';
import net from 'node:net';
import type { Trouble } from './trouble.js';

/** The header of a piece in a stream: docs/wire-format.md has what is behind it. */
const HEADER_BYTES = 8;
const GREETING = 3;
const WHOLE = 0;
const BROADCAST_ADDRESS = '127.255.255.255';

/** Pieces of a stream, as they come whole. */
class Pieces {
  private held = Buffer.alloc(0);

  constructor(private readonly take: (piece: Buffer) => void) {}

  push(chunk: Buffer): void {
    let bytes = Buffer.concat([this.held, chunk]);
    while (bytes.length >= HEADER_BYTES) {
      const length = HEADER_BYTES + bytes.readUInt32LE(0);
      if (bytes.length < length) break;
      this.take(bytes.subarray(0, length));
      bytes = bytes.subarray(length);
    }
    this.held = Buffer.from(bytes);
  }
}

/** A listener for the connections that one host makes to another. */
export class StreamRelay {
  /** What came by last, for a stranger who forges. */
  greeting: Buffer | null = null;
  private readonly server: net.Server;
  private readonly sockets = new Set<net.Socket>();

  private constructor(
    private readonly from: number,
    private readonly to: number,
    private readonly target: string,
    private readonly trouble: Trouble,
  ) {
    this.server = net.createServer({ noDelay: true }, (socket) => this.accept(socket));
  }

  static async open(from: number, to: number, target: string, trouble: Trouble): Promise<StreamRelay> {
    const relay = new StreamRelay(from, to, target, trouble);
    await new Promise<void>((resolve, reject) => {
      relay.server.once('error', reject);
      relay.server.listen(0, '127.0.0.1', resolve);
    });
    return relay;
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as net.AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private accept(incoming: net.Socket): void {
    const [host, port] = this.target.split(':') as [string, string];
    const outgoing = net.connect({ host, port: Number(port), noDelay: true });
    const ends = [incoming, outgoing];
    for (const socket of ends) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        for (const other of ends) other.destroy();
      });
    }
    const pieces = new Pieces((piece) => this.pass(piece, outgoing));
    incoming.on('data', (chunk: Buffer) => pieces.push(chunk));
    outgoing.resume();
  }

  private pass(piece: Buffer, outgoing: net.Socket): void {
    const [kind, part] = [piece[4], piece[5]];
    if (kind === GREETING) this.greeting = Buffer.from(piece);
    // A part of a long message that were lost would end the connection, which is another fault.
    if (kind === GREETING || part !== WHOLE) {
      outgoing.write(Buffer.from(piece));
      return;
    }
    const copy = Buffer.from(piece);
    for (const delay of this.trouble.delays(this.from, this.to)) {
      if (delay === 0) outgoing.write(copy);
      else setTimeout(() => outgoing.writable && outgoing.write(copy), delay);
    }
  }
}

/** The broadcast medium: every host has a port of its own, on which it broadcasts, and hears what the others have. */
export class BroadcastRelay {
  /** What was broadcast last, for a stranger who forges. */
  frame: Buffer | null = null;
  private readonly sockets: dgram.Socket[] = [];
  private readonly sender = dgram.createSocket({ type: 'udp4' });
  private senderPort = 0;

  private constructor(
    readonly ports: readonly number[],
    private readonly trouble: Trouble,
  ) {}

  static async open(ports: readonly number[], trouble: Trouble): Promise<BroadcastRelay> {
    const relay = new BroadcastRelay(ports, trouble);
    await new Promise<void>((resolve) => relay.sender.bind(0, '127.0.0.1', resolve));
    relay.sender.setBroadcast(true);
    relay.senderPort = relay.sender.address().port;
    for (const [from, port] of ports.entries()) relay.sockets.push(await relay.listen(from, port));
    return relay;
  }

  /** A datagram from nobody, to all. */
  forge(bytes: Buffer): void {
    for (const port of this.ports) this.sender.send(bytes, port, BROADCAST_ADDRESS);
  }

  close(): void {
    for (const socket of [...this.sockets, this.sender]) socket.close();
  }

  private async listen(from: number, port: number): Promise<dgram.Socket> {
    const socket = dgram.createSocket({ type: 'udp4', reuseAddr: true });
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ port, address: BROADCAST_ADDRESS }, resolve);
    });
    socket.on('message', (bytes, sender) => {
      // What the relay itself has sent there is for the host.
      if (sender.port !== this.senderPort) this.pass(from, Buffer.from(bytes));
    });
    return socket;
  }

  private pass(from: number, bytes: Buffer): void {
    this.frame = bytes;
    for (const [to, port] of this.ports.entries()) {
      if (to === from) continue;
      for (const delay of this.trouble.delays(from, to)) {
        const send = (): void => this.sender.send(bytes, port, BROADCAST_ADDRESS);
        if (delay === 0) send();
        else setTimeout(send, delay);
      }
    }
  }
}
