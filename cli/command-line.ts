import fs from 'node:fs';
import path from 'node:path';
import type { CheckFlags } from './check/flags.js';
import type { Source } from './models/source.js';

/** The command that makes this search again; limits that only end it early are left out. */
export function checkCommand(source: Source, flags: CheckFlags): string {
  const { property, search, seed, walks, exact, depthMax } = flags;
  const words = ['exo', 'check', source.name, ...modelWords(source)];
  if (property) words.push('--property', property.join(','));
  if (search !== 'bfs') words.push('--search', search);
  if (seed !== undefined) words.push('--seed', String(seed));
  if (walks !== undefined) words.push('--walks', String(walks));
  if (exact) words.push('--exact');
  if (depthMax !== undefined) words.push('--depth-max', String(depthMax));
  return words.map(quoted).join(' ');
}

/** The command that runs one mutant again. */
export function mutantCommand(
  { name, offload, noReduce }: Pick<Source, 'name' | 'offload' | 'noReduce'>,
  mutant: string,
): string {
  const without = noReduce.length === 0 ? [] : ['--no-reduce', noReduce.join(',')];
  const split = offload === true ? ['--offload'] : [];
  return ['exo', 'mutate', name, ...split, '--only', mutant, ...without].map(quoted).join(' ');
}

/** The command that replays a trace: of a module that does not lie beside it, with the module. */
export function replayCommand(trace: string, { name, file }: Pick<Source, 'name' | 'file'>): string {
  const isFound = file === null || moduleBeside(trace, moduleFrom(trace, file)) !== null;
  return ['exo', 'replay', trace, ...(isFound ? [] : ['--model', name])].map(quoted).join(' ');
}

/** A module as a path from the folder of a trace, with `/` between its parts. */
export function moduleFrom(trace: string, module: string): string {
  return path.relative(path.dirname(path.resolve(trace)), module).replaceAll(path.sep, '/');
}

/** The path of a module in the folder of a trace, or null where it is elsewhere, or a link to elsewhere. */
export function moduleBeside(trace: string, module: string): string | null {
  if (path.isAbsolute(module) || path.dirname(path.normalize(module)) !== '.') return null;
  const beside = path.join(path.dirname(path.resolve(trace)), module);
  try {
    const isLink = path.dirname(fs.realpathSync(beside)) !== fs.realpathSync(path.dirname(beside));
    return isLink ? null : beside;
  } catch {
    // That it is not there is told by whoever loads it.
    return beside;
  }
}

/** The flags that make the model what it is. */
export function modelWords({
  bounds,
  declared,
  departures,
  medium,
  literal,
  dropDead,
  offload,
  noReduce,
}: Pick<
  Source,
  'bounds' | 'declared' | 'departures' | 'medium' | 'literal' | 'dropDead' | 'offload' | 'noReduce'
>): string[] {
  const isGiven = ([name, bound]: [string, unknown]): boolean =>
    declared !== undefined || bound !== LEFT_OUT[name];
  const budgets = Object.entries(bounds).filter(isGiven);
  return [
    ...(offload === true ? ['--offload'] : []),
    ...budgets.flatMap(([name, bound]) => [`--${name}`, String(bound)]),
    ...(medium === null || medium === 'bus' ? [] : ['--medium', medium]),
    ...(literal ? ['--literal'] : []),
    ...(dropDead === true ? ['--drop-dead'] : []),
    ...Object.entries(departures).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
    ...(noReduce.length === 0 ? [] : ['--no-reduce', noReduce.join(',')]),
  ];
}

/** A command as it is typed here: in a checkout, `exo` runs through npm, and where it is a dependency of a project, through npx. */
export function typed(command: string, env: NodeJS.ProcessEnv = process.env): string {
  return command.replace(/^exo /, `${env['EXO_COMMAND'] ?? (isByNpx(env) ? 'npx exo' : 'exo')} `);
}

/** Whether this was started as `npx exo`: npm tells what it runs in these variables, in quotes or without. */
function isByNpx(env: NodeJS.ProcessEnv): boolean {
  return env['npm_lifecycle_event'] === 'npx' && /^['"]?exo\b/.test(env['npm_lifecycle_script'] ?? '');
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** What a bound is where it is not said; sizes are always said. */
const LEFT_OUT: Source['bounds'] = {
  ...{ timeouts: 0, losses: 0, partitions: 0, crashes: 0, payloads: 'inf' },
  ...{ window: 'inf', resets: 0 },
};
