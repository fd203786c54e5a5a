import type { RingWords } from '../../impl/parts.js';
import type { ScriptedWords } from './scripted-words.js';

/** The words that an end of a ring is made with, while each operation brings words of its own. */
export class CurrentWords implements RingWords {
  /** Null while ends are made: what they read then does not matter, as their states are loaded. */
  private words: ScriptedWords | null = null;

  use(words: ScriptedWords): void {
    this.words = words;
  }

  read(at: number): number {
    return this.words?.read(at) ?? 0;
  }

  write(at: number, value: number): void {
    this.words?.write(at, value);
  }

  writeAll(at: number, source: Int32Array, from: number, count: number): void {
    this.words?.writeAll(at, source, from, count);
  }

  load(at: number): number {
    return this.words?.load(at) ?? 0;
  }

  store(at: number, value: number): void {
    this.words?.store(at, value);
  }

  exchange(at: number, value: number): number {
    return this.words?.exchange(at, value) ?? 0;
  }

  wake(at: number): void {
    this.words?.wake(at);
  }
}
