import { availableParallelism } from 'node:os';
import { BELL, type Bell } from '../../offload/bell.js';
import { copyBytesIn } from '../../offload/ring-channels.js';
import { Pieces, PieceWriter } from '../../offload/pieces.js';
import { recordWordsMax, type RingReader, type RingWriter } from '../../offload/ring.js';
import { Counting } from '../counts.js';
import { answered, follow, NAP_US, type Source } from '../following.js';
import type { MessageKind, Receiver } from '../transport.js';
import type { Rings, RingsPlan } from './rings.js';

/** What a record is: a message as a whole, or the piece of a packet that belongs at `from`, of `whole` bytes altogether. */
const KIND_AT = 0;
const FROM_AT = 1;
const WHOLE_AT = 2;
const BYTES_AT = 3;
const REST_AT = 4;
const KINDS = ['broadcast', 'frame', 'packet'] as const;
/** A frame that was broadcast, or one of the two kinds of messages that go to one host out of band. */
type RecordKind = (typeof KINDS)[number];

export type Network = 'medium' | 'outOfBand';

/** Messages that may wait for room in one ring; further ones are lost. */
const WAITING_MAX = 256;
const RECORDS_A_TURN = 64;
/** Looks for a message between two looks at the clock. */
const SPINS = 50;
/** Who sleeps looks again after so long, whatever rings. */
const SLEEP_MS = 250;

/** A message that waits for room. */
interface Waiting {
  readonly kind: RecordKind;
  readonly bytes: Uint8Array;
}

/** The rings between a host and another one. */
interface Link {
  readonly to: number;
  readonly out: RingWriter;
  readonly inbox: RingReader;
  readonly waiting: Waiting[];
  readonly sent: PieceWriter;
  /** By kind of record, what has come of a message that is in pieces. */
  readonly pieces: readonly Pieces[];
}

/** A host's end of the shared memory: of the medium and of the network out of band alike. */
export class SharedEnd implements Source {
  readonly counts: Readonly<Record<Network, Counting>> = {
    medium: new Counting(),
    outOfBand: new Counting(),
  };
  private readonly receivers = new Map<Network, Receiver>();
  private readonly links: readonly Link[];
  private readonly bell: Bell;
  private readonly pieceBytesMax: number;
  /** With a processor for each host, to look again and again is the fastest way to hear of something; with fewer it keeps others from theirs. */
  private readonly maySpin: boolean;
  private running: Promise<void> | null = null;

  constructor(
    private readonly rings: Rings,
    private readonly self: number,
    plan: RingsPlan,
  ) {
    this.bell = rings.bell(self);
    this.maySpin = plan.hosts <= availableParallelism();
    this.pieceBytesMax = Int32Array.BYTES_PER_ELEMENT * (recordWordsMax(plan.words) - REST_AT);
    const others = Array.from({ length: plan.hosts }, (_, to) => to).filter((to) => to !== self);
    this.links = others.map((to) => ({
      to,
      out: rings.writer(self, to),
      inbox: rings.reader(to, self),
      waiting: [],
      sent: new PieceWriter(this.pieceBytesMax),
      pieces: KINDS.map(() => new Pieces()),
    }));
  }

  /** Who is told of what comes over a network from now on. The end runs as long as somebody is. */
  open(network: Network, receiver: Receiver): void {
    this.receivers.set(network, receiver);
    this.running ??= follow(this);
  }

  /** Returns whether nobody is told of anything any more. */
  async close(network: Network): Promise<boolean> {
    this.receivers.delete(network);
    if (this.isOpen) return false;
    this.bell.ring();
    await this.running;
    this.running = null;
    return true;
  }

  /** A frame to all others; it is lost to those in whose rings there is no room. */
  broadcast(bytes: Uint8Array): void {
    for (const link of this.links) {
      this.counts.medium.sentOut(bytes.length);
      if (bytes.length > this.pieceBytesMax) this.wait(link, 'broadcast', bytes);
      else if (this.put(link, 'broadcast', bytes, 0, bytes.length)) link.out.publish();
      else this.counts.medium.dropped += 1;
    }
  }

  send(to: number, kind: MessageKind, bytes: Uint8Array): void {
    const link = this.links.find((one) => one.to === to);
    if (link === undefined) return;
    this.counts.outOfBand.sentOut(bytes.length);
    this.wait(link, kind, bytes);
  }

  get isOpen(): boolean {
    return this.receivers.size > 0;
  }

  private wait(link: Link, kind: RecordKind, bytes: Uint8Array): void {
    if (link.waiting.length === WAITING_MAX) this.counts[networkOf(kind)].dropped += 1;
    else link.waiting.push({ kind, bytes: bytes.slice() });
    this.flush(link);
  }

  /** Puts what waits, as far as there is room. Returns whether anything was put. */
  private flush(link: Link): boolean {
    const { waiting, sent, out } = link;
    const before = out.records;
    for (let one = waiting[0]; one !== undefined; one = waiting[0]) {
      const { kind, bytes } = one;
      if (!sent.put(bytes, (from, size) => this.put(link, kind, bytes, from, size))) break;
      waiting.shift();
    }
    out.publish();
    return out.records !== before;
  }

  private put({ out }: Link, kind: RecordKind, bytes: Uint8Array, from: number, size: number): boolean {
    const { shared } = this.rings;
    const at = out.claim(REST_AT + ((size + 3) >>> 2));
    if (at < 0) return false;
    shared.write(at + KIND_AT, KINDS.indexOf(kind));
    shared.write(at + FROM_AT, from);
    shared.write(at + WHOLE_AT, bytes.length);
    shared.write(at + BYTES_AT, size);
    copyBytesIn(bytes, from, shared, at + REST_AT, size);
    return true;
  }

  takeIn(): Promise<void> | null {
    return this.turn() ? answered() : null;
  }

  waitHere(): void {
    if (this.maySpin) {
      for (let spins = 0; spins < SPINS && !this.isDue();) spins += 1;
    } else if (this.bell.arm(() => this.isDue())) {
      this.rings.block(this.self, BELL.asleep, NAP_US);
      this.bell.disarm();
    }
  }

  async sleep(): Promise<void> {
    if (!this.bell.arm(() => this.isDue())) return;
    await this.rings.sleep(this.self, BELL.asleep, SLEEP_MS);
    this.bell.disarm();
  }

  /** Whether there is something to take, or room for what waits, or nobody to be told any more. */
  private isDue(): boolean {
    if (!this.isOpen) return true;
    return this.links.some(
      ({ inbox, out, waiting }) =>
        inbox.hasRecord() ||
        (waiting.length > 0 && out.isRoomFor(recordWordsFor(waiting, this.pieceBytesMax))),
    );
  }

  private turn(): boolean {
    let isBusy = false;
    for (const link of this.links) {
      if (link.waiting.length > 0 && this.flush(link)) isBusy = true;
      if (this.takeFrom(link)) isBusy = true;
    }
    return isBusy;
  }

  private takeFrom(link: Link): boolean {
    const { inbox } = link;
    let count = 0;
    for (; count < RECORDS_A_TURN; count++) {
      const at = inbox.peek();
      if (at < 0) break;
      this.give(link, at);
      inbox.take();
    }
    inbox.release();
    return count > 0;
  }

  private give({ pieces }: Link, at: number): void {
    const { shared } = this.rings;
    const index = shared.read(at + KIND_AT);
    const kind = KINDS[index];
    const [from, whole] = [shared.read(at + FROM_AT), shared.read(at + WHOLE_AT)];
    const begin = Int32Array.BYTES_PER_ELEMENT * (at + REST_AT);
    const piece = shared.bytes.subarray(begin, begin + shared.read(at + BYTES_AT));
    const bytes = piece.length === whole ? piece : pieces[index]?.add(piece, from, whole);
    if (kind === undefined || !bytes) return;
    const network = networkOf(kind);
    this.counts[network].tookIn(bytes.length);
    this.receivers.get(network)?.message(kind === 'broadcast' ? 'frame' : kind, bytes);
  }
}

/** Words of the next record that is to be put: of a whole piece, at most. */
function recordWordsFor([next]: readonly Waiting[], pieceBytesMax: number): number {
  return REST_AT + ((Math.min(next?.bytes.length ?? 0, pieceBytesMax) + 3) >>> 2);
}

function networkOf(kind: RecordKind): Network {
  return kind === 'broadcast' ? 'medium' : 'outOfBand';
}
