/**
 * Makes small what grows with a run, without changing what a host does next (docs/protocol.md, section 5b). The guards and actions of the
 * specified host compare positions in logs with each other, count offsets in an epoch modulo the number of its members, look at the last q
 * entries of a log, and compare numbers of epochs and take them modulo n. So slots that lie far from every position may be cut out, as long as
 * what is cut is a multiple of the numbers of members, and epochs may be numbered anew, as long as order and owners stay.
 */

/** Slots from `at` on, `removed` of them, are cut out. */
interface Cut {
  readonly at: number;
  readonly removed: number;
}

/** How positions in logs become small, and what was small a position again. */
export class SlotShift {
  private readonly cuts: readonly Cut[];

  /**
   * @param positions positions between which order and small distances matter, in any order
   * @param multiple what is cut is a multiple of it
   * @param kept the number of slots before a position that are kept
   */
  constructor(
    positions: readonly number[],
    private readonly multiple: number,
    kept: number,
  ) {
    const cuts: Cut[] = [];
    let last = -AFTER;
    for (const position of ascending(positions)) {
      const surplus = position - last - kept - multiple;
      if (surplus >= multiple) {
        cuts.push({ at: last + AFTER, removed: multiple * Math.floor(surplus / multiple) });
      }
      last = position;
    }
    this.cuts = cuts;
  }

  get isIdentity(): boolean {
    return this.cuts.length === 0;
  }

  /** A position as a small one; one that was cut out becomes one that lies as far modulo `multiple`, and between the same others. */
  small(position: number): number {
    let shift = 0;
    for (const { at, removed } of this.cuts) {
      if (position < at) break;
      if (position < at + removed) return at - shift + ((position - at) % this.multiple);
      shift += removed;
    }
    return position - shift;
  }

  /** The position that a small one stands for. */
  real(small: number): number {
    let position = small;
    for (const { at, removed } of this.cuts) {
      if (position <= at && at > 0) break;
      position += removed;
    }
    return position;
  }

  /** The slots of a log of this length that are kept, ascending; ends of runs of them, in pairs: from, to. */
  keptRuns(length: number): readonly number[] {
    const runs: number[] = [];
    let from = 0;
    for (const { at, removed } of this.cuts) {
      if (at >= length) break;
      if (at > from) runs.push(from, at);
      from = at + removed;
    }
    if (length > from) runs.push(from, length);
    return runs;
  }
}

/** A position may move on by so much, and is before the cut yet. */
const AFTER = 2;

/** How numbers of epochs become small, and what was small a number again. */
export class EpochShift {
  private readonly reals: readonly number[];
  private readonly smalls: readonly number[];

  constructor(epochs: readonly number[], hosts: number) {
    const reals = ascending(epochs);
    const smalls: number[] = [];
    let last = -1;
    for (const real of reals) {
      const least = last + 1;
      const small = least + ((((real - least) % hosts) + hosts) % hosts);
      smalls.push(small);
      last = small;
    }
    this.reals = reals;
    this.smalls = smalls;
  }

  small(epoch: number): number {
    return this.smalls[this.reals.indexOf(epoch)] as number;
  }

  real(small: number): number {
    return this.reals[this.smalls.indexOf(small)] as number;
  }
}

/** How numbers of lives become small, and what was small a number again: of each host only their order matters, and which one is the first (D1). */
export class LifeShift {
  private readonly reals: readonly (readonly number[])[];

  /** @param lives by host, the numbers of lives that there are */
  constructor(
    lives: readonly ReadonlySet<number>[],
    private readonly isIdentity: boolean,
  ) {
    this.reals = lives.map((all) => [...new Set([0, ...all])].sort((a, b) => a - b));
  }

  small(host: number, life: number): number {
    return this.isIdentity ? life : (this.reals[host] as readonly number[]).indexOf(life);
  }

  real(host: number, small: number): number {
    return this.isIdentity ? small : ((this.reals[host] as readonly number[])[small] as number);
  }
}

/** Distinct ones, ascending. A question has a handful: each is put where it belongs. */
function ascending(numbers: readonly number[]): readonly number[] {
  const sorted: number[] = [];
  for (const one of numbers) {
    let at = sorted.length;
    while (at > 0 && (sorted[at - 1] as number) > one) at -= 1;
    if (at > 0 && sorted[at - 1] === one) continue;
    for (let i = sorted.length; i > at; i--) sorted[i] = sorted[i - 1] as number;
    sorted[at] = one;
  }
  return sorted;
}

/** The least common multiple of two numbers from 1. */
export function commonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
