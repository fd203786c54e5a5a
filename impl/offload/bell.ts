import type { RingWords } from './ring-words.js';

/** What stands in the word of a bell. */
export const BELL = { awake: 0, asleep: 1 } as const;

/**
 * Wakes a thread that sleeps because nothing is due for it. It has one bell however many rings it looks at; whoever has published
 * something for it rings. Nothing is lost: the thread first says that it sleeps, and then looks again whether something is
 * due; who rings has first published, and then looks whether the thread sleeps. One of the two sees the other.
 *
 * How a thread sleeps is not known here: it waits for as long as the word of the bell is `BELL.asleep`, as `Atomics.wait`,
 * `Atomics.waitAsync` and a futex do, and is to be woken by `wake`, which may do nothing if the thread never really sleeps.
 */
export class Bell {
  /** How often somebody was woken by this end of the bell. */
  wakes = 0;

  constructor(
    private readonly words: RingWords,
    private readonly at: number,
    private readonly wake: () => void,
  ) {}

  /** To be called behind each publication for the thread. Costs one load as long as it is awake. */
  ring(): void {
    const { words, at } = this;
    if (words.load(at) !== BELL.asleep) return;
    // Of several that ring at once, one wakes.
    if (words.exchange(at, BELL.awake) !== BELL.asleep) return;
    this.wakes += 1;
    this.wake();
  }

  /**
   * The thread is about to sleep. Returns whether it is to: not if something is due by now. `isDue` has to look at the shared
   * words anew. Who is to sleep waits as long as the word is `BELL.asleep`, and calls `disarm` when that is over.
   */
  arm(isDue: () => boolean): boolean {
    this.words.store(this.at, BELL.asleep);
    if (!isDue()) return true;
    this.disarm();
    return false;
  }

  /** The thread is awake, whatever has woken it. */
  disarm(): void {
    this.words.store(this.at, BELL.awake);
  }
}
