import { STATUS, type Core } from '../core/core.js';
import type { Storage } from '../storage/storage.js';
import type { Snapshot } from './compacting.js';
import { deliverAgreed } from './delivery.js';
import type { HostModes } from './modes.js';
import type { Ordinary } from './ordinary.js';
import type { PacketIntake } from './packet-intake.js';
import type { HostPort } from './port.js';
import type { Progress } from './progress.js';

/** What a host does of its own accord, after whatever has happened to it: every call of its core that is due, until there is none. */
export class Due {
  /** Whether `advance` runs, further out. */
  isAdvancing = false;

  constructor(
    private readonly core: Core,
    private readonly storage: Storage,
    private readonly port: HostPort,
    private readonly modes: HostModes,
    private readonly progress: Progress,
    private readonly intake: PacketIntake,
    private readonly ordinary: Ordinary,
    /** Whether the application is given what is agreed as soon as it is; otherwise a cursor reads it. */
    private readonly pushes: boolean,
  ) {}

  /** Makes every call that is due now, until there is none. */
  advance(): void {
    if (this.isAdvancing) return;
    this.isAdvancing = true;
    this.ordinary.forget();
    try {
      do {
        this.takeDeferred();
        this.useWhatCame();
        if (this.pushes) deliverAgreed(this.core, this.port);
      } while (this.compactDue() || this.flushes());
    } finally {
      this.isAdvancing = false;
    }
  }

  /** R4: flushes what is new. Returns whether that is done already, and there is something that had to wait for it. */
  private flushes(): boolean {
    if (!this.modes.writing.flush()) return false;
    if (!this.isQuiet) return true;
    if (!this.pushes) return false;
    deliverAgreed(this.core, this.port);
    // The application may have submitted something.
    return !this.isQuiet;
  }

  /** Whether nothing is due, whatever storage has just written: as a rule, behind the flush of an entry. */
  private get isQuiet(): boolean {
    const { core } = this;
    const { deferred, catchingUp, compacting, hints } = this.modes;
    return (
      core.isWritten &&
      !core.holdsToken &&
      deferred.isEmpty &&
      catchingUp.isQuiet &&
      !compacting.isWaiting &&
      hints.isQuiet
    );
  }

  /** R4: what has waited for storage has its turn once all is written. */
  private takeDeferred(): void {
    if (!this.core.isWritten) return;
    if (this.modes.deferred.open()) this.progress.takeOver();
    for (const packet of this.modes.deferred.takePackets()) this.intake.take(packet);
  }

  /** R2, R3: takes the frames that had come too early, and uses the token; neither while a takeover waits for storage. */
  private useWhatCame(): void {
    if (!this.modes.deferred.isOpen) {
      this.modes.sending.rest();
      return;
    }
    while (this.modes.catchingUp.takeAhead()) this.progress.tookEntry();
    this.modes.catchingUp.goOn();
    if (this.modes.sending.useToken(this.modes.hints)) this.progress.tookEntry();
    this.modes.hints.tell();
  }

  /** R10: compacts what has waited, if it may now. Returns whether there is more to do. */
  private compactDue(): boolean {
    const due = this.modes.compacting.due();
    return due !== null && this.compacts(due);
  }

  /** R10: a snapshot takes the place of entries, or waits. Returns whether there is room now for what there was none before. */
  compacts({ slot, snapshot }: Snapshot): boolean {
    const { core, storage } = this;
    const { compacting, writing, takeover } = this.modes;
    if (!compacting.take(slot, snapshot)) return false;
    writing.handOver();
    writing.run(() => storage.compact(core.log.markAt(slot), snapshot));
    if (takeover.hasRoom()) this.progress.tookOver();
    return true;
  }

  /** R4: storage has written everything up to this position of the journal. */
  persisted(position: number): void {
    const { core } = this;
    const before = core.delivered;
    core.persisted(position);
    if (core.delivered > before && core.log.snapshot !== null && this.pushes) {
      this.port.restore(core.log.start, core.log.snapshot);
    }
    this.modes.sending.written();
    if (core.status === STATUS.gathering && this.modes.takeover.promised()) this.progress.tookOver();
    this.modes.returning.look();
    this.advance();
  }
}
