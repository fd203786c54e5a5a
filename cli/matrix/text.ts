/** How the matrix of readings is printed. */
import { tableText, traceOf, type CheckResult, type LimitName, type Run } from '../../checker/index.js';
import { modelWords, quoted, typed } from '../command-line.js';
import { isVacuous } from '../exit-codes.js';
import { exoHeading } from './exo.js';
import type { MatrixRow, Stuck } from './row.js';
import type { Bounds } from '../models/model-options.js';
import { count, counted } from '../terminal/numbers.js';
import type { Source } from '../models/source.js';
import { describeSource } from '../models/source-text.js';
import type { Terminal } from '../terminal/terminal.js';
import { metaOf } from '../replay/trace-meta.js';
import { checkFlagsOf } from '../check/flags.js';

/** The widths of the columns; numbers stand to the right. */
const WIDTHS = { hosts: 3, bounds: 17, verdict: 29, states: 9, transitions: 11, time: 8 } as const;

/** The title, and the headings of the columns. */
export function headingText({ paint }: Terminal): string {
  const headings = line({
    hosts: 'n',
    bounds: 'bounds',
    verdict: 'verdict',
    states: 'states',
    transitions: 'transitions',
    time: 'time',
  });
  return [
    paint.bold(
      'Exo as its slides describe it: every reading of what they leave open, checked for 3 and for 5 hosts',
    ),
    paint.dim(
      'n hosts · L slots · T time-outs · D lost receptions · P partitions · C crashes · ∞ any number',
    ),
    '',
    paint.dim(headings),
  ].join('\n');
}

/** A row, under the name of its reading where that is new. */
export function rowText(row: MatrixRow, before: MatrixRow | undefined, screen: Terminal): string {
  const { paint } = screen;
  const { result, agreement, source } = row;
  const cells = {
    hosts: String(source.bounds['hosts'] ?? ''),
    bounds: boundsText(source.bounds),
    states: count(result.states),
    transitions: count(result.transitions),
    time: `${(result.seconds + (agreement?.seconds ?? 0)).toFixed(1)} s`,
  };
  const [verdict, ...more] = verdictTexts(row);
  const first = line({ ...cells, verdict: verdict ?? '' });
  const painted = verdict === undefined ? first : first.replace(verdict, paintVerdict(row, screen)(verdict));
  const rest = more.map((text) =>
    line({ hosts: '', bounds: '', verdict: text, states: '', transitions: '', time: '' }),
  );
  const isFirstOfExo = source.name === 'exo' && before?.source.name !== 'exo';
  const heading = isFirstOfExo ? exoHeading(paint) : [];
  const title = before?.reading === row.reading ? [] : [readingTitle(row, screen)];
  return [...heading, ...title, painted, ...rest.map((text) => paint.red(text.trimEnd()))].join('\n');
}

/** A shortest counterexample in full: the violation of Agreement with the fewest steps. */
export function counterexampleText(rows: readonly MatrixRow[], screen: Terminal): readonly string[] {
  const { paint } = screen;
  const broken = rows
    .map((row) => ({ row, result: row.agreement ?? row.result }))
    .filter(({ result }) => result.verdict === 'violated');
  const [shortest] = broken.sort((a, b) => stepsOf(a.result) - stepsOf(b.result));
  const run = shortest?.result.counterexample;
  if (shortest === undefined || !run) return [];
  const { row, result } = shortest;
  const property = row.agreement === null ? null : 'Agreement';
  const title = `${row.reading}: how ${result.property} breaks in ${counted(stepsOf(result), 'step')}, the fewest possible`;
  const file = `${row.reading.replace('=', '-')}.itf.json`;
  return [
    ...shownRun(title, row.source, result, run, screen),
    `${paint.dim('find it again')}   ${typed(findingCommand(row.source, property))} --trace-out ${file}`,
    `${paint.dim('and replay it')}   ${typed(`exo replay ${file}`)}`,
  ];
}

/** The split vote in full, and what lies behind it. */
export function stuckText(stuck: Stuck | null, screen: Terminal): readonly string[] {
  const run = stuck?.result.counterexample;
  if (stuck === null || !run) return [];
  const { paint } = screen;
  const { reading, source, result, text } = stuck;
  const title = `${reading}: a split vote, after ${counted(stepsOf(result), 'step')}`;
  return [
    ...shownRun(title, source, result, run, screen),
    text,
    `${paint.dim('find it again')}   ${typed(findingCommand(source, result.property))}`,
  ];
}

/** A run as a table, under its title and the bounds in which it was found. */
function shownRun(
  title: string,
  source: Source,
  result: CheckResult,
  run: Run,
  screen: Terminal,
): readonly string[] {
  const { paint } = screen;
  const trace = traceOf(source.model, run, metaOf(source, result, checkFlagsOf({ search: 'bfs' })));
  return [
    '',
    paint.bold(title),
    paint.dim(describeSource(source)),
    '',
    tableText(trace, source.model, screen),
    '',
  ];
}

/** The command that searches for it, for one property or, if null, for all. */
function findingCommand(source: Source, property: string | null): string {
  const asked = property === null ? [] : ['--property', property];
  return ['exo', 'check', source.name, ...modelWords(source), ...asked].map(quoted).join(' ');
}

/** What the matrix says, in plain words. */
export function closingText(
  rows: readonly MatrixRow[],
  stuck: Stuck | null,
  { paint }: Terminal,
): readonly string[] {
  const published = fatesOf(rows.filter(({ source }) => source.name === 'published'));
  const completed = fatesOf(rows.filter(({ source }) => source.name === 'exo'));
  return [
    '',
    paint.bold('In short'),
    ...sentence(paint.green('hold'), published('holds'), VISITED),
    ...sentence(paint.red('break'), published('breaks'), 'exo check shows each of these counterexamples'),
    ...sentence(paint.yellow('not finished'), published('unfinished'), UNFINISHED),
    ...(stuck?.result.verdict === 'violated'
      ? sentence(
          paint.red('stuck'),
          [stuck.reading],
          'safe, and yet it can stand still for ever, with every fault gone',
        )
      : []),
    ...sentence(paint.green('Exo completed holds'), completed('holds'), VISITED),
    ...sentence(paint.red('Exo completed breaks'), completed('breaks'), 'exo check shows how'),
    ...sentence(paint.yellow('Exo completed, not finished'), completed('unfinished'), UNFINISHED),
    paint.dim(
      '  These bounds are small, and nothing is claimed beyond them; exo matrix --full searches further.',
    ),
  ];
}

const VISITED = 'all states within the bounds were visited, nothing is wrong';
const UNFINISHED = 'nothing wrong in the states that were visited';

/** The readings that some rows are about, by their fate. */
function fatesOf(rows: readonly MatrixRow[]): (fate: Reading['fate']) => readonly string[] {
  const readings = [...new Set(rows.map(({ reading }) => reading))].map((name) =>
    readingOf(
      name,
      rows.filter(({ reading }) => reading === name),
    ),
  );
  return (fate) => readings.filter((reading) => reading.fate === fate).map(({ text }) => text);
}

interface Reading {
  readonly fate: 'holds' | 'breaks' | 'unfinished';
  readonly text: string;
}

/** What became of a reading over all its lines; where only some of them break, with how many hosts. */
function readingOf(name: string, rows: readonly MatrixRow[]): Reading {
  const broken = rows.filter(
    ({ result }) => result.verdict === 'violated' || result.verdict === 'deadlocked',
  );
  const hosts = broken.map(({ source }) => source.bounds['hosts']).join(' and ');
  if (broken.length === rows.length) return { fate: 'breaks', text: name };
  if (broken.length > 0) return { fate: 'breaks', text: `${name} with ${hosts} hosts` };
  return {
    fate: rows.some(({ result }) => result.verdict === 'bounded') ? 'unfinished' : 'holds',
    text: name,
  };
}

export function stepsOf({ counterexample }: CheckResult): number {
  return counterexample?.steps.length ?? 0;
}

function line(cells: Readonly<Record<keyof typeof WIDTHS, string>>): string {
  const { hosts, bounds, verdict, states, transitions, time } = WIDTHS;
  return [
    cells.hosts.padStart(hosts),
    cells.bounds.padEnd(bounds),
    cells.verdict.padEnd(verdict),
    cells.states.padStart(states),
    cells.transitions.padStart(transitions),
    cells.time.padStart(time),
  ].join('  ');
}

const LETTERS: Readonly<Record<string, string>> = {
  slots: 'L',
  epochs: 'E',
  timeouts: 'T',
  losses: 'D',
  partitions: 'P',
  crashes: 'C',
  resets: 'R',
  fifo: 'F',
  payloads: 'K',
};

/** What a bound is where it says nothing: no faults, channels of one record, and as many payloads as there is room for. */
const UNSAID: Bounds = { payloads: 'inf', fifo: 1 };

/** The bounds in letters, those left out that say nothing. */
export function boundsText(bounds: Bounds): string {
  return Object.entries(LETTERS)
    .filter(([name]) => name in bounds && bounds[name] !== (UNSAID[name] ?? 0))
    .map(([name, letter]) => `${letter}${bounds[name] === 'inf' ? '∞' : bounds[name]}`)
    .join(' ');
}

/** What came of a row: a line for each property that breaks. */
export function verdictTexts({ result, agreement }: MatrixRow): readonly string[] {
  switch (result.verdict) {
    case 'exhausted':
      return [isVacuous(result) ? 'holds (may be vacuous)' : 'holds'];
    case 'bounded':
      return [`not finished (${LIMITS[result.limit ?? 'interrupted']})`];
    case 'deadlocked':
      return [`BROKEN deadlock, ${counted(stepsOf(result), 'step')}`];
    case 'violated': {
      const steps = (one: CheckResult): string => `${one.property ?? ''}, ${counted(stepsOf(one), 'step')}`;
      return [
        `BROKEN ${steps(result)}`,
        ...(agreement?.verdict === 'violated' ? [`       ${steps(agreement)}`] : []),
      ];
    }
  }
}

const LIMITS: Readonly<Record<LimitName, string>> = {
  statesMax: 'states',
  memoryMaxBytes: 'out of memory',
  timeMaxMs: 'time',
  depthMax: 'depth',
  walksMax: 'walks',
  interrupted: 'interrupted',
};

function paintVerdict({ result }: MatrixRow, { paint }: Terminal): (text: string) => string {
  if (result.verdict === 'exhausted') return isVacuous(result) ? paint.yellow : paint.green;
  return result.verdict === 'bounded' ? paint.yellow : paint.red;
}

function readingTitle({ reading, meaning }: MatrixRow, { paint }: Terminal): string {
  return `${paint.bold(reading)}  ${paint.dim(meaning)}`;
}

function sentence(verb: string, readings: readonly string[], meaning: string): readonly string[] {
  return readings.length === 0 ? [] : [`  ${verb}: ${readings.join(', ')} (${meaning}).`];
}
