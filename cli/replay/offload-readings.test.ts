import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { READING_NAMES, readingOf, type ReadingName } from '../../spec/offload/readings/index.js';
import { readItf } from '../../traces/index.js';

const folder = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));

/** The rows of the table of readings: name, rule, what it says, steps, property, command. */
const ROWS = fs
  .readFileSync(folder('docs/offload.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `') && !line.startsWith('| `exo'))
  .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));

describe('the table of readings', () => {
  it('has every reading that breaks something, with what the model knows of it', () => {
    const listed = READING_NAMES.filter((name) => name !== 'rules' && readingOf(name).harmless === undefined);
    expect(ROWS.map(([, name]) => name)).toEqual(listed);
    for (const [, name, source, says] of ROWS) {
      expect(readingOf(name as ReadingName)).toMatchObject({ source, says });
    }
  });

  it.each(ROWS)('%s%s has its counterexample, of as many steps', (...row) => {
    const [, name = '', , , steps, property = '', command = ''] = row;
    const file = `offload-${name}-n3-${property}.itf.json`;
    const trace = readItf(fs.readFileSync(folder(`traces/counterexamples/${file}`), 'utf8'), file);
    expect(trace.states.length - 1).toBe(Number(steps));
    expect(trace.meta).toMatchObject({ property, offload: true, verdict: 'violated' });
    expect(command).toContain(`--set reading=${name}`);
    expect(trace.meta.knobs).toMatchObject({ reading: name });
  });
});
