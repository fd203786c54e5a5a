/** How a thread takes messages from what the system, or another process, puts somewhere: a socket, or memory that is shared. */
import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { Pace } from './pace.js';

/** While messages follow each other the thread itself waits for the next ones, for so long between two turns of the event loop. */
const BURST_MS = 0.5;
/** The longest time for which a thread should be blocked at once. */
export const NAP_US = 50;

/** Where messages come from. */
export interface Source {
  readonly isOpen: boolean;
  /** Takes messages that are there, and lets the application answer. Null if there were none. */
  takeIn(): Promise<void> | null;
  /** Holds the thread until there is a message, or for `NAP_US`. */
  waitHere(): void;
  /** Waits for a message, and no longer than closing may take, while the event loop goes on. */
  sleep(): Promise<void>;
}

/** Sources that this thread follows: with several, each would keep the others waiting while it holds the thread. */
let followed = 0;

/** Takes what comes from a source until that is closed. While messages follow each other, the thread waits for them itself, which is the fastest way to hear of one. */
export async function follow(source: Source): Promise<void> {
  const pace = new Pace();
  followed += 1;
  while (source.isOpen) {
    try {
      await takeWhatFollows(source, pace);
    } catch (error) {
      throwUncaught(error);
    }
    if (!pace.isFast(performance.now())) await source.sleep();
    await yieldToEvents();
  }
  followed -= 1;
}

/** What a receiver throws is uncaught, as of a socket that Node listens to: whoever goes on after that goes on hearing, and may close. */
function throwUncaught(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}

async function takeWhatFollows(source: Source, pace: Pace): Promise<void> {
  const beganMs = performance.now();
  for (let nowMs = beganMs; source.isOpen && nowMs < beganMs + BURST_MS; nowMs = performance.now()) {
    const taking = source.takeIn();
    if (taking !== null) {
      pace.heard(nowMs);
      await taking;
    } else if (followed > 1 || !pace.isFast(nowMs)) return;
    else source.waitHere();
  }
}

/**
 * Lets an application that waits for a payload to be agreed hand over its next one before the next message is taken: that may be the token, which
 * comes back only a round later. Some turns for promises, for there may be promises between; none of the event loop, which would take longer than a message.
 */
export async function answered(): Promise<void> {
  await undefined;
  await undefined;
}
