import { randomInt } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { assert, ExoError, messageOf } from '../../errors/index.js';
import { lockDirectory, unlockDirectory } from './directory-lock.js';
import type { Done, Files, OpenFile } from './files.js';
import { makeFolder } from './make-folder.js';

/** The files of a directory of the operating system; it is made if there is none. For Linux and macOS. */
export class DirectoryFiles implements Files {
  readonly place: string;
  private descriptor: number | null = null;

  /** @throws ExoError EXO423 where the directory can be neither found nor made. */
  constructor(directory: string) {
    this.place = path.resolve(directory);
    try {
      makeFolder(this.place, syncNames);
    } catch (cause) {
      const text = `no log can be kept in ${this.place}: ${messageOf(cause)}`;
      throw new ExoError('EXO423', text, { cause });
    }
  }

  lock(): void {
    lockDirectory(this.place);
    try {
      this.descriptor = fs.openSync(this.place, 'r');
    } catch (error) {
      unlockDirectory(this.place);
      throw error;
    }
  }

  unlock(): void {
    fs.closeSync(this.directory);
    this.descriptor = null;
    unlockDirectory(this.place);
  }

  list(): readonly string[] {
    return fs.readdirSync(this.place);
  }

  read(name: string, bytesMax = Infinity): Uint8Array<ArrayBuffer> {
    const descriptor = fs.openSync(this.pathOf(name), 'r');
    try {
      const bytes = new Uint8Array(Math.min(bytesMax, fs.fstatSync(descriptor).size));
      let end = 0;
      for (let count = -1; end < bytes.length && count !== 0; end += count) {
        count = fs.readSync(descriptor, bytes, end, bytes.length - end, end);
      }
      return bytes.subarray(0, end);
    } finally {
      fs.closeSync(descriptor);
    }
  }

  open(name: string): OpenFile {
    return new DescriptorFile(fs.openSync(this.pathOf(name), 'r+'));
  }

  create(name: string): OpenFile {
    return new DescriptorFile(fs.openSync(this.pathOf(name), 'w+'));
  }

  rename(from: string, to: string): void {
    fs.renameSync(this.pathOf(from), this.pathOf(to));
  }

  remove(name: string, done: Done): void {
    // One that is closed may still be at it when the next has found the file.
    fs.unlink(this.pathOf(name), (error) => done(error?.code === 'ENOENT' ? null : error));
  }

  syncDirectory(done: Done): void {
    fs.fsync(this.directory, done);
  }

  syncDirectoryNow(): void {
    fs.fsyncSync(this.directory);
  }

  salt(): number {
    return randomInt(2 ** 32);
  }

  private get directory(): number {
    assert(this.descriptor !== null, `${this.place} is locked while it is used`);
    return this.descriptor;
  }

  private pathOf(name: string): string {
    return path.join(this.place, name);
  }
}

/** A file by its descriptor. */
class DescriptorFile implements OpenFile {
  constructor(private readonly descriptor: number) {}

  write(bytes: Uint8Array, from: number, to: number, position: number, done: Done): void {
    fs.write(this.descriptor, bytes, from, to - from, position, (error, count) => {
      if (error !== null) done(error);
      else if (count === to - from) done(null);
      else if (count === 0) done(shortWrite());
      else this.write(bytes, from + count, to, position + count, done);
    });
  }

  writeNow(bytes: Uint8Array, from: number, to: number, position: number): void {
    for (let at = from; at < to;) {
      const count = fs.writeSync(this.descriptor, bytes, at, to - at, position + at - from);
      if (count === 0) throw shortWrite();
      at += count;
    }
  }

  sync(done: Done): void {
    fs.fdatasync(this.descriptor, done);
  }

  syncNow(): void {
    fs.fdatasyncSync(this.descriptor);
  }

  truncate(size: number): void {
    fs.ftruncateSync(this.descriptor, size);
  }

  close(): void {
    fs.closeSync(this.descriptor);
  }
}

function shortWrite(): Error {
  return Object.assign(new Error('the file system took nothing of what was written'), { syscall: 'write' });
}

/** Makes the name of a folder that was made durable, in the folder above. */
function syncNames(above: string): void {
  const descriptor = fs.openSync(above, 'r');
  fs.fsyncSync(descriptor);
  fs.closeSync(descriptor);
}
