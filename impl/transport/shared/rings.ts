/** What is where in the memory that hosts of one machine share: a bell for each host, and a ring from each host to each other one. */
import { Bell } from '../../offload/bell.js';
import type { Sleeper } from '../../offload/layout.js';
import { RingReader, RingWriter, ringWords, type RingPlace } from '../../offload/ring.js';
import { SharedWords } from '../../offload/ring-words.js';

const LINE_WORDS = 16;
/** The words of a host: its bell, and whether somebody has its place. */
const BELL_AT = 0;
const TAKEN_AT = 1;

export interface RingsPlan {
  readonly hosts: number;
  /** Words of the ring from one host to another: a power of two. */
  readonly words: number;
}

/** How many bytes such memory has; all of them are 0 at the beginning. */
export function ringsBytes({ hosts, words }: RingsPlan): number {
  return Int32Array.BYTES_PER_ELEMENT * (hosts * LINE_WORDS + hosts * (hosts - 1) * ringWords(words));
}

/** What one host sees of it. */
export class Rings {
  readonly shared: SharedWords;

  constructor(
    buffer: ArrayBuffer | SharedArrayBuffer,
    private readonly plan: RingsPlan,
    private readonly sleeper: Sleeper,
  ) {
    this.shared = new SharedWords(new Int32Array(buffer));
  }

  bell(host: number): Bell {
    const at = this.bellAt(host);
    return new Bell(this.shared, at, () => this.sleeper.wake(at));
  }

  /** Resolves once somebody rings, or after so long. */
  sleep(host: number, asleep: number, timeoutMs: number): Promise<void> {
    return this.sleeper.wait(this.bellAt(host), asleep, timeoutMs);
  }

  /** Blocks the thread until somebody rings, or for so long; not at all where the system has no means for it. */
  block(host: number, asleep: number, us: number): void {
    this.sleeper.block(this.bellAt(host), asleep, us);
  }

  /** Takes the place of a host. Returns whether it was free. */
  take(host: number): boolean {
    return this.shared.exchange(LINE_WORDS * host + TAKEN_AT, 1) === 0;
  }

  free(host: number): void {
    this.shared.store(LINE_WORDS * host + TAKEN_AT, 0);
  }

  writer(from: number, to: number): RingWriter {
    return new RingWriter(this.placeOf(from, to), this.bell(to));
  }

  /** The end that reads, past all that is in the ring: it was for the host as it was before. */
  reader(from: number, to: number): RingReader {
    const reader = new RingReader(this.placeOf(from, to), this.bell(from));
    const { tail, released } = reader.save();
    reader.load({ head: tail, released, tail });
    reader.release();
    return reader;
  }

  private bellAt(host: number): number {
    return LINE_WORDS * host + BELL_AT;
  }

  private placeOf(from: number, to: number): RingPlace {
    const { hosts, words } = this.plan;
    const ring = from * (hosts - 1) + (to < from ? to : to - 1);
    return { words: this.shared, at: hosts * LINE_WORDS + ring * ringWords(words), capacity: words };
  }
}
