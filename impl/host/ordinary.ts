import { STATUS, type Core } from '../core/core.js';
import type { FrameRun } from '../core/frame-ring.js';
import type { Storage } from '../storage/storage.js';
import type { HostModes } from './modes.js';
import type { Progress } from './progress.js';

/**
 * What a host does with nearly every frame that it hears, and nothing else: entries follow on its log, the next one is its own as a rule, and
 * all of them are written. Where nothing is out of the ordinary that is done here in a row, as the host does it step by step: looking again and again
 * at all that may be due takes longer than all that is done. Storage keeps nothing, and a cursor reads what is agreed.
 */
export class Ordinary {
  /** Whether it was looked, and nothing else has been done since. */
  private isKnown = false;

  constructor(
    private readonly core: Core,
    private readonly modes: HostModes,
    private readonly progress: Pick<Progress, 'tookEntries' | 'tookOwn'>,
    private readonly storage: Storage,
  ) {}

  /** Something else has been done than `take`: it is to be looked again whether all is as it is as a rule. */
  forget(): void {
    this.isKnown = false;
  }

  /** Whether the host follows its epoch, has nothing in mind but that, and nobody looks at its steps. */
  get isNow(): boolean {
    if (!this.isKnown) this.isKnown = this.look();
    return this.isKnown;
  }

  /** Takes frames number `from` to before `to`, as far as they follow on the log, and does what is due then. Returns how many it has taken. */
  take(frames: FrameRun, from: number, to: number): number {
    const { core, progress } = this;
    const { sending, hints, returning } = this.modes;
    const taken = core.receiveRun(frames, from, to);
    if (taken === 0) return 0;
    progress.tookEntries(taken);
    // What follows may be one more to be taken before it is the own turn.
    if (from + taken < to) return taken;
    if (sending.send(hints)) progress.tookOwn();
    else this.received();
    returning.look();
    return taken;
  }

  /** Uses the token, if it is here: all that is due where a payload has come, and nothing else. Returns whether that is so. */
  goOn(): boolean {
    const { sending, hints } = this.modes;
    if (!hints.isQuiet || !this.isNow) return false;
    if (sending.send(hints)) this.progress.tookOwn();
    this.isKnown = sending.isIdle;
    return true;
  }

  /** The token is somebody else's, or is held. */
  private received(): void {
    this.core.wroteEntries();
    this.isKnown = this.modes.sending.isIdle;
  }

  private look(): boolean {
    const { core } = this;
    const { writing, deferred, catchingUp, compacting, hints, sending } = this.modes;
    return (
      this.storage.keepsNothing === true &&
      core.trace === null &&
      core.status === STATUS.following &&
      core.isWritten &&
      writing.isIdle &&
      sending.isIdle &&
      deferred.isEmpty &&
      catchingUp.isQuiet &&
      !compacting.isWaiting &&
      hints.isQuiet
    );
  }
}
