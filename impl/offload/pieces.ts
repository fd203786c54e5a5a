/** Bytes that are longer than a record goes through a channel in pieces, each of which says where it belongs. */

/** Puts bytes piece by piece, over several calls where there is no room for all of them at once. */
export class PieceWriter {
  private bytes: Uint8Array | null = null;
  private from = 0;

  constructor(private readonly pieceBytesMax: number) {}

  /** Puts what is left of these bytes with `put`, as long as that returns true. Other bytes than before begin anew. Returns whether all are put. */
  put(bytes: Uint8Array, put: (from: number, size: number) => boolean): boolean {
    if (this.bytes !== bytes) {
      this.bytes = bytes;
      this.from = 0;
    }
    do {
      const size = Math.min(this.pieceBytesMax, bytes.length - this.from);
      if (!put(this.from, size)) return false;
      this.from += size;
    } while (this.from < bytes.length);
    this.forget();
    return true;
  }

  /** What was put so far is of no use. */
  forget(): void {
    this.bytes = null;
  }
}

/** Puts pieces together again. */
export class Pieces {
  private whole = new Uint8Array(0);

  /** Takes a copy of the piece that belongs at `from`, of `size` bytes altogether. Returns these once the last has come, otherwise null. */
  add(piece: Uint8Array, from: number, size: number): Uint8Array | null {
    if (from === 0) this.whole = new Uint8Array(size);
    // The beginning went to somebody who is gone.
    if (this.whole.length !== size) return null;
    this.whole.set(piece, from);
    return from + piece.length === size ? this.whole : null;
  }
}
