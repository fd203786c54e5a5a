import { assert } from '../../errors/index.js';
import { isRecent, newRecent, WORDS, type Batch } from '../tables/batch.js';
import { LimitReached } from '../limits.js';
import { moved, type Arrays } from '../tables/arrays.js';

const CELL_BYTES = 8;
/** Four gibibytes, 400 million states at the highest load; indices into the words stay 31-bit integers. */
const CELLS_MAX = 2 ** 29;
/** Cells past the last home, so that probing never wraps round. */
const OVERHANG = 8_192;
const LOAD_MAX = 0.8;
const CELLS_AT_FIRST = 1 << 15;
/** Up to this many cells, 16 MiB, the set grows by four times, since each growth moves all; then by less than twice, to keep bytes a state low. */
const FAST_UNTIL = 1 << 21;
const FAST_GROWTH = 4;
const GROWTH = 1.5;

/**
 * The set of visited fingerprints: open addressing with linear probing, 64 bits a state in two 32-bit lanes.
 *
 * A fingerprint's home is proportional to its high lane, so the order of the cells is the order of the homes
 * and the set grows in place, without a second copy. It uses the front of an array that is as long as it may
 * ever need: the operating system gives memory only to the pages that have been written. (A WebAssembly memory that
 * grows detaches its buffer, after which V8 checks every typed-array access for that.)
 */
export class FingerprintSet {
  cells = new Int32Array(2 * (CELLS_AT_FIRST + OVERHANG));
  private capacity = CELLS_AT_FIRST;
  /** Drops most repeats of batches that have no filter of their own; made when the first of them comes. */
  recent: Int32Array | null = null;
  private homes = new Int32Array(4096);
  size = 0;
  /** Keeps the look-ahead reads observable, so that they are not optimised away. */
  private sink = 0;

  constructor(readonly bytesMax: number) {}

  /** What the high half of a fingerprint, without sign, is multiplied by to be the place of its home. */
  get scale(): number {
    return this.capacity / 2 ** 32;
  }

  /** Whether the set, as it is, has room in an array. */
  fits(room: Int32Array): boolean {
    return 2 * (this.capacity + OVERHANG) <= room.length;
  }

  /** Goes on at the front of `room`, as far as that reaches, with a filter of its own for batches that have none. */
  moveTo(room: Int32Array<ArrayBuffer>, arrays: Arrays): void {
    room.set(this.cells.subarray(0, 2 * (this.capacity + OVERHANG)));
    this.cells = room;
    this.recent = moved(this.recent ?? newRecent(), arrays);
  }

  /**
   * Inserts every fingerprint of the batch and writes the positions of those that were new, in order, to
   * `fresh`. Returns how many there are.
   */
  keepNew(batch: Batch, fresh: Int32Array): number {
    this.reserve(batch.count);
    const unseen = this.passRecent(batch, fresh);
    this.lookAhead(batch, fresh, unseen);
    return this.insertAll(batch, fresh, unseen);
  }

  /** Drops what was met lately; what is left, in order, may be new. */
  private passRecent(batch: Batch, kept: Int32Array): number {
    const { words, count } = batch;
    const recent = batch.recent === null ? (this.recent ??= newRecent()) : null;
    let unseen = 0;
    for (let i = 0; i < count; i++) {
      const at = WORDS * i;
      if (recent !== null && isRecent(recent, words[at] as number, words[at + 1] as number)) continue;
      kept[unseen++] = i;
    }
    return unseen;
  }

  /** Reads every home once. The reads are independent, so the processor overlaps their cache misses. */
  private lookAhead(batch: Batch, kept: Int32Array, unseen: number): void {
    if (this.homes.length < unseen) this.homes = new Int32Array(2 * unseen);
    const { words } = batch;
    const { cells, homes } = this;
    const { scale } = this;
    let sink = 0;
    for (let k = 0; k < unseen; k++) {
      const home = (((words[WORDS * (kept[k] as number) + 1] as number) >>> 0) * scale) << 1;
      homes[k] = home;
      sink ^= cells[home] as number;
    }
    this.sink ^= sink;
  }

  private insertAll(batch: Batch, kept: Int32Array, unseen: number): number {
    const { words } = batch;
    const { cells, homes } = this;
    let found = 0;
    for (let k = 0; k < unseen; k++) {
      const i = kept[k] as number;
      const h = words[WORDS * i + 1] as number;
      const l = notEmpty(words[WORDS * i] as number, h);
      let at = homes[k] as number;
      for (;;) {
        const cellLow = cells[at] as number;
        const cellHigh = cells[at + 1] as number;
        if (cellLow === l && cellHigh === h) break;
        if (cellLow === 0 && cellHigh === 0) {
          cells[at] = l;
          cells[at + 1] = h;
          kept[found++] = i;
          break;
        }
        at += 2;
      }
    }
    this.added(found);
    return found;
  }

  /** Counts fingerprints that were inserted. */
  added(found: number): void {
    this.size += found;
    const end = 2 * (this.capacity + OVERHANG);
    assert(this.cells[end - 2] === 0 && this.cells[end - 1] === 0, 'probing has not run past the table');
  }

  /** Makes room for more fingerprints. @throws LimitReached where there is none. */
  reserve(more: number): void {
    while (this.size + more > this.capacity * LOAD_MAX) this.grow();
  }

  private grow(): void {
    const before = this.capacity + OVERHANG;
    const factor = this.capacity < FAST_UNTIL ? FAST_GROWTH : GROWTH;
    const capacity = Math.min(Math.floor(this.capacity * factor), CELLS_MAX - OVERHANG);
    const after = capacity + OVERHANG;
    if (capacity <= this.capacity || after * CELL_BYTES > this.bytesMax) {
      throw new LimitReached('memoryMaxBytes');
    }
    if (2 * after > this.cells.length) this.cells = withRoom(this.cells, after, this.bytesMax);
    this.capacity = capacity;
    const gathered = gather(this.cells, before, after);
    spread(this.cells, gathered, after, capacity / 2 ** 32);
  }
}

/** The cells at the front of an array with room for all growth to come, or as much of it as can be had. */
function withRoom(cells: Int32Array, needed: number, bytesMax: number): Int32Array<ArrayBuffer> {
  let most = Math.max(needed, Math.min(CELLS_MAX, Math.floor(bytesMax / CELL_BYTES)));
  for (;;) {
    try {
      const larger = new Int32Array(2 * most);
      larger.set(cells);
      return larger;
    } catch {
      if (most === needed) throw new LimitReached('memoryMaxBytes');
      most = Math.max(needed, Math.floor(most / 2));
    }
  }
}

/** The fingerprint zero means an empty cell; the state that has it is given another. */
function notEmpty(low: number, high: number): number {
  return low === 0 && high === 0 ? 1 : low;
}

/** Moves all cells in use to the end of the table, keeping their order; returns where they begin. */
function gather(cells: Int32Array, before: number, after: number): number {
  let to = 2 * after;
  for (let from = 2 * before - 2; from >= 0; from -= 2) {
    const low = cells[from] as number;
    const high = cells[from + 1] as number;
    if (low === 0 && high === 0) continue;
    cells[from] = 0;
    cells[from + 1] = 0;
    to -= 2;
    cells[to] = low;
    cells[to + 1] = high;
  }
  return to;
}

/**
 * Puts the gathered cells at their homes. They are read in the order of their homes, so what is written hardly
 * ever runs into what is still to be read; cells that would are put in place at the end.
 */
function spread(cells: Int32Array, gathered: number, after: number, scale: number): void {
  const end = 2 * after;
  const deferred: number[] = [];
  for (let reader = gathered; reader < end; reader += 2) {
    const low = cells[reader] as number;
    const high = cells[reader + 1] as number;
    cells[reader] = 0;
    cells[reader + 1] = 0;
    const at = firstFree(cells, ((high >>> 0) * scale) << 1, reader);
    if (at <= reader) {
      cells[at] = low;
      cells[at + 1] = high;
    } else {
      deferred.push(low, high);
    }
  }
  for (let k = 0; k < deferred.length; k += 2) {
    const high = deferred[k + 1] as number;
    const at = firstFree(cells, ((high >>> 0) * scale) << 1, end - 2);
    assert(at < end, 'a grown table has room');
    cells[at] = deferred[k] as number;
    cells[at + 1] = high;
  }
}

/** The first empty cell from `home` on; past `last` if there is none up to there. */
function firstFree(cells: Int32Array, home: number, last: number): number {
  let at = home;
  while (at <= last && ((cells[at] as number) !== 0 || (cells[at + 1] as number) !== 0)) at += 2;
  return at;
}
