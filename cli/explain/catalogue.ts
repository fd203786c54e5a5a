/**
 * Every stable code of an error, with what causes it and what to do. This is the one source: docs/errors.md is generated from
 * it (`npm run docs`), `exo explain` prints it, and a test holds it against the codes that the sources use. Whoever adds a code
 * adds an entry here.
 */
import type { ErrorEntry } from './entry.js';
import { HOST_ERRORS } from './host-errors.js';
import { MODEL_ERRORS } from './model-errors.js';
import { OPTION_ERRORS } from './option-errors.js';
import { TRACE_ERRORS } from './trace-errors.js';

/** The entries of one hundred of codes, as one chapter of the document. */
export interface Chapter {
  readonly title: string;
  readonly about: string;
  readonly entries: Readonly<Record<string, ErrorEntry>>;
}

export const CHAPTERS: readonly Chapter[] = [
  {
    title: 'Machines and models',
    about: 'What is to be checked cannot be used as it is. The exit code is 150.',
    entries: MODEL_ERRORS,
  },
  {
    title: 'Traces',
    about:
      'A trace cannot be read, written, or executed again. The exit code is 150, and 151 where a step or column is asked for that is not there.',
    entries: TRACE_ERRORS,
  },
  {
    title: 'Options',
    about: 'An option does not exist, takes other values, or does not go with another. The exit code is 151.',
    entries: OPTION_ERRORS,
  },
  {
    title: 'Hosts that run',
    about:
      'Configuration, storage or simulation of the implementation. The exit code is 150, and 151 for options of a simulation.',
    entries: HOST_ERRORS,
  },
];

/** The entry of a code, or null if there is no such code. */
export function entryOf(code: string): ErrorEntry | null {
  for (const { entries } of CHAPTERS) {
    if (Object.hasOwn(entries, code)) return entries[code] ?? null;
  }
  return null;
}
