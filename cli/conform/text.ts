/** What `exo conform` prints, and writes as report.txt. */
import type { ConformResult, ConformVerdict } from '../../conformance/index.js';
import { typed } from '../command-line.js';
import { count, counted } from '../terminal/numbers.js';
import type { Paint } from '../terminal/terminal.js';
import { conformCommand } from './flags.js';

const LAST_SHOWN = 12;

/** The verdict, in one line. */
export function verdictText(results: readonly ConformResult[], paint: Paint): string {
  const last = results.at(-1) as ConformResult;
  const { verdict, options, order } = last;
  const seed = `seed ${options.seed}`;
  switch (verdict.kind) {
    case 'holds': {
      const all = results.reduce((sum, one) => sum + one.order.length, 0);
      const runs = results.length === 1 ? seed : counted(results.length, 'run');
      return paint.green(
        `holds: ${counted(all, 'payload')}, in one order at ${counted(options.hosts, 'host')}, ${runs}`,
      );
    }
    case 'violated':
      return paint.red(`violated: ${verdict.property}: ${verdict.text} (${seed})`);
    case 'stalled':
      return paint.red(`stalled: ${counted(order.length, 'payload')} delivered; ${verdict.text} (${seed})`);
    case 'broken':
      return paint.red(`broken: ${verdict.text} (${seed})`);
    case 'bounded':
      return paint.yellow(`inconclusive: ${verdict.text} (${seed})`);
  }
}

/** All of the report. */
export function conformText(results: readonly ConformResult[], paint: Paint): string {
  const last = results.at(-1) as ConformResult;
  return [
    verdictText(results, paint),
    meaningText(last),
    ...section(faultLines(results)),
    ...section(hostLines(results)),
    ...lastLines(last),
    '',
    `again: ${typed(conformCommand(last.options))}`,
  ].join('\n');
}

function section(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', ...lines];
}

const PROPERTIES =
  'Agreement and total order, validity, integrity: all hosts deliver the same in one order, what was submitted, and nothing twice';

/** What the verdict says, and what it does not. */
export function meaningText({ verdict, options, validation }: ConformResult): string {
  const meanings: Readonly<Record<ConformVerdict['kind'], string>> = {
    holds: `${PROPERTIES}. In these runs; others are other seeds.`,
    violated: 'A property of atomic broadcast, or of the protocol, is broken.',
    stalled:
      'Nothing that was delivered is wrong, but the hosts do not come to deliver the same once the faults are over.',
    broken: 'The program does not do as docs/conform.md says, and nothing is known of its protocol.',
    bounded: 'The run was not finished.',
  };
  const told =
    options.level === 'protocol' && validation !== null && verdict.kind === 'holds'
      ? ` The specified hosts explain all ${count(validation.events)} steps that were told.`
      : '';
  return meanings[verdict.kind] + told;
}

type FaultName = keyof ConformResult['faults'];

const FAULTS: readonly (readonly [FaultName, one: string, many: string])[] = [
  ['crashes', 'killed and started again', 'killed and started again'],
  ['partitions', 'partition', 'partitions'],
  ['lost', 'message lost', 'messages lost'],
  ['cutOff', 'message cut off', 'messages cut off'],
  ['toDown', 'message to a host that was down', 'messages to a host that was down'],
  ['late', 'message late', 'messages late'],
  ['duplicated', 'message twice', 'messages twice'],
  ['reordered', 'message reordered', 'messages reordered'],
];

/** How often each fault was injected, over all runs; of a program that is broken, only those that were. */
export function faultsOf(results: readonly ConformResult[]): readonly (readonly [string, number])[] {
  const all = FAULTS.map(([name, one, many]) => {
    const times = sumOf(results, ({ faults }) => faults[name]);
    return [times === 1 ? one : many, times] as const;
  });
  return results.at(-1)?.verdict.kind === 'broken' ? all.filter(([, times]) => times > 0) : all;
}

function faultLines(results: readonly ConformResult[]): readonly string[] {
  const messages = sumOf(results, (one) => one.messages);
  const again = results.flatMap(({ againMs }) => (againMs === null ? [] : [againMs]));
  const slowest =
    again.length === 0
      ? []
      : [`all delivered ${Math.round(Math.max(...again))} ms after the last fault at the latest`];
  const injected = faultsOf(results);
  if (messages === 0 && injected.length === 0) return [];
  const faults = injected.map(([what, times]) => `  ${count(times).padStart(8)}  ${what}`);
  return [`faults among ${counted(messages, 'message')}${ofRuns(results)}:`, ...faults, ...slowest];
}

function hostLines(results: readonly ConformResult[]): readonly string[] {
  const { verdict } = results.at(-1) as ConformResult;
  const { submitted, hosts, lost } = hostsOf(results);
  if (verdict.kind === 'broken' && submitted === 0) return [];
  return [
    `hosts, of ${counted(submitted, 'payload')} submitted${ofRuns(results)}:`,
    ...hosts.map(
      ({ id, delivered, lives }) =>
        `  ${id}: ${count(delivered)} delivered, ${counted(lives, 'life', 'lives')}`,
    ),
    ...(lost === 0 ? [] : [`${count(lost)} ${lostText(lost)}`]),
  ];
}

/** What each host did, over all runs, and how many payloads went with hosts that were killed. */
export function hostsOf(results: readonly ConformResult[]): {
  readonly submitted: number;
  readonly hosts: readonly { readonly id: string; readonly delivered: number; readonly lives: number }[];
  readonly lost: number;
} {
  const { ids } = results.at(-1) as ConformResult;
  const hosts = ids.map((id, i) => ({
    id,
    delivered: sumOf(results, ({ delivered }) => delivered[i] ?? 0),
    lives: sumOf(results, ({ lives }) => lives[i] ?? 0),
  }));
  // Only of a run that holds everything is known to be settled: whoever was not killed since has all that it was given delivered.
  const lost = sumOf(results, ({ verdict, submitted, order }) =>
    verdict.kind === 'holds' ? submitted - order.length : 0,
  );
  return { submitted: sumOf(results, ({ submitted }) => submitted), hosts, lost };
}

/** What became of payloads that nobody has delivered in a run that holds. */
export function lostText(lost: number): string {
  return lost === 1
    ? 'was given to a host that was killed before anybody had it, and is owed to nobody'
    : 'were given to hosts that were killed before anybody had them, and are owed to nobody';
}

/** Says of sums what they are sums of. */
function ofRuns(results: readonly ConformResult[]): string {
  return results.length === 1 ? '' : ` in all ${count(results.length)} runs`;
}

function sumOf(results: readonly ConformResult[], of: (one: ConformResult) => number): number {
  return results.reduce((sum, one) => sum + of(one), 0);
}

function lastLines({ verdict, history }: ConformResult): readonly string[] {
  if (verdict.kind === 'holds') return [];
  const last = history.slice(-LAST_SHOWN).map(({ atMs, kind, hosts, payload }) => {
    const what = payload === undefined ? '' : ` ${JSON.stringify(payload)}`;
    return `  ${atMs.toFixed(1).padStart(9)} ms  ${hosts.join(', ')} ${WORDS[kind]}${what}`;
  });
  return last.length === 0 ? [] : ['', 'the last that happened:', ...last];
}

const WORDS = {
  submit: 'is given',
  deliver: 'delivers',
  crash: 'is killed',
  restart: 'is started again',
  partition: 'cut off from the others',
  heal: 'with the others again',
} as const;

/** The result as data: sums over all runs, and of the last one its options and times. */
export function conformJson(results: readonly ConformResult[]): string {
  const last = results.at(-1) as ConformResult;
  const { options, verdict, ids, timeMs, againMs } = last;
  const { submitted, hosts, lost } = hostsOf(results);
  const messages = sumOf(results, (one) => one.messages);
  const faults = Object.fromEntries(
    FAULTS.map(([name]) => [name, sumOf(results, (one) => one.faults[name])]),
  );
  const delivered = hosts.map((host) => host.delivered);
  const lives = hosts.map((host) => host.lives);
  return JSON.stringify({
    ...{ verdict: verdict.kind, property: verdict.kind === 'violated' ? verdict.property : null },
    text: 'text' in verdict ? verdict.text : null,
    ...{ runs: results.length, options, ids, lives, delivered, submitted, lost, messages, faults },
    ...{ timeMs, againMs },
    steps: last.validation?.events ?? null,
    command: conformCommand(options),
  });
}
