/** The matrix as verdicts. */
import { counted } from '../terminal/numbers.js';
import type { Verdict } from '../verdicts/junit.js';
import type { MatrixEntry, MatrixRow, Stuck } from './row.js';
import { boundsText, stepsOf, verdictTexts } from './text.js';

/**
 * A verdict a line, and one for the split vote. How the readings of the slides break is what the matrix is there to tell, so that one that is found
 * broken passes, and says how; what was not searched to its end is skipped. Of Exo completed it is claimed that it holds: a line of it that does not, fails.
 */
export function verdictsOfMatrix(
  entries: readonly MatrixEntry[],
  rows: readonly MatrixRow[],
  stuck: Stuck | null,
): readonly Verdict[] {
  const lines = entries.map((entry, i): Verdict => {
    const [name, row] = [nameOf(entry), rows[i]];
    if (row === undefined) return { name, outcome: 'skipped', text: 'it was not searched' };
    const text = verdictTexts(row)
      .map((part) => part.trim())
      .join('\n');
    if (row.result.verdict === 'bounded') return { name, outcome: 'skipped', text };
    return { name, outcome: isClaimBroken(row) ? 'failed' : 'passed', text };
  });
  return stuck === null ? lines : [...lines, verdictOfStuck(stuck)];
}

/** Whether a line breaks that is of Exo completed. */
export function isClaimBroken({ source, result }: MatrixRow): boolean {
  return source.name === 'exo' && (result.verdict === 'violated' || result.verdict === 'deadlocked');
}

function nameOf({ reading, source }: MatrixEntry): string {
  return `${reading}, ${String(source.bounds['hosts'] ?? '')} hosts, ${boundsText(source.bounds)}`;
}

function verdictOfStuck({ reading, result, text }: Stuck): Verdict {
  const name = `${reading}, split vote`;
  const isOver = result.verdict !== 'bounded';
  const found =
    result.counterexample === null ? 'none was found' : `after ${counted(stepsOf(result), 'step')}: ${text}`;
  return { name, outcome: isOver ? 'passed' : 'skipped', text: found };
}
