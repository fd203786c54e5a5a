/**
 * What is left of a host whose protocol runs in its NIC (O2): it numbers what the application submits and keeps it until it is agreed,
 * and gives the application what is. Pure: records come and go by calls, and there is neither memory that is shared, nor a clock, nor a timer.
 *
 * In the late form of C2 all that comes is agreed: what the driver has of the log is its copy, from what the application has up to its
 * pointer.
 */
import { assert, ExoError } from '../../errors/index.js';
import { PayloadQueue } from '../core/payload-queue.js';
import { alignedWords } from '../wire/aligned.js';
import { countOf, firstNumberOf, sourceOf } from '../wire/layout.js';
import { deliverPayloads, type Application } from './application.js';
import type { C1, C2 } from './channels.js';
import { FrameQueue, type FrameQueueSize } from './frame-queue.js';

/** How much a driver holds. */
export interface DriverOptions {
  /** The host's place in the ring, from 0. */
  readonly self: number;
  /** O7: payloads that may wait to be agreed, and their bytes. */
  readonly pending: { readonly payloadsMax: number; readonly bytesMax: number };
  /** Entries that may wait for the application. */
  readonly copy: FrameQueueSize;
  /** The longest payload that is taken, in bytes; as at the engine. */
  readonly payloadBytesMax: number;
}

/**
 * O9: how a driver stands with its engine: it has not begun a session (`apart`); it has, and the engine does not know it yet (`due`), or has
 * not answered (`waiting`); or both are in the session (`attached`).
 */
export type Attachment = 'apart' | 'due' | 'waiting' | 'attached';

export interface DriverState {
  readonly session: number;
  readonly attachment: Attachment;
  /** O8: the number of the next payload; null before the first answer of an engine: nothing is numbered then. */
  readonly next: number | null;
  readonly pending: readonly { readonly number: number; readonly payload: Uint8Array }[];
  /** How many of the pending ones, from the oldest, have been put into C1 in this session. */
  readonly sent: number;
  /** A snapshot that the application has to become before it is given the copy. */
  readonly snapshot: { readonly mark: number; readonly bytes: Uint8Array } | null;
  /** Entries before `pointer` that the application does not have, as frames. */
  readonly copy: readonly Uint8Array[];
  /** Entries, from the first, that are known here to be agreed. */
  readonly pointer: number;
  /** O2: entries, from the first, that the application has. */
  readonly delivered: number;
}

export class Driver implements C2 {
  private session = 0;
  private attachment: Attachment = 'apart';
  private next: number | null = null;
  private sent = 0;
  private snapshotDue: DriverState['snapshot'] = null;
  private pointer: number;
  private position: number;
  private readonly pending: PayloadQueue;
  private readonly copy: FrameQueue;

  /** A driver of an application that has what it made of the first `delivered` entries. */
  constructor(
    private readonly options: DriverOptions,
    delivered: number,
  ) {
    this.pending = new PayloadQueue({ ...options.pending, packPayloadsMax: 1, packBytesMax: 0 });
    this.copy = new FrameQueue(options.copy);
    this.pointer = this.position = delivered;
  }

  /** O2: entries, from the first, that the application has. Beside C1, in a register, the engine is told (O4). */
  get delivered(): number {
    return this.position;
  }

  /** The session that was begun last. */
  get inSession(): number {
    return this.session;
  }

  get isAttached(): boolean {
    return this.attachment === 'attached';
  }

  /** Whether an engine has begun anew since the session began, or there has been none: `attach` is to be called. */
  get isApart(): boolean {
    return this.attachment === 'apart';
  }

  /** O8: the number of the next payload; null before an engine has answered for the first time. */
  get nextNumber(): number | null {
    return this.next;
  }

  /** O7: how many payloads wait to be agreed. */
  get waiting(): number {
    return this.pending.length;
  }

  /** Entries that are agreed and wait for the application. */
  get lag(): number {
    return this.pointer - this.position;
  }

  /** The copy, whose oldest entry is the next that the application is given, if there is one and no snapshot comes first. */
  get copied(): Pick<FrameQueue, 'length' | 'words' | 'bytes' | 'place'> {
    return this.copy;
  }

  /**
   * O7, O8: a payload to be broadcast; it is copied. Returns its number; or `full` while too much waits; or `apart` before the first
   * session, when no number may be given.
   *
   * @throws ExoError EXO402 for a payload that is too long.
   */
  submit(payload: Uint8Array): number | 'full' | 'apart' {
    const { next, options } = this;
    if (payload.length > options.payloadBytesMax) {
      const text = `a payload has at most ${options.payloadBytesMax} bytes, this one has ${payload.length}`;
      throw new ExoError('EXO402', text);
    }
    if (next === null) return 'apart';
    if (!this.pending.push(next, payload)) return 'full';
    this.next = next + 1;
    return next;
  }

  /**
   * O9: begins a session, whose number is above those of all before it, of this driver or another one. All that is pending will be put into C1
   * again, in order.
   */
  attach(session: number): void {
    assert(session > this.session, 'sessions ascend');
    this.session = session;
    this.attachment = 'due';
    this.sent = 0;
  }

  /** Puts the next record into C1, or payloads together where it takes them so. Returns whether there was one, and room for it. */
  putC1(to: C1): boolean {
    if (this.attachment === 'attached') return this.putPayloads(to);
    if (this.attachment !== 'due' || !to.begin(this.session, this.position, this.pointer)) return false;
    this.attachment = 'waiting';
    return true;
  }

  /** O9: the engine has begun anew. Whoever runs the driver attaches it. */
  reset(): boolean {
    this.attachment = 'apart';
    return true;
  }

  /** O9: the engine answers; an answer to an older session is dropped. */
  begin(session: number, next: number, mark: number): boolean {
    if (this.attachment !== 'waiting' || session !== this.session) return true;
    assert(mark >= 0, 'a snapshot stands for the first entries');
    this.attachment = 'attached';
    this.next = Math.max(this.next ?? 0, next);
    return true;
  }

  /** A snapshot takes the place of entries that will not come, and of those that the application has not been given. */
  snapshot(mark: number, number: number, bytes: Uint8Array): boolean {
    if (!this.isAttached) return true;
    assert(mark > this.pointer, 'a snapshot stands for more than was in C2 before it');
    this.dropPending(number);
    this.copy.clear();
    this.snapshotDue = { mark, bytes: bytes.slice() };
    this.pointer = mark;
    return true;
  }

  /** The next entry, agreed; false while too many wait for the application. */
  append(slot: number, words: Int32Array, at: number): boolean {
    if (!this.isAttached) return true;
    assert(slot === this.pointer, 'entries come in order, none is left out');
    if (!this.copy.push(words, at)) return false;
    this.pointer = slot + 1;
    this.dropAgreed(words, at);
    return true;
  }

  /**
   * Does `append` with `deliver` after it, without a copy in between, where nothing waits before the entry; otherwise as `append`.
   * `bytes` are the memory that `words` are.
   */
  appendTo(
    application: Application,
    slot: number,
    words: Int32Array,
    bytes: Uint8Array,
    at: number,
  ): boolean {
    if (this.copy.length > 0 || this.snapshotDue !== null) return this.append(slot, words, at);
    if (!this.isAttached) return true;
    assert(slot === this.pointer, 'entries come in order, none is left out');
    this.dropAgreed(words, at);
    // If the application throws, the entry comes again.
    deliverPayloads(words, bytes, at, slot, application);
    this.pointer = this.position = slot + 1;
    return true;
  }

  /**
   * Takes up to `count` empty entries, the first of slot `slot`, of which there is nothing to give. Returns how many it has taken: none where
   * something waits before them.
   */
  skipEmpties(slot: number, count: number): number {
    if (this.copy.length > 0 || this.snapshotDue !== null || !this.isAttached) return 0;
    assert(slot === this.pointer, 'entries come in order, none is left out');
    this.pointer = this.position = slot + count;
    return count;
  }

  /** Gives the application the next entry, or a snapshot; from then on it has that. Returns whether there was one. */
  deliver(to: Application): boolean {
    const { snapshotDue, copy } = this;
    if (snapshotDue !== null) {
      to.restore(snapshotDue.mark, snapshotDue.bytes);
      this.snapshotDue = null;
      this.position = snapshotDue.mark;
      return true;
    }
    if (copy.length === 0) return false;
    deliverPayloads(copy.words, copy.bytes, copy.place, this.position, to);
    copy.shift();
    this.position += 1;
    return true;
  }

  /** All that the driver is, as plain data. Equal states are equal data. */
  save(): DriverState {
    const { session, attachment, next, sent, snapshotDue, pointer, position } = this;
    const pending: DriverState['pending'][number][] = [];
    this.pending.forEach((number, payload) => pending.push({ number, payload: payload.slice() }));
    return {
      ...{ session, attachment, next, sent, pending, pointer, delivered: position },
      snapshot: snapshotDue,
      copy: this.copy.save(),
    };
  }

  /** Becomes what was saved, of a driver with the same options. */
  load(state: DriverState): void {
    this.session = state.session;
    this.attachment = state.attachment;
    this.next = state.next;
    this.sent = state.sent;
    this.snapshotDue = state.snapshot;
    this.pointer = state.pointer;
    this.position = state.delivered;
    this.pending.clear();
    for (const { number, payload } of state.pending) {
      assert(this.pending.push(number, payload), 'what was saved has room again');
    }
    this.copy.clear();
    for (const frame of state.copy)
      assert(this.copy.push(alignedWords(frame), 0), 'what was saved has room again');
  }

  private putPayloads(to: C1): boolean {
    const { pending, sent } = this;
    const waiting = pending.length - sent;
    if (waiting === 0) return false;
    const together = waiting > 1 && to.payloads !== undefined ? to.payloads(pending, sent, waiting) : 0;
    if (together === 0 && !pending.offer(sent, to)) return false;
    this.sent = sent + Math.max(1, together);
    return true;
  }

  /** O7: the payloads of an entry are agreed. */
  private dropAgreed(words: Int32Array, at: number): void {
    const count = countOf(words, at);
    if (count > 0 && sourceOf(words, at) === this.options.self) {
      this.dropPending(firstNumberOf(words, at) + count - 1);
    }
  }

  /** O7: the own payloads up to this number are agreed. */
  private dropPending(number: number): void {
    const before = this.pending.length;
    this.pending.dropUpTo(number);
    this.sent = Math.max(0, this.sent - (before - this.pending.length));
  }
}
