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
    ...section(hostLines(last)),
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

/** How often each fault was injected, over all runs; of a program that is broken, only those that were. */
export function faultsOf(results: readonly ConformResult[]): readonly (readonly [string, number])[] {
  const sum = (of: keyof ConformResult['faults']): number =>
    results.reduce((all, { faults }) => all + faults[of], 0);
  const all: readonly (readonly [string, number])[] = [
    ['killed and started again', sum('crashes')],
    ['partitions', sum('partitions')],
    ['messages lost', sum('lost')],
    ['messages cut off', sum('cutOff')],
    ['messages to a host that was down', sum('toDown')],
    ['messages late', sum('late')],
    ['messages twice', sum('duplicated')],
    ['messages reordered', sum('reordered')],
  ];
  return results.at(-1)?.verdict.kind === 'broken' ? all.filter(([, times]) => times > 0) : all;
}

function faultLines(results: readonly ConformResult[]): readonly string[] {
  const messages = results.reduce((all, one) => all + one.messages, 0);
  const again = results.flatMap(({ againMs }) => (againMs === null ? [] : [againMs]));
  const slowest =
    again.length === 0
      ? []
      : [`all delivered ${Math.round(Math.max(...again))} ms after the last fault at the latest`];
  const injected = faultsOf(results);
  if (messages === 0 && injected.length === 0) return [];
  const faults = injected.map(([what, times]) => `  ${count(times).padStart(8)}  ${what}`);
  return [`faults among ${counted(messages, 'message')}:`, ...faults, ...slowest];
}

function hostLines({ ids, delivered, lives, submitted, verdict }: ConformResult): readonly string[] {
  if (verdict.kind === 'broken' && submitted === 0) return [];
  return [
    `hosts, of ${counted(submitted, 'payload')} submitted:`,
    ...ids.map(
      (id, i) => `  ${id}: ${count(delivered[i] ?? 0)} delivered, ${counted(lives[i] ?? 0, 'life', 'lives')}`,
    ),
  ];
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

/** The result as data. */
export function conformJson(results: readonly ConformResult[]): string {
  const last = results.at(-1) as ConformResult;
  const { options, verdict, ids, lives, delivered, submitted, messages, faults, timeMs, againMs } = last;
  return JSON.stringify({
    ...{ verdict: verdict.kind, property: verdict.kind === 'violated' ? verdict.property : null },
    text: 'text' in verdict ? verdict.text : null,
    ...{ runs: results.length, options, ids, lives, delivered, submitted, messages, faults, timeMs, againMs },
    steps: last.validation?.events ?? null,
    command: conformCommand(options),
  });
}
