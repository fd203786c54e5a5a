import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { model as mended } from '../checker/examples/retrying-client-mended.js';
import { model as retrying } from '../checker/examples/retrying-client.js';
import { readItf } from '../traces/index.js';
import './index.js';

/** What the matcher says where it fails. */
function complaint(run: () => void): string {
  try {
    run();
    return 'nothing';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('toHold', () => {
  test('accepts a model that holds, and not its opposite', () => {
    expect(mended).toHold();
    expect(mended).toHold({ statesMax: 100, exact: true });
    expect(complaint(() => expect(mended).not.toHold())).toContain('holds in all its 11 states');
  });

  test('shows the counterexample of a model that does not, and writes its trace where it is told to', () => {
    expect(retrying).not.toHold();
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-hold-'));
    const file = path.join(folder, 'trace.itf.json');
    const text = complaint(() => expect(retrying).toHold({ trace: file }));
    expect(text).toContain('CountedOnce is violated after 3 steps');
    expect(text).toMatch(/3 +Deliver\(REQUEST client→server\) .*\*count 2/);
    expect(text).toContain(`The trace is in ${file}.`);
    const trace = readItf(fs.readFileSync(file, 'utf8'), file);
    expect([trace.meta.property, trace.states.length]).toEqual(['CountedOnce', 4]);
    fs.rmSync(folder, { recursive: true });
  });

  test('does not take an unfinished search, a deadlock or a vacuous model for one that holds', () => {
    expect(complaint(() => expect(mended).toHold({ statesMax: 5 }))).toContain(
      'statesMax ended it after 5 states',
    );
    expect(complaint(() => expect(mended).not.toHold({ statesMax: 5 }))).toContain(
      'statesMax ended it after 5 states',
    );
    const endless = { ...mended, mayEnd: () => false };
    expect(complaint(() => expect(endless).toHold())).toMatch(/deadlock after \d+ steps/);
    const never = {
      ...mended,
      rules: [...mended.rules, { ...mended.rules[0], name: 'Never', when: () => false }],
    };
    expect(complaint(() => expect(never).toHold())).toContain('may be vacuous: Never is never taken');
    expect(complaint(() => expect(never).not.toHold())).toContain('may be vacuous: Never is never taken');
  });
});
