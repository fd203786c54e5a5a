import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { answered } from '../answered.js';
import { Counting } from '../counts.js';
import { Pace } from '../pace.js';
import type { Medium, Receiver } from '../transport.js';
import type { SystemSocket } from './libc.js';

/** The longest datagram that there is. */
const MESSAGE_BYTES_MAX = 65_536;
const MESSAGES_A_TURN = 64;
/** While messages follow each other the thread itself waits for the next one, in short naps between turns of the event loop. */
const NAP_US = 50;
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
 * A medium over a socket that this thread asks itself, without a detour through the event loop's own sockets. While messages follow each other, the thread naps
 * in the system for `NAP_US` at most between turns of the event loop; otherwise it waits on another thread.
 */
export class NativeMedium implements Medium {
  readonly counts = new Counting();
  private isOpen = true;
  private readonly pace = new Pace();
  private readonly running: Promise<void>;
  private readonly buffer = new Uint8Array(MESSAGE_BYTES_MAX);

  constructor(
    private readonly socket: SystemSocket,
    private readonly targets: readonly Uint8Array[],
    private readonly receiver: Receiver,
    private readonly framing: Framing = PLAIN,
  ) {
    this.running = this.run();
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

  private async run(): Promise<void> {
    while (this.isOpen) {
      if ((await this.takeIn()) || (await this.isThereAfterNap())) this.pace.heard(performance.now());
      else if (!this.pace.isFast(performance.now())) await this.socket.wait(SLEEP_US);
      await yieldToEvents();
    }
  }

  private async isThereAfterNap(): Promise<boolean> {
    if (!this.pace.isFast(performance.now())) return false;
    this.socket.waitBlocked(NAP_US);
    return this.takeIn();
  }

  private async takeIn(): Promise<boolean> {
    let count = 0;
    for (; count < MESSAGES_A_TURN && this.isOpen; count++) {
      const bytes = this.socket.receive(this.buffer);
      if (bytes < 0) break;
      this.counts.tookIn(bytes);
      const whole = this.framing.unwrap(this.buffer.subarray(0, bytes));
      if (whole !== null) this.receiver.message('frame', whole);
      await answered();
    }
    return count > 0;
  }
}
