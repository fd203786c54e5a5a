/** Frames stand one after the other in a ring of words: where the next one goes, and how it gets there. */

/** Nothing more fits. */
export const NO_ROOM = -1;

/** Frames that stand in one memory. */
export interface FrameRun {
  readonly words: Int32Array;
  /** The word at which a frame begins, by its number. */
  placeOf(index: number): number;
}

/**
 * Where a frame of `count` words goes in a ring of `size` words whose frames stand from `tail` to before `head`, with a null tail if there
 * are none; `NO_ROOM` if nowhere. A frame is in one piece, and never ends where the first one begins.
 */
export function placeFor(count: number, size: number, head: number, tail: number | null): number {
  if (tail === null) return count <= size ? 0 : NO_ROOM;
  if (head > tail) {
    if (head + count <= size) return head;
    return count < tail ? 0 : NO_ROOM;
  }
  return head + count < tail ? head : NO_ROOM;
}

/** Beyond this many words, the runtime's copy is faster than a loop. */
const LOOP_WORDS_MAX = 256;

/** Copies words, eight a turn: for short frames that is several times faster than `set`. */
export function copyWords(from: Int32Array, at: number, to: Int32Array, place: number, count: number): void {
  if (count > LOOP_WORDS_MAX) {
    to.set(from.subarray(at, at + count), place);
    return;
  }
  let i = 0;
  for (const end = count - 7; i < end; i += 8) {
    const a = at + i;
    const b = place + i;
    to[b] = from[a] as number;
    to[b + 1] = from[a + 1] as number;
    to[b + 2] = from[a + 2] as number;
    to[b + 3] = from[a + 3] as number;
    to[b + 4] = from[a + 4] as number;
    to[b + 5] = from[a + 5] as number;
    to[b + 6] = from[a + 6] as number;
    to[b + 7] = from[a + 7] as number;
  }
  for (; i < count; i++) to[place + i] = from[at + i] as number;
}
