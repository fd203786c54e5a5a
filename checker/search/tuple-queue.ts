export const TUPLES_A_PAGE = 4096;

type Page = Uint8Array | Uint16Array | Uint32Array;
export type IdBytes = 1 | 2 | 4;

/**
 * A first-in, first-out queue of states, as tuples of local state ids in typed-array pages, and their fingerprints. An
 * id takes one, two or four bytes, as the largest so far needs; pages are used again once read.
 */
export class TupleQueue {
  private readonly pages: Page[] = [];
  private readonly spare: Page[] = [];
  private readonly fingerprints: Int32Array[] = [];
  private readonly spareFingerprints: Int32Array[] = [];
  private readonly pageWords: number;
  /** The number of tuples taken from the first page, and written to the last. */
  private taken = 0;
  private written = 0;
  /** What the tuples that are pushed take, and the largest local state that fits. */
  idBytes: IdBytes = 1;
  idMax = 0xff;
  size = 0;
  /** The two halves of the fingerprint of the state that was taken last. */
  low = 0;
  high = 0;

  constructor(private readonly width: number) {
    this.pageWords = TUPLES_A_PAGE * width;
  }

  push(tuple: Int32Array, low: number, high: number): void {
    if (this.pages.length === 0 || this.written === TUPLES_A_PAGE) this.openPage();
    const { width } = this;
    const writeAt = width * this.written;
    let page = this.pages[this.pages.length - 1] as Page;
    let bits = 0;
    for (let slot = 0; slot < width; slot++) {
      const id = tuple[slot] as number;
      page[writeAt + slot] = id;
      bits |= id;
    }
    if (bits > this.idMax) {
      page = this.widen(bits);
      for (let slot = 0; slot < width; slot++) page[writeAt + slot] = tuple[slot] as number;
    }
    const fingerprints = this.fingerprints[this.fingerprints.length - 1] as Int32Array;
    const at = 2 * this.written;
    fingerprints[at] = low;
    fingerprints[at + 1] = high;
    this.written += 1;
    this.size += 1;
  }

  /** Takes the oldest tuple, and its fingerprint into `low` and `high`; the queue must not be empty. */
  shift(into: Int32Array): void {
    const page = this.pages[0] as Page;
    const { width } = this;
    const readAt = width * this.taken;
    for (let slot = 0; slot < width; slot++) into[slot] = page[readAt + slot] as number;
    const fingerprints = this.fingerprints[0] as Int32Array;
    this.low = fingerprints[2 * this.taken] as number;
    this.high = fingerprints[2 * this.taken + 1] as number;
    this.taken += 1;
    this.size -= 1;
    if (this.taken === TUPLES_A_PAGE) this.closePage(page);
  }

  /** The bytes that a local state of the oldest tuples takes. */
  get oldestIdBytes(): number {
    return this.pages[0]?.BYTES_PER_ELEMENT ?? this.idBytes;
  }

  /** Copies the oldest tuples, as they are, and their fingerprints, at most `max`; returns how many. They stay. */
  copyOldest(max: number, tuples: Uint8Array, fingerprints: Int32Array): number {
    const page = this.pages[0];
    if (page === undefined) return 0;
    const until = this.pages.length === 1 ? this.written : TUPLES_A_PAGE;
    const count = Math.min(max, until - this.taken);
    const tupleBytes = this.width * page.BYTES_PER_ELEMENT;
    tuples.set(new Uint8Array(page.buffer, tupleBytes * this.taken, tupleBytes * count));
    const from = 2 * this.taken;
    fingerprints.set((this.fingerprints[0] as Int32Array).subarray(from, from + 2 * count));
    return count;
  }

  /** Drops the oldest tuples, of those that were copied at once. */
  drop(count: number): void {
    this.taken += count;
    this.size -= count;
    if (this.taken === TUPLES_A_PAGE) this.closePage(this.pages[0] as Page);
  }

  /** Pushes tuples whose local states take `idBytes`, and their fingerprints. */
  pushAll(count: number, tuples: Uint8Array, fingerprints: Int32Array): void {
    const tupleBytes = this.width * this.idBytes;
    for (let from = 0; from < count;) {
      if (this.pages.length === 0 || this.written === TUPLES_A_PAGE) this.openPage();
      const page = this.pages[this.pages.length - 1] as Page;
      const some = Math.min(count - from, TUPLES_A_PAGE - this.written);
      const bytes = new Uint8Array(page.buffer, page.byteOffset, page.byteLength);
      bytes.set(tuples.subarray(tupleBytes * from, tupleBytes * (from + some)), tupleBytes * this.written);
      const prints = this.fingerprints[this.fingerprints.length - 1] as Int32Array;
      prints.set(fingerprints.subarray(2 * from, 2 * (from + some)), 2 * this.written);
      this.written += some;
      this.size += some;
      from += some;
    }
  }

  /** Gives the tuples that are pushed from here on more room, as local states with these bits need. */
  widenTo(bits: number): void {
    if (this.pages.length === 0) this.openPage();
    this.widen(bits);
  }

  private openPage(): void {
    this.pages.push(this.spare.pop() ?? newPage(this.idBytes, this.pageWords));
    this.fingerprints.push(this.spareFingerprints.pop() ?? new Int32Array(2 * TUPLES_A_PAGE));
    this.written = 0;
  }

  private closePage(page: Page): void {
    this.pages.shift();
    this.spareFingerprints.push(this.fingerprints.shift() as Int32Array);
    this.taken = 0;
    if (page.BYTES_PER_ELEMENT === this.idBytes) this.spare.push(page);
  }

  /** Pages are wider from here on; the page being written is copied and returned, full ones stay as they are. */
  private widen(id: number): Page {
    this.idBytes = id > 0xffff ? 4 : 2;
    this.idMax = id > 0xffff ? 0xffff_ffff : 0xffff;
    this.spare.length = 0;
    const wide = newPage(this.idBytes, this.pageWords);
    wide.set(this.pages[this.pages.length - 1] as Page);
    this.pages[this.pages.length - 1] = wide;
    return wide;
  }
}

function newPage(idBytes: IdBytes, words: number): Page {
  switch (idBytes) {
    case 1:
      return new Uint8Array(words);
    case 2:
      return new Uint16Array(words);
    case 4:
      return new Uint32Array(words);
  }
}
