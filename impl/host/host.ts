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
import type { Core } from '../core/core.js';
import type { FrameRun } from '../core/frame-ring.js';
import type { Packet } from '../core/records.js';
import type { Storage } from '../storage/storage.js';
import { epochOf } from '../wire/layout.js';
import { coreFor } from './core-for.js';
import { Due } from './due.js';
import { EngineSide } from './engine-side.js';
import { FrameIntake } from './frame-intake.js';
import { loadHost, saveHost, type HostState } from './host-state.js';
import { expectDelivered, expectNumbersLeft, expectPayload, expectSlot } from './misuse.js';
import { modesFor, type HostModes } from './modes.js';
import { PacketIntake } from './packet-intake.js';
import { Ordinary } from './ordinary.js';
import type { HostCounts, HostParts, HostTrace } from './parts.js';
import type { HostPort, Timer } from './port.js';
import { Progress } from './progress.js';
import { TakingPart } from './taking-part.js';
import { goOff } from './timers.js';
import { viewOf, type HostView } from './view.js';

export class Host {
  /** What can be seen of the host. */
  readonly view: HostView;
  /** O1: what the edge of an offload engine needs of the host; null where deliveries are pushed. */
  readonly engine: EngineSide | null;
  private readonly core: Core;
  private readonly storage: Storage;
  private readonly payloadBytesMax: number;
  private readonly port: HostPort;
  private readonly modes: HostModes;
  private readonly progress: Progress;
  private readonly intake: PacketIntake;
  private readonly frames: FrameIntake;
  private readonly ordinary: Ordinary;
  private readonly due: Due;
  private readonly takingPart: TakingPart;
  private readonly trace: HostTrace | null;

  constructor(parts: HostParts) {
    const { options, storage, port, trace } = parts;
    const core = coreFor(options, port, storage);
    this.core = core;
    this.view = viewOf(core);
    this.storage = storage;
    this.payloadBytesMax = options.payloadBytesMax;
    this.port = port;
    this.modes = modesFor(core, parts, {
      persisted: (position) => this.due.persisted(position),
      failed: (error) => port.failed(error),
    });
    this.progress = new Progress(core, this.modes);
    this.ordinary = new Ordinary(core, this.modes, this.progress, storage);
    this.frames = new FrameIntake(core);
    this.intake = new PacketIntake(core, port, this.modes, () => this.progress.tookOver());
    const pushes = parts.deliveries !== 'cursor';
    this.takingPart = new TakingPart(core, storage, port, this.modes, pushes);
    this.due = new Due(core, storage, port, this.modes, this.progress, this.intake, this.ordinary, pushes);
    const calls = {
      goOn: () => this.goOn(),
      compact: (slot: number, snapshot: Uint8Array) => void this.compact(slot, snapshot),
    };
    this.engine = pushes ? null : new EngineSide(core, this.modes, storage, calls);
    this.trace = trace ?? null;
    if (trace !== undefined) core.trace = (action) => trace(action, this.view, this.intake.taken);
  }

  get counts(): HostCounts {
    const { frames } = this;
    const { takeover, sending } = this.modes;
    return { refusedFrames: frames.refused, takeovers: takeover.count, repeats: sending.repeats };
  }

  /** Whether storage has failed: then nothing is taken any more. */
  get isFailed(): boolean {
    return this.modes.writing.isFailed;
  }

  /**
   * Begins, for the first time or again, with what storage holds; once, and before any other call. The application has
   * what it made of the first `delivered` entries: at least those that storage has a snapshot for (`restore` is called
   * where it has less), and at most as many as storage has.
   * A host without a disk takes nothing from storage, and its application has nothing: it begins with the ring in life 0, and in any other
   * life asks the others for what it has lost, and until it has recovered `submit` answers `full`.
   *
   * @throws ExoError EXO402 if the host has been started before, or the application
   * has taken what storage does not have: another storage, or one that has lost something.
   */
  start(delivered = 0): void {
    const { core, storage, port } = this;
    this.modes.writing.expectNew();
    if (core.lives !== null) {
      expectDelivered(delivered, 0);
      if (this.trace !== null) this.trace('Restart', this.view, null);
      this.takingPart.beginLife(core.lives.life);
      this.due.advance();
      return;
    }
    const stored = storage.load();
    const { mark, snapshot, length } = stored.log;
    expectDelivered(delivered, length);
    this.modes.writing.begin();
    if (delivered < mark.length && snapshot !== null && this.engine === null)
      port.restore(mark.length, snapshot);
    core.restart(stored, Math.max(delivered, mark.length));
    if (this.trace !== null) this.trace('Restart', this.view, null);
    this.modes.numbers.begin(stored.reserved);
    this.takingPart.takePart();
    if (core.promised > 0 || core.log.length > 0) this.modes.catchingUp.ask('epoch', null);
    this.due.advance();
  }

  /**
   * R11: a payload to be broadcast, of at most `payloadBytesMax` bytes; it is copied. Returns its number; or `full` while
   * too much waits: try again after some of it is delivered.
   *
   * @throws ExoError EXO402 for a payload that is too long, or before `start`; EXO423 once storage has failed.
   */
  submit(payload: Uint8Array): number | 'full' {
    this.modes.writing.expectRunning();
    expectPayload(payload, this.payloadBytesMax);
    const { next } = this.modes.numbers;
    const { lives } = this.core;
    if (lives !== null) expectNumbersLeft(next, lives.life);
    if (this.core.submit(next, payload) !== ANSWER.taken) return 'full';
    const reserved = this.modes.numbers.use();
    if (reserved !== null) this.modes.writing.run(() => this.storage.reserve(reserved));
    this.due.advance();
    return next;
  }

  /** A frame from the broadcast medium, or fetched: any bytes at all. */
  frame(bytes: Uint8Array): void {
    this.frameAt(this.frames.wordsOf(bytes), 0, bytes.length);
  }

  /** A frame has come from the medium, and stands at a word: as `frame`, without a copy. */
  frameAt(words: Int32Array, at: number, bytes: number): void {
    if (!this.modes.writing.isRunning || !this.frames.isSound(words, at, bytes)) return;
    if (this.soundFrameAt(words, at)) this.due.advance();
  }

  /**
   * A frame has come that another host of this process has sealed, and that has been in no memory but that of this process: it is not
   * looked at whether it is one. Returns whether it is an entry of the log now: then `goOn` is to be called, once after some of these.
   */
  soundFrameAt(words: Int32Array, at: number): boolean {
    if (!this.modes.writing.isRunning || this.modes.recovering.isRecovering) return false;
    this.ordinary.forget();
    const { core } = this;
    if (!this.modes.deferred.isOpen) {
      this.modes.catchingUp.keep(words, at);
      return false;
    }
    const answer = core.receive(words, at);
    if (answer === ANSWER.taken) {
      this.progress.tookEntry();
      return true;
    }
    this.modes.takeover.heardOf(epochOf(words, at));
    this.modes.catchingUp.refused(answer, words, at);
    return false;
  }

  /**
   * Frames have come that stand in a run, number `from` to before `to`. Returns whether at least one is an entry of the log now: then `goOn` is to be called.
   */
  soundFrames(frames: FrameRun, from: number, to: number): boolean {
    this.ordinary.forget();
    let hasTaken = false;
    for (let index = from; index < to;) {
      // As a rule, all of them follow on the log, and nothing else is to be thought of.
      const taken = this.isTaking ? this.core.receiveRun(frames, index, to) : 0;
      if (taken > 0) {
        this.progress.tookEntries(taken);
        hasTaken = true;
        index += taken;
      } else {
        if (this.soundFrameAt(frames.words, frames.placeOf(index))) hasTaken = true;
        index += 1;
      }
    }
    return hasTaken;
  }

  /** As `soundFrames`, and `goOn` where that is to be called. */
  hear(frames: FrameRun, from: number, to: number): void {
    const taken = this.engine !== null && this.ordinary.isNow ? this.ordinary.take(frames, from, to) : 0;
    if (from + taken === to) return;
    const hasTaken = this.soundFrames(frames, from + taken, to);
    if (taken > 0 || hasTaken) this.due.advance();
  }

  /** Makes every call that is due because of frames that were taken together: they share what follows, as entries share a flush (R4). */
  goOn(): void {
    if (this.engine === null || !this.ordinary.goOn()) this.due.advance();
  }

  /** A packet from the out-of-band network, decoded. What is kept of it is copied: its bytes may be used for others afterwards. */
  packet(packet: Packet): void {
    if (!this.modes.writing.isRunning) return;
    if (packet.kind === 'answer') {
      this.intake.taken = packet;
      this.takingPart.heedAnswer(packet);
    } else if (!this.modes.recovering.isRecovering) this.intake.take(packet);
    this.due.advance();
  }

  /** Whether frames are taken, and none is missing. */
  private get isTaking(): boolean {
    const { writing, deferred, catchingUp } = this.modes;
    return writing.isRunning && deferred.isOpen && catchingUp.isQuiet;
  }

  /** A timer that was set has gone off. */
  timer(timer: Timer): void {
    if (!this.modes.writing.isRunning) return;
    goOff(timer, this.modes, this.progress);
    this.due.advance();
  }

  /**
   * R10: the application has a snapshot of what it made of the first `slot` entries, which need no longer be kept. Where that is more than
   * `view.compactable`, the snapshot waits until it is not, or until a later one comes; nothing is changed where a snapshot stands for as much
   * already. It waits, too, where the port asks for it while it is called, until the host has done what it is at. It is copied. Returns how
   * much the log begins with now that a snapshot stands for.
   *
   * @throws ExoError EXO402 for a slot that is no whole number from 0, or before `start`; EXO423 once storage has failed.
   */
  compact(slot: number, snapshot: Uint8Array): number {
    this.modes.writing.expectRunning();
    expectSlot(slot);
    // In the middle of a delivery the entry that is delivered stays where it is.
    if (this.due.isAdvancing) this.modes.compacting.defer(slot, snapshot);
    else if (this.due.compacts({ slot, snapshot })) this.due.advance();
    return this.core.log.start;
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
    this.ordinary.forget();
  }
}
