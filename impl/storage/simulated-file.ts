/** A number from 0 to before 1. */
export type Random = () => number;

type Change =
  | { readonly kind: 'write'; readonly from: number; readonly to: number }
  | { readonly kind: 'truncate'; readonly size: number };

const SECTOR_BYTES = 512;

/** A file of a simulated disk: what can be read, what is durable, and the changes that lie between, in order. */
export class SimulatedFile {
  readonly content = new Content();
  private readonly durable = new Content();
  private changes: Change[] = [];

  write(bytes: Uint8Array, position: number): void {
    this.content.write(bytes, position);
    this.changes.push({ kind: 'write', from: position, to: position + bytes.length });
  }

  truncate(size: number): void {
    this.content.truncate(size);
    this.changes.push({ kind: 'truncate', size });
  }

  /** How many changes are not durable. */
  get unsynced(): number {
    return this.changes.length;
  }

  /** Makes the first changes durable. */
  sync(count: number): void {
    for (const change of this.changes.splice(0, count)) this.keep(change);
  }

  /** What fails to become durable is forgotten: it can be read on, and no later `sync` sees to it. */
  syncAndFail(count: number): void {
    this.changes.splice(0, count);
  }

  /** Changes a bit of what is durable, and of what is read. */
  flip(bit: number): void {
    for (const { bytes } of [this.content, this.durable]) {
      if (bit >>> 3 < bytes.length) bytes[bit >>> 3] = (bytes[bit >>> 3] as number) ^ (1 << (bit & 7));
    }
  }

  /**
   * Of what was not synced any part may be there afterwards, each change by itself. Bits change in bytes that are new
   * only: what is written over with the same bytes keeps them.
   */
  crash(random: Random, rots: boolean): void {
    for (const change of this.changes) this.tear(change, random, rots);
    this.changes = [];
    this.content.become(this.durable);
  }

  private tear(change: Change, random: Random, rots: boolean): void {
    const fate = Math.floor(6 * random());
    if (change.kind === 'truncate') {
      if (fate < 3) this.keep(change);
      return;
    }
    const { from, to } = change;
    const { size } = this.durable;
    switch (fate) {
      case 0:
        return;
      case 1:
        this.keep(change);
        break;
      case 2:
        this.keepBytes(from, from + Math.floor((to - from + 1) * random()));
        break;
      case 3:
        // The size is durable before the bytes are: they read as zeros.
        this.durable.extend(to);
        break;
      default:
        this.keepSectors(from, to, random);
    }
    if (rots && random() < 0.5) this.rot(Math.max(from, size), Math.min(to, this.durable.size), random);
  }

  private keep(change: Change): void {
    if (change.kind === 'truncate') this.durable.truncate(change.size);
    else this.keepBytes(change.from, change.to);
  }

  private keepBytes(from: number, to: number): void {
    const end = Math.min(to, this.content.size);
    if (from < end) this.durable.write(this.content.bytes.subarray(from, end), from);
  }

  private keepSectors(from: number, to: number, random: Random): void {
    for (let at = from; at < to;) {
      const end = Math.min(to, (Math.floor(at / SECTOR_BYTES) + 1) * SECTOR_BYTES);
      if (random() < 0.5) this.keepBytes(at, end);
      at = end;
    }
  }

  private rot(from: number, to: number, random: Random): void {
    if (from >= to) return;
    const { bytes } = this.durable;
    const at = from + Math.floor((to - from) * random());
    bytes[at] = (bytes[at] as number) ^ (1 << Math.floor(8 * random()));
  }
}

/** Bytes that grow; between the old end and a write behind it there are zeros. */
class Content {
  size = 0;
  private memory = new Uint8Array(0);

  get bytes(): Uint8Array {
    return this.memory.subarray(0, this.size);
  }

  write(bytes: Uint8Array, position: number): void {
    this.extend(position + bytes.length);
    this.memory.set(bytes, position);
  }

  extend(size: number): void {
    if (size > this.memory.length) {
      const grown = new Uint8Array(Math.max(size, 2 * this.memory.length));
      grown.set(this.bytes);
      this.memory = grown;
    }
    this.size = Math.max(this.size, size);
  }

  truncate(size: number): void {
    if (size < this.size) this.memory.fill(0, size, this.size);
    this.extend(size);
    this.size = size;
  }

  become(other: Content): void {
    this.truncate(0);
    this.write(other.bytes, 0);
  }
}
