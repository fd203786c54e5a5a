import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import { model as mended } from '../checker/examples/retrying-client-mended.js';
import { model as retrying } from '../checker/examples/retrying-client.js';
import { readItf } from '../traces/index.js';
import './index.js';
import type { TestState } from './kept-trace.js';
import { toHold, type HoldOptions } from './to-hold.js';

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
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-hold-'));
    const file = path.join(folder, 'trace.itf.json');
    const text = complaint(() => expect(retrying).toHold({ trace: file }));
    expect(retrying).not.toHold();
    expect(text).toContain('CountedOnce is violated after 3 steps');
    expect(text).toMatch(/3 +Deliver\(REQUEST client→server\) .*\*count 2/);
    expect(text).toContain(`The trace is in ${file}; to see it: npx exo view ${file}`);
    const trace = readItf(fs.readFileSync(file, 'utf8'), file);
    expect([trace.meta.property, trace.states.length]).toEqual(['CountedOnce', 4]);
    fs.rmSync(folder, { recursive: true });
  });

  test('writes it beside the test, by the name of the test, unless told not to', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-hold-'));
    const state: TestState = {
      testPath: path.join(folder, 'shop.test.ts'),
      currentTestName: "a shop > sells it's last once",
    };
    const files = () => fs.readdirSync(folder, { recursive: true }).map(String);
    toHold.call({ ...state, isNot: true }, retrying);
    toHold.call(state, retrying, { trace: false });
    toHold.call(state, mended);
    expect(files()).toEqual([]);
    const file = path.join('__traces__', 'shop.test-a-shop-sells-it-s-last-once.itf.json');
    const text = toHold.call(state, retrying).message();
    expect(text).toContain(`${path.relative('', path.join(folder, file))}; to see it: npx exo view `);
    expect(files()).toEqual(['__traces__', file]);
    fs.rmSync(folder, { recursive: true });
  });

  test('tells what it has found where no trace can be written', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-hold-'));
    const text = complaint(() => expect(retrying).toHold({ trace: folder }));
    expect(text).toContain('CountedOnce is violated after 3 steps');
    expect(text).toContain(`The trace could not be written to ${folder}: EISDIR`);
    fs.rmdirSync(folder);
  });

  test('refuses what is no model, and options that there are not', () => {
    const machine = createMachine({ initial: 'a', states: { a: {} } });
    const said = (model: unknown, options?: unknown) =>
      complaint(() => expect(model).toHold(options as HoldOptions));
    expect(said(undefined)).toBe("'model' is nothing");
    expect(said(machine)).toBe("'model' is a machine: machineModel(machine) makes a model of it");
    expect(said(() => mended)).toBe("'model' is a function: call it, and give what it returns");
    expect(said(Promise.resolve(mended))).toBe("'model' is a promise: await it");
    expect(said(mended, 5)).toContain('toHold takes an object of options, such as toHold({');
    expect(said(mended, { trace: 5 })).toContain("'trace' of toHold takes the name of a file, or false");
    expect(said(mended, { statesMx: 5 })).toContain("a search has no 'statesMx'");
  });

  test('does not take an unfinished search, a deadlock or a vacuous model for one that holds', () => {
    expect(complaint(() => expect(mended).toHold({ statesMax: 5 }))).toContain(
      'statesMax ended it after 5 states',
    );
    expect(complaint(() => expect(mended).not.toHold({ statesMax: 5 }))).toContain(
      'statesMax ended it after 5 states',
    );
    const endless = { ...mended, mayEnd: () => false };
    expect(complaint(() => expect(endless).toHold({ trace: false }))).toMatch(/deadlock after \d+ steps/);
    const never = {
      ...mended,
      rules: [...mended.rules, { ...mended.rules[0], name: 'Never', when: () => false }],
    };
    expect(complaint(() => expect(never).toHold())).toContain('may be vacuous: Never is never taken');
    expect(complaint(() => expect(never).not.toHold())).toContain('may be vacuous: Never is never taken');
  });
});
