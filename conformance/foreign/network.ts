/** What becomes of messages between hosts: lost, late, twice, or cut off, as the seed draws it. */
import type { Random } from '../../impl/parts.js';
import type { ConformOptions } from './options.js';

/** Faults that were injected, by kind. */
export interface FaultCounts {
  lost: number;
  late: number;
  duplicated: number;
  reordered: number;
  cutOff: number;
  /** Messages that came to a host that was down. */
  toDown: number;
  crashes: number;
  partitions: number;
}

export class Network {
  readonly faults: FaultCounts = {
    ...{ lost: 0, late: 0, duplicated: 0, reordered: 0, cutOff: 0, toDown: 0, crashes: 0, partitions: 0 },
  };
  private readonly sides = new Set<ReadonlySet<number>>();
  /** By link, the number of the message that arrived last. */
  private readonly arrived = new Map<number, number>();
  private sent = 0;

  constructor(
    private readonly options: ConformOptions,
    private readonly random: Random,
  ) {}

  /** Messages that were sent, a copy for each receiver. */
  get messages(): number {
    return this.sent;
  }

  /** Cuts these hosts off from all others. Returns what heals it. */
  cut(side: readonly number[]): () => void {
    const set = new Set(side);
    this.sides.add(set);
    this.faults.partitions += 1;
    return () => this.sides.delete(set);
  }

  /** How long the copies of a message take; none if it is lost. After the faults each message arrives, once. */
  delaysOf(
    from: number,
    to: number,
    isFaulty: boolean,
  ): { readonly mark: number; readonly delays: number[] } {
    const { random, faults } = this;
    const { delayMs, losses, duplicates, late } = this.options;
    const mark = ++this.sent;
    const delay = random.between(...delayMs);
    // Drawn whatever becomes of it, so that one fault less leaves all others as they were.
    const [isLost, isTwice, isLate, again, more] = [
      ...[random.happens(losses), random.happens(duplicates), random.happens(late)],
      ...[random.between(...delayMs), random.between(1, LATE)],
    ] as [boolean, boolean, boolean, number, number];
    if (!isFaulty) return { mark, delays: [delay] };
    if (this.isCut(from, to)) {
      faults.cutOff += 1;
      return { mark, delays: [] };
    }
    if (isLost) {
      faults.lost += 1;
      return { mark, delays: [] };
    }
    if (isLate) faults.late += 1;
    if (isTwice) faults.duplicated += 1;
    const first = isLate ? more * delayMs[1] : delay;
    return { mark, delays: isTwice ? [first, again + delay] : [first] };
  }

  /** A copy arrives. */
  arrives(from: number, to: number, mark: number): void {
    const link = from * 1_024 + to;
    const last = this.arrived.get(link) ?? 0;
    if (mark < last) this.faults.reordered += 1;
    else this.arrived.set(link, mark);
  }

  private isCut(from: number, to: number): boolean {
    for (const side of this.sides) if (side.has(from) !== side.has(to)) return true;
    return false;
  }
}

/** A late message takes up to this number of times the longest delay. */
const LATE = 10;
