import type { EntryTree, LogNode } from './entry-tree.js';
import { differs, type Problem } from './problem.js';
import type { SeenFrame } from './seen.js';
import { lastNumberOf, WaitingPayloads } from './waiting-payloads.js';

/** R11: the payloads of one host: those that wait, and how far they have come in its log. */
export class OwnPayloads {
  private readonly waiting = new WaitingPayloads();
  /** The last one in the log, and in its agreed part. */
  private inLog = -1;
  private agreed = -1;
  /** The greatest number of one that storage has ever been told to have written. */
  private written = -1;

  constructor(private readonly self: number) {}

  /** The application submits one. Returns what is wrong with its number, or null. */
  submit(number: number, mayRepeat: boolean): Problem | null {
    const wrong = this.waiting.submit(number, mayRepeat);
    return wrong === null ? null : differs(wrong);
  }

  /** A life begins. */
  beginAgain(): void {
    this.waiting.beginAgain(this.written);
  }

  /** Whether one waits that is not in the log. */
  get hasNext(): boolean {
    return this.waiting.firstAbove(this.inLog) !== null;
  }

  /** What is wrong with an own entry, or null. */
  expectTaken({ first, count }: SeenFrame): string | null {
    return this.waiting.expectTaken(first, count, this.inLog);
  }

  /** The log has got an entry. */
  added({ source, first, count }: SeenFrame): void {
    if (source === this.self && count > 0) this.inLog = first + count - 1;
  }

  /** The log has become another one. */
  replaced(tree: EntryTree, log: LogNode): void {
    this.inLog = lastNumberOf(tree, log, this.self);
  }

  /** Storage has what the log has. Returns the greatest number that it has ever had. */
  write(): number {
    this.written = Math.max(this.written, this.inLog);
    return this.written;
  }

  /** Those that are agreed, in a log that ends where agreement does, wait no longer: looked for in its last two rounds. */
  dropAgreed(tree: EntryTree, log: LogNode, hosts: number): void {
    for (let node = log, left = 2 * hosts; node !== 0 && left > 0; left--) {
      if (tree.sourceOf(node) === this.self && tree.countOf(node) > 0) {
        this.agreed = Math.max(this.agreed, tree.firstOf(node) + tree.countOf(node) - 1);
        break;
      }
      node = tree.parentOf(node);
    }
    this.waiting.dropUpTo(Math.min(this.agreed, this.inLog));
  }
}
