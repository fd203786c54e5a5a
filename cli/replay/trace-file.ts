import fs from 'node:fs';
import path from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { ExoError } from '../../errors/index.js';
import { makeFolder } from '../../impl/storage/make-folder.js';
import { readItf, RUN_SCHEMAS, writeItf, type Trace } from '../../traces/index.js';
import { quoted, typed } from '../command-line.js';
import { isGzip, readInput } from './input.js';

/** Writes a trace to a file. Throws EXO331 where it cannot. */
export function writeTraceFile(file: string, trace: Trace): void {
  writeTextFile(file, writeItf(trace));
}

/** Writes what an option names. Throws EXO331 where it cannot, such as on a full disk. */
export function writeTextFile(file: string, text: string, option = '--trace-out'): void {
  try {
    fs.writeFileSync(file, text);
  } catch (cause) {
    throw unwritable(file, cause, option);
  }
}

/** Reads a trace. Throws EXO207 where the file cannot be read, EXO201 to EXO203 where it is no trace, EXO219 for a run in NDJSON, or a module. */
export function readTraceFile(file: string): Trace {
  let bytes: Buffer;
  try {
    bytes = readInput(file);
  } catch (cause) {
    throw new ExoError('EXO207', `cannot read '${file}': ${reasonOf(cause)}; accepted: a trace in ITF`, {
      cause,
    });
  }
  const isPacked = isGzip(bytes);
  const text = (isPacked ? beginningOf(bytes) : bytes).toString('utf8');
  if (isRun(text)) throw runForTrace(file);
  if (/\.m?[jt]s$/.test(file)) throw moduleForTrace(file);
  if (!isPacked) return readItf(text, file);
  throw new ExoError(
    'EXO207',
    `cannot read '${file}': it is compressed; accepted: a trace in ITF, as zcat unpacks it`,
  );
}

/** The beginning of compressed data; nothing where they are damaged. */
function beginningOf(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes.subarray(0, PACKED_LENGTH), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return Buffer.alloc(0);
  }
}

const PACKED_LENGTH = 1 << 16;

/** Whether a text begins as a run in NDJSON. */
export function isRun(text: string): boolean {
  const beginning = text.slice(0, BEGINNING_LENGTH);
  return RUN_SCHEMAS.some((schema) => beginning.includes(`"${schema}"`));
}

const BEGINNING_LENGTH = 1000;

function moduleForTrace(file: string): ExoError {
  const name = path.isAbsolute(file) || file.startsWith('.') ? file : `./${file}`;
  const check = typed(`exo check ${quoted(name)}`);
  const text = `${file}: found a module; accepted: a trace in ITF. What checks its model is: ${check}`;
  return new ExoError('EXO219', text);
}

function runForTrace(file: string): ExoError {
  const [view, validate] = ['view', 'validate'].map((command) => typed(`exo ${command} ${quoted(file)}`));
  const text = `${file}: found a run in NDJSON; accepted: a trace in ITF. What shows a run is: ${view}; what checks it: ${validate}`;
  return new ExoError('EXO219', text);
}

/** Throws EXO331 where what an option names could not be written anyway, before a long search has been in vain. */
export function expectWritable(file: string, option = '--trace-out'): void {
  if (file === '' || isFolder(file)) throw unwritable(file, { code: 'EISDIR' }, option);
  try {
    // With the slash a file is no folder.
    fs.accessSync(fs.existsSync(file) ? file : `${path.dirname(file)}/`, fs.constants.W_OK);
  } catch (cause) {
    throw unwritable(file, cause, option);
  }
}

/** Makes the folder where there is none, in one that is there. Throws EXO331 where nothing could be written into it. */
export function expectFolderThere(option: string, folder: string): void {
  const parent = path.dirname(path.resolve(folder));
  if (isFolder(parent)) return expectWritableFolder(option, folder);
  const text = `${option} takes a folder in one that is there, not '${folder}': there is no folder '${parent}'`;
  throw new ExoError('EXO331', text);
}

/** Makes the folder, and those that it is in, where there is none. Throws EXO331 where nothing could be written into it. */
export function expectWritableFolder(option: string, folder: string): void {
  try {
    makeFolder(folder);
    fs.accessSync(folder, fs.constants.W_OK);
  } catch (cause) {
    const text = `${option} takes a folder that can be written to, not '${folder}': ${reasonOf(cause)}`;
    throw new ExoError('EXO331', text, { cause });
  }
}

function isFolder(file: string): boolean {
  return fs.existsSync(file) && fs.statSync(file).isDirectory();
}

/** What is thrown for a file that could not be written. */
export function unwritable(file: string, cause: unknown, option = '--trace-out'): ExoError {
  const text = `${option} takes a file that can be written, not '${file}': ${reasonOf(cause)}`;
  return new ExoError('EXO331', text, { cause });
}

/** Why a file cannot be read or written, in words. */
export function reasonOf(cause: unknown): string {
  const { code = '', message = '' } = cause as NodeJS.ErrnoException;
  if (code === 'Z_DATA_ERROR' && message.includes('header check')) return 'it is called .gz, and is not gzip';
  return REASONS[code] ?? (code || String(cause));
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of its path is no folder',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  EEXIST: 'it is a file',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  Z_DATA_ERROR: 'the compressed data are damaged',
  Z_BUF_ERROR: 'the compressed file ends too early',
};
