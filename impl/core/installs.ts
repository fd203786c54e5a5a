import { assert } from '../../errors/index.js';
import { ANSWER, type Answer } from './answers.js';
import { STATUS } from './core-state.js';
import { Entries } from './entries.js';
import type { EpochRecord, Install, LogImage, Start } from './records.js';
import { ringFrom } from './ring.js';

/** R6, R10: how an epoch that has started somewhere becomes the one that this host follows. */
export class Installs extends Entries {
  /** R6: an epoch has started. */
  start({ epoch, log }: Start): Answer {
    const answer = this.mayInstall(epoch, log);
    if (answer !== ANSWER.taken) return answer;
    this.installFrom(epoch, log);
    if (this.trace !== null) this.trace('Install', this);
    return ANSWER.taken;
  }

  /** R3, R6, R10: an epoch, or more of the one that is installed, with a snapshot. */
  install({ epoch, log }: Install): Answer {
    const isMore =
      this.status === STATUS.following && epoch.number === this.promised && log.length > this.log.length;
    const answer = isMore ? this.mayFollow(epoch, log) : this.mayInstall(epoch, log);
    if (answer !== ANSWER.taken) return answer;
    this.installFrom(epoch, log);
    if (this.trace !== null) this.trace('CatchUp', this);
    return ANSWER.taken;
  }

  protected mayInstall(epoch: EpochRecord, log: LogImage): Answer {
    if (this.status === STATUS.recovering) return ANSWER.recovering;
    if (epoch.number < this.promised) return ANSWER.olderEpoch;
    if (this.installed !== null && epoch.number <= this.installed.number) return ANSWER.alreadyInstalled;
    return this.mayFollow(epoch, log);
  }

  /** D8: whether an epoch that is sent may be followed, with that log. */
  protected mayFollow(epoch: EpochRecord, log: LogImage): Answer {
    return this.lives?.isAlive(epoch) === false ? ANSWER.deadEpoch : this.mayBecome(log);
  }

  protected mayBecome(log: LogImage): Answer {
    if (!this.isWritten) return ANSWER.unwritten;
    if (!this.log.canBecome(log, this.settled)) return ANSWER.needsSnapshot;
    return this.log.hasRoomFor(log, this.settled) || this.mayBeLonger(log) ? ANSWER.taken : ANSWER.full;
  }

  /** R10: whether this log may become longer than it should be, and that one: what comes with a snapshot has room elsewhere. */
  protected mayBeLonger({ mark }: LogImage): boolean {
    return mark.length > this.settled || this.log.mayOutgrow(this.agreedHere, this.needed);
  }

  protected become(log: LogImage): boolean {
    return this.log.become(log, this.settled, this.mayBeLonger(log));
  }

  protected installFrom(epoch: EpochRecord, log: LogImage): void {
    const known = Math.max(this.settled, log.delivered);
    assert(this.become(log), 'there is room for what may be installed');
    this.lives?.join(epoch.lives);
    this.enter(epoch, known);
    this.status = STATUS.installing;
    this.gathered = null;
  }

  /** What was installed is written: what others know to be agreed is so here, and a snapshot is delivered as such. */
  protected settle(): void {
    const { log } = this;
    if (this.known > this.agreed) {
      this.dropAgreed(this.known);
      this.agreed = this.known;
    }
    if (log.start > this.delivered) {
      this.delivered = log.start;
      this.queue.dropUpTo(log.markNumberOf(this.self));
    }
    this.agree();
  }

  protected enter(epoch: EpochRecord, known: number): void {
    this.promised = epoch.number;
    this.installed = epoch;
    this.known = known;
    this.order = ringFrom(epoch.number % this.hosts, epoch.members);
    this.turn = (this.log.length - epoch.base) % this.order.length;
    this.journal += 1;
    this.lookAtLives();
  }
}
