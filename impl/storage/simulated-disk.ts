import { ExoError } from '../../errors/index.js';
import type { Done, Files, OpenFile } from './files.js';
import { SimulatedFile, type Random } from './simulated-file.js';

export interface SimulatedDiskOptions {
  /** All randomness comes from it: a 32-bit number. */
  readonly seed: number;
  /** Calls back after a while, in the time of a simulation. Without it writes and syncs are done at once. */
  readonly schedule?: (delayMs: number, callback: () => void) => void;
  /** A write or sync takes from the first to before the second, at random. */
  readonly delaysMs?: readonly [number, number];
  /** Whether a crash may also change bits in what was not synced. */
  readonly rots?: boolean;
}

/** What goes wrong: the disk is full once files come to `bytes`, or an operation fails after `count` have not. */
export type DiskFault =
  | { readonly kind: 'full'; readonly bytes: number }
  | { readonly kind: 'write' | 'sync'; readonly count: number };

interface NameChange {
  readonly added: string | null;
  readonly removed: string | null;
  readonly file: SimulatedFile | null;
}

/**
 * One directory on a disk in memory, which crashes as badly as it may: of what was not synced any part survives, in files as
 * in names. Deterministic in its seed. It needs `mount` first, and again after each crash.
 */
export class SimulatedDisk {
  /** What goes wrong from now on; null for nothing. A crash does not mend it. */
  fault: DiskFault | null = null;
  /** Writes and syncs so far, those that block among them. */
  operations = 0;
  names = new Map<string, SimulatedFile>();
  isLocked = false;
  private durableNames = new Map<string, SimulatedFile>();
  private nameChanges: NameChange[] = [];
  private mounts = 0;
  private readonly random: Random;
  private readonly options: SimulatedDiskOptions;

  constructor(options: SimulatedDiskOptions) {
    this.options = options;
    this.random = mulberry32(options.seed);
  }

  /** The files, until the next crash: then what was mounted before does nothing, and calls nobody back, any more. */
  mount(): Files {
    const mounted = this.mounts;
    return new SimulatedFiles(this, () => mounted === this.mounts);
  }

  /** The machine stops, and starts again with what is durable, and any part of what is not. */
  crash(): void {
    this.mounts += 1;
    this.isLocked = false;
    for (const change of this.nameChanges) if (this.random() < 0.5) apply(change, this.durableNames);
    this.nameChanges = [];
    this.names = new Map(this.durableNames);
    for (const file of new Set(this.names.values())) file.crash(this.random, this.options.rots ?? false);
  }

  /** The process ends, and the machine does not: what was written can be read, and is synced or not as before. */
  endProcess(): void {
    this.mounts += 1;
    this.isLocked = false;
  }

  /** All that files have, by name: a copy, as it can be read. */
  contents(): ReadonlyMap<string, Uint8Array> {
    return new Map([...this.names].map(([name, { content }]) => [name, content.bytes.slice()]));
  }

  /** Changes one bit of a file for good. */
  flip(name: string, bit: number): void {
    this.fileOf(name).flip(bit);
  }

  // What follows is for the files that are mounted.

  fileOf(name: string): SimulatedFile {
    const file = this.names.get(name);
    if (file === undefined) throw systemError('ENOENT', `no such file, open '${name}'`);
    return file;
  }

  changeNames(change: NameChange): void {
    apply(change, this.names);
    this.nameChanges.push(change);
  }

  /** How many changes of names are not durable. */
  get unsyncedNames(): number {
    return this.nameChanges.length;
  }

  syncNames(count: number): void {
    for (const change of this.nameChanges.splice(0, count)) apply(change, this.durableNames);
  }

  /** Calls back after a while, or at once. */
  later(call: () => void): void {
    const { schedule, delaysMs: [least, most] = [0, 0] } = this.options;
    if (schedule === undefined) call();
    else schedule(least + (most - least) * this.random(), call);
  }

  /** Writes, or as much as there is room for. Returns what went wrong, or null. */
  write(file: SimulatedFile, bytes: Uint8Array, position: number): Error | null {
    this.operations += 1;
    if (this.fails('write')) return systemError('EIO', 'i/o error, write');
    const room = this.fault?.kind === 'full' ? Math.max(0, this.fault.bytes - this.bytesUsed()) : Infinity;
    const growth = Math.max(0, position + bytes.length - file.content.size);
    const count = bytes.length - Math.max(0, growth - room);
    if (count > 0) file.write(bytes.subarray(0, count), position);
    return count < bytes.length ? systemError('ENOSPC', 'no space left on device, write') : null;
  }

  /** Makes the first changes of a file durable. Returns what went wrong, or null. */
  sync(file: SimulatedFile, count: number): Error | null {
    this.operations += 1;
    if (this.fails('sync')) {
      file.syncAndFail(count);
      return systemError('EIO', 'i/o error, fdatasync');
    }
    file.sync(count);
    return null;
  }

  salt(): number {
    return Math.floor(2 ** 32 * this.random());
  }

  private fails(kind: 'write' | 'sync'): boolean {
    const { fault } = this;
    if (fault === null || fault.kind !== kind) return false;
    this.fault = { kind, count: fault.count - 1 };
    return fault.count <= 0;
  }

  private bytesUsed(): number {
    let bytes = 0;
    for (const { content } of this.names.values()) bytes += content.size;
    return bytes;
  }
}

/** The disk as one process sees it. */
class SimulatedFiles implements Files {
  readonly place = 'a simulated disk';

  constructor(
    private readonly disk: SimulatedDisk,
    private readonly isMounted: () => boolean,
  ) {}

  lock(): void {
    this.expectMounted();
    if (this.disk.isLocked) throw new ExoError('EXO402', `${this.place} is in use`);
    this.disk.isLocked = true;
  }

  unlock(): void {
    this.expectMounted();
    this.disk.isLocked = false;
  }

  list(): readonly string[] {
    this.expectMounted();
    return [...this.disk.names.keys()];
  }

  read(name: string, bytesMax = Infinity): Uint8Array<ArrayBuffer> {
    this.expectMounted();
    const { bytes } = this.disk.fileOf(name).content;
    return Uint8Array.from(bytes.subarray(0, Math.min(bytesMax, bytes.length)));
  }

  open(name: string): OpenFile {
    this.expectMounted();
    return new SimulatedOpenFile(this.disk, this.disk.fileOf(name), this.isMounted);
  }

  create(name: string): OpenFile {
    this.expectMounted();
    const found = this.disk.names.get(name);
    found?.truncate(0);
    const file = found ?? new SimulatedFile();
    if (found === undefined) this.disk.changeNames({ added: name, removed: null, file });
    return new SimulatedOpenFile(this.disk, file, this.isMounted);
  }

  rename(from: string, to: string): void {
    this.expectMounted();
    this.disk.changeNames({ added: to, removed: from, file: this.disk.fileOf(from) });
  }

  remove(name: string, done: Done): void {
    if (!this.isMounted()) return;
    this.disk.fileOf(name);
    this.disk.changeNames({ added: null, removed: name, file: null });
    done(null);
  }

  syncDirectory(done: Done): void {
    const count = this.disk.unsyncedNames;
    this.disk.later(() => {
      if (!this.isMounted()) return;
      this.disk.syncNames(count);
      done(null);
    });
  }

  syncDirectoryNow(): void {
    this.expectMounted();
    this.disk.syncNames(this.disk.unsyncedNames);
  }

  salt(): number {
    return this.disk.salt();
  }

  private expectMounted(): void {
    if (!this.isMounted()) throw systemError('EIO', 'the machine has crashed since');
  }
}

class SimulatedOpenFile implements OpenFile {
  constructor(
    private readonly disk: SimulatedDisk,
    private readonly file: SimulatedFile,
    private readonly isMounted: () => boolean,
  ) {}

  write(bytes: Uint8Array, from: number, to: number, position: number, done: Done): void {
    if (!this.isMounted()) return;
    const error = this.disk.write(this.file, bytes.subarray(from, to), position);
    this.disk.later(() => {
      if (this.isMounted()) done(error);
    });
  }

  writeNow(bytes: Uint8Array, from: number, to: number, position: number): void {
    throwIfAny(this.disk.write(this.file, bytes.subarray(from, to), position));
  }

  sync(done: Done): void {
    const count = this.file.unsynced;
    this.disk.later(() => {
      if (this.isMounted()) done(this.disk.sync(this.file, count));
    });
  }

  syncNow(): void {
    throwIfAny(this.disk.sync(this.file, this.file.unsynced));
  }

  truncate(size: number): void {
    this.file.truncate(size);
  }

  close(): void {
    // Nothing is held by an open file.
  }
}

function apply({ added, removed, file }: NameChange, names: Map<string, SimulatedFile>): void {
  if (removed !== null) names.delete(removed);
  if (added !== null && file !== null) names.set(added, file);
}

function throwIfAny(error: Error | null): void {
  if (error !== null) throw error;
}

function systemError(code: string, message: string): Error {
  return Object.assign(new Error(`${code}: ${message}`), { code, syscall: 'simulated' });
}

/** The generator Mulberry32: 32 bits of state, and good enough to choose faults by. */
function mulberry32(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
