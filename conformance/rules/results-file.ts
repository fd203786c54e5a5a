/** What came of rule mutants, one a line, so that a run that was ended goes on where it was. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Attempt } from '../mutants/catching.js';

export interface KeptOutcome {
  readonly key: string;
  readonly attempts: readonly Attempt[];
}

/** What a file has, by key; nothing where there is none. A last line that was cut off is left out. */
export function readOutcomes(file: string): ReadonlyMap<string, KeptOutcome> {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const kept = lines.flatMap((line, i): KeptOutcome[] => {
    if (line === '') return [];
    try {
      return [JSON.parse(line) as KeptOutcome];
    } catch (error) {
      if (i === lines.length - 1) return [];
      throw error;
    }
  });
  return new Map(kept.map((one) => [one.key, one]));
}

export function appendOutcome(file: string, { key, attempts }: KeptOutcome): void {
  appendFileSync(file, `${JSON.stringify({ key, attempts })}\n`);
}
