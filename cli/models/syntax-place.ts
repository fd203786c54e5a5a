/**
 * Where a module cannot be read. Node says so of a module of its own kind only while it prints the exception, so the file is parsed
 * once more, and those that it imports by their paths.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'acorn';
import { stripped, typedNamesOf } from './strip-hook.js';

/** A place in a file. */
export interface SyntaxPlace {
  /** The file, relative to where we are, and the line: `queue.js:4`. */
  readonly text: string;
  /** Whether a decorator stands there. */
  readonly isDecorator: boolean;
}

/** The first place that is no JavaScript in the module or in what it imports by relative paths; null if none is found. */
export function syntaxPlaceOf(file: string): SyntaxPlace | null {
  const queue = [file];
  for (const one of queue) {
    const found = read(one);
    if (found === null) continue;
    if ('line' in found) {
      return { text: `${fromHere(one)}:${found.line}`, isDecorator: found.isDecorator };
    }
    for (const specifier of found.imports) {
      const named = path.resolve(path.dirname(one), specifier);
      const typed = typedNamesOf(specifier).map((name) => path.resolve(path.dirname(one), name));
      const imported =
        [named, ...typed].find((each) => /\.[cm]?[jt]s$/.test(each) && fs.existsSync(each)) ?? named;
      if (!queue.includes(imported) && queue.length < FILES_MAX) queue.push(imported);
    }
  }
  return null;
}

const FILES_MAX = 1000;

/** The place that Node writes above the stack of an exception of its loader, or that of the first of the user's files in it. */
export function placeInStack({ stack = '' }: Error): string | null {
  const [, above, line] = /^(file:\S+?):(\d+)\n/.exec(stack) ?? [];
  if (above !== undefined) return `${fromHere(fileURLToPath(above))}:${line ?? ''}`;
  const frames = [...stack.matchAll(/\bat (?:.*\()?(file:[^\s()]+?):(\d+):\d+\)?$/gm)];
  const frame = frames.find(([, url = '']) => !url.includes('/node_modules/') && !url.startsWith(OURS));
  return frame?.[1] === undefined ? null : `${fromHere(fileURLToPath(frame[1]))}:${frame[2] ?? ''}`;
}

/** The command line, through which every module is loaded. */
const OURS = new URL('..', import.meta.url).href;

/** A file as it is called from here. */
export function fromHere(file: string): string {
  return path.relative(process.cwd(), file).replaceAll(path.sep, '/');
}

interface Problem {
  readonly line: number;
  readonly isDecorator: boolean;
}

function read(file: string): { readonly imports: readonly string[] } | Problem | null {
  const source = sourceOf(file);
  if (source === null) return null;
  const isScript = file.endsWith('.cjs');
  try {
    const { body } = parse(source, {
      ecmaVersion: 'latest',
      sourceType: isScript ? 'script' : 'module',
      allowReturnOutsideFunction: isScript,
    });
    return { imports: body.flatMap((node) => importedBy(node)) };
  } catch (error) {
    const { pos, loc } = error as { readonly pos?: number; readonly loc?: { readonly line: number } };
    return loc === undefined ? null : { line: loc.line, isDecorator: source[pos ?? -1] === '@' };
  }
}

function sourceOf(file: string): string | null {
  if (!/\.[cm]?[jt]s$/.test(file)) return null;
  try {
    const source = fs.readFileSync(file, 'utf8');
    return /\.m?ts$/.test(file) ? stripped(file, source) : source;
  } catch {
    return null;
  }
}

function importedBy(node: { readonly type: string; readonly source?: unknown }): readonly string[] {
  const { value } = (node.source ?? {}) as { readonly value?: unknown };
  return typeof value === 'string' && /^\.{1,2}\//.test(value) ? [value] : [];
}
