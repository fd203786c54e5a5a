/** What `exo simulate` prints: for people, and as JSON. */
import { PROPERTIES, type SimulationResult } from '../impl/index.js';
import { typed } from './command-line.js';
import { count, counted, rough, seconds } from './numbers.js';
import { shareText, simulateCommand } from './simulate-flags.js';
import type { Paint, Terminal } from './terminal.js';
import { version } from './version.js';
import { wrapItems } from './wrap.js';

/** What came of many seeds. */
export interface Tally {
  readonly from: number;
  readonly seeds: number;
  done: number;
  readonly results: SimulationResult[];
  failed: SimulationResult | null;
  /** On the wall. */
  seconds: number;
}

/** The verdict in one sentence. */
export function verdictLine(result: SimulationResult, paint: Paint): string {
  const { verdict, property, seed, reason, payloads } = result;
  const at = `at ${seconds(result.virtualMs / 1000)} of virtual time (seed ${seed})`;
  switch (verdict) {
    case 'agreed':
      return `${paint.green('✔ agreed:')} ${counted(payloads, 'message')} in one order, nothing violated (seed ${seed})`;
    case 'violated':
      return `${paint.red(`✘ ${property} is violated`)} ${at}: ${reason}`;
    case 'stalled':
      return `${paint.red('✘ stalled')} ${at}: ${reason}`;
  }
}

/** The verdict, what was simulated, and the figures. */
export function resultText(
  result: SimulationResult,
  wallSeconds: number,
  trace: string | null,
  screen: Terminal,
): string {
  const { paint } = screen;
  const { property } = result;
  return [
    verdictLine(result, paint),
    ...(property === null ? [] : [paint.dim(`${property}: ${PROPERTIES[property]}`)]),
    paint.dim(whatWas(result)),
    '',
    ...fieldsOf(result, wallSeconds).flatMap(([label, items]) => fieldLines(label, items, screen)),
    ...keepingLines(result, trace, paint),
  ].join('\n');
}

export function resultJson(result: SimulationResult, wallSeconds: number, trace: string | null): string {
  return JSON.stringify({ ...plain(result), seconds: wallSeconds, trace, version: version() }, null, 2);
}

/** Of many seeds, what they came to; of the one that failed, how to see it again. */
export function manyText(tally: Tally, quiet: boolean, screen: Terminal): string {
  const { from, seeds, done, failed, results } = tally;
  const { paint } = screen;
  if (failed !== null) {
    const before = done === 1 ? [] : [paint.dim(`${counted(done - 1, 'seed')} before it agreed`)];
    return quiet
      ? verdictLine(failed, paint)
      : [verdictLine(failed, paint), ...before, ...againLines(failed, paint)].join('\n');
  }
  const range = `seeds ${from} to ${from + done - 1}`;
  const head =
    done === seeds
      ? `${paint.green('✔ agreed:')} ${range}, nothing violated`
      : `${paint.yellow('… not finished:')} ${done === 0 ? 'interrupted' : `${range} agreed, then interrupted`}`;
  const [first] = results;
  if (quiet || first === undefined) return head;
  const total = (of: (result: SimulationResult) => number): number =>
    results.reduce((sum, one) => sum + of(one), 0);
  const again = results.flatMap(({ agreedAgainAfterMs }) => agreedAgainAfterMs ?? []).sort((a, b) => a - b);
  const fields: readonly Field[] = [
    [
      'messages',
      [
        `${count(total(({ payloads }) => payloads))} agreed`,
        `${count(total(({ entries }) => entries))} broadcasts`,
      ],
    ],
    ['takeovers', [count(total(({ takeovers }) => takeovers))]],
    ['faults', faultItems((name) => total(({ faults }) => faults[name]))],
    ['agreed again', againItems(again)],
    ['speed', [seconds(tally.seconds), `${rough(done / Math.max(tally.seconds, 1e-3))} seeds/s`]],
  ];
  const lines = fields
    .filter(([, items]) => items.length > 0)
    .flatMap(([label, items]) => fieldLines(label, items, screen));
  return [head, paint.dim(whatWas(first)), '', ...lines].join('\n');
}

export function manyJson({ from, seeds, done, failed, results, seconds: wallSeconds }: Tally): string {
  const total = (of: (result: SimulationResult) => number): number =>
    results.reduce((sum, one) => sum + of(one), 0);
  return JSON.stringify(
    {
      verdict: failed?.verdict ?? (done === seeds ? 'agreed' : 'interrupted'),
      from,
      seeds,
      done,
      entries: total(({ entries }) => entries),
      payloads: total(({ payloads }) => payloads),
      takeovers: total(({ takeovers }) => takeovers),
      failed: failed === null ? null : plain(failed),
      command: failed === null ? null : simulateCommand(failed.options),
      seconds: wallSeconds,
      version: version(),
    },
    null,
    2,
  );
}

/** The result without what belongs into a trace. */
function plain(result: SimulationResult): Readonly<Record<string, unknown>> {
  const { steps, ...rest } = result;
  return { ...rest, steps: Math.max(0, steps.length - 1) };
}

/** What was simulated, in a line: sizes, and all that may go wrong. */
function whatWas({ options }: SimulationResult): string {
  const shares = [
    ['losses', options.losses],
    ['duplicates', options.duplicates],
    ['corruption', options.corruption],
    ['out-of-band losses', options.outOfBandLosses],
    ['skew', options.skew],
  ] as const;
  return [
    counted(options.hosts, 'host'),
    options.storage === 'disk' ? 'on simulated disks' : 'in memory',
    ...shares.flatMap(([name, share]) => (share === 0 ? [] : [`${shareText(share)} ${name}`])),
    ...(options.application === 'forgets' ? ['applications forget'] : []),
  ].join(' · ');
}

type Field = readonly [label: string, items: readonly string[]];

function fieldsOf(result: SimulationResult, wallSeconds: number): readonly Field[] {
  const { entries, payloads, submitted, takeovers, repeats, epoch, latencyMs, faults, virtualMs } = result;
  const wall = Math.max(wallSeconds, 1e-3);
  const fields: readonly Field[] = [
    [
      'messages',
      [`${count(payloads)} agreed`, `${count(submitted)} submitted`, `${count(entries)} broadcasts`],
    ],
    [
      'latency',
      payloads === 0
        ? []
        : [`median ${milliseconds(latencyMs.median)}`, `99 % ${milliseconds(latencyMs.p99)}`],
    ],
    ['takeovers', [count(takeovers), `highest epoch ${count(epoch)}`, counted(repeats, 'repeat')]],
    ['faults', faultItems((name) => faults[name])],
    ['agreed again', againOf(result)],
    [
      'time',
      [
        `${seconds(virtualMs / 1000)} virtual in ${seconds(wallSeconds)}`,
        `${rough(payloads / wall)} messages/s`,
        `${rough(entries / wall)} broadcasts/s`,
      ],
    ],
  ];
  return fields.filter(([, items]) => items.length > 0);
}

type FaultName = keyof SimulationResult['faults'];

const FAULTS: readonly (readonly [FaultName, one: string, many: string])[] = [
  ['crashes', 'crash', 'crashes'],
  ['partitions', 'partition', 'partitions'],
  ['diskFailures', 'disk failure', 'disk failures'],
  ['slowDisks', 'slow disk', 'slow disks'],
  ['restarts', 'restart', 'restarts'],
  ['lost', 'copy lost', 'copies lost'],
  ['cut', 'cut off', 'cut off'],
  ['duplicated', 'duplicated', 'duplicated'],
  ['corrupted', 'corrupted', 'corrupted'],
];

function faultItems(amountOf: (name: FaultName) => number): readonly string[] {
  const items = FAULTS.flatMap(([name, one, many]) => {
    const amount = amountOf(name);
    return amount === 0 ? [] : [counted(amount, one, many)];
  });
  return items.length === 0 ? ['none'] : items;
}

function againOf({ lastFaultMs, agreedAgainAfterMs, returnedAfterMs }: SimulationResult): readonly string[] {
  if (lastFaultMs === null) return [];
  if (agreedAgainAfterMs === null) return ['not after the last fault'];
  return [
    `${milliseconds(agreedAgainAfterMs)} after the last fault`,
    returnedAfterMs === null
      ? 'not all hosts send again'
      : `all hosts send again after ${milliseconds(returnedAfterMs)}`,
  ];
}

/** Of times in ascending order. */
function againItems(times: readonly number[]): readonly string[] {
  const [median, last] = [times[Math.floor(times.length / 2)], times.at(-1)];
  if (median === undefined || last === undefined) return [];
  return [`median ${milliseconds(median)} after the last fault`, `at most ${milliseconds(last)}`];
}

/** `0.17 ms`, `23 ms`, `1.02 s`. */
function milliseconds(value: number): string {
  if (value >= 1000) return seconds(value / 1000);
  return `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
}

function keepingLines(result: SimulationResult, trace: string | null, paint: Paint): readonly string[] {
  if (trace !== null) {
    return [
      '',
      `${paint.dim('written to')}  ${trace}`,
      `${paint.dim('replay it')}   ${typed(`exo replay ${trace}`)}`,
    ];
  }
  return result.verdict === 'agreed' ? [] : againLines(result, paint);
}

function againLines({ options }: SimulationResult, paint: Paint): readonly string[] {
  return [
    '',
    `${paint.dim('again')}       ${typed(`${simulateCommand(options)} --trace-out trace.itf.json`)}`,
  ];
}

const LABEL_WIDTH = 18;

function fieldLines(
  label: string,
  items: readonly string[],
  { columns, paint }: Terminal,
): readonly string[] {
  return wrapItems(items, columns - LABEL_WIDTH).map((line, i) => {
    const heading = (i === 0 ? `  ${label}` : '').padEnd(LABEL_WIDTH);
    return `${paint.dim(heading)}${line}`;
  });
}
