/**
 * The words of a ring for one operation of one thread, which is performed anew from its beginning for each access: the answers to the
 * accesses so far are given, and it ends at the first access that has no answer yet. So the code itself is explored, one
 * access after the other, without being written for it.
 */
import type { RingWords } from '../../impl/parts.js';

/** What an operation wants to do next. All but `read` are atomic. */
export type Access =
  | { readonly kind: 'read' | 'load' | 'wake'; readonly at: number }
  | { readonly kind: 'store' | 'exchange' | 'wait'; readonly at: number; readonly value: number };

/** A plain store, which others see later. */
export type PlainStore = readonly [at: number, value: number];

/** Thrown where an operation has come to an access without an answer. It is always the same: making one is slow. */
const PAUSED = new Error('paused');

/** What came of performing an operation. */
export type Performed<T> =
  | { readonly access: Access; readonly done: null; readonly stores: readonly PlainStore[] }
  | { readonly access: null; readonly done: T; readonly stores: readonly PlainStore[] };

/** Performs an operation up to the access behind the last answer. `stores` are the plain ones that it has made since then. */
export function perform<T>(answers: readonly number[], operation: (words: ScriptedWords) => T): Performed<T> {
  const words = new ScriptedWords(answers);
  try {
    const done = operation(words);
    return { access: null, done, stores: words.stores };
  } catch (error) {
    const { unanswered, stores } = words;
    if (error !== PAUSED || unanswered === null) throw error;
    return { access: unanswered, done: null, stores };
  }
}

export class ScriptedWords implements RingWords {
  /** The plain stores since the last answer. */
  stores: PlainStore[] = [];
  /** The access that has no answer, once one was met. */
  unanswered: Access | null = null;
  private next = 0;

  constructor(private readonly answers: readonly number[]) {}

  read(at: number): number {
    return this.answerTo({ kind: 'read', at });
  }

  write(at: number, value: number): void {
    this.stores.push([at, value | 0]);
  }

  writeAll(at: number, source: Int32Array, from: number, count: number): void {
    for (let i = 0; i < count; i++) this.write(at + i, source[from + i] ?? 0);
  }

  load(at: number): number {
    return this.answerTo({ kind: 'load', at });
  }

  store(at: number, value: number): void {
    this.answerTo({ kind: 'store', at, value: value | 0 });
  }

  exchange(at: number, value: number): number {
    return this.answerTo({ kind: 'exchange', at, value: value | 0 });
  }

  /** Sleeps for as long as a word has a value, or until it is woken. */
  wait(at: number, value: number): void {
    this.answerTo({ kind: 'wait', at, value });
  }

  /** Wakes who waits at a word. */
  wake(at: number): void {
    this.answerTo({ kind: 'wake', at });
  }

  private answerTo(access: Access): number {
    const answer = this.answers[this.next];
    if (answer === undefined) {
      this.unanswered = access;
      throw PAUSED;
    }
    this.next += 1;
    this.stores = [];
    return answer;
  }
}
