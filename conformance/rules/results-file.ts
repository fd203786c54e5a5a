/** What came of faulty versions, one a line, so that a run that was ended goes on where it was. */
import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import type { Attempt } from '../mutants/catching.js';

export interface KeptOutcome {
  readonly key: string;
  readonly attempts: readonly Attempt[];
}

/**
 * What a file has, by key; nothing where there is none. A last line that was cut off is cut from the file too, or the next one would be
 * written behind it.
 *
 * @throws SyntaxError for a line that is no outcome.
 */
export function readOutcomes(file: string): ReadonlyMap<string, KeptOutcome> {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const lines = whole.split('\n').filter((line) => line !== '');
  const kept = lines.map((line) => outcomeOf(JSON.parse(line)));
  const cutOff = text.slice(whole.length);
  if (!cutOff.startsWith(BEGINNING) && !BEGINNING.startsWith(cutOff))
    throw new SyntaxError('the last line is no beginning of an outcome');
  if (cutOff !== '') truncateSync(file, Buffer.byteLength(whole));
  return new Map(kept.map((one) => [one.key, one]));
}

const BEGINNING = '{"key":"';

function outcomeOf(found: unknown): KeptOutcome {
  const { key, attempts } = Object(found) as Partial<KeptOutcome>;
  if (typeof key !== 'string' || !Array.isArray(attempts)) throw new SyntaxError('a line is no outcome');
  return { key, attempts };
}

export function appendOutcome(file: string, { key, attempts }: KeptOutcome): void {
  appendFileSync(file, `${JSON.stringify({ key, attempts })}\n`);
}
