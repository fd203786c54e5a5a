/** Runs from files, line by line, whatever they are as long as memory goes: compressed or not. */
import fs from 'node:fs';
import net from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';
import { ExoError } from '../../checker/index.js';
import { RunReader, TraceError, type RunEvent, type RunHeader, type RunPlace } from '../../traces/index.js';
import { isReadOnce, isStandardInput } from '../replay/input.js';
import { reasonOf } from '../replay/trace-file.js';
import { isCompressed, tellWhereCut, unpacking } from './compressed.js';
import { expectUtf8, unfinishedBytes } from './utf8.js';

/**
 * Events of one file, some at a time. They are read as they are taken, so that each may be forgotten before the next: all are to be taken before there
 * are more. Throws TraceError as `RunReader.read`.
 */
export type RunBatch = Iterable<{ readonly event: RunEvent; readonly place: RunPlace }>;

export class RunSource {
  private readonly reader: RunReader;
  private readonly chunks: AsyncIterator<Buffer>;
  private readonly decoder = new StringDecoder('utf8');
  private readonly plain: Counted;
  private readonly bytes: number;
  private rest = '';
  /** The bytes at the end of the last chunk that do not finish a character. */
  private held: Buffer = Buffer.alloc(0);
  private isOver = false;
  /** Whether the file ends in the middle of a line, or of compressed data. Known at the end. */
  isCut = false;

  /** @throws ExoError EXO207 where there is no such file. */
  constructor(readonly file: string) {
    if (!isStandardInput(file) && !fs.existsSync(file)) throw unreadable(file, { code: 'ENOENT' });
    this.reader = new RunReader(file);
    const status = isStandardInput(file) ? fs.fstatSync(process.stdin.fd) : fs.statSync(file);
    this.bytes = status.size;
    const plain = isStandardInput(file) ? process.stdin : status.isFIFO() ? pipeOf(file) : fileOf(file);
    this.plain = plain;
    const stream: Readable = isCompressed(file) ? plain.pipe(unpacking(CHUNK_BYTES)) : plain;
    plain.on('error', (error: Error) => stream.destroy(error));
    this.chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /** The header of the first life; null before the first batch. */
  get header(): RunHeader | null {
    return this.reader.header;
  }

  /** How many bytes of the file were read, and how many it had; 0 of 0 for a pipe. */
  get progress(): { readonly read: number; readonly bytes: number } {
    return { read: Math.min(this.plain.bytesRead, this.bytes), bytes: this.bytes };
  }

  /** The first events, with which the header is known; null if there is none. Throws as `next`. */
  async begin(): Promise<RunBatch | null> {
    for (;;) {
      const batch = await this.next();
      if (batch === null || this.header !== null) return batch;
    }
  }

  /**
   * The next events; null at the end.
   *
   * @throws ExoError EXO207 where the file cannot be read; TraceError as `RunReader.read` for its header.
   */
  async next(): Promise<RunBatch | null> {
    if (this.isOver) return null;
    const lines = await this.nextLines();
    let from = 0;
    while (this.header === null && from < lines.length) this.take(lines[from++] as string);
    return this.eventsOf(lines, from);
  }

  private *eventsOf(lines: readonly string[], from: number): Generator<{ event: RunEvent; place: RunPlace }> {
    const { file, reader } = this;
    for (let i = from; i < lines.length; i++) {
      const event = this.take(lines[i] as string);
      if (event !== null) yield { event, place: { file, line: reader.lines } };
    }
  }

  /** The event of a line; null for another line. */
  private take(text: string): RunEvent | null {
    const before = this.reader.header;
    const line = this.reader.read(text);
    if (line?.kind === 'header') this.expectSame(before, line.header);
    return line?.kind === 'event' ? line.event : null;
  }

  private async nextLines(): Promise<readonly string[]> {
    const { value, done } = await this.chunk();
    if (done === true) {
      this.isOver = true;
      const last = this.rest + this.decoder.end();
      if (!isFinished(last)) this.isCut = true;
      return this.header === null || isFinished(last) ? [last] : [];
    }
    const lines = (this.rest + this.decoded(value)).split('\n');
    this.rest = lines.pop() ?? '';
    return lines;
  }

  /** @throws TraceError EXO212 where it is no text. */
  private decoded(chunk: Buffer): string {
    const text = this.decoder.write(chunk);
    const bytes = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    // What is no text has become this character; it may have been written, too.
    if (text.includes('\ufffd')) expectUtf8(this.file, bytes, this.reader.lines);
    this.held = Buffer.from(bytes.subarray(bytes.length - unfinishedBytes(bytes)));
    return text;
  }

  private async chunk(): Promise<IteratorResult<Buffer>> {
    try {
      const next = await this.chunks.next();
      if (next.done === true && isCompressed(this.file) && !isReadOnce(this.file))
        this.isCut = await tellWhereCut(this.file);
      return next;
    } catch (cause) {
      throw unreadable(this.file, cause);
    }
  }

  /** A life that begins goes on with the same run. */
  private expectSame(before: RunHeader | null, header: RunHeader): void {
    if (before !== null) expectSameRun(this.file, before, header, this.reader.lines);
  }
}

/** A stream that says how many bytes it has read. */
type Counted = Readable & { readonly bytesRead: number };

function fileOf(file: string): Counted {
  return fs.createReadStream(file, { highWaterMark: CHUNK_BYTES });
}

/** A pipe. Linux says when it has something: a thread that waited for that in a read would keep the process from ending. */
function pipeOf(file: string): Counted {
  if (process.platform !== 'linux') return fileOf(file);
  const { O_RDONLY, O_NONBLOCK } = fs.constants;
  return new net.Socket({ fd: fs.openSync(file, O_RDONLY | O_NONBLOCK), readable: true, writable: false });
}

/** Whether the last line of a run is one: a process that is killed may leave one that it has not finished. */
export function isFinished(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return text === '';
  }
}

const CHUNK_BYTES = 1 << 18;

/** @throws TraceError EXO212 where a header, on a line of a file, is not of the same run as another one. */
export function expectSameRun(file: string, one: RunHeader, other: RunHeader, line = 1): void {
  for (const name of ['model', 'parameters', 'actors', 'seed'] as const) {
    if (name === 'seed' && (one.seed === undefined || other.seed === undefined)) continue;
    const [accepted, found] = [JSON.stringify(one[name]), JSON.stringify(other[name])];
    if (accepted === found) continue;
    const path = `line ${line}: ${name}`;
    throw new TraceError('EXO212', { file, path, found, accepted: `${accepted}, as in the header before` });
  }
}

export function unreadable(file: string, cause: unknown): ExoError {
  const text = `cannot read '${file}': ${reasonOf(cause)}; accepted: a run, as --run-out and --trace write it`;
  return new ExoError('EXO207', text, { cause });
}
