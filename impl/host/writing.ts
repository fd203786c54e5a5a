import { ExoError } from '../../errors/index.js';
import type { Core } from '../core/core.js';
import type { Storage } from '../storage/storage.js';

/**
 * R4: how a host stands with its storage: it has not been started (`new`); no flush is under way (`idle`); one is
 * (`flushing`); or storage has failed, and the host takes part in nothing any more (`failed`).
 */
export type WritingMode = 'new' | 'idle' | 'flushing' | 'failed';

export interface WritingState {
  readonly mode: WritingMode;
  /** How many of the changes that are unwritten will be written once the flush under way is done; 0 if there is none. */
  readonly flushing: number;
}

/** What writing needs of a core. */
export type WritingCore = Pick<Core, 'isWritten' | 'written' | 'takeWrites'>;

/** What is told of what storage has done. */
export interface WhenWritten {
  /** All durable changes up to this position of the journal are written. */
  persisted(position: number): void;
  /** Told once. */
  failed(error: Error): void;
}

/** R4: hands storage what is durable, one flush at a time, so that whatever comes up during a flush shares the next one. */
export class Writing {
  private mode: WritingMode = 'new';
  /** Where the journal is when the flush under way is done. */
  private position = 0;

  constructor(
    private readonly core: WritingCore,
    private readonly storage: Storage,
    private readonly told: WhenWritten,
  ) {}

  /** Whether the host has been started, and storage has not failed since. */
  get isRunning(): boolean {
    return this.mode === 'idle' || this.mode === 'flushing';
  }

  get isFailed(): boolean {
    return this.mode === 'failed';
  }

  /** Whether the host runs, and no flush is under way. */
  get isIdle(): boolean {
    return this.mode === 'idle';
  }

  begin(): void {
    this.mode = 'idle';
  }

  /** Hands over what is new, and flushes, unless a flush is under way. Returns whether it is done already. */
  flush(): boolean {
    if (this.mode !== 'idle' || this.core.isWritten) return false;
    const position = this.handOver();
    if (position === null) return false;
    this.mode = 'flushing';
    this.position = position;
    this.storage.flush(this.flushed);
    return this.isIdle;
  }

  /** Hands over what is new, without a flush. Returns the position of the journal up to there; null if storage has failed. */
  handOver(): number | null {
    try {
      return this.core.takeWrites(this.storage);
    } catch (error) {
      this.failOf(error);
      return null;
    }
  }

  /** Runs writes to storage, which may fail. */
  run(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.failOf(error);
    }
  }

  /** @throws ExoError EXO402 if the host has been started before. */
  expectNew(): void {
    if (this.mode !== 'new') throw new ExoError('EXO402', 'a host is started once: make another one');
  }

  /** @throws ExoError EXO402 before the host is started, EXO423 once storage has failed. */
  expectRunning(): void {
    if (this.mode === 'new') throw new ExoError('EXO402', 'a host takes nothing before start() is called');
    if (this.isFailed) throw new ExoError('EXO423', 'storage has failed: this host takes nothing any more');
  }

  /** D3: this host may not go on, whatever its storage does. The reason is told once. */
  giveUp(error: Error): void {
    this.fail(error);
  }

  save(): WritingState {
    const isFlushing = this.mode === 'flushing';
    return { mode: this.mode, flushing: isFlushing ? this.position - this.core.written : 0 };
  }

  /** To be called when the core has been loaded. */
  load({ mode, flushing }: WritingState): void {
    this.mode = mode;
    this.position = this.core.written + flushing;
  }

  /** Storage calls back: at once, or at any later time. */
  private readonly flushed = (error: Error | null): void => {
    if (this.mode !== 'flushing') return;
    this.mode = 'idle';
    if (error !== null) this.fail(error);
    else this.told.persisted(this.position);
  };

  private failOf(error: unknown): void {
    if (!(error instanceof Error)) throw error;
    this.fail(error);
  }

  private fail(error: Error): void {
    if (this.isFailed) return;
    this.mode = 'failed';
    this.told.failed(error);
  }
}
