import { wordsOf } from '../wire/layout.js';
import { ANSWER, type Answer } from './answers.js';
import { STATUS } from './core-state.js';
import type { Fetch, Join } from './records.js';
import { Takeovers } from './takeovers.js';

/** R3: an answer has no further frame once it has this number of words: 1 MiB. */
const ANSWER_WORDS_MAX = 2 ** 18;

/** R3, R9, R10: what hosts ask each other for, and what they are answered. */
export class Asking extends Takeovers {
  /** R3: asks another host for the entries of this epoch that are missing here, those before slot `upTo`. */
  catchUp(to: number, upTo = Number.MAX_SAFE_INTEGER): Answer {
    if (this.status !== STATUS.following) return ANSWER.notFollowing;
    if (!this.isWritten) return ANSWER.unwritten;
    const { self: from, promised: epoch, settled: delivered } = this;
    const fetch: Fetch = { kind: 'fetch', from, epoch, length: this.log.length, upTo, delivered };
    this.output.send(to, this.ofLife(fetch));
    if (this.trace !== null) this.trace('Fetch', this);
    return ANSWER.taken;
  }

  /** R3, R9: asks another host for the running epoch. */
  comeBack(to: number): Answer {
    if (this.status === STATUS.recovering) return ANSWER.recovering;
    if (!this.isWritten) return ANSWER.unwritten;
    const { self: from, promised, settled: delivered } = this;
    const isInstalled = this.installed !== null;
    this.output.send(to, this.ofLife({ kind: 'join', from, promised, isInstalled, delivered }));
    if (this.trace !== null) this.trace('Join', this);
    return ANSWER.taken;
  }

  /** R3, R10: another host asks for entries: it is sent those that it lacks, or a snapshot in their place. */
  fetch({ from, life, epoch, length, upTo, delivered }: Fetch): Answer {
    const { log } = this;
    if (this.status !== STATUS.following) return ANSWER.notFollowing;
    if (this.lives?.isOver(from, life) === true) return ANSWER.oldLife;
    if (!this.isWritten) return ANSWER.unwritten;
    if (epoch !== this.promised) return epoch < this.promised ? ANSWER.olderEpoch : ANSWER.newerEpoch;
    if (length >= log.length) return ANSWER.nothing;
    if (length >= log.start) {
      const end = Math.min(upTo, log.length);
      let left = ANSWER_WORDS_MAX;
      for (let slot = length; slot < end && left > 0; slot++) {
        const place = log.placeOf(slot);
        left -= wordsOf(log.words, place);
        this.output.resend(from, log.words, place);
      }
    } else {
      if (length >= this.settled) return ANSWER.nothing;
      this.sendInstall(from, delivered);
    }
    if (this.trace !== null) this.trace('AnswerFetch', this);
    return ANSWER.taken;
  }

  /**
   * R3, R9: another host asks for the running epoch: it is sent the record, or, if the base is gone, a snapshot that reaches
   * beyond it. A host that had compacted more than the starter knew to be agreed has neither at first; the starter has.
   */
  join({ from, life, promised, isInstalled, delivered }: Join): Answer {
    if (this.status !== STATUS.following) return ANSWER.notFollowing;
    if (this.lives?.isOver(from, life) === true) return ANSWER.oldLife;
    if (!this.isWritten) return ANSWER.unwritten;
    if (isInstalled ? this.promised <= promised : this.promised < promised) return ANSWER.nothing;
    const { epoch, log } = this;
    if (log.start <= epoch.snapshot) {
      const image = log.image(delivered, epoch.snapshot, epoch.base);
      this.output.send(from, { kind: 'start', from: this.self, epoch, log: image });
    } else {
      if (this.settled <= epoch.base) return ANSWER.nothing;
      this.sendInstall(from, delivered);
    }
    if (this.trace !== null) this.trace('AnswerJoin', this);
    return ANSWER.taken;
  }

  protected sendInstall(to: number, delivered: number): void {
    const { self: from, epoch, log, settled } = this;
    const image = log.image(delivered, settled, settled);
    this.output.send(to, { kind: 'install', from, epoch, log: image });
  }
}
