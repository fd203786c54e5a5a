import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { replay } from '../../checker/index.js';
import { readItf, writeItf } from '../../traces/index.js';
import { sourceOfTrace } from './trace-source.js';

const FOLDER = fileURLToPath(new URL('../../traces/counterexamples/', import.meta.url));
const FILES = fs.readdirSync(FOLDER);

describe('the counterexamples that are kept', () => {
  it.each(FILES)('%s happens again, event by event, by the public transition of XState', async (file) => {
    const text = fs.readFileSync(path.join(FOLDER, file), 'utf8');
    const trace = readItf(text, file);
    const { model } = await sourceOfTrace(trace, path.join(FOLDER, file));
    expect(replay(model, trace)).toMatchObject({ kind: 'reproduced' });
    expect(writeItf(trace)).toBe(text);
  });

  it('cover every knob that is known to break something, and both ways to be stuck', () => {
    const broken = [
      'ownCopy-hear',
      'restart-amnesia',
      'recovery-longest',
      'recovery-frequent',
      'votes-forgotten',
    ];
    for (const name of [...broken, 'history-short', 'match-off', 'stuck']) {
      expect(FILES.filter((file) => file.startsWith(name))).not.toEqual([]);
    }
  });
});
