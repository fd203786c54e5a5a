import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COUNTER, makeBench } from '../run-exo.test.helper.js';

const { exo, write, read, remove } = makeBench();
afterAll(remove);

type Json = Record<string, unknown>;
type File = { '#meta': Json; states: Json[] };

beforeAll(() => {
  write('counter.mjs', COUNTER);
  exo(
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
  exo('check', 'counter.mjs', '--hosts', '3', '--set', 'skip=yes', '--trace-out', 'small.itf.json');
  exo('check', 'counter.mjs', '--hosts', '9', '--trace-out', 'stop.itf.json');
});

/** Writes a changed copy of a trace and replays it. */
function tampered(
  name: string,
  change: (file: File) => void,
): { code: number | null; stdout: string; stderr: string } {
  const file = JSON.parse(read(name)) as File;
  change(file);
  write('tampered.itf.json', JSON.stringify(file));
  return exo('replay', 'tampered.itf.json', '--quiet');
}

function stateOf(file: File, step: number): Json {
  return file.states[step] ?? {};
}

describe('exo replay', () => {
  it('shows a trace of the published protocol, executes it through XState, and says that it reproduces', () => {
    const { code, stdout, stderr } = exo('replay', 'hear.itf.json');
    expect(stdout).toMatch(/^step +action/);
    expect(stdout).toMatch(/\n\nreproduced: Agreement is violated at step 3\n$/);
    expect([code, stderr]).toEqual([0, '']);
  });

  it('reproduces violations and deadlocks of a module', () => {
    const violation = exo('replay', 'small.itf.json', '--quiet');
    const deadlock = exo('replay', 'stop.itf.json', '--quiet');
    expect(violation).toEqual({ code: 0, stdout: 'reproduced: Small is violated at step 2\n', stderr: '' });
    expect(deadlock).toEqual({ code: 0, stdout: 'reproduced: deadlock at step 4\n', stderr: '' });
  });

  it('prints JSON and Mermaid that nothing else stands in', () => {
    const json = exo('replay', 'hear.itf.json', '--format', 'json');
    const mermaid = exo('replay', 'hear.itf.json', '--format', 'mermaid', '--step', '1');
    expect(JSON.parse(json.stdout)).toMatchObject({ meta: { property: 'Agreement' }, states: { length: 4 } });
    expect(mermaid.stdout).toMatch(/^sequenceDiagram\n/);
    expect(mermaid.stdout).not.toContain('2. Broadcast');
    for (const { code, stderr } of [json, mermaid]) {
      expect([code, stderr]).toEqual([0, 'reproduced: Agreement is violated at step 3\n']);
    }
  });

  it('shows one step in full', () => {
    const { code, stdout } = exo('replay', 'small.itf.json', '--step', '1');
    expect(stdout).toMatch(/^step 1 of 2 {2}Add\(\d\)/);
    expect(code).toBe(0);
  });
});

describe('exo replay says with exit code 12 where a trace does not reproduce:', () => {
  it('a state that was changed', () => {
    const { code, stdout } = tampered('hear.itf.json', (file) => {
      const host = stateOf(file, 2)['B'] as Json;
      host['agreed'] = { '#bigint': '2' };
    });
    expect(stdout).toBe('does not reproduce: step 2: B.agreed is 0, the trace says 2\n');
    expect(code).toBe(12);
  });

  it('an initial state that was changed', () => {
    const { code, stdout } = tampered('small.itf.json', (file) => {
      stateOf(file, 0)['my_counter'] = { '#bigint': '1' };
    });
    expect(stdout).toBe('does not reproduce: step 0: my_counter is 0, the trace says 1\n');
    expect(code).toBe(12);
  });

  it('an action that was changed', () => {
    const { code, stdout } = tampered('small.itf.json', (file) => {
      stateOf(file, 1)['mbt::actionTaken'] = 'Subtract';
    });
    expect(stdout).toMatch(
      /^does not reproduce: step 1: Subtract\(\d\) is not enabled; enabled are Add\(1\), Add\(2\)\n$/,
    );
    expect(code).toBe(12);
  });

  it('a pick that was changed', () => {
    const { code, stdout } = tampered('small.itf.json', (file) => {
      stateOf(file, 1)['mbt::nondetPicks'] = { by: { tag: 'Some', value: { '#bigint': '3' } } };
    });
    expect(stdout).toBe('does not reproduce: step 1: Add(3) is not enabled; enabled are Add(1), Add(2)\n');
    expect(code).toBe(12);
  });

  it('a violation that comes earlier, or not at all', () => {
    const earlier = tampered('small.itf.json', (file) => {
      const last = stateOf(file, 2);
      file.states.push({
        ...last,
        '#meta': { index: 3 },
        'mbt::actionTaken': 'Add',
        my_counter: { '#bigint': '4' },
      });
      stateOf(file, 3)['mbt::nondetPicks'] = { by: { tag: 'Some', value: { '#bigint': '1' } } };
    });
    expect(earlier.stdout).toBe(
      'does not reproduce: step 2: Small is violated here already, the trace says at step 3\n',
    );
    const never = tampered('small.itf.json', (file) => file.states.pop());
    expect(never.stdout).toBe(
      'does not reproduce: step 1: Small holds there, the trace says that it is violated\n',
    );
    expect([earlier.code, never.code]).toEqual([12, 12]);
  });

  it('a deadlock that is none', () => {
    const { code, stdout } = tampered('stop.itf.json', (file) => file.states.pop());
    expect(stdout).toBe(
      'does not reproduce: step 3: enabled is Add(1), the trace says that it is a deadlock\n',
    );
    expect(code).toBe(12);
  });

  it('a model that has another variable', () => {
    const { code, stdout } = tampered('small.itf.json', (file) => {
      file['#meta']['model'] = 'published';
      file['#meta']['knobs'] = {};
    });
    expect(stdout).toMatch(/^does not reproduce: step 0: the model has a variable A, the trace has none/);
    expect(code).toBe(12);
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
      (text) => text.replace('"hosts":3', '"hosts":2.5'),
      /EXO206: .*'hosts' takes a whole number, not 2.5/,
    ],
    [
      'a property that the model does not have',
      (text) => text.replace('"property": "Small"', '"property": "Big"'),
      /EXO206: .*'Big'/,
    ],
  ];
  it.each(cases)('%s', (_, change, message) => {
    write('bad.itf.json', change(read('small.itf.json')));
    const { code, stdout, stderr } = exo('replay', 'bad.itf.json');
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect([code, stdout]).toEqual([150, '']);
  });

  it('a file that is not there', () => {
    const { code, stderr } = exo('replay', 'nosuch.itf.json');
    expect(stderr).toBe(
      `exo: EXO207: cannot read 'nosuch.itf.json': there is no such file or folder; accepted: a trace in ITF\n`,
    );
    expect(code).toBe(150);
  });

  it.each(['table', 'json'])('and with 151 a step that the trace does not have (%s)', (format) => {
    const { code, stderr } = exo('replay', 'small.itf.json', '--step', '9', '--format', format);
    expect(stderr).toMatch(/EXO205: .*0 to 2/);
    expect(code).toBe(151);
  });
});
