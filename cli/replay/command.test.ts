import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COUNTER, makeBench } from '../run-exo.test.helper.js';

const { exoHere, write, read, folder, remove } = makeBench();
afterAll(remove);

type Json = Record<string, unknown>;
type File = { '#meta': Json; states: Json[] };

beforeAll(async () => {
  write('counter.mjs', COUNTER);
  await exoHere(
    'check',
    'published',
    '--set',
    'ownCopy=hear',
    '--losses',
    'inf',
    '--property',
    'Agreement',
    '--trace-out',
    'hear.itf.json',
  );
  await exoHere('check', 'counter.mjs', '--hosts', '3', '--set', 'skip=yes', '--trace-out', 'small.itf.json');
  await exoHere('check', 'counter.mjs', '--hosts', '9', '--trace-out', 'stop.itf.json');
});

/** Writes a changed copy of a trace and replays it. */
async function tampered(
  name: string,
  change: (file: File) => void,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const file = JSON.parse(read(name)) as File;
  change(file);
  write('tampered.itf.json', JSON.stringify(file));
  return await exoHere('replay', 'tampered.itf.json', '--quiet');
}

function stateOf(file: File, step: number): Json {
  return file.states[step] ?? {};
}

describe('exo replay', () => {
  it('shows a trace of the published protocol, executes it through XState, and says that it reproduces', async () => {
    const { code, stdout, stderr } = await exoHere('replay', 'hear.itf.json');
    expect(stdout).toMatch(/^step +action/);
    expect(stdout).toMatch(/\n\nreproduced: Agreement is violated at step 3\n$/);
    expect([code, stderr]).toEqual([0, '']);
  });

  it('reproduces violations and deadlocks of a module', async () => {
    const violation = await exoHere('replay', 'small.itf.json', '--quiet');
    const deadlock = await exoHere('replay', 'stop.itf.json', '--quiet');
    expect(violation).toEqual({ code: 0, stdout: 'reproduced: Small is violated at step 2\n', stderr: '' });
    expect(deadlock).toEqual({ code: 0, stdout: 'reproduced: deadlock at step 4\n', stderr: '' });
  });

  it('prints JSON and Mermaid that nothing else stands in', async () => {
    const json = await exoHere('replay', 'hear.itf.json', '--format', 'json');
    const mermaid = await exoHere('replay', 'hear.itf.json', '--format', 'mermaid', '--step', '1');
    expect(JSON.parse(json.stdout)).toMatchObject({ meta: { property: 'Agreement' }, states: { length: 4 } });
    expect(mermaid.stdout).toMatch(/^sequenceDiagram\n/);
    expect(mermaid.stdout).not.toContain('2. Broadcast');
    for (const { code, stderr } of [json, mermaid]) {
      expect([code, stderr]).toEqual([0, 'reproduced: Agreement is violated at step 3\n']);
    }
  });

  it('shows one step in full', async () => {
    const { code, stdout } = await exoHere('replay', 'small.itf.json', '--step', '1');
    expect(stdout).toMatch(/^step 1 of 2 {2}Add\(\d\)/);
    expect(code).toBe(0);
  });
});

describe('exo replay --model', () => {
  it('says first that the trace is of another model, and shows the trace', async () => {
    const { code, stdout } = await exoHere('replay', 'hear.itf.json', '--model', 'counter.mjs');
    const [first = '', , headings = ''] = stdout.split('\n');
    expect(first).toMatch(
      /^does not reproduce: step 0: the trace is of another model: the model has a variable/,
    );
    expect(headings.trim()).toMatch(/^(step +action|0 +init)/);
    expect(stdout.match(/does not reproduce/g)).toHaveLength(1);
    expect(code).toBe(12);
  });
});

describe('exo replay says with exit code 12 where a trace does not reproduce:', () => {
  it('a state that was changed', async () => {
    const { code, stdout } = await tampered('hear.itf.json', (file) => {
      const host = stateOf(file, 2)['B'] as Json;
      host['agreed'] = { '#bigint': '2' };
    });
    expect(stdout).toBe('does not reproduce: step 2: B.agreed is 0, the trace says 2\n');
    expect(code).toBe(12);
  });

  it('an initial state that was changed', async () => {
    const { code, stdout } = await tampered('small.itf.json', (file) => {
      stateOf(file, 0)['my_counter'] = { '#bigint': '1' };
    });
    expect(stdout).toBe('does not reproduce: step 0: my_counter is 0, the trace says 1\n');
    expect(code).toBe(12);
  });

  it('an action that was changed', async () => {
    const { code, stdout } = await tampered('small.itf.json', (file) => {
      stateOf(file, 1)['mbt::actionTaken'] = 'Subtract';
    });
    expect(stdout).toMatch(
      /^does not reproduce: step 1: Subtract\(\d\) is not enabled; enabled are Add\(1\), Add\(2\)\n$/,
    );
    expect(code).toBe(12);
  });

  it('a pick that was changed', async () => {
    const { code, stdout } = await tampered('small.itf.json', (file) => {
      stateOf(file, 1)['mbt::nondetPicks'] = { by: { '#bigint': '3' } };
    });
    expect(stdout).toBe('does not reproduce: step 1: Add(3) is not enabled; enabled are Add(1), Add(2)\n');
    expect(code).toBe(12);
  });

  it('a violation that comes earlier, or not at all', async () => {
    const earlier = await tampered('small.itf.json', (file) => {
      const last = stateOf(file, 2);
      file.states.push({
        ...last,
        '#meta': { index: 3 },
        'mbt::actionTaken': 'Add',
        my_counter: { '#bigint': '4' },
      });
      stateOf(file, 3)['mbt::nondetPicks'] = { by: { '#bigint': '1' } };
    });
    expect(earlier.stdout).toBe(
      'does not reproduce: step 2: Small is violated here already, the trace says at step 3\n',
    );
    const never = await tampered('small.itf.json', (file) => file.states.pop());
    expect(never.stdout).toBe(
      'does not reproduce: step 1: Small holds there, the trace says that it is violated\n',
    );
    expect([earlier.code, never.code]).toEqual([12, 12]);
  });

  it('a deadlock that is none', async () => {
    const { code, stdout } = await tampered('stop.itf.json', (file) => file.states.pop());
    expect(stdout).toBe(
      'does not reproduce: step 3: enabled is Add(1), the trace says that it is a deadlock\n',
    );
    expect(code).toBe(12);
  });

  it('a model that has another variable', async () => {
    const { code, stdout } = await tampered('small.itf.json', (file) => {
      file['#meta']['model'] = 'published';
      file['#meta']['knobs'] = {};
    });
    expect(stdout).toMatch(
      /^does not reproduce: step 0: the trace is of another model: the model has a variable A, the trace has none/,
    );
    expect(code).toBe(12);
  });
});

describe('exo replay does not run what a trace merely names:', () => {
  const EVIL = `console.log('evil'); export const model = {};`;
  const cases: readonly (readonly [string, Json, RegExp])[] = [
    [
      'a module in another folder',
      { module: '../elsewhere.mjs' },
      /EXO210: bad.itf.json: the trace is of the module '..\/elsewhere.mjs', which does not lie beside it/,
    ],
    ['a module in a folder below', { module: 'below/evil.mjs' }, /EXO210: .* --model below\/evil.mjs$/m],
    ['a module by its full path', { module: path.join(folder, 'evil.mjs') }, /EXO210/],
    ['a module through a link', { module: 'link.mjs' }, /EXO210: .* --model link.mjs$/m],
    [
      'a module that only the name of the model gives',
      { model: './evil.mjs', module: 'gone.mjs' },
      /EXO206: .*EXO141|EXO206: .*no module/,
    ],
    [
      'no module',
      { model: 'evil.mjs', module: undefined },
      /EXO210: .* of model 'evil.mjs', and does not say .* --model <file>$/m,
    ],
  ];
  it.each(cases)('%s', async (_, meta, message) => {
    fs.mkdirSync(path.join(folder, 'below'), { recursive: true });
    for (const file of ['evil.mjs', 'below/evil.mjs']) write(file, EVIL);
    const link = path.join(folder, 'link.mjs');
    if (!fs.existsSync(link)) fs.symlinkSync(path.join('below', 'evil.mjs'), link);
    const file = JSON.parse(read('small.itf.json')) as File;
    write('bad.itf.json', JSON.stringify({ ...file, '#meta': { ...file['#meta'], ...meta } }));
    const { code, stdout, stderr } = await exoHere('replay', 'bad.itf.json');
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([150, '']);
  });

  it('unless --model says so, and a check says how to type it', async () => {
    fs.mkdirSync(path.join(folder, 'kept'), { recursive: true });
    const found = await exoHere(
      'check',
      'counter.mjs',
      '--set',
      'skip=yes',
      '--trace-out',
      'kept/small.itf.json',
    );
    expect(found.stdout).toMatch(/\nreplay it {3}exo replay kept\/small\.itf\.json --model counter\.mjs\n/);
    const without = await exoHere('replay', 'kept/small.itf.json', '--quiet');
    expect(without.stderr).toContain('exo replay kept/small.itf.json --model counter.mjs\n');
    const { code, stdout } = await exoHere(
      'replay',
      'kept/small.itf.json',
      '--quiet',
      '--model',
      'counter.mjs',
    );
    expect([code, stdout]).toEqual([0, 'reproduced: Small is violated at step 2\n']);
  });
});

describe('exo replay of a trace of another tool', () => {
  const QUINT = {
    '#meta': { format: 'ITF', source: 'bank.qnt', status: 'violation' },
    params: [],
    vars: ['balance'],
    loop: null,
    states: [{ balance: { '#bigint': '0' } }, { balance: { '#bigint': '-7' } }],
  };
  beforeAll(() => void write('bank.itf.json', JSON.stringify(QUINT)));

  it('shows it as a table, and says that it is not executed, with exit code 150', async () => {
    const { code, stdout, stderr } = await exoHere('replay', 'bank.itf.json');
    expect(stdout).toMatch(/^step +action +balance\n─+\n +0 +init +0\n +1 +\*-7\n$/);
    expect(stderr).toBe(
      "exo: EXO211: bank.itf.json: a trace that Quint wrote (of 'bank.qnt', status violation): its 2 states can be shown, " +
        'but not executed again: its specification is no model of ours, and it does not say which actions were taken; ' +
        'accepted: traces that exo wrote\n',
    );
    expect(code).toBe(150);
  });

  it('shows it in the other formats too', async () => {
    const json = await exoHere('replay', 'bank.itf.json', '--format', 'json');
    expect(JSON.parse(json.stdout)).toMatchObject({ states: [{ vars: { balance: 0 } }, {}] });
    const mermaid = await exoHere('replay', 'bank.itf.json', '--format', 'mermaid');
    expect(mermaid.stdout).toMatch(/^sequenceDiagram\n/);
    expect([json.code, mermaid.code]).toEqual([150, 150]);
  });
});

describe('exo replay looks at the verdict:', () => {
  it.each([
    ['exhausted', "a trace about Small says that it is violated, the trace says 'exhausted'"],
    ['deadlocked', "a trace about Small says that it is violated, the trace says 'deadlocked'"],
  ])('%s of a trace that is violated', async (verdict, how) => {
    const { code, stdout } = await tampered('small.itf.json', (file) => {
      file['#meta']['verdict'] = verdict;
    });
    expect([code, stdout]).toEqual([12, `does not reproduce: step 2: ${how}\n`]);
  });

  it('nothing wrong, of a deadlock', async () => {
    const { code, stdout } = await tampered('stop.itf.json', (file) => {
      file['#meta']['verdict'] = 'bounded';
    });
    expect([code, stdout]).toEqual([
      12,
      "does not reproduce: step 4: this is a deadlock, the trace says 'bounded', of no property\n",
    ]);
  });

  it('and at whether the model has the form that the trace is of', async () => {
    const literal = await tampered('hear.itf.json', (file) => {
      file['#meta']['literal'] = true;
    });
    expect(literal.stderr).toMatch(/EXO206: .*--literal is a form of the async medium/);
    const neither = await tampered('hear.itf.json', (file) => {
      file['#meta']['literal'] = 'yes';
    });
    expect(neither.stderr).toMatch(/EXO206: .*literal is true or false, not "yes"/);
    expect([literal.code, neither.code]).toEqual([150, 150]);
  });
});

describe('exo replay rejects, in one line and with exit code 150,', () => {
  const cases: readonly (readonly [string, (text: string) => string, RegExp])[] = [
    ['a truncated file', (text) => text.slice(0, text.length / 2), /EXO201: bad.itf.json: .*not JSON/],
    ['what is no JSON', () => 'step 1: hello', /EXO201/],
    ['JSON that is no trace', () => '{"states":[]}', /EXO202/],
    ['metadata that are not there', (text) => text.replace('"#meta"', '"#other"'), /EXO20[23]/],
    [
      'a model that is not there',
      (text) => text.replaceAll('counter.mjs', 'nosuch.mjs'),
      /EXO206: .*EXO141|EXO206: .*no module/,
    ],
    [
      'a bound that is none',
      (text) => text.replace('\\"hosts\\":3', '\\"hosts\\":2.5'),
      /EXO206: .*'hosts' takes a whole number, not 2.5/,
    ],
    [
      'a property that the model does not have',
      (text) => text.replace('"property": "Small"', '"property": "Big"'),
      /EXO206: .*'Big'/,
    ],
  ];
  it.each(cases)('%s', async (_, change, message) => {
    write('bad.itf.json', change(read('small.itf.json')));
    const { code, stdout, stderr } = await exoHere('replay', 'bad.itf.json');
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect([code, stdout]).toEqual([150, '']);
  });

  it('a file that is not there', async () => {
    const { code, stderr } = await exoHere('replay', 'nosuch.itf.json');
    expect(stderr).toBe(
      `exo: EXO207: cannot read 'nosuch.itf.json': there is no such file or folder; accepted: a trace in ITF\n`,
    );
    expect(code).toBe(150);
  });

  it.each(['table', 'json'])('and with 151 a step that the trace does not have (%s)', async (format) => {
    const { code, stderr } = await exoHere('replay', 'small.itf.json', '--step', '9', '--format', format);
    expect(stderr).toMatch(/EXO205: .*0 to 2/);
    expect(code).toBe(151);
  });
});
