import { ExoError, assert } from '../../errors/index.js';
import { UNSEALED, sealFrame } from '../wire/frame.js';
import {
  CONFIGURATION_AT,
  CRC_AT,
  EPOCH_AT,
  FIRST_WORD,
  HEADER_WORDS,
  HISTORY_AT,
  PAYLOAD_BYTES_MAX,
  SLOT_AT,
  epochOf,
  putEmptyBody,
  putNumber,
  slotOf,
  sourceOf,
} from '../wire/layout.js';
import { ANSWER, type Answer } from './answers.js';
import { STATUS } from './core-state.js';
import { NO_ROOM, type FrameRun } from './frame-ring.js';
import { NUMBERS_END } from './numbers-end.js';
import type { PayloadQueue } from './payload-queue.js';
import { Promises } from './promises.js';

/** R2, R3, R7, R11: what becomes an entry of the log, goes to the medium, is agreed, delivered and compacted. */
export class Entries extends Promises {
  /**
   * R11: a payload waits to be broadcast; it is copied. Its number is above those of all payloads that this host has
   * ever submitted, in this life or before. Refused as `full` while too much waits.
   *
   * @throws ExoError EXO402 for a payload that is too long, or a number that is not above the last one; EXO403 where numbers of
   * payloads or slots are used up (`NUMBERS_END`).
   */
  submit(number: number, payload: Uint8Array): Answer {
    if (this.status === STATUS.recovering) return ANSWER.recovering;
    this.expectPayload(number, payload.length);
    if (number <= this.queue.lastNumber || number <= (this.log.lastNumbers[this.self] as number)) {
      throw new ExoError('EXO402', `payload numbers ascend: ${number} is not above the last one`);
    }
    return this.enqueue(number, payload, 0, payload.length);
  }

  /**
   * O7, O9: a payload that may have been submitted before, in another life of this host, the one of `bytes` bytes at byte `at`. What was
   * submitted before comes in the same order again. Answers `nothing` if it waits here already, or is agreed; it is taken although it is in the log, because
   * an install may take it out of that again.
   *
   * @throws ExoError EXO402 for a payload that is too long; EXO403 where numbers of payloads or slots are used up (`NUMBERS_END`).
   */
  resubmit(number: number, source: Uint8Array, at: number, bytes: number): Answer {
    this.expectPayload(number, bytes);
    if (number <= this.queue.lastNumber || number <= this.lastAgreedNumber(number)) return ANSWER.nothing;
    return this.enqueue(number, source, at, bytes);
  }

  /**
   * O7, O9: the same of payloads that wait in the queue of a driver, the first of them `place`, at most `most`: as many are taken as `resubmit` would take
   * one by one, or fewer. Returns how many; with none, the first is to be resubmitted by itself.
   */
  resubmitRun(from: PayloadQueue, place: number, most: number): number {
    const { queue, log } = this;
    const number = from.numberAt(place);
    // Whoever traces is told of each.
    if (this.trace !== null || number + most >= NUMBERS_END || log.length >= NUMBERS_END) return 0;
    if (number <= queue.lastNumber || number <= this.lastAgreedNumber(number)) return 0;
    return queue.pushRun(from, place, most);
  }

  /** R2, R4, R11: this host fills the next slot, with the payloads that wait, or an empty message. Nobody hears it yet. */
  append(): Answer {
    if (this.status !== STATUS.following) return ANSWER.notFollowing;
    if (!this.isLiving) return ANSWER.deadEpoch;
    if (this.order[this.turn] !== this.self) return ANSWER.notMyTurn;
    const { log, queue, self } = this;
    if (log.length >= NUMBERS_END) return ANSWER.usedUp;
    // As a rule nothing waits, and then the frame is a header.
    const isEmpty = queue.length === 0;
    const count = isEmpty ? HEADER_WORDS : queue.frameWords(log.lastNumbers[self] as number);
    let place = log.roomFor(count);
    if (place === NO_ROOM) {
      if (!this.mayOutgrow) return ANSWER.full;
      place = log.roomBeyond(count);
    }
    const { words } = log;
    words[place] = FIRST_WORD;
    words[place + CONFIGURATION_AT] = this.configuration;
    words[place + HISTORY_AT] = log.digest;
    putNumber(words, place + EPOCH_AT, this.promised);
    putNumber(words, place + SLOT_AT, log.length);
    if (isEmpty) putEmptyBody(words, place, self);
    else queue.fill(words, log.bytes, place, self);
    if (this.seals) sealFrame(words, place);
    else words[place + CRC_AT] = UNSEALED;
    log.take(place, count, this.promised);
    this.pass();
    if (this.trace !== null) this.trace('Append', this);
    return ANSWER.taken;
  }

  /** R2, R4: the last entry is broadcast, for the first time or again, with the same bytes. */
  broadcast(): Answer {
    if (this.status !== STATUS.following) return ANSWER.notFollowing;
    if (!this.isLastSender) return ANSWER.notLastSender;
    if (!this.isWritten) return ANSWER.unwritten;
    this.output.broadcast(this.log.words, this.log.placeOf(this.log.length - 1));
    if (this.trace !== null) this.trace('Broadcast', this);
    return ANSWER.taken;
  }

  /** R3: a frame was heard, or fetched. It has been checked (`checkFrame`), and is copied. */
  receive(words: Int32Array, at: number): Answer {
    const { log } = this;
    if (this.status !== STATUS.following) {
      return epochOf(words, at) < this.promised ? ANSWER.olderEpoch : ANSWER.notFollowing;
    }
    const epoch = epochOf(words, at);
    if (epoch !== this.promised) return epoch < this.promised ? ANSWER.olderEpoch : ANSWER.newerEpoch;
    const slot = slotOf(words, at);
    if (slot !== log.length) return slot < log.length ? ANSWER.repeated : ANSWER.gap;
    if (words[at + HISTORY_AT] !== log.digest) return ANSWER.otherHistory;
    if (sourceOf(words, at) !== this.order[this.turn]) return ANSWER.otherSource;
    if (!this.isLiving) return ANSWER.deadEpoch;
    if (!log.append(words, at, epoch)) {
      if (!this.mayOutgrow) return ANSWER.full;
      log.appendBeyond(words, at, epoch);
    }
    this.pass();
    if (this.trace !== null) this.trace('Receive', this);
    return ANSWER.taken;
  }

  /**
   * R3: the same of frames that stand one after the other in a queue: as many are taken as `receive` would take one by one, up to the first that it
   * would not. Returns how many; hosts without disks take frames one by one.
   */
  receiveRun(frames: FrameRun, from: number, to: number): number {
    if (this.status !== STATUS.following || this.lives !== null) return 0;
    const { order, trace } = this;
    // Whoever traces is told of each.
    const last = trace === null ? to : Math.min(to, from + 1);
    const count = this.log.appendRun(frames, from, last, this.promised, order, this.turn);
    this.journal += count;
    this.turn = (this.turn + count) % order.length;
    if (trace !== null && count > 0) trace('Receive', this);
    return count;
  }

  /** The application has taken the next entries, up to `upTo`. */
  deliver(upTo: number): Answer {
    const isKept = this.delivered >= this.log.start;
    if (!isKept || upTo <= this.delivered || upTo > this.agreed) return ANSWER.nothing;
    this.delivered = upTo;
    if (this.trace !== null) this.trace('Deliver', this);
    return ANSWER.taken;
  }

  /** O9: what was learnt to be agreed in another life: the first `agreed` entries, which are in the log. */
  learn(agreed: number): Answer {
    assert(agreed <= this.log.length, 'what is agreed is in the log');
    if (agreed <= this.agreed) return ANSWER.nothing;
    this.dropAgreed(agreed);
    this.agreed = agreed;
    return ANSWER.taken;
  }

  /** R10: what the application has made of the first `slot` entries, at most `compactable`, takes their place. */
  compact(slot: number, snapshot: Uint8Array): Answer {
    if (slot <= this.log.start || slot > this.compactable) return ANSWER.nothing;
    this.log.compact(slot, snapshot);
    return ANSWER.taken;
  }

  protected expectPayload(number: number, bytes: number): void {
    if (bytes > PAYLOAD_BYTES_MAX) {
      throw new ExoError('EXO402', `a payload has at most ${PAYLOAD_BYTES_MAX} bytes, this one has ${bytes}`);
    }
    if (number >= NUMBERS_END || this.log.length >= NUMBERS_END) {
      const which = number >= NUMBERS_END ? 'payload numbers' : 'slots';
      throw new ExoError('EXO403', `${which} are used up: they end at 2^53 - 2^20`);
    }
  }

  protected enqueue(number: number, source: Uint8Array, at: number, bytes: number): Answer {
    if (!this.queue.push(number, source, at, bytes)) return ANSWER.full;
    if (this.trace !== null) this.trace('Submit', this);
    return ANSWER.taken;
  }

  /** The number of the last own payload that is agreed, if it is `number` or above; otherwise anything below `number`. */
  protected lastAgreedNumber(number: number): number {
    const { log, self } = this;
    if (number > (log.lastNumbers[self] as number)) return -1;
    for (let slot = this.agreed - 1; slot >= log.start; slot--) {
      if (log.sourceAt(slot) !== self) continue;
      const last = log.lastNumberAt(slot);
      if (last >= 0) return last;
    }
    return log.markNumberOf(self);
  }

  /** R7: when the last q entries that are written are of this epoch, all up to the first of those are agreed. */
  protected agree(): void {
    const length = this.writtenLength;
    const { installed } = this;
    if (installed === null || length - installed.base < this.majority) return;
    const agreed = length - this.majority + 1;
    if (agreed <= this.agreed) return;
    this.dropAgreed(agreed);
    this.agreed = agreed;
  }

  /** R11: payloads of this host that are agreed need not wait any more. */
  protected dropAgreed(agreed: number): void {
    const { log, self, queue } = this;
    if (queue.length === 0) return;
    for (let slot = agreed - 1; slot >= this.agreed && slot >= log.start; slot--) {
      if (log.sourceAt(slot) !== self) continue;
      const last = log.lastNumberAt(slot);
      if (last < 0) continue;
      queue.dropUpTo(last);
      return;
    }
  }
}
