import { ANSWER, type Answer } from './answers.js';
import { copiedImage } from './copied.js';
import { STATUS, type Gathered } from './core-state.js';
import { Installs } from './installs.js';
import { mayBeMembers } from './members.js';
import { NUMBERS_END } from './numbers-end.js';
import type { EpochRecord, Prepare, PromisePacket } from './records.js';

/** R5: how a host takes over: both sides of it, who asks for promises and who gives them. */
export class Takeovers extends Installs {
  /** R5: this host has waited too long, and prepares an epoch of its own. */
  timeout(epoch: number): Answer {
    if (this.status === STATUS.recovering) return ANSWER.recovering;
    if (!this.isWritten) return ANSWER.unwritten;
    if (epoch % this.hosts !== this.self) return ANSWER.notOwnNumber;
    if (epoch <= this.promised) return ANSWER.notAbovePromise;
    if (epoch >= NUMBERS_END) return ANSWER.usedUp;
    this.leaveFor(epoch, STATUS.claiming);
    const { settled } = this;
    const none: Gathered = { from: [], log: null, delivered: settled, deliveredByAll: settled };
    this.gathered = this.lives === null ? none : { ...none, kept: { settled, promises: [] } };
    if (this.trace !== null) this.trace('Timeout', this);
    return ANSWER.taken;
  }

  /** R5: a starter asks for this host's promise. */
  prepare({ epoch, delivered, from, life }: Prepare): Answer {
    if (epoch <= this.promised) return ANSWER.notAbovePromise;
    if (this.status === STATUS.recovering) return ANSWER.recovering;
    if (this.lives?.isOver(from, life) === true) return ANSWER.oldLife;
    if (!this.isWritten) return ANSWER.unwritten;
    if (epoch >= NUMBERS_END) return ANSWER.usedUp;
    this.leaveFor(epoch, STATUS.promising);
    this.lives?.learn(from, life);
    this.gathered = null;
    this.deliveredByAll = delivered;
    if (this.trace !== null) this.trace('Promise', this);
    return ANSWER.taken;
  }

  /** R5: a promise for the takeover that this host prepares. */
  promise(packet: PromisePacket): Answer {
    const { from, epoch, log } = packet;
    const { gathered } = this;
    if (this.status !== STATUS.gathering || gathered === null || epoch !== this.promised) {
      return ANSWER.notGathering;
    }
    if (gathered.kept !== undefined) return this.keepPromise(packet, gathered.kept);
    if (gathered.from.includes(from)) return ANSWER.alreadyCounted;
    const isGreatest = this.isGreater(log, gathered);
    if (isGreatest && !this.log.canBecome(log, this.settled)) return ANSWER.needsSnapshot;
    this.gathered = this.withCounted(gathered, from, isGreatest ? copiedImage(log) : log, isGreatest);
    if (this.trace !== null) this.trace('Gather', this);
    return ANSWER.taken;
  }

  /** R5: says a promise again that may be lost: the same one, for nothing of the log has changed since, whatever lives have become known. */
  promiseAgain(epoch: number): Answer {
    if (this.status !== STATUS.waiting || epoch !== this.promised || this.settledAtPromise < 0) {
      return ANSWER.nothing;
    }
    this.sendPromise();
    return ANSWER.taken;
  }

  /** R5: asks a host again that has not promised yet; what was said before may be lost. */
  askAgain(to: number): Answer {
    if (this.status !== STATUS.gathering || this.gathered === null) return ANSWER.notGathering;
    if (to === this.self || this.gathered.from.includes(to)) return ANSWER.alreadyCounted;
    this.output.send(to, this.preparePacket());
    return ANSWER.taken;
  }

  /**
   * R5: with q promises, its own among them, the starter begins its epoch. Its members are all who promised, or those that
   * are given, in ascending order: q or more who promised, the starter among them.
   */
  begin(chosen?: ArrayLike<number>): Answer {
    const { gathered, majority } = this;
    if (this.status !== STATUS.gathering || gathered === null) return ANSWER.notGathering;
    if (gathered.from.length + 1 < majority) return ANSWER.tooFewPromises;
    const promisers = Uint8Array.from([...gathered.from, this.self].sort((a, b) => a - b));
    const members = chosen === undefined ? promisers : Uint8Array.from(chosen);
    if (!mayBeMembers(members, promisers, this.self, majority)) return ANSWER.badMembers;
    const known = Math.max(this.settled, gathered.delivered);
    if (gathered.log !== null && !this.become(gathered.log)) return ANSWER.full;
    this.lives?.join(this.lives.knownWith(gathered.kept?.promises ?? []));
    const record: EpochRecord = { number: this.promised, members, base: this.log.length, snapshot: known };
    this.enter(this.lives === null ? record : { ...record, lives: this.lives.known }, known);
    this.status = STATUS.starting;
    this.deliveredByAll = gathered.deliveredByAll;
    this.gathered = null;
    if (this.trace !== null) this.trace('Start', this);
    return ANSWER.taken;
  }

  protected answerStarter(): void {
    this.settledAtPromise = this.settled;
    this.knownAtPromise = this.lives && this.lives.known;
    this.sendPromise();
  }

  protected sendPromise(): void {
    const { self: from, promised: epoch, log, settledAtPromise } = this;
    const image = log.image(this.deliveredByAll, settledAtPromise, log.length);
    const starter = epoch % this.hosts;
    const packet: PromisePacket = { kind: 'promise', from, epoch, log: image };
    if (this.lives === null) this.output.send(starter, packet);
    else {
      const { life } = this.lives;
      const known = this.knownAtPromise ?? this.lives.known;
      this.output.send(starter, { ...packet, life, starterLife: known[starter] as number, known });
    }
  }

  protected askAll(): void {
    this.sendAll(this.preparePacket());
  }

  protected preparePacket(): Prepare {
    const { self: from, promised: epoch, settled: delivered } = this;
    return this.ofLife({ kind: 'prepare', from, epoch, delivered });
  }

  protected startAll(): void {
    const { self: from, epoch, log, settled } = this;
    const image = log.image(this.deliveredByAll, settled, log.length);
    this.sendAll({ kind: 'start', from, epoch, log: image });
  }
}
