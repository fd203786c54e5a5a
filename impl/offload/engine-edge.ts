/**
 * The edge of an offload engine towards its driver (O4–O9): a session, a cursor over the agreed log, and what is to be compacted. The
 * protocol is none of its business: that is the host's behind it, which never waits for anything here (O1). Pure as that: records come and go
 * by calls, and there is neither memory that is shared, nor a clock, nor a timer.
 */
import { ANSWER } from '../core/answers.js';
import type { PayloadQueue } from '../core/payload-queue.js';
import type { EngineSide } from '../host/engine-side.js';
import { countOf } from '../wire/layout.js';
import type { C1, C2 } from './channels.js';

/** What an edge needs of the host behind it. */
export type EdgeHost = Pick<
  EngineSide,
  | 'self'
  | 'log'
  | 'agreed'
  | 'nextNumber'
  | 'isRecovering'
  | 'compactable'
  | 'resubmit'
  | 'resubmitRun'
  | 'learn'
  | 'acknowledge'
  | 'compact'
>;

export interface EngineEdgeState {
  /** O9: the session that the driver has begun last; 0 for none, since the engine has begun. */
  readonly session: number;
  /** O9: whether the driver has not been told yet that the engine has begun anew. */
  readonly isNew: boolean;
  /** O9: whether the driver has not been answered yet that its session has begun. */
  readonly isAsked: boolean;
  /** The newest session that the register beside C1 has shown: what is in C1 of others is dropped. At least `session`. */
  readonly announced: number;
  /** O5: the slot of the next entry that goes into C2. At most the number of entries that are agreed. */
  readonly cursor: number;
  /** O6: what the application is to be given up for, once that may be. */
  readonly compaction: { readonly slot: number; readonly snapshot: Uint8Array } | null;
}

export class EngineEdge implements C1 {
  /** Told of each session that begins here, with what its driver has and knows to be agreed, which the host has learnt; null where nobody traces. */
  trace: ((session: number, delivered: number, pointer: number) => void) | null = null;
  private session = 0;
  private announced = 0;
  private isNew = true;
  private isAsked = false;
  private cursor = 0;
  private compaction: EngineEdgeState['compaction'] = null;

  constructor(private readonly host: EdgeHost) {}

  /** O9: the session that the driver has begun last; 0 for none, since the engine has begun. */
  get attachedTo(): number {
    return this.session;
  }

  /**
   * O9: the driver begins a session. What it knows to be agreed is so here, and C2 goes on behind that. Not yet, where the engine is a
   * new life without a disk that has not recovered (D2): it does not know what it has.
   *
   * @throws ExoError EXO402 if it has more than there is: the engine has another storage, or one that has lost something.
   */
  begin(session: number, delivered: number, pointer: number): boolean {
    const { host } = this;
    if (session < this.announced) return true;
    if (host.isRecovering) return false;
    host.learn(pointer);
    if (this.trace !== null) this.trace(session, delivered, pointer);
    this.announced = session;
    this.session = session;
    this.isAsked = true;
    this.cursor = pointer;
    this.compaction = null;
    host.acknowledge(delivered);
    return true;
  }

  /**
   * O7: a payload waits to be broadcast; false while too much does. One that waits already, or is agreed, is dropped, and so is
   * what is in C1 before the newest session begins. Some of these together are followed by one call of the host's `goOn`.
   *
   * @throws ExoError EXO402 for a payload that is too long; EXO423 once storage has failed.
   */
  payload(number: number, source: Uint8Array, at: number, bytes: number): boolean {
    if (this.isStale) return true;
    return this.host.resubmit(number, source, at, bytes) !== ANSWER.full;
  }

  /** O7: the same of payloads that wait in the queue of the driver. Returns how many it has taken. */
  payloads(from: PayloadQueue, place: number, most: number): number {
    if (this.isStale) return 0;
    return this.host.resubmitRun(from, place, most);
  }

  /** O4, O6: what the register beside C1 shows: the session of the driver, and that the application has the first `delivered` entries. */
  register(session: number, delivered: number): void {
    // Neither an engine nor a driver that has begun anew is in one: that is not the same one.
    if (session === 0) return;
    if (session === this.session) this.host.acknowledge(delivered);
    else if (session > this.announced) this.announced = session;
  }

  /**
   * O6: the application has a snapshot of what it made of the first `slot` entries, and the log need not keep them; as soon as that
   * may be. It is not copied before that.
   */
  compact(session: number, slot: number, snapshot: Uint8Array): void {
    if (session === 0 || session !== this.session || slot <= (this.compaction?.slot ?? this.host.log.start))
      return;
    this.host.acknowledge(slot);
    this.compaction = { slot, snapshot };
    this.goOnCompacting();
  }

  /** O6: compacts what could not be compacted before; to be called every now and then, for nothing is lost if it is late. */
  goOnCompacting(): void {
    const { compaction, host } = this;
    if (compaction === null || compaction.slot > host.compactable) return;
    this.compaction = null;
    host.compact(compaction.slot, compaction.snapshot);
  }

  /** O5: puts the next record into C2. Returns whether there was one, and room for it. */
  putC2(to: C2): boolean {
    if (this.host.isRecovering) return false;
    if (this.isNew || this.isAsked) return this.greet(to);
    const { host, cursor } = this;
    if (this.session === 0 || cursor >= host.agreed) return false;
    const { log } = host;
    // R4: a snapshot that is not written yet stands for more than is agreed here.
    if (cursor < log.start) return log.start <= host.agreed && this.putSnapshot(to);
    if (to.appendEmpties !== undefined && this.putEmpties(to, cursor)) return true;
    if (!to.append(cursor, log.words, log.placeOf(cursor))) return false;
    this.cursor = cursor + 1;
    return true;
  }

  /** All that the edge is, as plain data; the host behind it is saved apart. */
  save(): EngineEdgeState {
    const { session, announced, isNew, isAsked, cursor, compaction } = this;
    return { session, announced, isNew, isAsked, cursor, compaction };
  }

  load({ session, announced, isNew, isAsked, cursor, compaction }: EngineEdgeState): void {
    this.session = session;
    this.announced = announced;
    this.isNew = isNew;
    this.isAsked = isAsked;
    this.cursor = cursor;
    this.compaction = compaction;
  }

  /**
   * A new engine says so first, whatever it finds in C1: a session that a driver has begun with the engine before it may stand there
   * still, because that had no time to take it out. The driver then begins another one.
   */
  private greet(to: C2): boolean {
    const { host, session } = this;
    if (this.isNew) {
      this.isNew = !to.reset();
      return !this.isNew;
    }
    this.isAsked = !to.begin(session, host.nextNumber, host.log.start);
    return !this.isAsked;
  }

  /** O9: whether what is in C1 stands before the newest session begins. */
  private get isStale(): boolean {
    return this.session === 0 || this.session < this.announced;
  }

  /** O5: puts empty entries into C2, as many as follow on each other. Returns whether there was one, and room for it. */
  private putEmpties(to: C2, cursor: number): boolean {
    const { agreed, log } = this.host;
    const { words } = log;
    let end = cursor;
    while (end < agreed && countOf(words, log.placeOf(end)) === 0) end += 1;
    if (end === cursor) return false;
    this.cursor = cursor + (to.appendEmpties?.(cursor, end - cursor) ?? 0);
    return this.cursor > cursor;
  }

  /** O9: the log begins behind the cursor: what stands before it is given as a snapshot. */
  private putSnapshot(to: C2): boolean {
    const { log, self } = this.host;
    if (log.snapshot === null || !to.snapshot(log.start, log.markNumberOf(self), log.snapshot)) return false;
    this.cursor = log.start;
    return true;
  }
}
