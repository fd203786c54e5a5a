/** What commands read: files, standard input as `-`, and pipes, which give what they have only once. */
import fs from 'node:fs';
import { ExoError } from '../../errors/index.js';

/** Whether a name stands for standard input. A file that is called so is `./-`. */
export function isStandardInput(file: string): boolean {
  return file === '-' || file === '/dev/stdin';
}

/** Whether what is there can be read only once: standard input, a pipe, a socket. */
export function isReadOnce(file: string): boolean {
  if (isStandardInput(file)) return true;
  const status = fs.statSync(file, { throwIfNoEntry: false });
  return status !== undefined && !status.isFile() && !status.isDirectory();
}

/** Bytes that were read once and are asked for again: whoever looks what a file is, and whoever then reads it. */
const kept = new Map<string, Buffer>();

/** All that is in a file, or that comes until its end. Throws what Node does where it cannot be read. */
export function readInput(file: string): Buffer {
  const known = kept.get(file);
  if (known !== undefined) return known;
  if (!isReadOnce(file)) return fs.readFileSync(file);
  const bytes = isStandardInput(file) ? allOf(process.stdin.fd) : fs.readFileSync(file);
  kept.set(file, bytes);
  return bytes;
}

const CHUNK_BYTES = 1 << 16;
const PAUSE_MS = 5;

function allOf(fd: number): Buffer {
  const chunks: Buffer[] = [];
  const chunk = Buffer.alloc(CHUNK_BYTES);
  for (;;) {
    const count = someOf(fd, chunk);
    if (count === 0) return Buffer.concat(chunks);
    if (count > 0) chunks.push(Buffer.from(chunk.subarray(0, count)));
  }
}

/** How many bytes came; -1 if there are none yet: whoever shares the pipe may have made it one that does not wait. */
function someOf(fd: number, chunk: Buffer): number {
  try {
    return fs.readSync(fd, chunk);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EOF') return 0;
    if (code !== 'EAGAIN') throw cause;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    return -1;
  }
}

/** @throws ExoError EXO321 where one file is given twice: its events would be two lives of an actor, and a pipe gives what it has only once. */
export function expectOnce(files: readonly string[]): void {
  const twice = files.find((file, i) => files.slice(0, i).some((other) => isSameFile(file, other)));
  if (twice === undefined) return;
  const text = isReadOnce(twice) ? 'given twice, and can be read only once' : 'given twice';
  throw new ExoError('EXO321', `'${twice}' is ${text}; accepted: each file once`);
}

/** Whether two names are of one file that is there, whatever the paths. */
export function isSameFile(one: string, other: string): boolean {
  if (one === other) return true;
  if (isStandardInput(one) || isStandardInput(other)) return isStandardInput(one) && isStandardInput(other);
  const [a, b] = [one, other].map((file) => fs.statSync(file, { throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

/** Whether bytes are compressed, as `gzip` writes them. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}
