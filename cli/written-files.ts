/** Looks at the files that a command is to write, before it does anything: what it reads, and what it writes besides, would be lost in them. */
import fs from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { ExoError } from '../errors/index.js';
import { BUILT_IN } from './models/built-in.js';
import { isSameFile } from './replay/input.js';

/** The options that name what is written. */
const WRITTEN = [
  ...['--out', '--trace-out', '--run-out', '--chart-out', '--shortened-out', '--junit'],
  ...['--trace', '--engine-trace', '--failures', '--resume'],
];

/** The options that name what is read. */
const READ = ['--config', '--model', '--compare'];

/**
 * Looks at the files that a command is to write.
 *
 * @throws ExoError EXO321 for `-`, for a file that two options name, and for one that the command reads.
 */
export function expectFilesApart(command: Command): void {
  const written = filesOf(command, WRITTEN);
  for (const [option, file] of written) {
    if (file === '-') {
      throw new ExoError(
        'EXO321',
        `${option} takes a file, not '-'; accepted: one that is called so, as ./-`,
      );
    }
  }
  const read = [...filesOf(command, READ).map(([, file]) => file), ...command.args].filter(isFile);
  written.forEach(([option, file], i) => {
    const twice = written.slice(0, i).find(([, other]) => isSame(file, other));
    if (twice !== undefined) {
      throw new ExoError(
        'EXO321',
        `${twice[0]} and ${option} name the same file, '${file}': one would replace the other`,
      );
    }
    if (read.some((other) => isSame(file, other))) {
      throw new ExoError('EXO321', `${option} names '${file}', which is read: it would be replaced`);
    }
  });
}

function filesOf(command: Command, names: readonly string[]): readonly (readonly [string, string])[] {
  return command.options.flatMap((option) => {
    const value: unknown = command.getOptionValue(option.attributeName());
    const { long, flags } = option;
    // What is to be a folder replaces no file: it is refused where it is one.
    const isNamed = typeof long === 'string' && names.includes(long) && !flags.includes('<folder>');
    return isNamed && typeof value === 'string' ? [[long, value] as const] : [];
  });
}

/** An argument may be the name of a model of ours instead of a path. */
function isFile(word: string): boolean {
  return !BUILT_IN.includes(word) && fs.existsSync(word);
}

/** Whether two paths lead to one file. What keeps nothing, such as /dev/null, may be named twice. */
function isSame(one: string, other: string): boolean {
  if (isSpecial(one) || isSpecial(other)) return false;
  return isSameFile(one, other) || placeOf(one) === placeOf(other);
}

function isSpecial(file: string): boolean {
  const status = fs.statSync(file, { throwIfNoEntry: false });
  return status !== undefined && !status.isFile();
}

/** The path of a file that need not be there, by the folder that it is really in. */
function placeOf(file: string): string {
  const { dir, base } = path.parse(path.resolve(file));
  try {
    return path.join(fs.realpathSync(dir), base);
  } catch {
    return path.join(dir, base);
  }
}
