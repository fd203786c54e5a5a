/** What `exo mutate --list` prints for people. */
import type { ListedMutant } from '../../checker/index.js';
import { titleOf } from './text.js';
import { counted } from '../terminal/numbers.js';
import type { Source } from '../models/source.js';
import type { Terminal } from '../terminal/terminal.js';
import { wrapItems } from '../terminal/wrap.js';

/** The mutants before any of them is run: the written ones with what they do, the others by name. */
export function listText(source: Source, listed: readonly ListedMutant[], screen: Terminal): string {
  const { columns, paint } = screen;
  const written = listed.filter(({ kind }) => kind === 'written');
  const made = listed.filter(({ kind }) => kind !== 'written');
  const width = Math.max(0, ...written.map(({ name }) => name.length));
  const reasons = listed.filter(({ reason }) => reason !== null);
  const unused = listed.filter(({ isUnused }) => isUnused);
  const names = (some: readonly ListedMutant[]): readonly string[] =>
    wrapItems(
      some.map(({ name }) => name),
      columns - 2,
      '  ',
    ).map((line) => `  ${line}`);
  return [
    paint.bold(`${counted(listed.length, 'mutant')} of ${titleOf(source)}`),
    ...section('what a careless reader would do instead', written, screen, () =>
      written.map(({ name, says, source: rule }) => `  ${name.padEnd(width)}  ${rule ?? ''}: ${says ?? ''}`),
    ),
    ...section('each guard and action by itself', made, screen, () => names(made)),
    ...section('never referred to by the chart', unused, screen, () => names(unused)),
    ...section('said to be equivalent', reasons, screen, () =>
      reasons.map(({ name, reason }) => `  ${name}: ${reason ?? ''}`),
    ),
  ].join('\n');
}

function section(
  title: string,
  some: readonly ListedMutant[],
  { paint }: Terminal,
  lines: () => readonly string[],
): readonly string[] {
  return some.length === 0 ? [] : ['', paint.dim(title), ...lines()];
}
