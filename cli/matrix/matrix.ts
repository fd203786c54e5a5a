import { KNOB_MEANINGS } from '../../spec/published/knobs.js';
import { largeLines, matrixLines, type MatrixLine } from '../../spec/published/matrix.js';
import { EXIT } from '../exit-codes.js';
import { interruptible } from '../terminal/interruptible.js';
import { exoEntries } from './exo.js';
import { matrixJson } from './json.js';
import { checkEntry, type MatrixEntry, type MatrixRow, type Stuck } from './row.js';
import { closingText, counterexampleText, headingText, rowText, stuckText } from './text.js';
import { publishedSource } from '../models/published-source.js';
import { possibilityOf, searchStuck } from '../check/stuck-search.js';
import { print, terminal } from '../terminal/terminal.js';
import { tellVerdict } from '../verdicts/verdicts.js';
import { isUnexpected, verdictsOfMatrix } from './verdicts.js';

export interface MatrixFlags {
  readonly json: boolean;
  readonly quiet: boolean;
  /** The large lines too. */
  readonly full: boolean;
}

/**
 * `exo matrix`: checks every reading of the slides, then Exo completed, and prints each line as soon as it is done.
 * Returns the exit code.
 */
export async function showMatrix(flags: MatrixFlags): Promise<number> {
  const rows: MatrixRow[] = [];
  let stuck: Stuck | null = null;
  const screen = terminal();
  if (!flags.json) print(headingText(screen));
  const entries = [...publishedEntries(flags.full), ...exoEntries(flags.full)];
  await interruptible(async (signal) => {
    for (const entry of entries) {
      const row = await checkEntry(entry, flags.quiet, signal);
      if (!flags.json) print(rowText(row, rows.at(-1), screen));
      rows.push(row);
      if (signal.aborted) return;
    }
    stuck = await splitVote(signal);
  });
  const isComplete = rows.every(({ result }) => result.verdict !== 'bounded');
  process.exitCode = rows.some(isUnexpected) ? EXIT.violated : isComplete ? EXIT.ok : EXIT.bounded;
  tellVerdict(...verdictsOfMatrix(entries, rows, stuck));
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

function publishedEntries(full: boolean): readonly MatrixEntry[] {
  return [...matrixLines(), ...(full ? largeLines() : [])].map(publishedEntry);
}

/** A reading of the slides. */
export function publishedEntry({ knob, options, breaks }: MatrixLine): MatrixEntry {
  return {
    reading: knob === null ? 'defaults' : `${knob.name}=${knob.value}`,
    meaning: knob === null ? 'the first value of every knob' : KNOB_MEANINGS[knob.name],
    source: publishedSource({ ...options, set: knob === null ? {} : { [knob.name]: knob.value } }),
    ...(breaks && { breaks }),
  };
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
