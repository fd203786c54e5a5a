/**
 * What a thread does when nothing is due: it looks again and again for a while, which is the fastest way to hear of something, and sleeps then.
 * Threads that spin are never more than there are cores: with one more, each would wait for the system to take the core from another.
 */
import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { BELL, type Bell } from './bell.js';
import type { SharedMemory, Sleeper } from './layout.js';

/** Turns without anything to do after which a thread sleeps, where nothing else is said. */
export const SPINS = 2_000;

/** Such looks in a row after which a thread is busy again. */
const BUSY_LOOKS = 2;

const NOBODY = 0;

/** The right of one thread to spin: a slot of the shared memory that has its number. */
export class SpinSlot {
  private slot = -1;
  private readonly first: number;
  private readonly count: number;
  private readonly array: Int32Array;

  constructor(
    memory: SharedMemory,
    private readonly thread: number,
  ) {
    this.first = memory.spinnersAt;
    this.count = memory.plan.spinnersMax;
    this.array = memory.words.array;
    this.free();
  }

  /** Whether this thread may spin now; it keeps the slot until it leaves. */
  enter(): boolean {
    if (this.slot >= 0) return true;
    for (let k = 0; k < this.count; k++) {
      if (Atomics.compareExchange(this.array, this.first + k, NOBODY, this.thread + 1) !== NOBODY) continue;
      this.slot = k;
      return true;
    }
    return false;
  }

  leave(): void {
    if (this.slot < 0) return;
    Atomics.store(this.array, this.first + this.slot, NOBODY);
    this.slot = -1;
  }

  /** Gives up what the thread has, or had when it was killed. */
  free(): void {
    this.slot = -1;
    for (let k = 0; k < this.count; k++) {
      Atomics.compareExchange(this.array, this.first + k, this.thread + 1, NOBODY);
    }
  }
}

/** How one thread waits for something to do: it spins for a while, if it may, and then sleeps until somebody rings. */
export class Waiter {
  /** How often the thread has slept. */
  sleeps = 0;
  /**
   * Counted up by whoever meets a payload: then the thread spins for a while. It does not for what an idle ring does, which is little and
   * often: that alone would keep a core busy.
   */
  payloads = 0;
  private readonly bell: Bell;
  private readonly slot: SpinSlot;
  private readonly array: Int32Array;
  private readonly bellAt: number;
  private readonly sleeper: Sleeper;
  /** Turns without a payload, but for those before the last sleep. */
  private turns = 0;
  private seen = 0;
  /** Looks in a row, as it was about to sleep, that have found something to do. */
  private busyLooks = 0;

  constructor(
    memory: SharedMemory,
    thread: number,
    private readonly spins = SPINS,
  ) {
    this.bell = memory.bell(thread);
    this.bellAt = memory.bellAt(thread);
    this.array = memory.words.array;
    this.sleeper = memory.sleeper;
    this.slot = new SpinSlot(memory, thread);
  }

  /**
   * Nothing has happened in the turn before. Returns at once if the thread may spin on; otherwise it is blocked until somebody rings, or for so
   * long. `turn` does what is due, whatever other threads have published by then, and returns whether there was anything.
   */
  restBlocked(turn: () => boolean, timeoutMs: () => number): void {
    if (!this.isToSleep(turn)) return;
    Atomics.wait(this.array, this.bellAt, BELL.asleep, timeoutMs());
    this.woke();
  }

  /** Waits until somebody rings, or for a time, without blocking: the event loop goes on meanwhile, and is kept alive. Null where the thread may spin on. */
  rest(turn: () => boolean, timeoutMs: () => number): Promise<void> | null {
    return this.isToSleep(turn) ? this.sleep(timeoutMs()) : null;
  }

  /**
   * Whether the thread has slept, and has met no payload since: it does not spin, and looks for what is due as it goes to sleep, so that another
   * look before that would be for nothing. It is not where there is something to do each time: others ring whoever is about to sleep, which costs them more.
   */
  get isDrowsy(): boolean {
    return this.turns >= this.spins && this.payloads === this.seen && this.busyLooks < BUSY_LOOKS;
  }

  /** Takes turns until something has happened, or for so long. */
  async until(turn: () => boolean, timeoutMs: number): Promise<void> {
    for (;;) {
      if (turn()) return;
      const rest = this.rest(turn, () => timeoutMs);
      if (rest === null) continue;
      await rest;
      return;
    }
  }

  /** Takes turns as long as `isOpen`, and lets the event loop go on between them. Who sleeps looks again after `timeoutMs`. */
  async turnWhile(isOpen: () => boolean, turn: () => boolean, timeoutMs: number): Promise<void> {
    while (isOpen()) {
      const rest = this.rest(turn, () => timeoutMs);
      await (rest ?? yieldToEvents());
    }
  }

  /** Wakes the thread, from whichever one. */
  wake(): void {
    this.bell.ring();
  }

  /** The thread waits no more: others may spin in its place. */
  close(): void {
    this.slot.free();
  }

  private isToSleep(turn: () => boolean): boolean {
    if (this.payloads !== this.seen) {
      this.seen = this.payloads;
      this.turns = 0;
    }
    this.turns += 1;
    if (this.turns <= this.spins && this.slot.enter()) return false;
    this.slot.leave();
    if (!this.bell.arm(turn)) {
      this.busyLooks += 1;
      return false;
    }
    this.busyLooks = 0;
    this.sleeps += 1;
    return true;
  }

  private async sleep(timeoutMs: number): Promise<void> {
    await this.sleeper.wait(this.bellAt, BELL.asleep, timeoutMs);
    this.woke();
  }

  private woke(): void {
    this.bell.disarm();
    this.turns = this.spins;
  }
}
