import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { makeBench } from '../run-exo.test.helper.js';

const { exoHere, write, read, remove, folder } = makeBench();
afterAll(remove);

/** Modules outside of the package find XState by its place. */
const XSTATE = import.meta.resolve('xstate');

const MACHINES = `
import { createMachine } from '${XSTATE}';
export const lamp = createMachine({ id: 'lamp', initial: 'off', states: { off: { on: { TOGGLE: 'on' } }, on: { on: { TOGGLE: 'off' } } } });
export const fan = createMachine({ initial: 'still', states: { still: { on: { TURN: 'turning' } }, turning: {} } });
`;

describe('exo chart', () => {
  test('draws the host of Exo, and both machines of a split one', async () => {
    const plain = await exoHere('chart', 'exo', '--to', 'mermaid');
    const split = await exoHere('chart', 'exo', '--to', 'mermaid', '--offload');
    expect(plain.code).toBe(0);
    expect(plain.stdout.match(/^ {2}state "(.*)" as/gm)).toEqual(['  state "host" as']);
    expect(split.stdout.match(/^ {2}state "(.*)" as/gm)).toEqual([
      '  state "host" as',
      '  state "host" as',
      '  state "driver" as',
    ]);
  });

  test('draws all machines that a module exports, or the one that is asked for', async () => {
    const file = write('machines.mjs', MACHINES);
    const both = await exoHere('chart', file, '--out', 'both.html');
    expect([both.code, both.stdout]).toEqual([0, '2 charts of fan, lamp, written to both.html\n']);
    expect(read('both.html')).toMatch(/^<!doctype html>[^]*still[^]*lamp/);
    const one = await exoHere('chart', file, '--machine', 'fan', '--to', 'dot');
    expect(one.stdout).toContain('"0:still" -> "0:turning" [label="TURN"]');
    expect(one.stdout).not.toContain('TOGGLE');
    const none = await exoHere('chart', './machines.mjs', '--machine', 'oven');
    expect([none.code, none.stderr]).toEqual([
      151,
      "exo: EXO382: model './machines.mjs' has no machine 'oven'; accepted: --machine fan or lamp\n",
    ]);
  });

  test('says in one line which format and which file it cannot take', async () => {
    const format = await exoHere('chart', 'exo', '--to', 'png');
    expect([format.code, format.stderr.split('\n')]).toEqual([151, [expect.stringContaining('png'), '']]);
    const file = await exoHere('chart', 'exo', '--out', path.join(folder, 'none', 'x.svg'));
    expect([file.code, file.stderr]).toEqual([151, expect.stringContaining('EXO331')]);
  });

  test('shows dashed what a search never met', async () => {
    const file = 'covered.svg';
    const search = await exoHere(
      'check',
      'exo',
      '--slots',
      '2',
      '--epochs',
      '2',
      '--quiet',
      '--chart-out',
      file,
    );
    // So small that not every witness is reached.
    expect(search.code).toBe(10);
    const svg = read(file);
    // Without a crash no host is ever down; without a disk that is lost none recovers.
    expect(svg).toContain('down (never entered)');
    expect(svg).toContain('recovering (never entered)');
    expect(svg).not.toContain('following (never entered)');
    const text = await exoHere('check', 'exo', '--chart-out', 'covered.mmd');
    expect([text.code, text.stderr]).toEqual([151, expect.stringContaining('EXO313')]);
  });
});
