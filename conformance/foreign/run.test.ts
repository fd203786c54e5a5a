/** Programs that do not do as docs/conform.md says: each is told of in a line, and none is waited for. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { DEFAULT_CONFORM, type ConformOptions } from './options.js';
import type { ConformVerdict } from './result.js';
import { conform } from './run.js';

const NODE = `"${process.execPath}"`;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-programs-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** A program that answers init, and then does this with each line; `afterInit` comes after the answer. What it says to a line comes in one piece. */
function program(each: string, afterInit = ''): string {
  const file = path.join(folder, `${fs.readdirSync(folder).length}.cjs`);
  const text = `let id; let said = ''; const out = (body, dest = 'harness') => { said += JSON.stringify({ src: id, dest, body }) + '\\n'; };
require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { body } = JSON.parse(line);
  if (body.type === 'init') { id = body.id; out({ type: 'init_ok' }); ${afterInit} } else { ${each} }
  process.stdout.write(said); said = '';
});`;
  fs.writeFileSync(file, text);
  return `${NODE} "${file}"`;
}

async function verdictOf(command: string, more: Partial<ConformOptions> = {}): Promise<ConformVerdict> {
  const sound = { losses: 0, crashes: 0, partitions: 0, hosts: 1 };
  const result = await conform({ ...DEFAULT_CONFORM, command, ...sound, ...more });
  return result.verdict;
}

const text = (of: RegExp): unknown => expect.stringMatching(of);

describe('a program that does not do as it should is told of in a line:', () => {
  test.each([
    [
      'it cannot be started',
      'no-such-program-at-all',
      /^host a ended by itself with exit code 127; .*not found/,
    ],
    [
      'it ends',
      program('process.exit(3);'),
      /^host a ended by itself with exit code 3, before it answered submit$/,
    ],
    [
      'it throws',
      program("throw new Error('not today');"),
      /; on its standard error: Error: not today, before/,
    ],
    [
      'it gives up with what a terminal obeys, or nobody sees',
      program("out({ type: 'fault', reason: '\\u001b[2J\\u009b\\u202e' }); out({ type: 'done' });"),
      /^host a gives up: \\u001b\[2J\\u009b\\u202e$/,
    ],
    ['it prints garbage', program("console.log('debug');"), /^host a printed what is no message: "debug"$/],
    [
      'it goes on after it is done',
      program("out({ type: 'done' }); out({ type: 'cancel_timer', timer: 'x' });"),
      /^host a wrote after it was done: .*--time real$/,
    ],
    [
      'it goes on after it is ready',
      program('', "out({ type: 'cancel_timer', timer: 'x' });"),
      /^host a wrote after init_ok, the last message that answers init: .*--time real$/,
    ],
    [
      'it is done with init',
      program('', "out({ type: 'done' });"),
      /^host a wrote done, after init_ok, which alone answers init$/,
    ],
    [
      'it is done twice',
      program("out({ type: 'done' }); out({ type: 'done' });"),
      /^host a wrote done, and was not asked for it$/,
    ],
    [
      'it gives up',
      program("out({ type: 'fault', reason: 'the disk is full' }); out({ type: 'done' });"),
      /^host a gives up: the disk is full$/,
    ],
    [
      'it floods its output',
      program("(function flood() { process.stdout.write('x'.repeat(1e5), flood); })();"),
      /^host a wrote 1048576 characters without the end of a line/,
    ],
    [
      'it says too much to a line',
      program("for (let i = 0; i < 10_001; i++) out({ type: 'cancel_timer', timer: 'x' });"),
      /^host a wrote 10000 messages for one line$/,
    ],
  ] as const)('%s', async (_, command, of) => {
    expect(await verdictOf(command)).toEqual({ kind: 'broken', text: text(of) });
  });

  test('it never answers init', async () => {
    const command = `${NODE} -e "setInterval(() => 0, 1000)"`;
    const told = 'host a does not answer init within 0.3 s: it owes init_ok';
    expect(await verdictOf(command, { answerMs: 300 })).toEqual({ kind: 'broken', text: told });
  });

  test('it hangs', async () => {
    // On a busy machine a host may not even have begun by then.
    const told =
      /^host [abc] does not answer (submit within 3 s: it owes done|init within 3 s: it owes init_ok)/;
    const verdict = await verdictOf(program('for (;;);'), { answerMs: 3_000 });
    expect(verdict).toEqual({ kind: 'broken', text: text(told) });
  });

  test('its messages multiply', async () => {
    const each =
      "if (body.type !== 'timer') for (let i = 0; i < 99; i++) out({ type: 'more' }, '*'); out({ type: 'done' });";
    const verdict = await verdictOf(program(each), { hosts: 3 });
    expect(verdict).toEqual({
      kind: 'broken',
      text: text(/^more than 200000 messages are under way at once$/),
    });
  });

  test('it delivers nothing', async () => {
    const verdict = await verdictOf(program("out({ type: 'done' });"), { hosts: 2 });
    const told =
      /^22 s after the beginning, 20 s after the last fault: a has delivered 0, and not "a-1"; b has /;
    expect(verdict).toEqual({ kind: 'stalled', text: text(told) });
  });

  test('it is waited for no longer than somebody waits', async () => {
    const command = program("out({ type: 'done' });");
    const result = await conform({ ...DEFAULT_CONFORM, command, time: 'real' }, AbortSignal.timeout(50));
    expect(result.verdict).toEqual({ kind: 'bounded', text: 'it was interrupted' });
  });
});

test('hosts that have delivered all when the faults are over, and do nothing after that, hold', async () => {
  const command = program("out({ type: 'deliver', payload: body.payload }); out({ type: 'done' });");
  const sound = { losses: 0, crashes: 0, partitions: 0, hosts: 1 };
  const { verdict, againMs, timeMs } = await conform({ ...DEFAULT_CONFORM, command, ...sound });
  expect({ verdict, againMs, timeMs }).toEqual({ verdict: { kind: 'holds' }, againMs: 0, timeMs: 2_200 });
});

test('hosts that have delivered all at the deadline hold, though messages that come late are no longer waited for', async () => {
  const command = program("out({ type: 'deliver', payload: body.payload }); out({ type: 'done' });");
  const sound = { losses: 0, crashes: 0, partitions: 0, hosts: 1, settleMs: 100 };
  const { verdict, timeMs } = await conform({ ...DEFAULT_CONFORM, command, ...sound });
  expect({ verdict, timeMs }).toEqual({ verdict: { kind: 'holds' }, timeMs: 2_100 });
});

// Of seed 2 the host is killed in what it says next, of seed 3 at once.
test.each([2, 3])(
  'a timer goes off in the life in which it was set, or not at all (seed %i)',
  async (seed) => {
    const told = "out({ type: 'fault', reason: 'a timer of an earlier life' });";
    const command = program(
      `if (body.type === 'timer') { if (life > 1) ${told} }
    else { out({ type: 'deliver', payload: body.payload }); if (life === 1) out({ type: 'set_timer', timer: 'x', ms: 300 }); }
    out({ type: 'done' });`,
      'globalThis.life = body.life;',
    );
    const faults = { losses: 0, partitions: 0, crashes: 1, downMs: [10, 10] as const };
    const { verdict, lives } = await conform({ ...DEFAULT_CONFORM, seed, command, hosts: 1, ...faults });
    expect({ verdict, lives }).toEqual({ verdict: { kind: 'holds' }, lives: [2] });
  },
);
