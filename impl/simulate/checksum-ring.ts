/** Checksums by ascending numbers, of which only the last ones are asked for. */
export class ChecksumRing {
  private checksums: Int32Array;

  /** With room for a number of them at first. */
  constructor(count: number) {
    this.checksums = new Int32Array(2 ** Math.ceil(Math.log2(count)));
  }

  at(place: number): number {
    return this.checksums[place & (this.checksums.length - 1)] as number;
  }

  /** Puts a checksum in its place. Those from place `first` on stay. */
  put(place: number, checksum: number, first: number): void {
    if (place - first >= this.checksums.length) this.grow(first, place);
    this.checksums[place & (this.checksums.length - 1)] = checksum;
  }

  private grow(first: number, end: number): void {
    const before = this.checksums;
    const size = 2 ** Math.ceil(Math.log2(end - first + 1));
    const [oldMask, mask] = [before.length - 1, size - 1];
    this.checksums = new Int32Array(size);
    const last = Math.max(first, end - before.length);
    for (let place = last; place < end; place++) {
      this.checksums[place & mask] = before[place & oldMask] as number;
    }
  }
}
