/** What `exo simulate` prints of one run: for people, and as JSON. */
import type { Simulation, SimulationResult } from '../../impl/index.js';
import { PROPERTIES } from '../../impl/simulate/judge.js';
import { quoted, typed } from '../command-line.js';
import { count, counted, rough, seconds } from '../terminal/numbers.js';
import { shareText, simulateCommand } from './flags.js';
import type { Paint, Terminal } from '../terminal/terminal.js';
import { version } from '../version.js';
import { wrapItems } from '../terminal/wrap.js';

/** The verdict in one sentence. */
export function verdictLine(result: SimulationResult, paint: Paint): string {
  const { verdict, property, seed, reason, payloads } = result;
  const at = `at ${milliseconds(result.virtualMs)} of virtual time (seed ${seed})`;
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
  run: string | null = null,
): string {
  const { paint } = screen;
  return [
    verdictLine(result, paint),
    ...meaningLines(result, paint),
    paint.dim(whatWas(result)),
    '',
    fieldsText(fieldsOf(result, wallSeconds), screen),
    ...onwardLines(result, trace, paint, run),
  ].join('\n');
}

export function resultJson(result: SimulationResult, wallSeconds: number, trace: string | null): string {
  return JSON.stringify({ ...plain(result), seconds: wallSeconds, trace, version: version() }, null, 2);
}

/** What is known of a run that was interrupted: its seed, and how far it had come. */
export function interruptedJson({ options, progress }: Pick<Simulation, 'options' | 'progress'>): string {
  const { seed } = options;
  return JSON.stringify({ verdict: 'interrupted', seed, ...progress, version: version() }, null, 2);
}

export function interruptedText({ options, progress }: Pick<Simulation, 'options' | 'progress'>): string {
  const { virtualMs, payloads } = progress;
  return `… not finished: interrupted at ${milliseconds(virtualMs)} of virtual time, ${counted(payloads, 'message')} agreed (seed ${options.seed})`;
}

/** The result without what belongs into a trace. */
export function plain(result: SimulationResult): Readonly<Record<string, unknown>> {
  const { steps, ...rest } = result;
  return { ...rest, steps: Math.max(0, steps.length - 1) };
}

const STORED = { memory: 'in memory', disk: 'on simulated disks', diskless: 'without disks' } as const;

/** What was simulated, in a line: sizes, and all that may go wrong. */
export function whatWas({ options }: SimulationResult): string {
  const shares = [
    ['losses', options.losses],
    ['duplicates', options.duplicates],
    ['corruption', options.corruption],
    ['out-of-band losses', options.outOfBandLosses],
    ['out-of-band duplicates', options.outOfBandDuplicates],
    ['clock skew', options.skew],
  ] as const;
  return [
    counted(options.hosts, 'host'),
    ...(options.offload === 'on' ? ['split into engine and driver'] : []),
    STORED[options.storage],
    ...shares.flatMap(([name, share]) => (share === 0 ? [] : [`${shareText(share)} ${name}`])),
    ...(options.application === 'forgets' ? ['applications forget'] : []),
  ].join(' · ');
}

export type Field = readonly [label: string, items: readonly string[]];

function fieldsOf(result: SimulationResult, wallSeconds: number): readonly Field[] {
  const { entries, payloads, submitted, takeovers, repeats, epoch, latencyMs, faults, virtualMs } = result;
  const wall = Math.max(wallSeconds, 1e-3);
  return [
    [
      'messages',
      [`${count(payloads)} agreed`, `${count(submitted)} submitted`, `${count(entries)} broadcasts`],
    ],
    [
      'latency',
      payloads === 0
        ? []
        : [`median ${milliseconds(latencyMs.median)}`, `p99 ${milliseconds(latencyMs.p99)}`],
    ],
    ['takeovers', [count(takeovers), `highest epoch ${count(epoch)}`, counted(repeats, 'repeat')]],
    ['faults', faultItems((name) => faults[name])],
    ['agreed again', againOf(result)],
    [
      'time',
      [
        `${milliseconds(virtualMs)} virtual in ${seconds(wallSeconds)}`,
        `${rough(payloads / wall)} messages/s`,
        `${rough(entries / wall)} broadcasts/s`,
      ],
    ],
  ];
}

export type FaultName = keyof SimulationResult['faults'];

const FAULTS: readonly (readonly [FaultName, one: string, many: string])[] = [
  ['crashes', 'crash', 'crashes'],
  ['engineCrashes', 'of them of an engine alone', 'of them of engines alone'],
  ['driverCrashes', 'of them of a driver alone', 'of them of drivers alone'],
  ['partitions', 'partition', 'partitions'],
  ['diskFailures', 'disk failure', 'disk failures'],
  ['slowDisks', 'slow disk', 'slow disks'],
  ['restarts', 'restart', 'restarts'],
  ['lost', 'copy lost', 'copies lost'],
  ['cut', 'cut off', 'cut off'],
  ['duplicated', 'duplicated', 'duplicated'],
  ['corrupted', 'corrupted', 'corrupted'],
];

export function faultItems(amountOf: (name: FaultName) => number): readonly string[] {
  const items = FAULTS.flatMap(([name, one, many]) => {
    const amount = amountOf(name);
    return amount === 0 ? [] : [counted(amount, one, many)];
  });
  return items.length === 0 ? ['none'] : items;
}

function againOf({ lastFaultMs, agreedAgainAfterMs, returnedAfterMs }: SimulationResult): readonly string[] {
  if (lastFaultMs === null) return [];
  if (agreedAgainAfterMs === null) return ['not since the last fault'];
  return [
    `${milliseconds(agreedAgainAfterMs)} after the last fault`,
    returnedAfterMs === null
      ? 'not all hosts send again'
      : `all hosts send again after ${milliseconds(returnedAfterMs)}`,
  ];
}

/** `400 ns`, `58 µs`, `0.17 ms`, `23 ms`, `1.02 s`. */
export function milliseconds(value: number): string {
  if (value >= 1000) return seconds(value / 1000);
  if (value >= 0.1 || value === 0) return `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
  return value >= 0.001 ? `${shortly(1_000 * value)} µs` : `${shortly(1e6 * value)} ns`;
}

/** Two digits of a number below 100, or as many as a larger one has before its point. */
function shortly(value: number): string {
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

/** What the violated property says. */
export function meaningLines({ property }: SimulationResult, paint: Paint): readonly string[] {
  return property === null ? [] : [paint.dim(`${property}: ${PROPERTIES[property]}`)];
}

/** How to see a failed run again, where its trace is or how to get one, and how to replay that. */
export function onwardLines(
  result: SimulationResult,
  trace: string | null,
  paint: Paint,
  run: string | null = null,
): readonly string[] {
  const { options, verdict } = result;
  const hasFailed = verdict !== 'agreed';
  const items: readonly Onward[] = [
    ...(hasFailed ? [['run again', typed(simulateCommand(options))] as const] : []),
    ...(trace !== null ? [['written to', `${trace}${keptText(result)}`] as const] : []),
    ...(run !== null ? [['written to', run] as const] : []),
    ...(hasFailed && trace === null ? [['keep it', `with --trace-out ${TRACE}`] as const] : []),
    ...(hasFailed || trace !== null
      ? [['replay it', typed(`exo replay ${quoted(trace ?? TRACE)}`)] as const]
      : []),
    ...(run !== null ? [['check it', typed(`exo validate ${quoted(run)}`)] as const] : []),
  ];
  const lines = items.map(([label, text]) => `${paint.dim(label.padEnd(ONWARD_WIDTH))}${text}`);
  return lines.length === 0 ? [] : ['', ...lines];
}

/** `: 1,280 steps, 9,341 left out`. */
function keptText({ steps, stepsLeftOut }: Pick<SimulationResult, 'steps' | 'stepsLeftOut'>): string {
  const kept = steps.filter(({ action }, i) => i > 0 && action !== 'LeftOut').length;
  return `: ${counted(kept, 'step')}${stepsLeftOut === 0 ? '' : `, ${count(stepsLeftOut)} left out`}`;
}

type Onward = readonly [label: string, text: string];

const ONWARD_WIDTH = 12;
const TRACE = 'trace.itf.json';

const LABEL_WIDTH = 18;

/** Fields with something in them, below each other. */
export function fieldsText(fields: readonly Field[], { columns, paint }: Terminal): string {
  const lines = fields.flatMap(([label, items]) =>
    wrapItems(items, columns - LABEL_WIDTH).map((line, i) => {
      const heading = (i === 0 ? `  ${label}` : '').padEnd(LABEL_WIDTH);
      return `${paint.dim(heading)}${line}`;
    }),
  );
  return lines.join('\n');
}
