import fs from 'node:fs';
import { ExoError } from '../../checker/index.js';
import { type LockStepRun } from '../../conformance/index.js';
import { isLockStepRun } from '../../conformance/lock-step/commands.js';

/** Runs of `exo lockstep --failures`. None if there is no such file yet. Throws EXO147 where it has anything else in it. */
export function readRuns(file: string): readonly LockStepRun[] {
  if (!fs.existsSync(file)) return [];
  let runs: unknown;
  try {
    runs = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (cause) {
    throw unusable(file, 'it is no JSON', cause);
  }
  if (!Array.isArray(runs)) throw unusable(file, 'it is no list');
  const wrong = runs.findIndex((run) => !isLockStepRun(run));
  if (wrong >= 0) throw unusable(file, `its element ${wrong} is no run in lock step`);
  return runs as LockStepRun[];
}

/** Replaces the file in one step, so that nothing of it is lost. */
export function writeRuns(file: string, runs: readonly LockStepRun[]): void {
  const temporary = `${file}.new`;
  fs.writeFileSync(temporary, `${JSON.stringify(runs, null, 1)}\n`);
  fs.renameSync(temporary, file);
}

function unusable(file: string, why: string, cause?: unknown): ExoError {
  return new ExoError('EXO147', `'${file}' cannot be used: ${why}; accepted: runs that exo lockstep wrote`, {
    cause,
  });
}
