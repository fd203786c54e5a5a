/** Verdicts of what goes on for long: each is told once it is known. */
import { performance } from 'node:perf_hooks';
import { expectWritable, writeTextFile } from '../replay/trace-file.js';
import { renderJUnit, type Verdict } from './junit.js';
import { annotate } from './verdicts.js';

/**
 * Tells verdicts of a suite, as annotations in GitHub's actions and in a file of JUnit XML, unless that is null. The file is written anew after each verdict, so
 * that what ends the process leaves those that were known.
 *
 * @throws ExoError EXO331 where the file cannot be written, at once
 */
export function keepVerdicts(suite: string, file: string | null): (verdict: Verdict) => void {
  const began = performance.now();
  const known: Verdict[] = [];
  if (file !== null) expectWritable(file, '--junit');
  return (verdict) => {
    known.push(verdict);
    annotate(suite, verdict);
    if (file === null) return;
    writeTextFile(file, renderJUnit(suite, known, (performance.now() - began) / 1000), '--junit');
  };
}
