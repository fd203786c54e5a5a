/** A storage whose every write waits until the model says that the disk is done, or has failed. */
import type { EpochRecord, LogImage, Mark, Storage, Stored } from '../../impl/parts.js';
import type { Implementation } from '../compare/faulty-copy.js';

/** A write that a storage was handed. */
export type Write =
  | { readonly op: 'entry'; readonly frame: Uint8Array }
  | { readonly op: 'promise'; readonly epoch: number }
  | { readonly op: 'install'; readonly epoch: EpochRecord; readonly log: LogImage }
  | { readonly op: 'compact'; readonly mark: Mark; readonly snapshot: Uint8Array }
  | { readonly op: 'reserve'; readonly upTo: number };

export interface StorageState {
  /** What is durable. */
  readonly disk: Stored;
  /** What was handed over since. */
  readonly writes: readonly Write[];
  /** How many of these writes the flush under way is about; null if there is none. */
  readonly flushing: number | null;
}

type Done = (error: Error | null) => void;

export class HarnessStorage implements Storage {
  private disk: Stored;
  private writes: Write[] = [];
  private flushing: number | null = null;
  /** Whom the host's flushes call back; one host calls with the same function each time. */
  private done: Done | null = null;

  constructor(
    private readonly impl: Implementation,
    hosts: number,
  ) {
    this.disk = impl.firstStored(hosts);
  }

  load(): Stored {
    return this.disk;
  }

  entry(source: Uint8Array, at: number, bytes: number): void {
    this.writes.push({ op: 'entry', frame: source.slice(at, at + bytes) });
  }

  promise(epoch: number): void {
    this.writes.push({ op: 'promise', epoch });
  }

  install(epoch: EpochRecord, log: LogImage): void {
    this.writes.push({ op: 'install', epoch, log });
  }

  compact(mark: Mark, snapshot: Uint8Array): void {
    this.writes.push({ op: 'compact', mark, snapshot });
  }

  reserve(upTo: number): void {
    this.writes.push({ op: 'reserve', upTo });
  }

  flush(done: Done): void {
    if (this.flushing !== null) throw new Error('a second flush while one is under way');
    this.done = done;
    this.flushing = this.writes.length;
  }

  close(): void {
    // Nothing is open.
  }

  /** The flush under way is done, or has failed. */
  finish(error: Error | null): void {
    const { flushing, done } = this;
    if (flushing === null || done === null) throw new Error('no flush is under way');
    this.flushing = null;
    if (error === null) this.makeDurable(this.writes.splice(0, flushing));
    done(error);
  }

  saveState(): StorageState {
    return { disk: this.disk, writes: [...this.writes], flushing: this.flushing };
  }

  loadState({ disk, writes, flushing }: StorageState): void {
    this.disk = disk;
    this.writes = [...writes];
    this.flushing = flushing;
  }

  private makeDurable(writes: readonly Write[]): void {
    const storage = new this.impl.MemoryStorage(this.disk);
    for (const write of writes) apply(storage, write);
    storage.flush(() => undefined);
    this.disk = storage.load();
  }
}

function apply(storage: Storage, write: Write): void {
  switch (write.op) {
    case 'entry':
      storage.entry(write.frame, 0, write.frame.length);
      return;
    case 'promise':
      storage.promise(write.epoch);
      return;
    case 'install':
      storage.install(write.epoch, write.log);
      return;
    case 'compact':
      storage.compact(write.mark, write.snapshot);
      return;
    case 'reserve':
      storage.reserve(write.upTo);
      return;
  }
}
