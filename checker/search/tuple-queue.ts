const TUPLES_A_PAGE = 4096;

type Page = Uint8Array | Uint16Array | Uint32Array;
type IdBytes = 1 | 2 | 4;

/**
 * A first-in, first-out queue of states, as tuples of local state ids in typed-array pages. An id takes one,
 * two or four bytes, as the largest so far needs; pages are used again once read.
 */
export class TupleQueue {
  private readonly pages: Page[] = [];
  private readonly spare: Page[] = [];
  private readonly pageWords: number;
  private readAt = 0;
  private writeAt = 0;
  private idBytes: IdBytes = 1;
  private idMax = 0xff;
  size = 0;

  constructor(private readonly width: number) {
    this.pageWords = TUPLES_A_PAGE * width;
  }

  push(tuple: Int32Array): void {
    for (let slot = 0; slot < this.width; slot++) {
      if ((tuple[slot] as number) > this.idMax) this.widen(tuple[slot] as number);
    }
    if (this.pages.length === 0 || this.writeAt === this.pageWords) this.openPage();
    const page = this.pages[this.pages.length - 1] as Page;
    let at = this.writeAt;
    for (let slot = 0; slot < this.width; slot++) page[at++] = tuple[slot] as number;
    this.writeAt = at;
    this.size += 1;
  }

  /** Takes the oldest tuple; the queue must not be empty. */
  shift(into: Int32Array): void {
    const page = this.pages[0] as Page;
    let at = this.readAt;
    for (let slot = 0; slot < this.width; slot++) into[slot] = page[at++] as number;
    this.readAt = at;
    this.size -= 1;
    if (at === this.pageWords) this.closePage(page);
  }

  private openPage(): void {
    this.pages.push(this.spare.pop() ?? newPage(this.idBytes, this.pageWords));
    this.writeAt = 0;
  }

  private closePage(page: Page): void {
    this.pages.shift();
    this.readAt = 0;
    if (page.BYTES_PER_ELEMENT === this.idBytes) this.spare.push(page);
  }

  /** Pages are wider from here on; the page being written is copied, full ones stay as they are. */
  private widen(id: number): void {
    this.idBytes = id > 0xffff ? 4 : 2;
    this.idMax = id > 0xffff ? 0xffff_ffff : 0xffff;
    this.spare.length = 0;
    const last = this.pages.at(-1);
    if (last === undefined) return;
    const wide = newPage(this.idBytes, this.pageWords);
    wide.set(last);
    this.pages[this.pages.length - 1] = wide;
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
