import type { Random } from './random.js';

/** Which hosts cannot be heard by which others. */
export class Partition {
  /** Whether there is one. */
  isCut = false;
  /** By sender and receiver, whether broadcasts, and packets, do not get through. */
  private readonly broadcasts: Uint8Array;
  private readonly packets: Uint8Array;

  constructor(private readonly hosts: number) {
    this.broadcasts = new Uint8Array(hosts * hosts);
    this.packets = new Uint8Array(hosts * hosts);
  }

  cuts(from: number, to: number, isMedium: boolean): boolean {
    if (!this.isCut) return false;
    return (isMedium ? this.broadcasts : this.packets)[from * this.hosts + to] === 1;
  }

  heal(): void {
    this.isCut = false;
  }

  /**
   * Splits the hosts anew: in two or more parts, or one host hears nobody, or is heard by nobody; on both networks or on
   * one. Says which in a word or two.
   */
  split(random: Random): string {
    const networks = random.pick(['both', 'both', 'both', 'medium', 'out of band'] as const);
    const shape = random.pick(['halves', 'halves', 'halves', 'parts', 'deaf', 'mute'] as const);
    const parts = this.partsFor(shape, random);
    const one = random.below(this.hosts);
    this.isCut = true;
    this.broadcasts.fill(0);
    this.packets.fill(0);
    for (let from = 0; from < this.hosts; from++) {
      for (let to = 0; to < this.hosts; to++) {
        const isCut =
          (shape === 'deaf' && to === one) || (shape === 'mute' && from === one) || parts[from] !== parts[to];
        if (!isCut || from === to) continue;
        if (networks !== 'out of band') this.broadcasts[from * this.hosts + to] = 1;
        if (networks !== 'medium') this.packets[from * this.hosts + to] = 1;
      }
    }
    return `${shape}, ${networks}`;
  }

  /** To which part each host belongs. Halves are of any two sizes, each of at least one host. */
  private partsFor(shape: 'halves' | 'parts' | 'deaf' | 'mute', random: Random): Uint8Array {
    const parts = new Uint8Array(this.hosts);
    if (shape === 'deaf' || shape === 'mute') return parts;
    const count = shape === 'halves' ? 2 : 2 + random.below(3);
    const share = random.next();
    for (let host = 0; host < this.hosts; host++) {
      parts[host] = random.happens(share) ? 0 : 1 + random.below(count - 1);
    }
    const one = random.below(this.hosts);
    if (parts.every((part) => part === parts[0])) parts[one] = parts[0] === 0 ? 1 : 0;
    return parts;
  }
}
