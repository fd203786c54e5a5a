import type { EntryTree, LogNode } from './entry-tree.js';

/**
 * R11: the payloads that wait at one host, by number. Which of them an entry takes is held against the run here; the specified host is
 * told only whether there is one, and what it calls one payload may be several that share an entry.
 */
export class WaitingPayloads {
  /** Ascending numbers, of which those before `head` are gone. */
  private numbers: number[] = [];
  private head = 0;
  private last = -1;

  /** The application submits a payload. Returns what is wrong with its number, or null. */
  submit(number: number, mayRepeat: boolean): string | null {
    const least = mayRepeat ? (this.numbers.at(-1) ?? -1) : this.last;
    if (number <= least) return `payload numbers ascend: ${number} comes after ${least}`;
    this.last = Math.max(this.last, number);
    this.numbers.push(number);
    return null;
  }

  /**
   * A life begins: what waited is gone. Numbers that were given in a life before are given again only if nothing with them was ever written, and so
   * nothing has left the host: `written` is the last one that was.
   */
  beginAgain(written: number): void {
    this.numbers = [];
    this.head = 0;
    this.last = written;
  }

  /** Payloads up to this one are agreed. */
  dropUpTo(number: number): void {
    while (this.head < this.numbers.length && (this.numbers[this.head] as number) <= number) this.head += 1;
    if (this.head < DROPPED_AT_ONCE || this.head < this.numbers.length / 2) return;
    this.numbers = this.numbers.slice(this.head);
    this.head = 0;
  }

  /** The first payload that waits and is not in the own log, whose last own payload is `inLog`; null if there is none. */
  firstAbove(inLog: number): number | null {
    return this.numbers[this.placeAbove(inLog)] ?? null;
  }

  /** What is wrong with an own entry that takes `count` payloads from `first` on, or null. */
  expectTaken(first: number, count: number, inLog: number): string | null {
    const at = this.placeAbove(inLog);
    const next = this.numbers[at] ?? null;
    if (count === 0) return next === null ? null : `payload ${next} waits, and the entry is empty`;
    if (next === null) return `no payload waits, and the entry has payload ${first}`;
    for (let i = 0; i < count; i++) {
      const waiting = this.numbers[at + i] ?? null;
      if (waiting === first + i) continue;
      return `payload ${waiting ?? 'none'} is next in the queue, and the entry has payload ${first + i}`;
    }
    return null;
  }

  private placeAbove(inLog: number): number {
    let at = this.head;
    while (at < this.numbers.length && (this.numbers[at] as number) <= inLog) at += 1;
    return at;
  }
}

const DROPPED_AT_ONCE = 1_024;

/** The number of the last payload of a host in a log; -1 if it has none. */
export function lastNumberOf(tree: EntryTree, log: LogNode, host: number): number {
  for (let node = log; node !== 0; node = tree.parentOf(node)) {
    if (tree.sourceOf(node) === host && tree.countOf(node) > 0) {
      return tree.firstOf(node) + tree.countOf(node) - 1;
    }
  }
  return -1;
}
