/**
 * Drives a core: which of the calls that it allows are made, and when (R2, R3, R9, R10). Deterministic as the core is:
 * frames, packets, timers that go off, and storage that calls back come in; what goes out goes to a port. Any order of
 * calls to the core is safe, so nothing here can break agreement; what is decided here is how soon there is some.
 *
 * How things stand is in modules beside this file, each with a mode that is one of a few. This file puts them together.
 *
 * What is refused is returned, misuse throws `HostError`, and a disk that fails fails the host: the port is told once, and from then
 * on `submit` and `compact` throw `EXO423`. Frames, packets and timers are ignored by a host that has not been started, or whose
 * disk has failed, as if they were lost: networks do not ask.
 */
import { ANSWER } from '../core/answers.js';
import { STATUS, type Core } from '../core/core.js';
import type { Packet } from '../core/records.js';
import type { Storage } from '../storage/storage.js';
import { epochOf } from '../wire/layout.js';
import { CatchingUp } from './catching-up.js';
import { coreFor } from './core-for.js';
import { Deferred } from './deferred.js';
import { deliverAgreed } from './delivery.js';
import { FrameIntake } from './frame-intake.js';
import { Hints } from './hints.js';
import { loadHost, saveHost, type HostModes, type HostState } from './host-state.js';
import { Membership } from './membership.js';
import { expectDelivered, expectPayload, expectSlot } from './misuse.js';
import { PacketIntake } from './packet-intake.js';
import type { HostCounts, HostParts } from './parts.js';
import { Patience } from './patience.js';
import { PayloadNumbers } from './payload-numbers.js';
import type { HostPort, Timer } from './port.js';
import { Returning } from './returning.js';
import { Sending } from './sending.js';
import { Takeover } from './takeover.js';
import { viewOf, type HostView } from './view.js';
import { Writing } from './writing.js';

export class Host {
  /** What can be seen of the host. */
  readonly view: HostView;
  private readonly core: Core;
  private readonly storage: Storage;
  private readonly payloadBytesMax: number;
  private readonly port: HostPort;
  private readonly sending: Sending;
  private readonly takeover: Takeover;
  private readonly membership: Membership;
  private readonly patience: Patience;
  private readonly deferred = new Deferred();
  private readonly catchingUp: CatchingUp;
  private readonly hints: Hints;
  private readonly returning: Returning;
  private readonly numbers = new PayloadNumbers();
  private readonly writing: Writing;
  private readonly modes: HostModes;
  private readonly intake: PacketIntake;
  private readonly frames: FrameIntake;
  /** Whether `advance` runs, further out. */
  private isAdvancing = false;

  constructor({ options, storage, port, random, trace }: HostParts) {
    const core = coreFor(options, port);
    this.core = core;
    this.view = viewOf(core);
    this.storage = storage;
    this.payloadBytesMax = options.payloadBytesMax;
    this.port = port;
    this.frames = new FrameIntake(core);
    this.sending = new Sending(core, port, options);
    this.membership = new Membership(core);
    this.takeover = new Takeover(core, port, options, this.membership);
    this.patience = new Patience(core, port, options, random);
    this.catchingUp = new CatchingUp(core, port, options);
    this.hints = new Hints(core, port, options);
    this.returning = new Returning(core, port, options);
    this.writing = new Writing(core, storage, {
      persisted: (position) => this.persisted(position),
      failed: (error) => port.failed(error),
    });
    const {
      writing,
      sending,
      takeover,
      patience,
      deferred,
      catchingUp,
      hints,
      returning,
      membership,
      numbers,
    } = this;
    this.modes = {
      writing,
      sending,
      takeover,
      patience,
      deferred,
      catchingUp,
      hints,
      returning,
      membership,
      numbers,
    };
    this.intake = new PacketIntake(core, port, takeover, deferred, catchingUp, hints, () => this.tookOver());
    if (trace !== undefined) core.trace = (action) => trace(action, this.view);
  }

  get counts(): HostCounts {
    const { frames, takeover, sending } = this;
    return { refusedFrames: frames.refused, takeovers: takeover.count, repeats: sending.repeats };
  }

  /** Whether storage has failed: then nothing is taken any more. */
  get isFailed(): boolean {
    return this.writing.isFailed;
  }

  /**
   * Begins, for the first time or again, with what storage holds; once, and before any other call. The application has
   * what it made of the first `delivered` entries: at least those that storage has a snapshot for (`restore` is called
   * where it has less), and at most as many as storage has.
   *
   * @throws ExoError EXO401 if the stored log does not fit, EXO402 if the host has been started before, or the application
   * has taken what storage does not have: another storage, or one that has lost something.
   */
  start(delivered = 0): void {
    const { core, storage, port } = this;
    this.writing.expectNew();
    const stored = storage.load();
    const { mark, snapshot, length } = stored.log;
    expectDelivered(delivered, length);
    this.writing.begin();
    if (delivered < mark.length && snapshot !== null) port.restore(mark.length, snapshot);
    core.restart(stored, Math.max(delivered, mark.length));
    this.numbers.begin(stored.reserved);
    this.takeover.heardOf(core.promised);
    if (core.installed !== null) this.membership.entered();
    this.patience.begin();
    if (core.isLastSender) this.sending.armRepeat();
    if (core.promised > 0 || core.log.length > 0) this.catchingUp.ask('epoch', null);
    this.advance();
  }

  /**
   * R11: a payload to be broadcast, of at most `payloadBytesMax` bytes; it is copied. Returns its number; or `full` while
   * too much waits: try again after some of it is delivered.
   *
   * @throws ExoError EXO402 for a payload that is too long, or before `start`; EXO423 once storage has failed.
   */
  submit(payload: Uint8Array): number | 'full' {
    this.writing.expectRunning();
    expectPayload(payload, this.payloadBytesMax);
    const { next } = this.numbers;
    if (this.core.submit(next, payload) === ANSWER.full) return 'full';
    const reserved = this.numbers.use();
    if (reserved !== null) this.writing.run(() => this.storage.reserve(reserved));
    this.advance();
    return next;
  }

  /** A frame from the broadcast medium, or fetched: any bytes at all. */
  frame(bytes: Uint8Array): void {
    this.frameAt(this.frames.wordsOf(bytes), 0, bytes.length);
  }

  /** A frame has come from the medium, and stands at a word: as `frame`, without a copy. */
  frameAt(words: Int32Array, at: number, bytes: number): void {
    if (!this.writing.isRunning) return;
    const { core } = this;
    if (!this.frames.isSound(words, at, bytes)) return;
    if (!this.deferred.isOpen) {
      this.catchingUp.keep(words, at);
      return;
    }
    const answer = core.receive(words, at);
    if (answer === ANSWER.taken) {
      this.tookEntry();
      this.advance();
    } else {
      this.takeover.heardOf(epochOf(words, at));
      this.catchingUp.refused(answer, words, at);
    }
  }

  /** A packet from the out-of-band network, decoded. What is kept of it is copied: its bytes may be used for others afterwards. */
  packet(packet: Packet): void {
    if (!this.writing.isRunning) return;
    this.intake.take(packet);
    this.advance();
  }

  /** A timer that was set has gone off. */
  timer(timer: Timer): void {
    if (!this.writing.isRunning) return;
    this.goOff(timer);
    this.advance();
  }

  /**
   * R10: the application has a snapshot of what it made of the first `slot` entries; as much of the log as may be is no
   * longer kept. Nothing is changed where that is more than `view.compactable`, or less than stands for already. The snapshot is copied.
   * Returns how much the log begins with now that a snapshot stands for.
   *
   * @throws ExoError EXO402 for a slot that is no whole number from 0, or before `start`; EXO423 once storage has failed.
   */
  compact(slot: number, snapshot: Uint8Array): number {
    this.writing.expectRunning();
    const { core } = this;
    expectSlot(slot);
    if (core.compact(slot, snapshot) === ANSWER.taken) {
      this.writing.handOver();
      this.writing.run(() => this.storage.compact(core.log.markAt(slot), snapshot));
      this.advance();
    }
    return core.log.start;
  }

  /** All that this host is, for a checker. To be called between other calls. */
  save(): HostState {
    return saveHost(this.core, this.modes);
  }

  /**
   * Becomes what was saved, of a host with the same options. Its storage, and the timers that are set, have to be as they were
   * then; whoever calls back after a flush calls this host.
   */
  load(state: HostState): void {
    loadHost(this.core, this.modes, state);
  }

  /** Makes every call that is due now, until there is none. */
  private advance(): void {
    if (this.isAdvancing) return;
    this.isAdvancing = true;
    try {
      do {
        this.takeDeferred();
        this.goOn();
        deliverAgreed(this.core, this.port);
      } while (this.writing.flush());
    } finally {
      this.isAdvancing = false;
    }
  }

  /** R4: what has waited for storage has its turn once all is written. */
  private takeDeferred(): void {
    if (!this.core.isWritten) return;
    if (this.deferred.open()) this.takeOver();
    for (const packet of this.deferred.takePackets()) this.intake.take(packet);
  }

  /** R2, R3: takes the frames that had come too early, and uses the token; neither while a takeover waits for storage. */
  private goOn(): void {
    if (!this.deferred.isOpen) {
      this.sending.rest();
      return;
    }
    while (this.catchingUp.takeAhead()) this.tookEntry();
    if (this.sending.useToken(this.hints)) this.tookEntry();
    this.hints.tell();
  }

  /** R4: storage has written everything up to this position of the journal. */
  private persisted(position: number): void {
    const { core } = this;
    const before = core.delivered;
    core.persisted(position);
    if (core.delivered > before && core.log.snapshot !== null) {
      this.port.restore(core.log.start, core.log.snapshot);
    }
    this.sending.written();
    if (core.status === STATUS.gathering && this.takeover.promised()) this.tookOver();
    this.returning.look();
    this.advance();
  }

  private goOff(timer: Timer): void {
    switch (timer) {
      case 'takeover':
        this.lostPatience();
        return;
      case 'repeat':
        this.sending.repeat();
        return;
      case 'hold':
        if (this.sending.holdIsOver(this.deferred.isOpen)) this.tookEntry();
        return;
      case 'prepare':
        this.takeover.askAgain();
        return;
      case 'grace':
        if (this.takeover.graceIsOver()) this.tookOver();
        return;
      case 'ask':
        this.catchingUp.askAnother();
        return;
      case 'return':
        if (this.returning.isTime()) this.takeOver();
        return;
    }
  }

  /** R9, R10: the `takeover` timer has gone off. */
  private lostPatience(): void {
    const { core, patience } = this;
    if (!patience.isOver()) return;
    const isFollowing = core.status === STATUS.following;
    const isServed = this.returning.isListener || core.status === STATUS.waiting;
    // T3: who is served by others does not take over from them, though it may hear nothing of them.
    if (isServed && core.hasRoom && patience.asksFirst()) {
      this.catchingUp.ask(isFollowing ? 'entries' : 'epoch', null);
      return;
    }
    patience.begin();
    // R10: a host that has no room can follow nobody further, nor be followed.
    if (core.hasRoom || !isFollowing) this.takeOver();
  }

  /** R5: this host takes over; if storage is behind, as soon as it is not. */
  private takeOver(): void {
    const answer = this.takeover.prepare();
    if (answer === ANSWER.unwritten) this.deferred.deferTakeover();
    if (answer !== ANSWER.taken) return;
    this.membership.left(this.core.holder);
    this.patience.tookOver();
    this.sending.leave();
  }

  /** An epoch has been promised to somebody else, or begins, here or by an install. */
  private tookOver(): void {
    this.sending.leave();
    this.takeover.end();
    // A promise makes room for somebody else's takeover, and an epoch for its members' entries; either may be in vain.
    this.patience.gaveWay();
    if (this.core.status === STATUS.promising) {
      this.membership.left(this.core.holder);
      return;
    }
    this.membership.entered();
    this.catchingUp.met();
  }

  /** The log has one more entry, heard or fetched, or of this host. */
  private tookEntry(): void {
    const { core, membership } = this;
    const source = core.log.sourceAt(core.log.length - 1);
    membership.filledBy(source);
    if (source === core.self) {
      this.patience.gaveWay();
      if (membership.isWell) this.returning.isWell();
    } else {
      this.patience.madeProgress();
    }
    this.catchingUp.met();
  }
}
