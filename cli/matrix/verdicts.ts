/** The matrix as verdicts. */
import { counted } from '../terminal/numbers.js';
import type { Verdict } from '../verdicts/junit.js';
import type { MatrixEntry, MatrixRow, Stuck } from './row.js';
import { boundsText, stepsOf, verdictTexts } from './text.js';

/**
 * A verdict a line, and one for the split vote, with what is expected of it in its name. A reading of the slides that is known to break passes if it
 * breaks so; one that breaks otherwise, or no longer, fails, and so does a line that is known to hold and does not. What was not searched to its end is skipped.
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
    if (isUnexpected(row)) return { name, outcome: 'failed', text: `not as known: ${text}` };
    return { name, outcome: isOver(row) ? 'passed' : 'skipped', text };
  });
  return stuck === null ? lines : [...lines, verdictOfStuck(stuck)];
}

/** Whether a line breaks otherwise than is known of it, or does not break though it is known to. A search that has not ended says neither, unless it breaks. */
export function isUnexpected(row: MatrixRow): boolean {
  const { result, agreement, breaks = [] } = row;
  if (result.verdict === 'deadlocked') return true;
  const found = [result, agreement].flatMap((one) => (one?.verdict === 'violated' ? [one.property] : []));
  return (
    found.some((name) => name === null || !breaks.includes(name)) ||
    (isOver(row) && found.length < breaks.length)
  );
}

function isOver({ result, agreement }: MatrixRow): boolean {
  return result.verdict !== 'bounded' && agreement?.verdict !== 'bounded';
}

function nameOf({ reading, source, breaks }: MatrixEntry): string {
  const known = breaks === undefined ? 'holds' : `breaks as known (${breaks.join(', ')})`;
  return `${reading}, ${String(source.bounds['hosts'] ?? '')} hosts, ${boundsText(source.bounds)}: ${known}`;
}

function verdictOfStuck({ reading, result, text }: Stuck): Verdict {
  const name = `${reading}, split vote: stuck as known`;
  if (result.verdict === 'bounded')
    return { name, outcome: 'skipped', text: 'it was not searched to its end' };
  if (result.counterexample === null)
    return { name, outcome: 'failed', text: 'not as known: none was found' };
  return { name, outcome: 'passed', text: `after ${counted(stepsOf(result), 'step')}: ${text}` };
}
