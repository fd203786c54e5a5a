import fs from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { RunSink } from './run-sink.js';

/** Lines are written together once they have this number of bytes. */
const BYTES_AT_ONCE = 1 << 18;
/** Lines become bytes once they have this number of characters: a text that is put together from many parts is slow to turn into bytes. */
const CHARACTERS_AT_ONCE = 1 << 12;
/** The number of bytes of a character, at most. */
const BYTES_MAX = 3;

export interface RunFileOptions {
  /**
   * `together`: at the end of a turn of the event loop at the latest, unless they are compressed. `at once`: before `write` returns, so that a
   * process that is killed loses no line but that of the step it was in. `together` if left out.
   */
  readonly lines?: 'together' | 'at once';
}

/**
 * Lines go to a file, behind those that it has; compressed where its name ends in `.gz`. A line that a process which was killed has left
 * unfinished is cut off. A file that cannot be written stops the trace, never the host: `failure` says why.
 *
 * @example
 * const trace = new RunFile('a.ndjson');
 * const host = await join({ id: 'a', ring: ['a', 'b', 'c'], transport, trace });
 * await host.close(); // closes the file, too
 */
export class RunFile implements RunSink {
  failure: Error | null = null;
  private readonly isCompressed: boolean;
  private descriptor: number | null = null;
  private text = '';
  private readonly bytes = Buffer.allocUnsafe(2 * BYTES_AT_ONCE);
  private used = 0;
  private isDue = false;

  constructor(
    readonly file: string,
    private readonly options: RunFileOptions = {},
  ) {
    this.isCompressed = file.endsWith('.gz');
    this.guarded(() => {
      if (!this.isCompressed) cutUnfinished(file);
      this.descriptor = fs.openSync(file, 'a');
    });
  }

  write(line: string): void {
    this.text += `${line}\n`;
    if (this.text.length >= CHARACTERS_AT_ONCE) this.encode();
    const isAtOnce = this.options.lines === 'at once' && !this.isCompressed;
    if (isAtOnce || this.used >= BYTES_AT_ONCE) this.flush();
    else if (!this.isDue && !this.isCompressed) {
      this.isDue = true;
      setImmediate(() => {
        this.isDue = false;
        this.flush();
      });
    }
  }

  close(): void {
    this.flush();
    const { descriptor } = this;
    this.descriptor = null;
    if (descriptor !== null) this.guarded(() => fs.closeSync(descriptor));
  }

  /** Puts the text behind the bytes that wait. */
  private encode(): void {
    const { text, bytes } = this;
    this.text = '';
    if (bytes.length - this.used < BYTES_MAX * text.length) this.writeBytes(bytes.subarray(0, this.used));
    if (bytes.length < BYTES_MAX * text.length) this.writeBytes(Buffer.from(text));
    else this.used += bytes.write(text, this.used);
  }

  private flush(): void {
    this.encode();
    this.writeBytes(this.bytes.subarray(0, this.used));
  }

  /** Writes bytes, before which none wait. */
  private writeBytes(bytes: Uint8Array): void {
    const { descriptor } = this;
    this.used = 0;
    if (bytes.length === 0 || descriptor === null) return;
    // Compressed pieces that stand one behind the other are a compressed file.
    this.guarded(() => writeAll(descriptor, this.isCompressed ? gzipSync(bytes) : bytes));
  }

  private guarded(run: () => unknown): void {
    if (this.failure !== null) return;
    try {
      run();
    } catch (error) {
      this.failure = error as Error;
    }
  }
}

/** Cuts off what follows the last end of a line. */
function cutUnfinished(file: string): void {
  if (!fs.existsSync(file)) return;
  const descriptor = fs.openSync(file, 'r+');
  try {
    const { size } = fs.fstatSync(descriptor);
    const tail = Buffer.alloc(Math.min(size, LINE_BYTES_MAX));
    fs.readSync(descriptor, tail, 0, tail.length, size - tail.length);
    const unfinished = tail.length - 1 - tail.lastIndexOf(0x0a);
    if (unfinished > 0) fs.ftruncateSync(descriptor, size - unfinished);
  } finally {
    fs.closeSync(descriptor);
  }
}

const LINE_BYTES_MAX = 1 << 20;

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += fs.writeSync(descriptor, bytes, at);
}
