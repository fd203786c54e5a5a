/** What `exo mutate` prints for people. */
import {
  tableText,
  type Killer,
  type MutantResult,
  type MutantVerdict,
  type MutationResult,
} from '../../checker/index.js';
import { mutantCommand, replayCommand, typed } from '../command-line.js';
import { mutantTrace } from './traces.js';
import { count, counted } from '../terminal/numbers.js';
import type { Source } from '../models/source.js';
import { describeSource } from '../models/source-text.js';
import type { Paint, Terminal } from '../terminal/terminal.js';
import { wrapItems } from '../terminal/wrap.js';

/** Where the trace of a mutant was written, by its name. */
export type Traces = ReadonlyMap<string, string>;

/** The scopes, then the mutants by what came of them, those to be looked at last, then the counts. */
export function mutationText(
  source: Source,
  result: MutationResult,
  traces: Traces,
  screen: Terminal,
): string {
  const { paint } = screen;
  return [
    paint.bold(`Mutants of ${titleOf(source)}`),
    paint.dim(
      'Each is run in one scope after the other, until something is not as it was without the change.',
    ),
    '',
    ...scopeLines(result, screen),
    ...GROUPS.flatMap((group) => groupLines(group, result, screen)),
    ...shownRun(source, result, screen),
    '',
    ...keepingLines(source, result, traces, screen),
    ...mislistedLines(result, paint),
    countsLine(result, screen),
  ].join('\n');
}

/** `38 mutants: 37 killed, 1 equivalent, 0 survived`. */
export function countsLine({ counts, mutants, mislisted }: MutationResult, { paint }: Terminal): string {
  const { killed, equivalent, survived, undecided, unused } = counts;
  const isGood = survived + unused + mislisted.length === 0;
  const line = [
    `${count(killed)} killed`,
    `${count(equivalent)} equivalent`,
    ...(unused > 0 ? [`${count(unused)} unused`] : []),
    ...(undecided > 0 ? [`${count(undecided)} undecided`] : []),
    `${count(survived)} survived`,
  ].join(', ');
  const colour = !isGood ? paint.red : undecided > 0 ? paint.yellow : paint.green;
  return colour(`${counted(mutants.length, 'mutant')}: ${line}`);
}

/** The name of what is mutated, without bounds: those are the scopes'. */
export function titleOf(source: Source): string {
  return describeSource({ ...source, bounds: {}, medium: null, literal: false, departures: {} });
}

/** What killed a mutant, in a few words. */
export function killerText({ kind, name }: Killer, steps: number | null): string {
  const after = steps === null ? '' : `, ${counted(steps, 'step')}`;
  switch (kind) {
    case 'property':
      return `${name}${after}`;
    case 'deadlock':
      return `deadlock${after}`;
    case 'witness':
      return `${name} not reached`;
    case 'action':
      return `${name} not taken`;
    case 'error':
      return 'error';
  }
}

interface Group {
  readonly verdict: MutantVerdict;
  readonly kinds: 'written' | 'made' | 'all';
  readonly meaning: string;
}

/** What needs a look stands last, above the counts. */
const GROUPS: readonly Group[] = [
  { verdict: 'killed', kinds: 'written', meaning: 'what a careless reader would do instead' },
  { verdict: 'killed', kinds: 'made', meaning: 'each guard and action by itself' },
  {
    verdict: 'equivalent',
    kinds: 'all',
    meaning: 'nothing tells them from the machine, and this is why nothing can',
  },
  { verdict: 'unused', kinds: 'all', meaning: 'dead rules: the chart never refers to them' },
  {
    verdict: 'undecided',
    kinds: 'all',
    meaning: 'nothing was noticed, but not every search came to its end',
  },
  {
    verdict: 'survived',
    kinds: 'all',
    meaning: 'nothing was noticed: a property or a witness is missing, or a scope is too small',
  },
];

function scopeLines({ scopes }: MutationResult, { paint }: Terminal): readonly string[] {
  const width = Math.max(0, ...scopes.map(({ name }) => name.length));
  return scopes.map(({ name, states, isExhausted, command }) => {
    const size = `${count(states)} states`.padStart(16);
    const note = isExhausted
      ? paint.dim(command === null ? '' : typed(command))
      : paint.yellow('not finished');
    return `  ${name.padEnd(width)}${size}  ${note}`.trimEnd();
  });
}

function groupLines(
  { verdict, kinds, meaning }: Group,
  { mutants }: MutationResult,
  screen: Terminal,
): readonly string[] {
  const rows = mutants.filter(
    (one) =>
      one.verdict === verdict && (kinds === 'all' || (one.kind === 'written') === (kinds === 'written')),
  );
  if (rows.length === 0) return [];
  const { paint } = screen;
  const head = `${PAINTS[verdict](paint)(verdict)}  ${paint.dim(meaning)}`;
  const [shown, waiting] = [rows.filter(isShown), rows.filter((one) => !isShown(one))];
  const widths = [0, 1, 2].map((i) => widest(shown.map((row) => cellsOf(row)[i])));
  const names = wrapItems(
    waiting.map(({ name }) => name),
    screen.columns - 4,
    '  ',
  );
  return [
    '',
    head,
    ...shown.flatMap((mutant) => mutantLines(mutant, widths, screen)),
    ...(waiting.length === 0 ? [] : ['  not run:', ...names.map((line) => `    ${line}`)]),
  ];
}

/** Of what was never run there is nothing to show but the name. */
function isShown({ verdict, scopes }: MutantResult): boolean {
  return verdict !== 'undecided' || scopes.length > 0;
}

const PAINTS: Readonly<Record<MutantVerdict, (paint: Paint) => Paint['bold']>> = {
  killed: ({ green }) => green,
  equivalent: ({ bold }) => bold,
  unused: ({ red }) => red,
  undecided: ({ yellow }) => yellow,
  survived: ({ red }) => red,
};

function widest(cells: readonly (string | undefined)[]): number {
  return Math.max(0, ...cells.map((cell) => cell?.length ?? 0));
}

function cellsOf(mutant: MutantResult): readonly string[] {
  return [mutant.name, fateText(mutant), mutant.scope ?? ''];
}

function mutantLines(
  mutant: MutantResult,
  widths: readonly number[],
  { columns, paint }: Terminal,
): readonly string[] {
  const { states, seconds, verdict } = mutant;
  const cells = cellsOf(mutant).map((cell, i) => cell.padEnd(widths[i] ?? 0));
  const figures = [count(states).padStart(9), `${seconds.toFixed(1)} s`.padStart(7)];
  const first = verdict === 'unused' ? mutant.name : [...cells, ...figures].join('  ');
  const notes = notesOn(mutant).flatMap((note) => wrapItems(note.split(' '), columns - 4, ' '));
  return [`  ${first}`, ...notes.map((note) => paint.dim(`    ${note}`))];
}

function fateText({ by, steps, verdict, scopes, isAlike }: MutantResult): string {
  if (by !== null) return killerText(by, steps);
  if (verdict === 'undecided') return 'not finished';
  if (scopes.length === 0) return 'the chart never refers to it';
  return isAlike ? 'the same counts of everything' : 'other states, none of them wrong';
}

function notesOn(mutant: MutantResult): readonly string[] {
  const { by, says, source, reason, verdict, scopes } = mutant;
  return [
    ...(says === null ? [] : [source === null ? says : `${source}: ${says}`]),
    ...(by?.kind === 'error' ? [by.name] : []),
    ...(verdict === 'equivalent' ? [reason ?? ''] : []),
    ...(verdict === 'survived' || verdict === 'undecided' ? [`run in ${scopes.join(', ')}`] : []),
  ];
}

/** Of a single mutant, the run that killed it. */
function shownRun(source: Source, { mutants }: MutationResult, screen: Terminal): readonly string[] {
  const [mutant] = mutants;
  if (mutant === undefined || mutants.length > 1 || !mutant.counterexample || !mutant.model) return [];
  const trace = mutantTrace(source, mutant, mutant.model, mutant.counterexample);
  return ['', tableText(trace, mutant.model, screen)];
}

/** Where traces are, or how to see one of the runs. */
function keepingLines(
  source: Source,
  { mutants }: MutationResult,
  traces: Traces,
  { paint }: Terminal,
): readonly string[] {
  const [file] = traces.values();
  if (file !== undefined) {
    const written = `${counted(traces.size, 'trace')} written`;
    return [`${paint.dim(`${written}; replay one:`)} ${typed(replayCommand(file, source))}`];
  }
  const shown = mutants.find(({ counterexample }) => counterexample !== null);
  if (shown === undefined || mutants.length === 1) return [];
  return [`${paint.dim('see one of the runs:')} ${typed(mutantCommand(source, shown.name))}`];
}

function mislistedLines({ mislisted, mutants }: MutationResult, { yellow }: Paint): readonly string[] {
  return mutants
    .filter(({ name }) => mislisted.includes(name))
    .map(({ name, by, steps, scope }) => {
      const killer = by === null ? '' : killerText(by, steps);
      return yellow(`△ ${name} is listed as equivalent, but is killed: ${killer} in ${scope ?? ''}`);
    });
}
