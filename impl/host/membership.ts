import type { Core } from '../core/core.js';

/** R5: what is known of how members have done, by host. */
export interface MembershipState {
  /** Whether this host follows an epoch, whose end is to be looked at. */
  readonly isInEpoch: boolean;
  /** The number of epochs, one after the other, that have ended in a host's turn. */
  readonly stalled: readonly number[];
  /** The number of slots of the installed epoch that a host has filled. */
  readonly filled: readonly number[];
}

/** What the choice of members needs of a core. */
export type MembershipCore = Pick<Core, 'self' | 'hosts' | 'majority' | 'gathered'>;

/** A member that has filled this number of slots of an epoch is well. */
export const ROUNDS = 3;
/** Who has stalled this number of epochs, and has not been well in between, is left out of the next one. */
const STALLS_MAX = 2;

/**
 * R5: whom a starter leaves out. A member that hears nothing, that nobody hears, or whose log is full promises in time and stalls
 * the token whenever it is its turn, so that the others do nothing but take over. Whose turn it is when an epoch ends is what all
 * others can see; one who ends epoch after epoch is left out, as long as q remain, and listens until it returns by itself (R9).
 */
export class Membership {
  private isInEpoch = false;
  private readonly stalled: number[];
  private readonly filled: number[];

  constructor(private readonly core: MembershipCore) {
    this.stalled = new Array<number>(core.hosts).fill(0);
    this.filled = new Array<number>(core.hosts).fill(0);
  }

  /** Whether this host has been well as a member of the installed epoch. */
  get isWell(): boolean {
    return (this.filled[this.core.self] as number) >= ROUNDS;
  }

  /** An epoch has been installed, or has begun. */
  entered(): void {
    this.isInEpoch = true;
    this.filled.fill(0);
  }

  /** The next slot has been filled by this host. */
  filledBy(source: number): void {
    const count = (this.filled[source] as number) + 1;
    this.filled[source] = count;
    if (count === ROUNDS) this.stalled[source] = 0;
  }

  /** The epoch has been left for another one when it was the turn of this host. */
  left(holder: number): void {
    if (this.isInEpoch && (this.filled[holder] as number) < ROUNDS && holder !== this.core.self) {
      this.stalled[holder] = (this.stalled[holder] as number) + 1;
    }
    this.isInEpoch = false;
  }

  /** The members of the epoch that begins, ascending; undefined for all who have promised. */
  choose(): readonly number[] | undefined {
    const { gathered, self, majority } = this.core;
    const promisers = [...(gathered?.from ?? []), self];
    const isLeftOut = (host: number): boolean =>
      host !== self && (this.stalled[host] as number) >= STALLS_MAX;
    const kept = promisers.filter((host) => !isLeftOut(host));
    if (kept.length === promisers.length) return undefined;
    // Of those who stall, the ones that have stalled least are better than no majority.
    const least = promisers
      .filter(isLeftOut)
      .sort((a, b) => (this.stalled[a] as number) - (this.stalled[b] as number) || a - b);
    return [...kept, ...least.slice(0, Math.max(0, majority - kept.length))].sort((a, b) => a - b);
  }

  save(): MembershipState {
    return { isInEpoch: this.isInEpoch, stalled: [...this.stalled], filled: [...this.filled] };
  }

  load({ isInEpoch, stalled, filled }: MembershipState): void {
    this.isInEpoch = isInEpoch;
    for (let host = 0; host < this.core.hosts; host++) {
      this.stalled[host] = stalled[host] ?? 0;
      this.filled[host] = filled[host] ?? 0;
    }
  }
}
