import { ExoError } from '../../errors/index.js';

/**
 * What `DiskStorage` needs of a file system: the files of one directory. What is written may be lost until `sync`
 * has succeeded, and a name that is new, changed or gone until `syncDirectory` has.
 *
 * Methods whose names end in `Now`, and all that take no callback, block and throw; the others call back, at once or
 * later. They are what goes on while a host runs.
 */
export interface Files {
  /** Where the files are, for messages. */
  readonly place: string;
  /**
   * Keeps others out, until `unlock`.
   *
   * @throws ExoError EXO402 if another one has done so and is running.
   */
  lock(): void;
  unlock(): void;
  /** The names of all files, in any order. */
  list(): readonly string[];
  /** What is in a file, up to a limit; at least what is durable. It begins at a multiple of four bytes in its memory. */
  read(name: string, bytesMax?: number): Uint8Array<ArrayBuffer>;
  /** For reading and writing. */
  open(name: string): OpenFile;
  /** Opens a new file to write; if there is one of that name, it is emptied. */
  create(name: string): OpenFile;
  rename(from: string, to: string): void;
  /** Removes a file. One that is gone already is removed. */
  remove(name: string, done: Done): void;
  syncDirectory(done: Done): void;
  syncDirectoryNow(): void;
  /** A number of 32 bits that nobody can guess. */
  salt(): number;
}

/** Of one file, one of `write` and `sync` is under way at a time; `close` ends neither. */
export interface OpenFile {
  /** Writes the bytes from `from` to before `to` at `position`: all of them, or it is an error. They are not copied. */
  write(bytes: Uint8Array, from: number, to: number, position: number, done: Done): void;
  writeNow(bytes: Uint8Array, from: number, to: number, position: number): void;
  /** Makes durable what was written before, and the size. Once it has failed, nothing is known of any of that. */
  sync(done: Done): void;
  syncNow(): void;
  truncate(size: number): void;
  close(): void;
}

export type Done = (error: Error | null) => void;

/** What a failure of the file system means for a host. */
export function diskFailure(files: Files, cause: unknown): ExoError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new ExoError('EXO423', `the disk failed in ${files.place}: ${message}`, { cause });
}
