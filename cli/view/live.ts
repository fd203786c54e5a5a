/** A run that is still being written, as far as it has come. */
import fs from 'node:fs';
import { ExoError } from '../../errors/index.js';
import { driversIn } from '../../conformance/index.js';
import { RunReader, type RunEvent, type RunLine, type RunPlace } from '../../traces/index.js';
import { filmingOf, type Film, type Filming, type FilmPart, type FilmStep } from '../../viewer/index.js';
import { reasonOf } from '../replay/trace-file.js';
import type { FilmedRun } from './explained-film.js';

/** The number of steps that are told at once, at most. */
const TOLD_MAX = 20_000;
const CHUNK_BYTES = 1 << 20;

/**
 * Follows a run in a file that grows: each question reads what was added since the last one. A line that is not ended yet waits for its end, a
 * file that is not there yet for its beginning, and a file that has become shorter, or another one, is another run.
 */
export class LiveRun {
  private reader: RunReader;
  private filming: Filming | null = null;
  private steps: FilmStep[] = [];
  private events: RunEvent[] = [];
  private lines = new Map<RunEvent, number>();
  private offset = 0;
  private rest = Buffer.alloc(0);
  private inode = 0;
  /** What is wrong with the run: it stays so, until there is another one. */
  private failure: Error | null = null;
  /** Counts the runs that the file has held. */
  private generation = 0;

  constructor(private readonly file: string) {
    this.reader = new RunReader(file);
  }

  /** The steps from one on, those of the run of that generation; of another one, all of them. */
  part(from: number, generation: number): FilmPart {
    this.read();
    const begin = generation === this.generation ? Math.min(from, this.steps.length) : 0;
    return {
      generation: this.generation,
      film: this.filming?.film ?? null,
      from: begin,
      steps: this.steps.slice(begin, begin + TOLD_MAX),
    };
  }

  /** How many runs the file has held before this one. */
  get generationNow(): number {
    return this.generation;
  }

  /** How many steps there are so far; none as long as the run has not begun. */
  get length(): number {
    return this.steps.length;
  }

  /** The run as far as it has come, and its film; null as long as it has not begun. */
  soFar(): { readonly run: FilmedRun; readonly film: Film } | null {
    const { header } = this.reader;
    if (header === null || this.filming === null) return null;
    const [events, lines] = [[...this.events], this.lines];
    const placeOf = (event: RunEvent): RunPlace => ({ file: this.file, line: lines.get(event) ?? 0 });
    return {
      run: { header, events, placeOf, drivers: driversIn(header) },
      film: { ...this.filming.film, steps: [...this.steps] },
    };
  }

  /**
   * Reads what is there so far, and looks at a first line without an end: it may be whole.
   *
   * @throws ExoError EXO207 for what cannot be read; TraceError EXO201 or EXO212 for what is no run, nor the beginning of one.
   */
  expectRun(): void {
    this.read();
    const begun = this.rest.toString('utf8').trim();
    if (this.filming === null && begun !== '' && (!begun.startsWith('{') || isJson(begun)))
      new RunReader(this.file).read(begun);
  }

  private read(): void {
    let opened: number;
    try {
      opened = fs.openSync(this.file, 'r');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw unreadable(this.file, cause);
    }
    try {
      const stat = fs.fstatSync(opened);
      if (stat.isDirectory()) throw unreadable(this.file, { code: 'EISDIR' });
      if (stat.size < this.offset || (this.offset > 0 && stat.ino !== this.inode)) this.begin();
      this.inode = stat.ino;
      if (this.failure !== null) throw this.failure;
      const chunk = Buffer.alloc(CHUNK_BYTES);
      for (let length = 1; length > 0;) {
        length = fs.readSync(opened, chunk, 0, CHUNK_BYTES, this.offset);
        this.offset += length;
        this.take(Buffer.concat([this.rest, chunk.subarray(0, length)]));
      }
    } finally {
      fs.closeSync(opened);
    }
  }

  private begin(): void {
    this.generation++;
    this.reader = new RunReader(this.file);
    [this.filming, this.steps, this.offset, this.rest] = [null, [], 0, Buffer.alloc(0)];
    [this.events, this.lines, this.failure] = [[], new Map(), null];
  }

  /** Takes in whole lines, and keeps the rest. */
  private take(bytes: Buffer): void {
    const end = bytes.lastIndexOf(0x0a) + 1;
    this.rest = Buffer.from(bytes.subarray(end));
    // Behind the last end of a line there is nothing, which is no line.
    for (const line of bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1)) {
      const read = this.readLine(line);
      if (read === null) continue;
      if (read.kind === 'event') {
        if (this.filming === null) continue;
        this.steps.push(this.filming.step(read.event));
        this.events.push(read.event);
        this.lines.set(read.event, this.reader.lines);
      } else if (this.filming === null) {
        this.filming = filmingOf(read.header);
        this.steps.push(this.filming.first);
      }
    }
  }

  private readLine(line: string): RunLine | null {
    try {
      return this.reader.read(line);
    } catch (error) {
      this.failure = error as Error;
      throw error;
    }
  }
}

function unreadable(file: string, cause: unknown): ExoError {
  const text = `cannot read '${file}': ${reasonOf(cause)}; accepted: a run in NDJSON`;
  return new ExoError('EXO207', text, { cause });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
