/**
 * One host of Exo as completed, rules R1–R11 of docs/protocol.md: a deterministic step function over typed arrays. It
 * has no clock, no socket, no disk and no randomness in it; what happens to it are calls, and what it says goes to an
 * output that is given to it. Its calls are the events of the specified host, one by one, and each answers that it is
 * taken, or why it is not; a refusal changes nothing. Which of the calls that may be made is made when, is for the
 * driver (host/host.ts).
 *
 * Nothing that reveals what is durable leaves before it is written (R4): `takeWrites` hands what is new to storage, and
 * `persisted` says how far storage has come. On the path of a message nothing is allocated.
 */
import { ExoError, assert } from '../../errors/index.js';
import {
  CONFIGURATION_AT,
  CRC_AT,
  EPOCH_AT,
  FIRST_WORD,
  HEADER_BYTES,
  HEADER_WORDS,
  HISTORY_AT,
  PAYLOAD_BYTES_MAX,
  SLOT_AT,
  epochOf,
  putEmptyBody,
  putNumber,
  slotOf,
  sourceOf,
  wordsOf,
} from '../wire/layout.js';
import { UNSEALED, sealFrame } from '../wire/frame.js';
import { ANSWER, type Answer } from './answers.js';
import { copiedImage } from './copied.js';
import {
  STATUS,
  type CoreAction,
  type CoreOptions,
  type CoreOutput,
  type CoreState,
  type CoreWriter,
  type Gathered,
  type KeptPromises,
  type Status,
} from './core-state.js';
import { EntryLog, NO_ROOM, type FrameRun } from './entry-log.js';
import { Lives, lastEpochOf, withPromise } from './lives.js';
import { NUMBERS_END } from './numbers-end.js';
import { PayloadQueue } from './payload-queue.js';
import type {
  Announce,
  AnswerPacket,
  EpochRecord,
  Fetch,
  Install,
  Join,
  LogImage,
  Packet,
  Prepare,
  PromisePacket,
  Start,
  Stored,
} from './records.js';
import { mayBeMembers } from './members.js';
import { allHosts, majority, ringFrom, successorsNeeded } from './ring.js';

export { STATUS };
export type * from './core-state.js';

/** R3: an answer has no further frame once it has so many words: 1 MiB. */
const ANSWER_WORDS_MAX = 2 ** 18;

/** Told of every step that was taken, after it. */
export type CoreTrace = (action: CoreAction, core: Core) => void;

export class Core {
  readonly self: number;
  readonly hosts: number;
  readonly majority: number;
  readonly configuration: number;
  readonly log: EntryLog;
  readonly queue: PayloadQueue;
  status: Status = STATUS.following;
  /** R5: no part is taken in epochs below this one. */
  promised = 0;
  /** R1: the installed epoch; null once a promise has taken this host out of it. */
  installed: EpochRecord | null;
  gathered: Gathered | null = null;
  /** The number of durable changes there have been. */
  journal = 0;
  /** The number of durable changes that were handed to storage. */
  handed = 0;
  /** The number of durable changes that storage has written. */
  written = 0;
  /** R7: the number of entries, from the first, that are agreed. */
  agreed = 0;
  /** The number of entries that are known to be agreed from other hosts' messages, written here or not. */
  known = 0;
  /** The number of entries that the application has taken. */
  delivered = 0;
  /** R5: what was known to be agreed when the promise was sent; -1 if it was sent in another life, or never. */
  settledAtPromise = -1;
  /** Set from outside; null costs one comparison a step. */
  trace: CoreTrace | null = null;
  /** D1: what is known of lives; null where hosts have disks. */
  readonly lives: Lives | null;
  private readonly seals: boolean;
  /** D8: whether no newer life of any member of the installed epoch is known. */
  private isLiving = true;
  /** R2: the members in ring order from the starter, and whose turn it is. */
  private order: Uint8Array;
  private turn = 0;
  /** What need not be sent with a promise or a Start, because those who get it have delivered it. */
  private deliveredByAll = 0;

  constructor(
    options: CoreOptions,
    private readonly output: CoreOutput,
  ) {
    const { self, hosts, configuration, log, queue, life, seals = true } = options;
    this.seals = seals;
    this.self = self;
    this.hosts = hosts;
    this.majority = majority(hosts);
    this.configuration = configuration;
    this.log = new EntryLog(hosts, log);
    this.queue = new PayloadQueue(queue);
    this.lives = life === undefined ? null : new Lives(hosts, self, life);
    const first = firstEpoch(hosts, this.lives !== null);
    this.order = first.members;
    const isRecovering = life !== undefined && life > 0;
    this.installed = isRecovering ? null : first;
    if (isRecovering) this.status = STATUS.recovering;
  }

  /** R4: whether storage has all that is durable. */
  get isWritten(): boolean {
    return this.journal === this.written;
  }

  /** The log as far as storage has it; it is all there while nothing but entries is being written. */
  get writtenLength(): number {
    return this.log.length - (this.journal - this.written);
  }

  /** How much is known to be agreed and is in the log, delivered here yet or not: it never has to be sent again. */
  get settled(): number {
    return this.known > this.delivered ? this.known : this.delivered;
  }

  /** R2: whether this host is the one to fill the next slot. */
  get holdsToken(): boolean {
    return this.status === STATUS.following && this.order[this.turn] === this.self;
  }

  /** R2: whose turn it is in the installed epoch, or was when that was left. */
  get holder(): number {
    return this.order[this.turn] as number;
  }

  /** R10: whether the log has room for an entry, if only an empty one. */
  get hasRoom(): boolean {
    return this.log.roomFor(HEADER_BYTES >>> 2) !== NO_ROOM || this.mayOutgrow;
  }

  /**
   * R10: whether a log that is full takes the next entry all the same: one of the first q of an epoch, where it is full of entries that are
   * agreed only once those follow.
   */
  private get mayOutgrow(): boolean {
    const { installed, log } = this;
    if (installed !== null && log.length >= installed.base + this.majority) return false;
    return log.mayOutgrow(this.agreedHere, this.needed);
  }

  /** R7, R8: an epoch may leave h entries that are not agreed, and q of the next one follow before they are. */
  private get needed(): number {
    return this.majority + successorsNeeded(this.hosts);
  }

  /** How much is known to be agreed, written here or not. */
  private get agreedHere(): number {
    return this.known > this.agreed ? this.known : this.agreed;
  }

  /** R2: whether the last entry is this host's own, of the installed epoch; D8: and that may go on. */
  get isLastSender(): boolean {
    const { log, installed } = this;
    return (
      this.status === STATUS.following &&
      this.isLiving &&
      installed !== null &&
      log.length > installed.base &&
      log.length > log.start &&
      log.sourceAt(log.length - 1) === this.self
    );
  }

  /** R2: the member whose turn a slot is, at or behind the end of the log. Only a host that follows an epoch knows. */
  proposerOf(slot: number): number {
    return this.order[(this.turn + slot - this.log.length) % this.order.length] as number;
  }

  /** R11: whether a payload waits that is not in the log. */
  get hasPayload(): boolean {
    return this.queue.hasAbove(this.log.lastNumbers[this.self] as number);
  }

  /**
   * R10: how much may be compacted: what is delivered, but the base of the running epoch stays, for those who ask for its
   * record, until more than the base is delivered. Who has left its epoch has no base to keep; only what a promise
   * says is agreed does not become less when the promise is sent again.
   */
  get compactable(): number {
    const { installed, delivered, status, settledAtPromise } = this;
    if (installed === null) {
      const isSaid = status === STATUS.waiting && settledAtPromise >= 0;
      return isSaid ? Math.min(delivered, settledAtPromise) : delivered;
    }
    if (status !== STATUS.following) return this.log.start;
    return delivered > installed.base ? delivered : Math.min(delivered, installed.snapshot);
  }

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

  /** R2, R4: as `append`, `wroteEntries` and `broadcast` one after the other, where storage keeps nothing. Nobody may trace. */
  send(): Answer {
    const answer = this.append();
    if (answer !== ANSWER.taken) return answer;
    this.wroteEntries();
    this.output.broadcast(this.log.words, this.log.placeOf(this.log.length - 1));
    return answer;
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

  /**
   * R4: hands everything to storage that it does not have yet. Returns the position up to which it will be written
   * once storage has flushed that.
   */
  takeWrites(writer: CoreWriter): number {
    const { log, handed, journal } = this;
    if (handed < journal) {
      switch (this.status) {
        case STATUS.following: {
          for (let slot = log.length - (journal - handed); slot < log.length; slot++) {
            const place = log.placeOf(slot);
            writer.entry(log.bytes, 4 * place, frameBytes(log, place));
          }
          break;
        }
        case STATUS.promising:
        case STATUS.claiming:
          writer.promise(this.promised);
          break;
        case STATUS.starting:
        case STATUS.installing:
          writer.install(this.epoch, log.whole(this.settled));
          break;
        default:
          assert(false, 'while promises are waited for, nothing is to be written');
      }
      this.handed = journal;
    }
    return journal;
  }

  /** R4: storage has written everything up to this position. What depends on it happens now; R7: so may agreement. */
  persisted(position: number): Answer {
    assert(position <= this.handed, 'what is written was handed to storage');
    if (position <= this.written) return ANSWER.nothing;
    this.written = position;
    switch (this.status) {
      case STATUS.following:
        this.agree();
        break;
      case STATUS.promising:
        this.status = STATUS.waiting;
        this.answerStarter();
        break;
      case STATUS.claiming:
        this.status = STATUS.gathering;
        this.askAll();
        break;
      case STATUS.starting:
        this.status = STATUS.following;
        this.settle();
        this.startAll();
        break;
      case STATUS.installing:
        this.status = STATUS.following;
        this.settle();
        break;
      default:
        assert(false, 'while promises are waited for, nothing is written');
    }
    if (this.trace !== null) this.trace('Persist', this);
    return ANSWER.taken;
  }

  /** R4: as `takeWrites` and `persisted` with all that is new, which is entries, where storage keeps nothing. Nobody may trace. */
  wroteEntries(): void {
    this.handed = this.written = this.journal;
    this.agree();
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

  /** R5: says a promise again that may be lost: the same one, for nothing of the log has changed since. */
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
    const { gathered } = this;
    if (this.status !== STATUS.gathering || gathered === null) return ANSWER.notGathering;
    if (gathered.from.length + 1 < this.majority) return ANSWER.tooFewPromises;
    const promisers = Uint8Array.from([...gathered.from, this.self].sort((a, b) => a - b));
    const members = chosen === undefined ? promisers : Uint8Array.from(chosen);
    if (!mayBeMembers(members, promisers, this.self, this.majority)) return ANSWER.badMembers;
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

  /** D4: a host without a disk that has restarted tells all others its life, and asks what they know; again until it has recovered. */
  announce(): Answer {
    if (this.status !== STATUS.recovering || this.lives === null) return ANSWER.nothing;
    const { life } = this.lives;
    this.sendAll({ kind: 'announce', from: this.self, life, nonce: life });
    if (this.trace !== null) this.trace('Announce', this);
    return ANSWER.taken;
  }

  /** D4: another host has restarted: that it has a new life is known before it is answered; D9: a promise of a former one is dropped. */
  announced({ from, life, nonce }: Announce): Answer {
    const { lives } = this;
    if (lives === null || this.status === STATUS.recovering) return ANSWER.recovering;
    if (lives.isOver(from, life)) return ANSWER.oldLife;
    if (!this.isWritten) return ANSWER.unwritten;
    lives.learn(from, life);
    this.lookAtLives();
    const { self, promised, installed, agreed, log } = this;
    const packet = {
      kind: 'answer',
      from: self,
      life: lives.life,
      nonce,
      promised,
      installed,
      agreed,
    } as const;
    this.output.send(from, { ...packet, known: lives.known, log: log.whole(this.settled) });
    if (this.trace !== null) this.trace('Answer', this);
    return ANSWER.taken;
  }

  /** D5, D6: an answer to this life; with q of others that count the host takes part again, with what they say. */
  answered(packet: AnswerPacket): Answer {
    const { lives } = this;
    if (lives === null || this.status !== STATUS.recovering) return ANSWER.nothing;
    if (!lives.takeAnswer(packet)) return ANSWER.oldLife;
    const recovered = lives.recovered(this.majority);
    if (recovered !== null) {
      const { promised, installed, log, agreed, known } = recovered;
      lives.known = known;
      lives.answers = [];
      this.restart({ promised, installed, log, reserved: 0 }, log.mark.length);
      this.agreed = agreed;
    }
    if (this.trace !== null) this.trace('TakeAnswer', this);
    return ANSWER.taken;
  }

  /**
   * R4: becomes what storage holds. The application has what it made of the first `delivered` entries, at least of those
   * before `stored.log.mark`; the rest it is given again as it is agreed. A log that is longer than the options say has room.
   */
  restart(stored: Stored, delivered: number): void {
    const { promised, installed, log } = stored;
    this.promised = promised;
    this.installed = installed;
    this.log.restartAt(log.mark, log.snapshot);
    this.log.become(log, log.mark.length, true);
    this.gathered = null;
    this.queue.clear();
    this.journal = this.handed = this.written = 0;
    this.delivered = delivered;
    this.known = log.delivered;
    this.deliveredByAll = 0;
    this.settledAtPromise = -1;
    this.agreed = Math.max(this.known, delivered);
    this.status = installed === null ? STATUS.waiting : STATUS.following;
    this.lookAtLives();
    if (installed === null) return;
    this.order = ringFrom(installed.number % this.hosts, installed.members);
    this.turn = (this.log.length - installed.base) % this.order.length;
    this.agree();
  }

  /** All that this host is. Nothing of it is shared with the core but records that nobody changes. */
  save(): CoreState {
    const { status, promised, installed, gathered, agreed, known, delivered, deliveredByAll } = this;
    const queue: CoreState['queue'][number][] = [];
    this.queue.forEach((number, payload) => queue.push({ number, payload: payload.slice() }));
    return {
      status,
      promised,
      installed,
      gathered,
      unwritten: this.journal - this.written,
      unhanded: this.journal - this.handed,
      agreed,
      known,
      delivered,
      deliveredByAll,
      log: this.log.whole(this.settled),
      queue,
      ...(this.lives !== null && { lives: this.lives.save() }),
    };
  }

  /** Becomes what was saved, of a core with the same options. */
  load(state: CoreState): void {
    const { promised, installed, log, delivered } = state;
    this.restart({ promised, installed, log, reserved: 0 }, delivered);
    this.status = state.status;
    this.gathered = state.gathered;
    this.journal = state.unwritten;
    this.handed = state.unwritten - state.unhanded;
    this.written = 0;
    this.agreed = state.agreed;
    this.known = state.known;
    this.deliveredByAll = state.deliveredByAll;
    if (state.lives !== undefined) this.lives?.load(state.lives);
    this.lookAtLives();
    for (const { number, payload } of state.queue) {
      assert(this.queue.push(number, payload), 'what was saved has room again');
    }
  }

  /** The installed epoch, where there must be one. */
  get epoch(): EpochRecord {
    assert(this.installed !== null, 'a host that follows has an epoch installed');
    return this.installed;
  }

  private expectPayload(number: number, bytes: number): void {
    if (bytes > PAYLOAD_BYTES_MAX) {
      throw new ExoError('EXO402', `a payload has at most ${PAYLOAD_BYTES_MAX} bytes, this one has ${bytes}`);
    }
    if (number >= NUMBERS_END || this.log.length >= NUMBERS_END) {
      const which = number >= NUMBERS_END ? 'payload numbers' : 'slots';
      throw new ExoError('EXO403', `${which} are used up: they end at 2^53 - 2^20`);
    }
  }

  private enqueue(number: number, source: Uint8Array, at: number, bytes: number): Answer {
    if (!this.queue.push(number, source, at, bytes)) return ANSWER.full;
    if (this.trace !== null) this.trace('Submit', this);
    return ANSWER.taken;
  }

  /** The number of the last own payload that is agreed, if it is `number` or above; otherwise anything below `number`. */
  private lastAgreedNumber(number: number): number {
    const { log, self } = this;
    if (number > (log.lastNumbers[self] as number)) return -1;
    for (let slot = this.agreed - 1; slot >= log.start; slot--) {
      if (log.sourceAt(slot) !== self) continue;
      const last = log.lastNumberAt(slot);
      if (last >= 0) return last;
    }
    return log.markNumberOf(self);
  }

  /** The log has a further entry: the token is the next member's. */
  private pass(): void {
    this.journal += 1;
    this.turn = this.turn + 1 === this.order.length ? 0 : this.turn + 1;
  }

  /** R7: when the last q entries that are written are of this epoch, all up to the first of those are agreed. */
  private agree(): void {
    const length = this.writtenLength;
    const { installed } = this;
    if (installed === null || length - installed.base < this.majority) return;
    const agreed = length - this.majority + 1;
    if (agreed <= this.agreed) return;
    this.dropAgreed(agreed);
    this.agreed = agreed;
  }

  /** R11: payloads of this host that are agreed need not wait any more. */
  private dropAgreed(agreed: number): void {
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

  /** R5: out of the installed epoch, for good. */
  private leaveFor(epoch: number, status: Status): void {
    this.promised = epoch;
    this.installed = null;
    this.status = status;
    this.journal += 1;
  }

  private enter(epoch: EpochRecord, known: number): void {
    this.promised = epoch.number;
    this.installed = epoch;
    this.known = known;
    this.order = ringFrom(epoch.number % this.hosts, epoch.members);
    this.turn = (this.log.length - epoch.base) % this.order.length;
    this.journal += 1;
    this.lookAtLives();
  }

  /** D8, D9: lives have become known: whether the installed epoch is alive, and which promises count. */
  private lookAtLives(): void {
    const { lives, installed, gathered } = this;
    if (lives === null) return;
    this.isLiving = installed === null || lives.isAlive(installed);
    if (gathered?.kept !== undefined) this.gathered = this.countedOf(lives, gathered.kept);
  }

  /** D9: a promise is kept; which of them count is worked out anew with each. */
  private keepPromise(packet: PromisePacket, { settled, promises }: KeptPromises): Answer {
    const { lives } = this;
    assert(lives !== null, 'promises are kept where hosts have lives');
    if (lives.isOver(packet.from, packet.life) || packet.starterLife !== lives.life) return ANSWER.oldLife;
    const mayBeTaken = this.isGreater(packet.log, { log: null });
    if (mayBeTaken && !this.log.canBecome(packet.log, this.settled)) return ANSWER.needsSnapshot;
    const kept = withPromise(promises, packet);
    if (kept === null) return ANSWER.alreadyCounted;
    this.gathered = this.countedOf(lives, { settled, promises: kept });
    if (this.trace !== null) this.trace('Gather', this);
    return ANSWER.taken;
  }

  private countedOf(lives: Lives, { settled, promises }: KeptPromises): Gathered {
    const living = promises.filter(({ from, life }) => !lives.isOver(from, life));
    const kept = { settled, promises: living };
    const none: Gathered = { from: [], log: null, delivered: settled, deliveredByAll: settled, kept };
    return lives
      .counted(living)
      .reduce(
        (gathered, { from, log }) => this.withCounted(gathered, from, log, this.isGreater(log, gathered)),
        none,
      );
  }

  private withCounted(gathered: Gathered, from: number, log: LogImage, isGreatest: boolean): Gathered {
    return {
      ...gathered,
      from: [...gathered.from, from].sort((a, b) => a - b),
      log: isGreatest ? log : gathered.log,
      delivered: isGreatest ? log.delivered : gathered.delivered,
      deliveredByAll: Math.min(gathered.deliveredByAll, log.delivered),
    };
  }

  /** D1: a packet with the life of this host, where hosts have lives. */
  private ofLife<P extends Packet>(packet: P): P {
    return this.lives === null ? packet : { ...packet, life: this.lives.life };
  }

  private mayInstall(epoch: EpochRecord, log: LogImage): Answer {
    if (this.status === STATUS.recovering) return ANSWER.recovering;
    if (epoch.number < this.promised) return ANSWER.olderEpoch;
    if (this.installed !== null && epoch.number <= this.installed.number) return ANSWER.alreadyInstalled;
    return this.mayFollow(epoch, log);
  }

  /** D8: whether an epoch that is sent may be followed, with that log. */
  private mayFollow(epoch: EpochRecord, log: LogImage): Answer {
    return this.lives?.isAlive(epoch) === false ? ANSWER.deadEpoch : this.mayBecome(log);
  }

  private mayBecome(log: LogImage): Answer {
    if (!this.isWritten) return ANSWER.unwritten;
    if (!this.log.canBecome(log, this.settled)) return ANSWER.needsSnapshot;
    return this.log.hasRoomFor(log, this.settled) || this.mayBeLonger(log) ? ANSWER.taken : ANSWER.full;
  }

  /** R10: whether this log may become longer than it should be, and that one: what comes with a snapshot has room elsewhere. */
  private mayBeLonger({ mark }: LogImage): boolean {
    return mark.length > this.settled || this.log.mayOutgrow(this.agreedHere, this.needed);
  }

  private become(log: LogImage): boolean {
    return this.log.become(log, this.settled, this.mayBeLonger(log));
  }

  private installFrom(epoch: EpochRecord, log: LogImage): void {
    const known = Math.max(this.settled, log.delivered);
    assert(this.become(log), 'there is room for what may be installed');
    this.lives?.join(epoch.lives);
    this.enter(epoch, known);
    this.status = STATUS.installing;
    this.gathered = null;
  }

  /** What was installed is written: what others know to be agreed is so here, and a snapshot is delivered as such. */
  private settle(): void {
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

  /** R5: by the epoch of the last entry, then by length. */
  private isGreater(image: LogImage, { log }: Pick<Gathered, 'log'>): boolean {
    const epoch = lastEpochOf(image);
    const length = log === null ? this.log.length : log.length;
    const other = log === null ? this.log.lastEpoch : lastEpochOf(log);
    return epoch > other || (epoch === other && image.length > length);
  }

  private answerStarter(): void {
    this.settledAtPromise = this.settled;
    this.sendPromise();
  }

  private sendPromise(): void {
    const { self: from, promised: epoch, log, settledAtPromise } = this;
    const image = log.image(this.deliveredByAll, settledAtPromise, log.length);
    const starter = epoch % this.hosts;
    const packet: PromisePacket = { kind: 'promise', from, epoch, log: image };
    if (this.lives === null) this.output.send(starter, packet);
    else {
      const { life, known } = this.lives;
      this.output.send(starter, { ...packet, life, starterLife: known[starter] as number, known });
    }
  }

  private askAll(): void {
    this.sendAll(this.preparePacket());
  }

  private preparePacket(): Prepare {
    const { self: from, promised: epoch, settled: delivered } = this;
    return this.ofLife({ kind: 'prepare', from, epoch, delivered });
  }

  private startAll(): void {
    const { self: from, epoch, log, settled } = this;
    const image = log.image(this.deliveredByAll, settled, log.length);
    this.sendAll({ kind: 'start', from, epoch, log: image });
  }

  private sendAll(packet: Packet): void {
    for (let to = 0; to < this.hosts; to++) if (to !== this.self) this.output.send(to, packet);
  }

  private sendInstall(to: number, delivered: number): void {
    const { self: from, epoch, log, settled } = this;
    const image = log.image(delivered, settled, settled);
    this.output.send(to, { kind: 'install', from, epoch, log: image });
  }
}

/** R1: everybody is a member of epoch 0, which host 0 starts with nothing. */
export function firstEpoch(hosts: number, isDiskless = false): EpochRecord {
  const epoch = { number: 0, members: allHosts(hosts), base: 0, snapshot: 0 };
  return isDiskless ? { ...epoch, lives: new Float64Array(hosts) } : epoch;
}

function frameBytes(log: EntryLog, place: number): number {
  return 4 * wordsOf(log.words, place);
}
