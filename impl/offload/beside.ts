import type { PayloadQueue } from '../core/payload-queue.js';
import type { C1, C2 } from './channels.js';
import type { DriverEnds } from './driver-ends.js';
import type { Engine } from './engine.js';

/**
 * The ends of a driver in the thread of its engine. Nothing is between the two: what goes into C1 is taken at once, and what C2 would bring is
 * read where it stands in the engine's log, when the driver asks for it. So both FIFOs have room for nothing, and each record that is put in is
 * taken out in the same step; a driver that does not ask is one whose C2 is full.
 */
export class Beside implements DriverEnds, C1 {
  readonly counts = { records: 0, refused: 0 };
  /** Whether the driver has sent something that the engine has not gone on with. */
  hasNews = false;
  private snapshot: { readonly session: number; readonly slot: number; readonly bytes: Uint8Array } | null =
    null;

  constructor(
    private readonly engine: Engine,
    readonly nextSession: () => number,
  ) {}

  get c1(): C1 {
    return this;
  }

  begin(session: number, delivered: number, pointer: number): boolean {
    return this.put(!this.engine.host.isFailed && this.engine.edge.begin(session, delivered, pointer));
  }

  payload(number: number, source: Uint8Array, at: number, bytes: number): boolean {
    return this.put(!this.engine.host.isFailed && this.engine.edge.payload(number, source, at, bytes));
  }

  payloads(from: PayloadQueue, place: number, most: number): number {
    if (this.engine.host.isFailed) return 0;
    const taken = this.engine.edge.payloads(from, place, most);
    if (taken > 0) this.hasNews = true;
    this.counts.records += taken;
    return taken;
  }

  publish(): void {
    // It is there already.
  }

  take(to: C2, most: number): number {
    const { edge } = this.engine;
    let taken = 0;
    while (taken < most && edge.putC2(to)) taken += 1;
    return taken;
  }

  tell(session: number, delivered: number): void {
    this.engine.edge.register(session, delivered);
  }

  compact(session: number, slot: number, snapshot: Uint8Array): void {
    this.snapshot = { session, slot, bytes: snapshot.slice() };
    this.hasNews = true;
  }

  goOn(): boolean {
    return false;
  }

  /** To be called by whoever runs the engine: it goes on with what has come. */
  goOnWithNews(): void {
    const { snapshot, engine } = this;
    this.hasNews = false;
    if (engine.host.isFailed) return;
    if (snapshot !== null) engine.edge.compact(snapshot.session, snapshot.slot, snapshot.bytes);
    this.snapshot = null;
    engine.host.goOn();
  }

  private put(isTaken: boolean): boolean {
    if (isTaken) {
      this.counts.records += 1;
      this.hasNews = true;
    } else this.counts.refused += 1;
    return isTaken;
  }
}
