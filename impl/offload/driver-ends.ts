import type { C1, C2 } from './channels.js';
import type { SharedMemory } from './layout.js';
import { RegisterWriter } from './register.js';
import { C2Reader, RingC1 } from './ring-channels.js';
import type { RingWriter } from './ring.js';
import { SnapshotWriter } from './snapshots.js';

/** The driver's ends of all that is between it and its engine. */
export interface DriverEnds {
  readonly c1: C1;
  /** Records that were put into C1, and how often it had no room. */
  readonly counts: { readonly records: number; readonly refused: number };
  /** O9: a number above those of all sessions before. */
  nextSession(): number;
  /** Shows the engine what was put into C1. */
  publish(): void;
  /** Gives up to `most` records of C2 to the driver. Returns how many it has taken. */
  take(to: C2, most: number): number;
  /** O4: what the register beside C1 says from now on. */
  tell(session: number, delivered: number): void;
  /** O6: a snapshot of the first `slot` entries; it is copied. */
  compact(session: number, slot: number, snapshot: Uint8Array): void;
  /** Goes on with a snapshot for which there was no room, and shows the engine all that is new. Returns whether there was something. */
  goOn(): boolean;
}

/** The ends where the engine runs in another thread: rings in memory that both share. */
export class RingEnds implements DriverEnds {
  readonly c1: RingC1;
  private readonly ring: RingWriter;
  private readonly c2: C2Reader;
  private readonly register: RegisterWriter;
  private readonly snapshots: SnapshotWriter;
  private readonly snapshotRing: RingWriter;
  private readonly bell: { ring(): void };
  /** Whether the register says what the engine has not been rung for. */
  private isNews = false;

  constructor(
    private readonly memory: SharedMemory,
    private readonly self: number,
  ) {
    const { plan, words } = memory;
    const engine = plan.engines[self] as number;
    this.bell = memory.newsBell(engine);
    this.ring = memory.writerOfDriver(memory.c1(self), engine);
    this.c1 = new RingC1(this.ring, words);
    this.c2 = new C2Reader(memory.reader(memory.c2(self), engine), words);
    this.register = new RegisterWriter(words, memory.registerAt(self));
    this.snapshotRing = memory.writerOfDriver(memory.snapshots(self), engine);
    this.snapshots = new SnapshotWriter(this.snapshotRing, words, plan.snapshotWords);
  }

  get counts(): DriverEnds['counts'] {
    return this.ring;
  }

  nextSession(): number {
    const { memory, self } = this;
    return Atomics.add(memory.words.array, memory.sessionsAt(self), 1) + 1;
  }

  publish(): void {
    this.ring.publish();
  }

  take(to: C2, most: number): number {
    return this.c2.take(to, most);
  }

  tell(session: number, delivered: number): void {
    if (this.register.write(session, delivered)) this.isNews = true;
  }

  compact(session: number, slot: number, snapshot: Uint8Array): void {
    this.snapshots.put(session, slot, snapshot);
  }

  goOn(): boolean {
    const hasSnapshot = this.snapshots.goOn();
    if (hasSnapshot) this.snapshotRing.publish();
    this.ring.publish();
    if (this.isNews) this.bell.ring();
    this.isNews = false;
    return hasSnapshot;
  }
}
