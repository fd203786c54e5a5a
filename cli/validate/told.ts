import type { Verdict } from '../verdicts/junit.js';
import { tellVerdict } from '../verdicts/verdicts.js';

/** Tells what came of a run, or of one without events, of which nothing is known: what is inconclusive was not judged to its end. */
export function tellRun(
  files: readonly string[],
  verdict: 'accepted' | 'rejected' | 'inconclusive' | 'vacuous',
  text: string,
  place?: Verdict['place'],
): void {
  const name = files.join(' ');
  if (verdict === 'accepted') tellVerdict({ name, outcome: 'passed' });
  else {
    const outcome = verdict === 'inconclusive' ? 'skipped' : 'failed';
    tellVerdict({ name, outcome, text, ...(place !== undefined && { place }) });
  }
}
