import { ExoError, tableText, traceOfResult } from '../../checker/index.js';
import { walkOffload } from '../../conformance/offload/walks.js';
import type { RefineResult } from '../../conformance/refine/refine.js';
import { EXIT } from '../exit-codes.js';
import { interruptible } from '../terminal/interruptible.js';
import { count, counted, seconds } from '../terminal/numbers.js';
import { showProgress } from '../terminal/progress.js';
import { print, terminal } from '../terminal/terminal.js';
import { badValue } from '../terminal/units.js';
import { version } from '../version.js';
import type { LockStepFlags } from './lockstep-flags.js';
import { divergenceText } from './text.js';

const HOSTS = 3;

/**
 * `exo lockstep --offload`: runs drawn at random, of engines and drivers of the code beside those that are specified. Returns the exit
 * code.
 */
export async function runOffloadInLockStep(flags: LockStepFlags): Promise<number> {
  const { failures, path, runs, commands, seed, hosts = HOSTS, json, quiet, storage = 'durable' } = flags;
  if (failures !== undefined || path !== undefined) {
    const given = failures === undefined ? '--path' : '--failures';
    throw new ExoError('EXO313', `--offload takes no ${given} (a run is known by its seed): leave it out`);
  }
  if (runs === 0) throw badValue('--runs', '0', 'at least 1 with --offload, which takes no --failures');
  const progress = showProgress(quiet || json);
  const found = await interruptible((signal) =>
    walkOffload({ hosts, runs, stepsMax: commands, seed, storage, signal, ...progress.hooks }),
  ).finally(progress.end);
  const { result } = found;
  const isOver = result.verdict === 'bounded' && result.limit === 'walksMax';
  const code = result.verdict === 'violated' ? EXIT.violated : isOver ? EXIT.ok : EXIT.bounded;
  print(json ? jsonText(found, code) : text(found, code, flags));
  return code;
}

function text({ result, model, counts }: RefineResult, code: number, { runs, quiet }: LockStepFlags): string {
  const screen = terminal();
  const { paint } = screen;
  const figures =
    `${counted(runs, 'run')} of up to ${counted(result.depth, 'step')}, ${counted(counts.pairs, 'event')} at an engine or a driver, ` +
    `${count(counts.refused)} of them refused by both, in ${seconds(result.seconds)}`;
  if (code === EXIT.ok) return `${paint.green('✔ the same in all of them')}: ${figures}`;
  if (code === EXIT.bounded) return `${paint.yellow('… not finished: nothing differs so far')}: ${figures}`;
  const head = `${paint.red('✘ code and specification part')}: ${figures}`;
  const trace = quiet ? null : traceOfResult(model, result);
  if (trace === null) return head;
  return [tableText(trace, model, screen), divergenceText(trace, screen) ?? '', head].join('\n\n');
}

function jsonText({ result, counts }: RefineResult, code: number): string {
  const { depth, transitions, actions, seed, seconds: took } = result;
  const verdict = code === EXIT.ok ? 'same' : code === EXIT.violated ? 'diverged' : 'interrupted';
  return JSON.stringify(
    { verdict, steps: transitions, depth, ...counts, actions, seed, seconds: took, version: version() },
    null,
    2,
  );
}
