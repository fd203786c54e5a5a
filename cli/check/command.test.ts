import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BINARY, COUNTER, makeBench } from '../run-exo.test.helper.js';

const { exo, exoHere, write, read, folder, remove } = makeBench();
beforeAll(() => void write('counter.mjs', COUNTER));
afterAll(remove);

const LITERAL = ['published', '--medium', 'async', '--literal'];
/** Breaks Agreement in 6 steps. */
const BROKEN = [...LITERAL, '--timeouts', '1', '--set', 'match=off'];

describe('exo check ends with the exit code of its verdict, and says it first:', () => {
  it('0 where all states were visited and all is well', async () => {
    const { code, stdout, stderr } = await exoHere('check', ...LITERAL, '--timeouts', '1');
    expect(stdout).toMatch(/^✔ holds: all [\d,]+ states within these bounds were visited\n/);
    expect(stdout).toContain('Exo as published · 3 hosts · 4 slots · async, literal · 1 time-out\n');
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('0 too where the model has a state constraint, with the number of states that lie beyond it', async () => {
    write('within.mjs', COUNTER.replace('mayEnd:', 'within: ([count]) => count < 3, mayEnd:'));
    const words = ['check', 'within.mjs', '--hosts', '99', '--slots', '12', '--set', 'skip=yes'];
    const { stdout } = await exoHere(...words);
    expect(stdout).toMatch(
      /; all 5 states within these bounds were visited; 2 of them lie beyond a bound of the model, and the search/,
    );
    expect(stdout).toMatch(/beyond a bound +within 2\n/);
    const json: unknown = JSON.parse((await exoHere(...words, '--json')).stdout);
    expect(json).toMatchObject({ states: 5, beyond: 2, atBounds: { within: 2 } });
  });

  it('3 where a limit ended the search, with the limit', async () => {
    const { code, stdout } = await exoHere('check', ...LITERAL, '--timeouts', '2', '--states-max', '10');
    expect(stdout).toMatch(/^… not finished: --states-max 10 ended the search; nothing wrong in 10 states\n/);
    expect(stdout).not.toContain('all ');
    expect(code).toBe(3);
  });

  it('3 after random walks, with the seed', async () => {
    const { code, stdout } = await exoHere(
      'check',
      ...LITERAL,
      '--search',
      'random',
      '--walks',
      '3',
      '--seed',
      '7',
    );
    expect(stdout).toContain('random walks prove nothing (seed 7)');
    expect(code).toBe(3);
  });

  it('10 where a witness was not reached', async () => {
    const { code, stdout } = await exoHere('check', 'counter.mjs', '--hosts', '9', '--set', 'end=yes');
    expect(stdout).toMatch(/^△ holds, but may be vacuous: Ten never reached; all 5 states/);
    expect(code).toBe(10);
  });

  it('11 at a deadlock, which is shown', async () => {
    const { code, stdout } = await exoHere('check', './counter.mjs', '--hosts', '9');
    expect(stdout).toMatch(/^✘ deadlock after 4 steps/);
    expect(stdout).toMatch(/ 4 {3}Add\(1\) +\*4\n/);
    expect(code).toBe(11);
  });

  it('12 where a property is violated, with the trace and how to keep it', async () => {
    const { code, stdout } = await exoHere('check', ...BROKEN);
    expect(stdout).toMatch(/^✘ Agreement is violated after 6 steps, the fewest possible\n/);
    expect(stdout).toMatch(/\n {3}0 {3}init/);
    expect(stdout).toMatch(/\n {3}6 {3}Receive/);
    expect(stdout).toContain(
      'exo check published --hosts 3 --slots 4 --timeouts 1 --medium async --literal --set match=off --trace-out',
    );
    expect(code).toBe(12);
  });
});

describe('exo check --json', () => {
  it('prints one object with the fields that scripts rely on', async () => {
    const { code, stdout } = await exoHere(
      'check',
      ...LITERAL,
      '--slots',
      '5',
      '--timeouts',
      '3',
      '--losses',
      '3',
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'exhausted',
      property: null,
      states: 52_753,
      transitions: 242_735,
      depth: 21,
      bounds: { hosts: 3, slots: 5, timeouts: 3, losses: 3, partitions: 0, crashes: 0 },
      knobs: { ownCopy: 'send', recovery: 'majority', match: 'on' },
      xstateCalls: expect.any(Number) as number,
      seconds: expect.any(Number) as number,
      peakBytes: expect.any(Number) as number,
      reductions: [],
      trace: null,
      refinement: null,
      model: 'published',
      medium: 'async',
      literal: true,
      limit: null,
      initialStates: 1,
      neverTaken: [],
      witnesses: [],
      checked: ['Agreement'],
      search: 'bfs',
      seed: null,
    });
    expect(code).toBe(0);
  });

  it('names the trace only where one was written', async () => {
    const without = await exoHere('check', ...BROKEN, '--json');
    expect(JSON.parse(without.stdout)).toMatchObject({
      verdict: 'violated',
      property: 'Agreement',
      trace: null,
      steps: 6,
    });
    const withTrace = await exoHere('check', ...BROKEN, '--json', '--trace-out', 'broken.itf.json');
    expect(JSON.parse(withTrace.stdout)).toMatchObject({ trace: 'broken.itf.json' });
    expect(JSON.parse(read('broken.itf.json'))).toMatchObject({ '#meta': { property: 'Agreement' } });
    expect([without.code, withTrace.code]).toEqual([12, 12]);
  });

  it('has budgets without limit as "inf", and witnesses with whether they were reached', async () => {
    const { stdout } = await exoHere(
      'check',
      'counter.mjs',
      '--losses',
      'inf',
      '--slots',
      '12',
      '--hosts',
      '99',
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({
      bounds: { losses: 'inf' },
      verdict: 'deadlocked',
      witnesses: [{ name: 'Ten', reached: true }],
    });
  });
});

describe('exo check says in one line what is wrong, and what is accepted:', () => {
  const cases: readonly (readonly [number, readonly string[], RegExp])[] = [
    [151, ['nosuch'], /EXO323: unknown model 'nosuch'; accepted: 'published', 'exo', or the path/],
    [150, ['./nosuch.js'], /EXO141: there is no module '.\/nosuch.js'; accepted/],
    [151, ['published', '--set', 'speed=fast'], /EXO311: unknown knob 'speed'; the knobs are ownCopy/],
    [151, ['published', '--set', 'ownCopy=both'], /EXO312: knob 'ownCopy' takes send or hear, not 'both'/],
    [151, ['published', '--epochs', '3'], /EXO313: model 'published' takes no --epochs: it is of model exo/],
    [151, ['published', '--payloads', 'inf'], /EXO313: model 'published' takes no --payloads/],
    [151, ['published', '--no-reduce', 'all'], /EXO313: model 'published' takes no --no-reduce/],
    [151, ['published', '--set', 'ownCopy'], /EXO321: --set takes knob=value, not 'ownCopy'/],
    [151, ['published', '--property', 'Peace'], /EXO301: unknown property 'Peace'.*Agreement/],
    [151, ['published', '--hosts', '10'], /EXO321: --hosts takes a whole number from 2 to 9, not '10'/],
    [151, ['published', '--losses', 'many'], /EXO321: --losses takes a whole number, or inf/],
    [151, ['published', '--medium', 'receive-any'], /EXO313: .*takes --medium bus or async/],
    [151, ['published', '--literal'], /EXO313: .*--medium async/],
    [151, ['published', '--medium', 'async', '--partitions', '1'], /EXO313: .*use bus/],
    [151, ['published', '--search', 'best'], /EXO321: --search takes bfs, dfs or random, not 'best'/],
    [151, ['published', '--memory-max', 'lots'], /EXO321: --memory-max takes a size such as 512M/],
    [
      151,
      ['published', '--hots', '3'],
      /EXO322: unknown option '--hots' \(Did you mean --hosts\?\); accepted: --hosts/,
    ],
    [151, ['published', '--hosts'], /EXO322: option '--hosts <n>' argument missing/],
    [151, [], /EXO322: missing required argument 'model'; accepted: exo check/],
    [
      151,
      ['published', '--trace-out', 'no/such/folder/t.json'],
      /EXO331: --trace-out takes a file that can be written/,
    ],
  ];
  it.each(cases)('%i for exo check %j', async (wanted, words, text) => {
    const { code, stdout, stderr } = await exoHere('check', ...words);
    expect(stderr).toMatch(text);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect(stdout).toBe('');
    expect(code).toBe(wanted);
  });
});

describe('exo check rejects a module', () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['without model', 'export const other = 1;', /EXO143: .* it has no export of that name; export 'model'/],
    ['with something else for a model', 'export const model = 7;', /EXO143: .*'model' is a number/],
    ['with a model without a name', 'export const model = {};', /EXO143: .* has no name: give it one/],
    ['with half a model', `export const model = { name: 'x', slots: [{}] };`, /EXO143: .*'slots\[0\]'/],
    ['that does not load', 'export const = ;', /EXO142: .*does not load: .*:1: SyntaxError/],
    [
      'whose model throws',
      `export const model = () => { throw new Error('no\\nway'); };`,
      /EXO144: .* threw Error: no way/,
    ],
  ];
  it('takes an ES module that Node takes for CommonJS, and says how to mend that', () => {
    write('package.json', '{ "type": "commonjs" }');
    write('bad.js', 'export const model = 7;');
    const { code, stderr } = exo('check', 'bad.js');
    expect(stderr).toMatch(
      /EXO142: .*; an ES module is a \.mjs or \.ts, or a \.js beside a package\.json with "type"/,
    );
    expect(code).toBe(150);
  });

  it.each(cases)('%s, in one line, with exit code 150', async (name, text, message) => {
    const file = `${name.replaceAll(' ', '-')}.mjs`;
    write(file, text);
    const { code, stdout, stderr } = await exoHere('check', file);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect([code, stdout]).toEqual([150, '']);
  });
});

describe('exo check', () => {
  it.skipIf(!fs.existsSync('/dev/full'))(
    'tells what it found, although the trace could not be written',
    () => {
      const { code, stdout, stderr } = exo('check', ...BROKEN, '--trace-out', '/dev/full');
      expect(stdout).toContain('Agreement is violated');
      expect(stderr).toMatch(/EXO331: .*\/dev\/full/);
      expect(code).toBe(151);
    },
  );

  it('prints the verdict alone with --quiet', async () => {
    const { stdout, stderr } = await exoHere('check', ...BROKEN, '--quiet');
    expect(stdout).toBe('✘ Agreement is violated after 6 steps, the fewest possible\n');
    expect(stderr).toBe('');
  });

  it('checks only the properties asked for', async () => {
    const words = ['check', 'published', '--set', 'ownCopy=hear', '--losses', 'inf', '--json'];
    const { stdout } = await exoHere(...words, '--property', 'Validity,Integrity', '--property', 'Agreement');
    expect(JSON.parse(stdout)).toMatchObject({
      checked: ['Agreement', 'Validity', 'Integrity'],
      property: 'Agreement',
    });
  });

  it.each([
    ['SIGINT', 3],
    ['SIGTERM', 143],
  ] as const)('ends at %s and prints what was reached', async (signal, expected) => {
    const said = `let said = false;\n${COUNTER.replace(
      'holds: ([count]) => count < hosts',
      `holds: () => said || (said = process.stderr.write('searching'))`,
    )}`;
    write('endless.mjs', said);
    const child = spawn(process.execPath, [BINARY, 'check', 'endless.mjs', '--slots', '99999999'], {
      cwd: folder,
    });
    const text: string[] = [];
    child.stdout.setEncoding('utf8').on('data', (part: string) => text.push(part));
    child.stderr.once('data', () => child.kill(signal));
    const code = await new Promise((resume) => child.on('close', resume));
    expect(text.join('')).toMatch(/^… not finished: interrupted; nothing wrong in [\d,]+ states?\n/);
    expect(code).toBe(expected);
  });
});
