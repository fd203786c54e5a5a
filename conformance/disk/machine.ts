/** A host's disk, with all that is known of what has to be on it: it is written to, flushed, crashed, filled, and opened again. */
import * as sound from '../../impl/parts.js';
import type { DiskFault, Random, Stored } from '../../impl/parts.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { CONFIGURATION, drawnWrite, HOSTS } from './drawn-writes.js';

/** Small enough for a run to have several. */
const SEGMENT_BYTES_MAX = 2_048;

/** What a disk must never do, and this one did. */
export class Broken extends Error {}

export class DiskMachine {
  /** Whether something has been done to the disk since it was opened: what has failed once goes on failing. */
  private mayFail = false;
  private readonly disk: sound.SimulatedDisk;
  private storage: sound.Storage;
  /** What has been stored, write by write, from what was found when the disk was opened. */
  private states: Stored[] = [sound.firstStored(HOSTS)];
  /** How many of the writes have to be durable. */
  private durable = 0;
  private scheduled: (() => void)[] = [];
  /** Flushes that nothing has been heard of, since the disk was opened. */
  private flushes = 0;

  constructor(
    private readonly impl: Implementation,
    private readonly random: Random,
    seed: number,
  ) {
    const schedule = (_: number, call: () => void): void => void this.scheduled.push(call);
    this.disk = new impl.SimulatedDisk({ seed, rots: random.happens(0.5), schedule });
    this.storage = this.open();
  }

  write(): void {
    const write = drawnWrite(this.random, this.last);
    // What the implementation that runs makes of it; nothing is kept of memory that either writes to.
    const twin = new sound.MemoryStorage(this.last);
    write(twin);
    twin.flush(() => undefined);
    if (this.isRefused(() => write(this.storage))) return;
    this.states.push(twin.load());
  }

  flush(): void {
    const count = this.states.length - 1;
    const lives = this.states;
    this.flushes += 1;
    this.storage.flush((error) => {
      // Of what a crash has ended nothing is heard.
      if (lives !== this.states) throw new Broken('a flush of an earlier life is called back');
      this.flushes -= 1;
      if (error === null) this.durable = Math.max(this.durable, count);
      else this.expectFailure(error);
    });
  }

  /** The disk does one thing of what it has been asked. */
  run(): void {
    this.scheduled.shift()?.();
  }

  /** The disk does all that it has been asked: every flush has been called back then. */
  settle(): void {
    while (this.scheduled.length > 0) this.run();
    if (this.flushes !== 0) throw new Broken(`${this.flushes} flushes are never called back`);
  }

  /** The machine stops, or the process ends, and starts again. */
  restart(by: 'crash' | 'endProcess'): void {
    this.disk[by]();
    try {
      this.storage = this.open();
    } catch (error) {
      this.expectFailure(error);
      this.setFault(null);
      this.disk.crash();
      this.storage = this.open();
    }
  }

  setFault(fault: DiskFault | null): void {
    this.disk.fault = fault;
    if (fault !== null) this.mayFail = true;
  }

  private get last(): Stored {
    return this.states.at(-1) as Stored;
  }

  /** What is found is what was stored after some of the writes, all that have to be durable among them. */
  private open(): sound.Storage {
    this.scheduled = [];
    this.flushes = 0;
    const options = {
      hosts: HOSTS,
      self: 0,
      configuration: CONFIGURATION,
      segmentBytesMax: SEGMENT_BYTES_MAX,
    };
    const storage = this.impl.DiskStorage.open(this.disk.mount(), options);
    const loaded = storage.load();
    const text = textOf(loaded);
    if (!this.states.slice(this.durable).some((state) => textOf(state) === text)) {
      throw new Broken('what is found after a restart is not what was stored, with all that was flushed');
    }
    this.states = [loaded];
    this.durable = 0;
    this.mayFail = this.disk.fault !== null;
    return storage;
  }

  private isRefused(write: () => void): boolean {
    try {
      write();
      return false;
    } catch (error) {
      this.expectFailure(error);
      return true;
    }
  }

  /** A disk fails only where something has been done to it. */
  private expectFailure(error: unknown): void {
    const isOfDisk = (error as { readonly code?: unknown }).code === 'EXO423';
    if (!isOfDisk || !this.mayFail) throw error;
  }
}

/** Equal for equal states, and only for those. */
function textOf(stored: Stored): string {
  return JSON.stringify(stored, (_, value: unknown) =>
    ArrayBuffer.isView(value)
      ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')
      : value,
  );
}
