import { BUILT_IN } from '../models/built-in.js';
import { CHECK_FLAGS } from './flag-table.js';

/**
 * The words of `exo check` and `exo explore` with the flags that are a module's own (`--items 4`) written as `--bound items=4`, which the
 * parser knows. Those of our own models stay: a flag that is not known is an error there, told with the nearest one.
 */
export function withBoundsOfModule(words: readonly string[]): readonly string[] {
  const [command, ...rest] = words;
  if (command !== 'check' && command !== 'explore') return words;
  const parts = partsOf(rest);
  const model = parts.find(({ kind }) => kind === 'word')?.words[0];
  if (model === undefined || BUILT_IN.includes(model) || !isPath(model)) return words;
  return [
    command,
    ...parts.flatMap(({ kind, words: [flag = '', value], words: all }) => {
      // One without a value too: the module says whether it takes the flag at all, and then which values.
      return kind === 'unknown' ? ['--bound', `${flag.slice(2)}=${value ?? ''}`] : all;
    }),
  ];
}

/** A word that can only be a module, so that a mistyped name of a model is told as one. */
function isPath(word: string): boolean {
  return /[./\\]/.test(word);
}

interface Part {
  readonly kind: 'known' | 'unknown' | 'word';
  readonly words: readonly string[];
}

/** Flags with their values, and the words between them. */
function partsOf(words: readonly string[]): readonly Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!/^--[A-Za-z]/.test(word)) {
      parts.push({ kind: 'word', words: [word] });
      continue;
    }
    const [flag = '', joined] = split(word);
    const takesValue = KNOWN.get(flag);
    const next = words[at + 1];
    const isFollowed = next !== undefined && !next.startsWith('--');
    if (takesValue !== undefined) {
      const takesNext = takesValue && joined === undefined && next !== undefined;
      parts.push({ kind: 'known', words: takesNext ? [word, next] : [word] });
      if (takesNext) at++;
    } else if (joined !== undefined) {
      parts.push({ kind: 'unknown', words: [flag, joined] });
    } else {
      parts.push({ kind: 'unknown', words: isFollowed ? [flag, next] : [word] });
      if (isFollowed) at++;
    }
  }
  return parts;
}

function split(word: string): readonly [flag: string, value?: string] {
  const at = word.indexOf('=');
  return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}

/** The flags of check, with whether they take a value. */
const KNOWN: ReadonlyMap<string, boolean> = new Map([
  ...CHECK_FLAGS.map(({ flags }): [string, boolean] => [
    /^--[\w-]+/.exec(flags)?.[0] ?? flags,
    flags.includes('<'),
  ]),
  ...(['--help', '--open'] as const).map((flag): [string, boolean] => [flag, false]),
  ...(['--host', '--port'] as const).map((flag): [string, boolean] => [flag, true]),
]);
