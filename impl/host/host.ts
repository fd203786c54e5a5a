/**
 * Drives a core: which of the calls that it allows are made, and when (R2, R3, R9, R10). Deterministic as the core is:
 * frames, packets, timers that go off, and storage that calls back come in; what goes out goes to a port. Any order of
 * calls to the core is safe, so nothing here can break agreement; what is decided here is how soon there is some.
 */
import { ANSWER, type Answer } from '../core/answers.js';
import { Core, STATUS, type CoreTrace } from '../core/core.js';
import type { Packet } from '../core/records.js';
import { ExoError } from '../../errors/index.js';
import type { HostOptions } from '../options.js';
import type { Storage } from '../storage/storage.js';
import { configurationDigest } from '../wire/configuration.js';
import { checkFrame, payloadBytes, payloadsAt, type FrameCheck } from '../wire/frame.js';
import {
  FRAME_BYTES_MAX,
  HEADER_BYTES,
  countOf,
  epochOf,
  firstNumberOf,
  sourceOf,
  wordsOf,
} from '../wire/layout.js';
import { Ahead } from './ahead.js';
import { Asking, type Lack } from './asking.js';
import { Patience } from './patience.js';
import type { HostPort, Timer } from './port.js';

export interface HostParts {
  readonly options: HostOptions;
  readonly storage: Storage;
  readonly port: HostPort;
  /** From 0 to below 1, uniform: the back-off of R10. */
  readonly random: () => number;
  /** Told of every step of the core; costs one comparison a step where there is none. */
  readonly trace?: CoreTrace;
}

/** What a host has done so far. */
export interface HostCounts {
  /** Frames that were not sound, or of another ring, by what was wrong (`frameProblem`). */
  readonly refusedFrames: ReadonlyMap<FrameCheck, number>;
  readonly takeovers: number;
  readonly repeats: number;
}

/** Packets that wait for storage; older ones are dropped, as a network would. */
const DEFERRED_MAX = 16;
/** Payload numbers are reserved in storage by this many (R11). */
const RESERVED_AT_ONCE = 65_536;

export class Host {
  readonly core: Core;
  private readonly options: HostOptions;
  private readonly storage: Storage;
  private readonly port: HostPort;
  private readonly patience: Patience;
  private readonly asking: Asking;
  private readonly ahead = new Ahead();
  private readonly refused = new Map<FrameCheck, number>();
  private takeovers = 0;
  private repeats = 0;
  /** The highest epoch number heard of. */
  private seen = 0;
  /** The length of the log when the repeat timer was last looked at. */
  private lengthSeen = -1;
  private readonly deferred: Packet[] = [];
  /** A takeover waits for storage: no frames are taken until it has had its turn. */
  private isDraining = false;
  /** The take-over timer has gone off, and storage was behind. */
  private isTakeoverDue = false;
  private isFlushing = false;
  private isAdvancing = false;
  private isHolding = false;
  private isRepeating = false;
  private isGraceOver = false;
  private isReturning = false;
  /** The own last entry has been appended, and not been broadcast yet. */
  private isUnsaid = false;
  private hasFailed = false;
  /** The next payload number, and up to where numbers are reserved. */
  private nextNumber = 0;
  private reserved = 0;
  private readonly scratch = new Int32Array(FRAME_BYTES_MAX >>> 2);
  private readonly scratchBytes = new Uint8Array(this.scratch.buffer);

  constructor({ options, storage, port, random, trace }: HostParts) {
    this.options = options;
    this.storage = storage;
    this.port = port;
    this.patience = new Patience(options, random);
    this.asking = new Asking(options);
    const { self, hosts, cluster, logEntriesMax, logBytesMax } = options;
    const { queuePayloadsMax, queueBytesMax, packPayloadsMax, packBytesMax } = options;
    this.core = new Core(
      {
        self,
        hosts,
        configuration: configurationDigest({ hosts, cluster }),
        log: { entriesMax: logEntriesMax, bytesMax: logBytesMax },
        queue: {
          payloadsMax: queuePayloadsMax,
          bytesMax: queueBytesMax,
          packPayloadsMax,
          packBytesMax,
        },
      },
      {
        broadcast: (words, at) => port.broadcast(this.core.log.bytes, 4 * at, 4 * wordsOf(words, at)),
        resend: (to, words, at) => port.resend(to, this.core.log.bytes, 4 * at, 4 * wordsOf(words, at)),
        send: (to, packet) => port.send(to, packet),
      },
    );
    if (trace !== undefined) this.core.trace = trace;
  }

  get counts(): HostCounts {
    return { refusedFrames: this.refused, takeovers: this.takeovers, repeats: this.repeats };
  }

  /** Whether storage has failed: then nothing is taken any more. */
  get isFailed(): boolean {
    return this.hasFailed;
  }

  /**
   * Begins, for the first time or again, with what storage holds. The application has what it made of the first
   * `delivered` entries: at least those that storage has a snapshot for (`restore` is called where it has less).
   */
  start(delivered = 0): void {
    const stored = this.storage.load();
    const { mark, snapshot } = stored.log;
    if (delivered < mark.length && snapshot !== null) this.port.restore(mark.length, snapshot);
    this.core.restart(stored, Math.max(delivered, mark.length));
    this.nextNumber = this.reserved = stored.reserved;
    this.seen = this.core.promised;
    this.armTakeover();
    if (this.core.isLastSender) this.armRepeat();
    if (this.core.promised > 0 || this.core.log.length > 0) this.ask('epoch', null);
    this.advance();
  }

  /**
   * R11: a payload to be broadcast, of at most 32 KiB. Returns its number, or -1 while too much waits: try again after
   * some of it is delivered.
   */
  submit(payload: Uint8Array): number {
    this.expectRunning();
    const number = this.nextNumber;
    if (this.core.submit(number, payload) === ANSWER.full) return -1;
    if (number >= this.reserved) {
      this.reserved = number + RESERVED_AT_ONCE;
      this.writing(() => this.storage.reserve(this.reserved));
    }
    this.nextNumber = number + 1;
    this.advance();
    return number;
  }

  /** A frame from the broadcast medium, or fetched: any bytes at all. */
  frame(bytes: Uint8Array): void {
    if (this.hasFailed) return;
    const isAligned = bytes.byteOffset % 4 === 0 && bytes.length % 4 === 0;
    if (isAligned) {
      this.frameAt(new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2), 0, bytes.length);
      return;
    }
    // What is too long is not looked at further.
    const length = Math.min(bytes.length, FRAME_BYTES_MAX);
    this.scratchBytes.set(bytes.subarray(0, length));
    this.frameAt(this.scratch, 0, bytes.length);
  }

  /** A frame has come from the medium, and stands at a word: as `frame`, without a copy. */
  frameAt(words: Int32Array, at: number, bytes: number): void {
    if (this.hasFailed) return;
    const { core } = this;
    const check = checkFrame(words, at, bytes, core.configuration, core.hosts);
    if (check !== 0) {
      this.refused.set(check, (this.refused.get(check) ?? 0) + 1);
      return;
    }
    if (this.isDraining) return;
    const answer = core.receive(words, at);
    if (answer === ANSWER.taken) {
      this.madeProgress();
      this.advance();
    } else {
      this.refusedFrame(answer, words, at);
    }
  }

  /** A packet from the out-of-band network, decoded. */
  packet(packet: Packet): void {
    if (this.hasFailed) return;
    this.take(packet);
    this.advance();
  }

  /** A timer that was set has gone off. */
  timer(timer: Timer): void {
    if (this.hasFailed) return;
    this.goOff(timer);
    this.advance();
  }

  /**
   * R10: the application has a snapshot of what it made of the first `slot` entries; as much of the log as may be is no
   * longer kept. Returns how much the log begins with now that a snapshot stands for.
   */
  compact(slot: number, snapshot: Uint8Array): number {
    this.expectRunning();
    const { core } = this;
    if (slot <= core.compactable && core.compact(slot, snapshot) === ANSWER.taken) {
      this.handOver();
      this.writing(() => this.storage.compact(core.log.markAt(slot), snapshot));
      this.advance();
    }
    return core.log.start;
  }

  /** How much may be compacted now. */
  get compactable(): number {
    return this.core.compactable;
  }

  /** Makes every call that is due now, until there is none. */
  private advance(): void {
    if (this.isAdvancing) return;
    this.isAdvancing = true;
    try {
      do {
        this.takeDeferred();
        this.takeAhead();
        this.useToken();
        this.deliver();
      } while (this.flush());
    } finally {
      this.isAdvancing = false;
    }
  }

  /** R3: takes the frames that had come too early, as far as nothing is missing before them. */
  private takeAhead(): void {
    const { core, ahead } = this;
    if (this.isDraining) return;
    for (let words = ahead.take(core.log.length); words !== null; words = ahead.take(core.log.length)) {
      if (core.receive(words, 0) !== ANSWER.taken) return;
      this.madeProgress();
    }
  }

  /** R2, R11: whoever holds the token fills the next slot, at once if something waits. */
  private useToken(): void {
    const { core, options } = this;
    if (!core.holdsToken || this.isDraining) {
      this.isHolding = false;
      return;
    }
    if (!core.hasPayload && options.holdMs > 0) {
      if (!this.isHolding) this.port.setTimer('hold', options.holdMs);
      this.isHolding = true;
      return;
    }
    this.isHolding = false;
    this.append();
  }

  private append(): void {
    if (this.core.append() !== ANSWER.taken) return;
    this.isUnsaid = true;
    this.madeProgress();
  }

  /** The application is given what is agreed. */
  private deliver(): void {
    const { core } = this;
    const { log } = core;
    while (core.delivered < core.agreed) {
      const slot = core.delivered;
      const place = log.placeOf(slot);
      const count = countOf(log.words, place);
      core.deliver(slot + 1);
      let at = payloadsAt(log.words, place);
      for (let k = 0; k < count; k++) {
        const bytes = payloadBytes(log.words, place, k);
        this.port.deliver({
          slot,
          source: sourceOf(log.words, place),
          number: firstNumberOf(log.words, place) + k,
          payload: log.bytes.subarray(at, at + bytes),
        });
        at += bytes;
      }
    }
  }

  /** R4: gives storage what it does not have, one flush at a time. True if that has changed something already. */
  private flush(): boolean {
    const { core } = this;
    if (this.isFlushing || this.hasFailed || core.written === core.journal) return false;
    const position = this.handOver();
    if (position < 0) return false;
    this.isFlushing = true;
    let isDone = false;
    this.storage.flush((error) => {
      this.isFlushing = false;
      isDone = true;
      if (error !== null) this.fail(error);
      else this.persisted(position);
    });
    return isDone && !this.hasFailed;
  }

  private handOver(): number {
    let position = -1;
    this.writing(() => {
      position = this.core.takeWrites(this.storage);
    });
    return position;
  }

  private persisted(position: number): void {
    const { core } = this;
    const before = core.delivered;
    core.persisted(position);
    if (core.delivered > before && core.log.snapshot !== null) {
      this.port.restore(core.log.start, core.log.snapshot);
    }
    if (this.isUnsaid && core.broadcast() === ANSWER.taken) {
      this.isUnsaid = false;
      this.armRepeat();
    }
    if (core.status === STATUS.gathering) this.afterPromise();
    this.listen();
    this.advance();
  }

  /** R9: begins to listen, where this host is no member of the epoch that it follows. */
  private listen(): void {
    const { core, options } = this;
    if (this.isReturning || options.returnMs === 0 || core.status !== STATUS.following || this.isMember)
      return;
    this.isReturning = true;
    this.port.setTimer('return', options.returnMs);
  }

  private take(packet: Packet): void {
    const { core } = this;
    switch (packet.kind) {
      case 'prepare':
        this.seen = Math.max(this.seen, packet.epoch);
        if (packet.epoch <= core.promised) this.answerOlder(packet.from, packet.epoch);
        else this.orDefer(packet, core.prepare(packet), true);
        return;
      case 'promise':
        if (core.promise(packet) === ANSWER.taken) this.afterPromise();
        return;
      case 'start':
        this.seen = Math.max(this.seen, packet.epoch.number);
        this.orAsk(packet.from, this.orDefer(packet, core.start(packet), true));
        return;
      case 'install':
        this.seen = Math.max(this.seen, packet.epoch.number);
        this.orDefer(packet, core.install(packet), true);
        return;
      case 'fetch':
        this.orDefer(packet, core.fetch(packet), false);
        return;
      case 'join':
        if (
          this.orDefer(packet, core.join(packet), false) === ANSWER.nothing &&
          packet.promised > core.promised
        ) {
          this.seen = Math.max(this.seen, packet.promised);
        }
        return;
      case 'refuse':
        this.seen = Math.max(this.seen, packet.promised);
        return;
    }
  }

  /** R3, R5: a starter that is too late is told so; one that asks again is answered again. */
  private answerOlder(starter: number, epoch: number): void {
    const { core } = this;
    if (core.promiseAgain(epoch) === ANSWER.taken || epoch === core.promised) return;
    this.port.send(starter, { kind: 'refuse', from: core.self, promised: core.promised });
  }

  /** What has to wait for storage waits, with no new frames where it is a takeover. */
  private orDefer(packet: Packet, answer: Answer, isTakeover: boolean): Answer {
    if (answer === ANSWER.taken) {
      if (isTakeover) this.tookOver();
    } else if (answer === ANSWER.unwritten) {
      if (this.deferred.length === DEFERRED_MAX) this.deferred.shift();
      this.deferred.push(packet);
      this.isDraining ||= isTakeover;
    }
    return answer;
  }

  private takeDeferred(): void {
    if (!this.core.isWritten) return;
    this.isDraining = false;
    if (this.isTakeoverDue) this.takeOver();
    if (this.deferred.length > 0) for (const packet of this.deferred.splice(0)) this.take(packet);
  }

  private orAsk(of: number, answer: Answer): void {
    if (answer === ANSWER.needsSnapshot) this.ask('epoch', of);
  }

  /** An epoch has been promised or installed. */
  private tookOver(): void {
    this.isUnsaid = false;
    this.isHolding = false;
    this.isGraceOver = false;
    // A promise makes room for somebody else's takeover, which may be in vain too.
    if (this.core.status === STATUS.promising) this.patience.gaveWay();
    else this.madeProgress();
  }

  private madeProgress(): void {
    this.patience.madeProgress();
    this.asking.met();
  }

  /** R3: a frame that is not taken may say that something is missing here. */
  private refusedFrame(answer: Answer, words: Int32Array, at: number): void {
    const { core } = this;
    const epoch = epochOf(words, at);
    this.seen = Math.max(this.seen, epoch);
    const isEarly = answer === ANSWER.notFollowing && epoch >= core.promised;
    const isAhead = isEarly || answer === ANSWER.gap || answer === ANSWER.newerEpoch;
    if (!isAhead) return;
    this.ahead.keep(words, at, core.log.length);
    // Who is about to follow need not ask.
    if (isEarly && core.status !== STATUS.waiting) return;
    this.ask(answer === ANSWER.gap ? 'entries' : 'epoch', sourceOf(words, at));
  }

  /** R3, R9: asks for entries, or for the running epoch, whoever is named or the next in the ring; again until there is progress. */
  private ask(lack: Lack, host: number | null): void {
    const { core } = this;
    const to = this.asking.begin(lack, host);
    if (to === null) return;
    if (lack === 'entries') core.catchUp(to);
    else core.comeBack(to);
    this.port.setTimer('ask', this.options.askMs);
  }

  private goOff(timer: Timer): void {
    const { core } = this;
    switch (timer) {
      case 'takeover':
        this.lookForProgress();
        return;
      case 'repeat':
        this.repeat();
        return;
      case 'hold':
        if (this.isHolding && core.holdsToken && !this.isDraining) this.append();
        this.isHolding = false;
        return;
      case 'prepare':
        if (core.status !== STATUS.gathering) return;
        for (let to = 0; to < core.hosts; to++) core.askAgain(to);
        this.port.setTimer('prepare', this.options.prepareMs);
        return;
      case 'grace':
        this.isGraceOver = true;
        this.begin();
        return;
      case 'ask':
        this.askAnother();
        return;
      case 'return':
        this.comeBack();
        return;
    }
  }

  private askAnother(): void {
    const lack = this.asking.unmet();
    if (lack === null) return;
    this.ask(this.core.status === STATUS.following ? lack : 'epoch', null);
  }

  /** R9, R10: no entry for as long as the timer ran: this host takes over. */
  private lookForProgress(): void {
    if (this.patience.isOver) this.takeOver();
    this.armTakeover();
  }

  /** R5: prepares the next own number above all that was seen. */
  private takeOver(): void {
    const { core } = this;
    const above = Math.max(this.seen, core.promised) + 1;
    const { hosts, self } = core;
    const epoch = above + ((self - (above % hosts) + hosts) % hosts);
    const answer = core.timeout(epoch);
    this.isTakeoverDue = answer === ANSWER.unwritten;
    this.isDraining = this.isTakeoverDue;
    if (answer !== ANSWER.taken) return;
    this.patience.tookOver();
    this.takeovers += 1;
    this.isUnsaid = false;
    this.isHolding = false;
    this.isGraceOver = false;
    this.seen = Math.max(this.seen, epoch);
    this.port.setTimer('prepare', this.options.prepareMs);
  }

  private armTakeover(): void {
    const { core } = this;
    const last = core.log.length > core.log.start ? core.log.sourceAt(core.log.length - 1) : core.self;
    const distance = (core.self - last + core.hosts) % core.hosts;
    this.port.setTimer('takeover', this.patience.begin(distance));
  }

  /** R2: the last sender waits for its successor, and then says its message again. */
  private armRepeat(): void {
    this.lengthSeen = this.core.log.length;
    if (this.isRepeating) return;
    this.isRepeating = true;
    this.port.setTimer('repeat', this.options.repeatMs);
  }

  private repeat(): void {
    const { core } = this;
    this.isRepeating = false;
    if (!core.isLastSender || this.isUnsaid) return;
    if (core.log.length === this.lengthSeen && core.broadcast() === ANSWER.taken) this.repeats += 1;
    this.armRepeat();
  }

  /** R5, R9: with all promises the epoch begins at once; with a majority, when the grace period is over. */
  private afterPromise(): void {
    const { core, options } = this;
    const promises = (core.gathered?.from.length ?? 0) + 1;
    if (promises === core.hosts || (promises >= core.majority && options.graceMs === 0))
      this.isGraceOver = true;
    else if (promises === core.majority) this.port.setTimer('grace', options.graceMs);
    this.begin();
  }

  private begin(): void {
    if (this.isGraceOver && this.core.begin() === ANSWER.taken) this.tookOver();
  }

  /** R9: a listener that has listened for a while takes over, so that it is a member again. */
  private comeBack(): void {
    this.isReturning = false;
    const { core } = this;
    if (core.status === STATUS.following && !this.isMember) this.takeOver();
  }

  private get isMember(): boolean {
    return this.core.installed?.members.includes(this.core.self) !== false;
  }

  /** Runs writes to storage, which may fail. */
  private writing(write: () => void): void {
    try {
      write();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.fail(error);
    }
  }

  private fail(error: Error): void {
    if (this.hasFailed) return;
    this.hasFailed = true;
    this.port.failed(error);
  }

  private expectRunning(): void {
    if (this.hasFailed) throw new ExoError('EXO423', 'storage has failed: this host takes nothing any more');
  }
}

/** The length of the longest payload that goes into a frame of this many bytes by itself. */
export function payloadRoom(frameBytes: number): number {
  return frameBytes - HEADER_BYTES - 4;
}
