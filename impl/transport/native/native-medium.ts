import { Counting } from '../counts.js';
import { answered, follow, NAP_US, type Source } from '../following.js';
import type { Medium, Receiver } from '../transport.js';
import type { SystemSocket } from './libc.js';

/** The longest datagram that there is. */
const MESSAGE_BYTES_MAX = 65_536;
const MESSAGES_A_TURN = 64;
/** Who hears little waits elsewhere, and looks again after so long, so that closing does not take longer. */
const SLEEP_US = 100_000;

/** What a medium does with what comes in, and how a message goes out. */
export interface Framing {
  /** The messages that a broadcast is sent as. */
  wrap(bytes: Uint8Array): readonly Uint8Array[];
  /** The message that is whole with what has come; null for none, or one of one's own. */
  unwrap(bytes: Uint8Array): Uint8Array | null;
}

/** A message is a datagram. */
export const PLAIN: Framing = { wrap: (bytes) => [bytes], unwrap: (bytes) => bytes };

/**
 * A medium over a socket that this thread asks itself, without a detour through the event loop's own sockets. While messages follow each other, the thread waits
 * in the system, for a short time between turns of the event loop; otherwise another thread waits.
 */
export class NativeMedium implements Medium, Source {
  readonly counts = new Counting();
  isOpen = true;
  private readonly running: Promise<void>;
  private readonly buffer = new Uint8Array(MESSAGE_BYTES_MAX);

  constructor(
    private readonly socket: SystemSocket,
    private readonly targets: readonly Uint8Array[],
    private readonly receiver: Receiver,
    private readonly framing: Framing = PLAIN,
  ) {
    this.running = follow(this);
  }

  broadcast(bytes: Uint8Array): void {
    for (const message of this.framing.wrap(bytes)) {
      for (const target of this.targets) {
        this.counts.sentOut(message.length);
        if (!this.socket.send(message, target)) this.counts.dropped += 1;
      }
    }
  }

  async close(): Promise<void> {
    this.isOpen = false;
    await this.running;
    this.socket.close();
  }

  waitHere(): void {
    this.socket.waitBlocked(NAP_US);
  }

  sleep(): Promise<void> {
    return this.socket.wait(SLEEP_US);
  }

  takeIn(): Promise<void> | null {
    const bytes = this.socket.receive(this.buffer);
    return bytes < 0 ? null : this.takeFrom(bytes);
  }

  /** The first message has this number of bytes, and is in the buffer. */
  private async takeFrom(first: number): Promise<void> {
    for (let bytes = first, count = 1; bytes >= 0; count++) {
      this.counts.tookIn(bytes);
      const whole = this.framing.unwrap(this.buffer.subarray(0, bytes));
      if (whole !== null) this.receiver.message('frame', whole);
      await answered();
      bytes = this.isOpen && count < MESSAGES_A_TURN ? this.socket.receive(this.buffer) : -1;
    }
  }
}
