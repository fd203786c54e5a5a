import { checkAsync, type CheckResult } from '../checker/index.js';
import { largeLines, matrixLines, type MatrixLine } from '../spec/index.js';
import { EXIT } from './exit-codes.js';
import { interruptible } from './interruptible.js';
import {
  closingText,
  counterexampleText,
  headingText,
  matrixJson,
  rowText,
  stuckText,
} from './matrix-text.js';
import { showProgress } from './progress.js';
import { publishedSource } from './published-source.js';
import type { Source } from './source.js';
import { possibilityOf, searchStuck } from './stuck-search.js';
import { print, terminal } from './terminal.js';

/** One line of the matrix, checked. */
export interface MatrixRow {
  /** `defaults`, or the knob that departs from them, as `recovery=longest`. */
  readonly reading: string;
  readonly knob: MatrixLine['knob'];
  readonly source: Source;
  readonly result: CheckResult;
  /** Where another property breaks first: the search for a violation of Agreement alone. */
  readonly agreement: CheckResult | null;
}

export interface MatrixFlags {
  readonly json: boolean;
  readonly quiet: boolean;
  /** The large lines too. */
  readonly full: boolean;
}

/** A state from which nothing is ever agreed again, in one reading. */
export interface Stuck {
  readonly reading: string;
  readonly source: Source;
  readonly result: CheckResult;
  readonly text: string;
}

/** `exo matrix`: checks every reading of the slides, and prints each as soon as it is done. Returns the exit code. */
export async function showMatrix(flags: MatrixFlags): Promise<number> {
  const rows: MatrixRow[] = [];
  let stuck: Stuck | null = null;
  const screen = terminal();
  if (!flags.json) print(headingText(screen));
  await interruptible(async (signal) => {
    for (const line of flags.full ? [...matrixLines(), ...largeLines()] : matrixLines()) {
      const row = await checkLine(line, flags.quiet, signal);
      if (!flags.json) print(rowText(row, rows.at(-1), screen));
      rows.push(row);
      if (signal.aborted) return;
    }
    stuck = await splitVote(signal);
  });
  const isComplete = rows.every(({ result }) => result.verdict !== 'bounded');
  process.exitCode = isComplete ? EXIT.ok : EXIT.bounded;
  if (flags.json) print(matrixJson(rows, stuck));
  else if (!flags.quiet)
    print(
      [
        ...counterexampleText(rows, screen),
        ...stuckText(stuck, screen),
        ...closingText(rows, stuck, screen),
      ].join('\n'),
    );
  return process.exitCode;
}

/**
 * The split vote: in the reading that is safe, a state in which nothing is agreed and, with every fault gone,
 * nothing ever will be (docs/protocol.md, section 3).
 */
export async function splitVote(signal: AbortSignal): Promise<Stuck | null> {
  const [line] = matrixLines();
  if (line === undefined || signal.aborted) return null;
  const source = publishedSource({ ...line.options, set: {} });
  const possibility = possibilityOf(source.model, [SPLIT_VOTE]);
  if (possibility === null) return null;
  return { reading: 'defaults', source, ...(await searchStuck(source.model, possibility, { signal })) };
}

const SPLIT_VOTE = 'CanAgreeFirst';

/** Checks one line, with Agreement apart where another property breaks first. */
export async function checkLine(line: MatrixLine, quiet: boolean, signal: AbortSignal): Promise<MatrixRow> {
  const { knob, options } = line;
  const reading = knob === null ? 'defaults' : `${knob.name}=${knob.value}`;
  const set = knob === null ? {} : { [knob.name]: knob.value };
  const source = publishedSource({ ...options, set });
  const progress = showProgress(quiet, `${reading}, ${options.hosts} hosts: `);
  try {
    const hooks = { ...progress.hooks, signal };
    const result = await checkAsync(source.model, hooks);
    const isOther = result.verdict === 'violated' && result.property !== 'Agreement';
    const agreement = isOther
      ? await checkAsync(source.model, { ...hooks, properties: ['Agreement'] })
      : null;
    return { reading, knob, source, result, agreement };
  } finally {
    progress.end();
  }
}
