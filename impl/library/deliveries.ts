import { ExoError } from '../../errors/index.js';
import { expectNames, expectSignal } from '../given.js';
import { wordsOf } from '../wire/layout.js';
import type { AgreedCursor } from './host-side.js';
import { messagesAt, type Message } from './messages.js';

/** What an application makes of messages, as bytes, so that a host need not keep them all. */
export interface Snapshots {
  /** What the application is now: after all messages that it was given, and before the next. */
  take(): Uint8Array;
  /** The application becomes what these bytes say, which stand for all messages with `seq` below this one. */
  restore(snapshot: Uint8Array, seq: number): void;
}

export interface DeliveriesOptions {
  /**
   * The first `seq` to be delivered: what the application has everything before. Where the application went on before in this process,
   * or the oldest that the log has, if left out.
   */
  readonly from?: number;
  readonly signal?: AbortSignal;
}

/** How much of the log is kept, and who says what stands for the rest. */
export interface Compaction {
  readonly snapshots: Snapshots | null;
  /** A snapshot is taken, or entries are dropped, when so much more has been taken than the last time, in entries or in bytes of frames. */
  readonly everyEntries: number;
  readonly everyBytes: number;
}

/** The position of the application in the agreed log, and what follows on it. There is one application. */
export class Deliveries {
  private position = 0;
  /** Where the log was compacted last, or would have been; and how many bytes of frames have been taken since. */
  private compacted = 0;
  private bytes = 0;
  private isTaken = false;
  private hasBegun = false;
  private wake: (() => void) | null = null;
  private ended: Error | null = null;

  constructor(
    private readonly engine: AgreedCursor,
    private readonly ids: readonly string[],
    private readonly compaction: Compaction,
  ) {}

  /** Entries, from the first, that the application has. */
  get delivered(): number {
    return this.position;
  }

  /** There may be more: wakes whoever waits for it. */
  look(): void {
    const { wake } = this;
    this.wake = null;
    wake?.();
  }

  /** There will be no more: what waits ends, with an error or without. */
  end(error: Error | null): void {
    this.ended = error ?? CLOSED;
    this.look();
  }

  /** The messages from a position on, one by one: as `entriesFrom`. A message counts as taken when the next is asked for. */
  async *from(options: DeliveriesOptions): AsyncGenerator<Message, void, undefined> {
    for await (const messages of this.entriesFrom(options)) {
      for (const message of messages) {
        yield message;
        options.signal?.throwIfAborted();
      }
    }
  }

  /**
   * The messages from a position on, as they are agreed, those that were broadcast together at a time. They count as taken when the next are asked for.
   *
   * @throws ExoError EXO402 while another one goes on, or from a position that this host has never been at; EXO444 from one that is no
   * longer kept, where there is no snapshot to restore.
   */
  async *entriesFrom(options: DeliveriesOptions): AsyncGenerator<readonly Message[], void, undefined> {
    expectNames<DeliveriesOptions>('deliveries', options, { from: true, signal: true });
    const { from, signal } = options;
    expectSignal(signal);
    if (this.isTaken)
      throw new ExoError('EXO402', 'deliveries are being taken already; there is one application');
    if (from !== undefined && (!Number.isSafeInteger(from) || from < 0)) {
      throw new ExoError('EXO402', `from takes a seq, a whole number from 0, not ${String(from)}`);
    }
    signal?.throwIfAborted();
    const abort = (): void => this.look();
    signal?.addEventListener('abort', abort);
    this.isTaken = true;
    try {
      await this.recovered(signal);
      if (this.isOver(signal)) return;
      if (from !== undefined) this.begin(from);
      // An application that has begun nowhere, and has no snapshots, begins with the oldest that is kept.
      else if (!this.hasBegun && this.compaction.snapshots === null) this.position = this.engine.log.start;
      this.hasBegun = true;
      for (;;) {
        if (this.isOver(signal)) return;
        if (!this.isInstalling) this.restore();
        if (this.isInstalling || this.position === this.engine.agreed) {
          await this.change();
          continue;
        }
        const messages = messagesAt(this.engine.log, this.position, this.ids);
        if (messages.length > 0) yield messages;
        this.took();
      }
    } finally {
      this.isTaken = false;
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Takes all that is there for an application that wants none of it. */
  skip(): void {
    if (this.isInstalling) return;
    if (this.position < this.engine.log.start) this.position = this.engine.log.start;
    while (this.position < this.engine.agreed) this.took();
  }

  /** D2: waits until the host knows what there is, or there will be no more. */
  private async recovered(signal: AbortSignal | undefined): Promise<void> {
    while (this.engine.isRecovering && !this.isOver(signal)) await this.change();
  }

  /** R6: whether the log begins with what is not agreed here before it is written: until then nothing of it is taken. */
  private get isInstalling(): boolean {
    return this.engine.log.start > this.engine.agreed;
  }

  private change(): Promise<void> {
    return new Promise<void>((resolve) => (this.wake = resolve));
  }

  /** Whether there will be no more, because the host was closed. @throws the reason of the signal, or why the host has failed. */
  private isOver(signal: AbortSignal | undefined): boolean {
    signal?.throwIfAborted();
    if (this.ended !== null && this.ended !== CLOSED) throw this.ended;
    return this.ended === CLOSED;
  }

  private begin(from: number): void {
    const { log } = this.engine;
    if (from > log.length) {
      const text = `from is ${from}, and this host has ${log.length} entries: another log, or one that has lost something`;
      throw new ExoError('EXO402', text);
    }
    this.engine.begin(from);
    this.position = from;
  }

  /** The application becomes a snapshot where the entries that it lacks are no longer kept. */
  private restore(): void {
    const { log } = this.engine;
    if (this.position >= log.start) return;
    const { snapshots } = this.compaction;
    if (snapshots === null || log.snapshot === null) {
      const text = `messages from ${this.position} to ${log.start - 1} are no longer kept, and no snapshot stands for them: give join \`snapshots\``;
      throw new ExoError('EXO444', text);
    }
    snapshots.restore(log.snapshot.slice(), log.start);
    this.position = this.compacted = log.start;
    this.bytes = 0;
    this.engine.acknowledge(this.position);
  }

  private took(): void {
    const { log } = this.engine;
    this.bytes += WORD_BYTES * wordsOf(log.words, log.placeOf(this.position));
    this.position += 1;
    this.engine.acknowledge(this.position);
    const { snapshots, everyEntries, everyBytes } = this.compaction;
    if (this.position - this.compacted < everyEntries && this.bytes < everyBytes) return;
    if (snapshots !== null) this.engine.compact(this.position, snapshots.take());
    // Without snapshots the newest are kept, for hosts that were away.
    else if (this.compacted > 0) this.engine.compact(this.compacted, NOTHING);
    this.compacted = this.position;
    this.bytes = 0;
  }
}

const CLOSED = new Error('closed');
const NOTHING = new Uint8Array(0);
const WORD_BYTES = 4;
