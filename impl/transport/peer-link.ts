import net from 'node:net';
import type { Counting } from './counts.js';
import { PART_BYTES, piecesOf, type StreamKind } from './message-stream.js';

/**
 * After a connection has failed, the next attempt is this long after; twice as long each time, up to the greatest. One that is cut off at once, as by a
 * host of another ring, has failed, too: it begins anew only after one that has lasted for the greatest.
 */
const AGAIN_MS = 20;
const AGAIN_MS_MAX = 2_000;

export interface PeerLinkOptions {
  readonly target: net.NetConnectOpts;
  /** What is said first on each connection. */
  readonly greeting: Uint8Array;
  /** Bytes that may wait; beyond, the oldest message is given up. */
  readonly waitingBytesMax: number;
  readonly counts: Counting;
  readonly trouble: (error: Error) => void;
}

interface Waiting {
  readonly kind: StreamKind;
  readonly bytes: Uint8Array;
}

/**
 * The connection on which one host sends to another: made when there is something to send, made again after it has failed. What
 * waits is bounded: a reader that is slow, or away, loses the oldest messages, which the protocol bears.
 */
export class PeerLink {
  private socket: net.Socket | null = null;
  private isOpen = false;
  private openedMs = 0;
  private isClosed = false;
  private readonly quick: Waiting[] = [];
  private readonly long: Waiting[] = [];
  private waitingBytes = 0;
  /** The parts of the long message that is under way. */
  private parts: Iterator<Uint8Array> | null = null;
  private againMs = AGAIN_MS;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly options: PeerLinkOptions) {}

  send(kind: StreamKind, bytes: Uint8Array): void {
    if (this.isClosed) return;
    (bytes.length > PART_BYTES ? this.long : this.quick).push({ kind, bytes: bytes.slice() });
    this.waitingBytes += bytes.length;
    while (this.waitingBytes > this.options.waitingBytesMax && this.quick.length + this.long.length > 1)
      this.giveUpOldest();
    if (this.socket === null && this.timer === null) this.connect();
    this.write();
  }

  close(): void {
    this.isClosed = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.socket?.destroy();
    this.socket = null;
  }

  private giveUpOldest(): void {
    const oldest = this.quick.length > 0 ? this.quick.shift() : this.long.shift();
    this.waitingBytes -= oldest?.bytes.length ?? 0;
    this.options.counts.dropped += 1;
  }

  private connect(): void {
    const socket = net.connect({ ...this.options.target, noDelay: true } as net.NetConnectOpts);
    this.socket = socket;
    socket.on('connect', () => {
      this.isOpen = true;
      this.openedMs = performance.now();
      for (const piece of piecesOf('greeting' satisfies StreamKind, this.options.greeting))
        socket.write(piece);
      this.write();
    });
    socket.on('drain', () => this.write());
    socket.on('error', (error) => this.options.trouble(error));
    socket.on('close', () => this.lost());
    // The other side says nothing here; its end is noticed.
    socket.resume();
    socket.unref();
  }

  /** The connection is gone, and with it what was under way. */
  private lost(): void {
    if (this.isOpen && performance.now() - this.openedMs >= AGAIN_MS_MAX) this.againMs = AGAIN_MS;
    this.socket = null;
    this.isOpen = false;
    this.parts = null;
    if (this.isClosed) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      if (this.quick.length + this.long.length > 0) this.connect();
    }, this.againMs);
    this.timer.unref();
    this.againMs = Math.min(2 * this.againMs, AGAIN_MS_MAX);
  }

  /** Writes as much as the system takes: short messages first, then a part of a long one. */
  private write(): void {
    const { socket } = this;
    if (socket === null || !this.isOpen) return;
    while (!socket.writableNeedDrain) {
      const piece = this.nextQuick() ?? this.nextPart();
      if (piece === null) return;
      socket.write(piece);
    }
  }

  private nextQuick(): Uint8Array | null {
    const next = this.quick.shift();
    if (next === undefined) return null;
    this.wentOut(next);
    return piecesOf(next.kind, next.bytes).next().value ?? null;
  }

  private nextPart(): Uint8Array | null {
    for (;;) {
      if (this.parts === null) {
        const next = this.long.shift();
        if (next === undefined) return null;
        this.wentOut(next);
        this.parts = piecesOf(next.kind, next.bytes);
      }
      const { done, value } = this.parts.next() as IteratorResult<Uint8Array>;
      if (done !== true) return value;
      this.parts = null;
    }
  }

  private wentOut({ bytes }: Waiting): void {
    this.waitingBytes -= bytes.length;
    this.options.counts.sentOut(bytes.length);
  }
}
