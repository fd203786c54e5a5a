/** What `exo simulate --seeds` prints of many runs: for people, and as JSON. */
import type { SimulationProgress, SimulationResult } from '../../impl/index.js';
import { count, counted, rough, seconds } from '../terminal/numbers.js';
import { simulateCommand } from './flags.js';
import {
  faultItems,
  fieldsText,
  meaningLines,
  milliseconds,
  onwardLines,
  plain,
  verdictLine,
  whatWas,
  type Field,
} from './text.js';
import type { Terminal } from '../terminal/terminal.js';
import { version } from '../version.js';

/** What came of many seeds. */
export interface Tally {
  /** The first seed, and how many were to be run. */
  readonly from: number;
  readonly seeds: number;
  /** Of the runs that have ended, in the order of their seeds; none after one that failed. */
  readonly results: SimulationResult[];
  /** How far the run came that was interrupted; null where none was, and where that happened between two runs. */
  interrupted: (SimulationProgress & { readonly seed: number }) | null;
  /** On the wall. */
  seconds: number;
}

/** The run that failed, or null. */
export function failedOf({ results }: Tally): SimulationResult | null {
  const last = results.at(-1);
  return last === undefined || last.verdict === 'agreed' ? null : last;
}

/** What the seeds came to; of one that failed, how to see it again. */
export function manyText(tally: Tally, quiet: boolean, screen: Terminal): string {
  const failed = failedOf(tally);
  if (failed !== null) return failedText(tally, failed, quiet, screen);
  const { paint } = screen;
  const { from, seeds, results } = tally;
  const done = results.length;
  const range = done === 1 ? `seed ${from}` : `seeds ${from} to ${from + done - 1}`;
  const head =
    done === seeds
      ? `${paint.green('✔ agreed:')} ${range}, nothing violated`
      : `${paint.yellow('… not finished:')} ${done === 0 ? 'interrupted' : `${range} agreed, then interrupted`}${underWayText(tally)}`;
  const [first] = results;
  return quiet || first === undefined
    ? head
    : [head, paint.dim(whatWas(first)), '', fieldsText(fieldsOf(tally), screen)].join('\n');
}

/** Where the run was that did not come to its end. */
function underWayText({ interrupted }: Tally): string {
  if (interrupted === null) return '';
  const { seed, virtualMs, payloads } = interrupted;
  return ` in seed ${seed}, at ${milliseconds(virtualMs)} of virtual time, ${counted(payloads, 'message')} agreed`;
}

export function manyJson(tally: Tally): string {
  const { from, seeds, results, seconds: wallSeconds } = tally;
  const failed = failedOf(tally);
  const done = results.length;
  return JSON.stringify(
    {
      verdict: failed?.verdict ?? (done === seeds ? 'agreed' : 'interrupted'),
      from,
      seeds,
      done,
      entries: total(tally, ({ entries }) => entries),
      payloads: total(tally, ({ payloads }) => payloads),
      takeovers: total(tally, ({ takeovers }) => takeovers),
      interrupted: tally.interrupted,
      failed: failed === null ? null : plain(failed),
      command: failed === null ? null : simulateCommand(failed.options),
      seconds: wallSeconds,
      version: version(),
    },
    null,
    2,
  );
}

function failedText(
  { results }: Tally,
  failed: SimulationResult,
  quiet: boolean,
  { paint }: Terminal,
): string {
  const line = verdictLine(failed, paint);
  if (quiet) return line;
  const before = results.length - 1;
  return [
    line,
    ...meaningLines(failed, paint),
    paint.dim(whatWas(failed)),
    ...(before === 0 ? [] : [paint.dim(`${counted(before, 'seed')} before it agreed`)]),
    ...onwardLines(failed, null, paint),
  ].join('\n');
}

function fieldsOf(tally: Tally): readonly Field[] {
  const { results } = tally;
  const again = results.flatMap(({ agreedAgainAfterMs }) => agreedAgainAfterMs ?? []).sort((a, b) => a - b);
  const messages = total(tally, ({ payloads }) => payloads);
  const wall = Math.max(tally.seconds, 1e-3);
  return [
    [
      'messages',
      [`${count(messages)} agreed`, `${count(total(tally, ({ entries }) => entries))} broadcasts`],
    ],
    ['takeovers', [count(total(tally, ({ takeovers }) => takeovers))]],
    ['faults', faultItems((name) => total(tally, ({ faults }) => faults[name]))],
    ['agreed again', againItems(again)],
    [
      'time',
      [
        seconds(tally.seconds),
        `${milliseconds((1000 * wall) / results.length)} a seed`,
        `${rough(messages / wall)} messages/s`,
      ],
    ],
  ];
}

function total(tally: Tally, of: (result: SimulationResult) => number): number {
  return tally.results.reduce((sum, one) => sum + of(one), 0);
}

/** Of times in ascending order. */
function againItems(times: readonly number[]): readonly string[] {
  const [median, last] = [times[Math.floor(times.length / 2)], times.at(-1)];
  if (median === undefined || last === undefined) return [];
  return [`median ${milliseconds(median)} after the last fault`, `at most ${milliseconds(last)}`];
}
