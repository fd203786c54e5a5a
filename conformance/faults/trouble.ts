/** What a faulty relay does to messages between real processes, as it is told at the moment. */
import type { Random } from '../../impl/parts.js';

/** Faults of messages, by kind; a kind is injected as often as a message meets it. */
export type MessageFault = 'loss' | 'delay' | 'duplication' | 'reordering' | 'partition' | 'deafness';

/** Shares of messages, from 0 to 1. */
export interface Shares {
  readonly loss: number;
  readonly delay: number;
  readonly duplication: number;
  readonly reordering: number;
}

export const NO_SHARES: Shares = { loss: 0, delay: 0, duplication: 0, reordering: 0 };

const DELAY_MS = [5, 60] as const;
const OVERTAKEN_MS = [1, 8] as const;

export class Trouble {
  shares: Shares = NO_SHARES;
  /** Hosts that are cut off from the others, both ways. */
  readonly cut = new Set<number>();
  /** Hosts that hear nothing, and are heard. */
  readonly deaf = new Set<number>();
  readonly counts: Record<MessageFault, number> = {
    ...{ loss: 0, delay: 0, duplication: 0, reordering: 0, partition: 0, deafness: 0 },
  };

  constructor(private readonly random: Random) {}

  /** After how many milliseconds copies of a message arrive; none if it is lost, 0 for at once. */
  delays(from: number, to: number): readonly number[] {
    const { random, counts, shares } = this;
    if (this.cut.has(from) !== this.cut.has(to)) {
      counts.partition += 1;
      return [];
    }
    if (this.deaf.has(to)) {
      counts.deafness += 1;
      return [];
    }
    if (random.happens(shares.loss)) {
      counts.loss += 1;
      return [];
    }
    const delays = [0];
    if (random.happens(shares.duplication)) {
      counts.duplication += 1;
      delays.push(random.between(...OVERTAKEN_MS));
    }
    if (random.happens(shares.delay)) {
      counts.delay += 1;
      delays[0] = random.between(...DELAY_MS);
    } else if (random.happens(shares.reordering)) {
      // It is held back for so short that those behind it pass.
      counts.reordering += 1;
      delays[0] = random.between(...OVERTAKEN_MS);
    }
    return delays;
  }

  /** Whether anything is done to messages at all. */
  get isQuiet(): boolean {
    return this.shares === NO_SHARES && this.cut.size === 0 && this.deaf.size === 0;
  }
}
