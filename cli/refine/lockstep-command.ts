import { lockStep, type LockStepResult, type LockStepTotals } from '../../conformance/index.js';
import { typed } from '../command-line.js';
import { EXIT } from '../exit-codes.js';
import { interruptible } from '../terminal/interruptible.js';
import type { LockStepFlags } from './lockstep-flags.js';
import { commandText, divergenceText } from './lockstep-text.js';
import { readRuns, writeRuns } from './lockstep-runs.js';
import { count, counted, seconds } from '../terminal/numbers.js';
import { showLine } from '../terminal/progress-line.js';
import { print, terminal, type Terminal } from '../terminal/terminal.js';
import { expectWritable } from '../replay/trace-file.js';
import { badValue } from '../terminal/units.js';
import { runOffloadInLockStep } from './offload-lockstep.js';
import { version } from '../version.js';

/** `exo lockstep`: runs drawn at random, of cores in lock step with the specification. Returns the exit code. */
export async function runInLockStep(flags: LockStepFlags): Promise<number> {
  if (flags.offload === true) return runOffloadInLockStep(flags);
  const { failures, hosts, path, storage } = flags;
  if (failures !== undefined) expectWritable(failures, '--failures');
  const saved = failures === undefined ? [] : readRuns(failures);
  if (flags.runs === 0 && saved.length === 0) {
    throw badValue('--runs', '0', 'at least 1 where no --failures give runs to begin with');
  }
  const progress = showLine(flags.quiet);
  const began = performance.now();
  const result = await interruptible((signal) =>
    lockStep({
      runs: flags.runs,
      commandsMax: flags.commands,
      seed: flags.seed,
      saved,
      ...(hosts !== undefined && { hosts }),
      ...(storage !== undefined && { storage }),
      ...(path !== undefined && { path }),
      onRun: (totals) => progress.show(() => totalsText(totals)),
      signal,
    }),
  ).finally(progress.end);
  const took = (performance.now() - began) / 1000;
  if (result.run !== null && failures !== undefined) writeRuns(failures, [...saved, result.run]);
  if (flags.json) print(JSON.stringify({ ...result, seconds: took, version: version() }, null, 2));
  else print(resultText(result, flags, took, terminal()));
  return { same: EXIT.ok, diverged: EXIT.violated, interrupted: EXIT.bounded }[result.verdict];
}

function resultText(result: LockStepResult, flags: LockStepFlags, took: number, screen: Terminal): string {
  const { paint } = screen;
  const { verdict, totals, run, divergence } = result;
  const figures = `${totalsText(totals)}, in ${seconds(took)}`;
  if (verdict === 'same') return `${paint.green('✔ the same in all of them')}: ${figures}`;
  if (verdict === 'interrupted')
    return `${paint.yellow('… not finished: nothing differs so far')}: ${figures}`;
  const head = `${paint.red('✘ core and specification part')}: ${figures}`;
  if (flags.quiet || run === null || divergence === null) return head;
  return [
    paint.bold(`${counted(run.hosts, 'host')}, ${counted(run.commands.length, 'command')}`),
    ...run.commands.map((command, i) => `  ${String(i + 1).padStart(3)}  ${commandText(command, run.hosts)}`),
    '',
    divergenceText(divergence, screen),
    '',
    `${paint.dim('again')}  ${againText(result, flags)}`,
    '',
    head,
  ].join('\n');
}

/** The command that comes to the smallest run at once. */
function againText(
  { seed, path }: LockStepResult,
  { failures, hosts, commands, runs, storage }: LockStepFlags,
): string {
  const lives = storage === undefined ? '' : ` --storage ${storage}`;
  if (failures !== undefined) return typed(`exo lockstep${lives} --runs 0 --failures ${failures}`);
  const given = `${hosts === undefined ? '' : ` --hosts ${hosts}`}${lives}`;
  return typed(
    `exo lockstep${given} --runs ${runs} --commands ${commands} --seed ${seed} --path ${path ?? ''}`,
  );
}

function totalsText({ runs, events, refused, slots, epochs }: LockStepTotals): string {
  return [
    counted(runs, 'run'),
    `${counted(events, 'event')} at a host, ${count(refused)} of them refused by both`,
    `logs of up to ${counted(slots, 'entry', 'entries')}`,
    `epochs up to ${count(epochs)}`,
  ].join(', ');
}
