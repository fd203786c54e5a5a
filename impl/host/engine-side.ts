import { ExoError } from '../../errors/index.js';
import { ANSWER, type Answer } from '../core/answers.js';
import { STATUS, type Core } from '../core/core.js';
import type { PayloadQueue } from '../core/payload-queue.js';
import type { Storage } from '../storage/storage.js';
import type { HostModes } from './modes.js';

/** What is to be seen of a log by whoever moves a cursor over it. */
export type AgreedLog = Pick<
  Core['log'],
  'start' | 'length' | 'snapshot' | 'words' | 'bytes' | 'placeOf' | 'markNumberOf'
>;

/**
 * O1: what the edge of an offload engine needs of the host, which is otherwise the one that plain hosts use: payloads come with
 * numbers that a driver has given them, what is agreed is read by a cursor, and the application is known to have something only when
 * it is said to.
 */
export class EngineSide {
  constructor(
    private readonly core: Core,
    private readonly modes: Pick<HostModes, 'numbers' | 'sending' | 'writing'>,
    private readonly storage: Pick<Storage, 'reserve'>,
    private readonly host: { goOn(): void; compact(slot: number, snapshot: Uint8Array): void },
  ) {}

  /** The host's place in the ring, from 0. */
  get self(): number {
    return this.core.self;
  }

  /** What the cursor moves over: slots from `log.start` to before `agreed`. */
  get log(): AgreedLog {
    return this.core.log;
  }

  /** R7: the number of entries, from the first, that are agreed. */
  get agreed(): number {
    return this.core.agreed;
  }

  /** O8: numbers below it were taken in this life, or may have been in an earlier one. */
  get nextNumber(): number {
    return this.modes.numbers.next;
  }

  /** D2: whether the host is a new life without a disk that has not recovered yet: no driver attaches to it. */
  get isRecovering(): boolean {
    return this.core.status === STATUS.recovering;
  }

  /** Whether all that this host waits for is that the payloads which it has broadcast are agreed. */
  get isWaiting(): boolean {
    return this.core.queue.length > 0 && !this.core.hasPayload;
  }

  /** R2: whether the `repeat` timer, if it is set, is needed as things are: nobody has to be woken for one that does nothing. */
  get waitsToRepeat(): boolean {
    return this.modes.sending.waitsToRepeat;
  }

  /** R10: how many entries, from the first, may be compacted now. */
  get compactable(): number {
    return this.core.compactable;
  }

  /**
   * O7: a payload that a driver has numbered, the one of `bytes` bytes at byte `at`; it is copied. It is `taken`; or `nothing`, if it
   * waits here already or is agreed; or `full`, while too much waits. `goOn` is to be called after some of these.
   *
   * @throws ExoError EXO402 for a payload that is too long, or before `start`; EXO423 once storage has failed.
   */
  resubmit(number: number, source: Uint8Array, at: number, bytes: number): Answer {
    this.modes.writing.expectRunning();
    const answer = this.core.resubmit(number, source, at, bytes);
    if (answer === ANSWER.taken) this.took(number);
    return answer;
  }

  /** O7: the same of payloads that wait in the queue of a driver, as `Core.resubmitRun`. Returns how many are taken. */
  resubmitRun(from: PayloadQueue, place: number, most: number): number {
    this.modes.writing.expectRunning();
    const taken = this.core.resubmitRun(from, place, most);
    if (taken > 0) this.took(from.numberAt(place + taken - 1));
    return taken;
  }

  /** Makes every call that is due now, because of payloads that were taken. */
  goOn(): void {
    this.host.goOn();
  }

  /**
   * O9: a driver knows the first `pointer` entries to be agreed.
   *
   * @throws ExoError EXO402 if there are not as many: another storage, or one that has lost something.
   */
  learn(pointer: number): void {
    const { length } = this.core.log;
    if (pointer > length) {
      throw new ExoError(
        'EXO402',
        `a driver has ${pointer} entries of a log that has ${length}: its engine has another storage, or one that has lost something`,
      );
    }
    this.core.learn(pointer);
  }

  /** R10: as `Host.compact`. */
  compact(slot: number, snapshot: Uint8Array): void {
    this.host.compact(slot, snapshot);
  }

  /** O6: the application has the first `delivered` entries. */
  acknowledge(delivered: number): void {
    this.core.deliver(Math.min(delivered, this.core.agreed));
  }

  /** O8: a number has been used, and is reserved, with those before it. */
  private took(number: number): void {
    const { modes, storage } = this;
    const reserved = modes.numbers.took(number);
    if (reserved !== null) modes.writing.run(() => storage.reserve(reserved));
  }
}
