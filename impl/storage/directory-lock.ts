/**
 * The lock of a directory: a file that names the process which has it, and when that began, so that a process that
 * came to have the same number later is not taken for it.
 */
import fs from 'node:fs';
import path from 'node:path';
import { threadId } from 'node:worker_threads';
import { ExoError } from '../../errors/index.js';

const LOCK_NAME = 'lock';
const ATTEMPTS_MAX = 100;

/**
 * Locks a directory. A lock whose owner is gone is taken over.
 *
 * @throws ExoError EXO402 if this process has locked it already, or another one that is running.
 */
export function lockDirectory(directory: string): void {
  const file = path.join(directory, LOCK_NAME);
  const own = `${file}-${process.pid}-${threadId}`;
  try {
    // A disk that is full takes the name of the file, and none of what is in it.
    fs.writeFileSync(own, describe(process.pid));
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      if (linked(own, file)) return;
      removeIfStale(directory, file);
    }
    throw new ExoError('EXO402', `${directory} could not be locked: others lock it at the same time`);
  } finally {
    fs.rmSync(own, { force: true });
  }
}

/** Whether a process that is running has locked a directory. */
export function isLocked(directory: string): boolean {
  const owner = textOf(path.join(directory, LOCK_NAME));
  if (owner === null) return false;
  const pid = Number.parseInt(owner, 10);
  return pid > 0 && isRunning(pid) && owner === describe(pid);
}

/** Gives up the lock that this process has. */
export function unlockDirectory(directory: string): void {
  fs.rmSync(path.join(directory, LOCK_NAME), { force: true });
}

/** Gives a file that is whole already a second name: so no lock is ever seen half written. */
function linked(own: string, file: string): boolean {
  try {
    fs.linkSync(own, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Moves a stale lock away before it is removed; one that has just been taken over by another process is put back. */
function removeIfStale(directory: string, file: string): void {
  const owner = textOf(file);
  if (owner === null) return;
  if (isLocked(directory)) throw inUse(directory, Number.parseInt(owner, 10));
  const moved = `${file}-stale-${process.pid}-${threadId}`;
  try {
    fs.renameSync(file, moved);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (textOf(moved) !== owner) linked(moved, file);
  fs.rmSync(moved, { force: true });
}

/** The number of a process and, where the system says it, when it began, in ticks since the machine did. */
function describe(pid: number): string {
  const status = textOf(`/proc/${pid}/stat`);
  const began = status?.slice(status.lastIndexOf(')') + 2).split(' ')[19];
  return `${pid} ${began ?? '-'}\n`;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function textOf(file: string): string | null {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ESRCH') return null;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function inUse(directory: string, pid: number): ExoError {
  return new ExoError('EXO402', `${directory} is in use by process ${pid}; a directory is for one host`);
}
