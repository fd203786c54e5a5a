import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BINARY, makeBench } from '../run-exo.test.helper.js';

const { exoHere, write, folder, remove } = makeBench();
afterAll(remove);

const CHECKER = pathToFileURL(path.join(path.dirname(BINARY), '..', 'checker')).href;
const XSTATE = import.meta.resolve('xstate');

/**
 * Two-phase commit with two resource managers, and the mutants of its transaction manager, whose place in the model
 * is given to another machine.
 */
const COMMIT = `
import { silencing, xstateComponent } from '${CHECKER}/index.js';
import { twoPhaseCommitModel } from '${CHECKER}/testing/two-phase-commit.js';

const managerOf = (made) => made.slots.find(({ name }) => name === 'tm');
const input = { resourceManagers: 2 };
const modelOf = ({ machine, silenced }) => {
  const made = twoPhaseCommitModel(2);
  managerOf(made).component = silencing(xstateComponent(machine, { input }), silenced);
  return made;
};
export const model = twoPhaseCommitModel(2);
export const mutation = {
  machine: managerOf(model).component.initial()[0].machine,
  scopes: [{ name: 'two managers', model: modelOf }],
  written: [],
  equivalent: {},
};
`;

/**
 * A lamp that is lit and put out at most '--slots' times, by default 4. A switch of its own, 'dim', changes nothing
 * that is asked for; 'spare' is not in the chart. '--no-reduce' may name what to break: 'equivalent' leaves the reasons
 * out, 'lie' gives one for a mutant that is killed, 'slip' for one that there is not, 'early' breaks the machine.
 */
const LAMP = `
import { assign, setup } from '${XSTATE}';
import { each, invariant, leg, rule, silencing, slot, sometimes, xstateComponent } from '${CHECKER}/index.js';

const lamp = setup({
  guards: { mayLight: ({ context }) => context.times < 4, spare: () => true },
  actions: { count: assign({ times: ({ context }) => context.times + 1 }), dim: assign({ level: 1 }) },
}).createMachine({
  id: 'lamp',
  context: { times: 0, level: 0 },
  initial: 'dark',
  states: {
    dark: { on: { LIGHT: { guard: 'mayLight', target: 'lit', actions: 'count' } } },
    lit: { on: { PUT_OUT: { target: 'dark', actions: 'dim' } } },
  },
});

const modelOf = (timesMax) => ({ machine, silenced }) => {
  const own = slot('lamp', silencing(xstateComponent(machine), silenced));
  const send = (type) => () => [{ legs: [leg(own, { type })] }];
  return {
    name: 'lamp',
    slots: [own],
    rules: [
      rule({ name: 'Light', slot: own, offers: send('LIGHT') }),
      rule({ name: 'PutOut', slot: own, offers: send('PUT_OUT') }),
    ],
    routes: [],
    properties: [
      invariant({ name: 'Lasts', over: each([own]), holds: ([{ context }]) => context.times <= timesMax }),
      sometimes({ name: 'Lit', over: each([own]), holds: ([{ value }]) => value === 'lit' }),
      sometimes({ name: 'Worn', over: each([own]), holds: ([{ context }]) => context.times === 4 }),
    ],
    mayEnd: () => true,
  };
};

const unused = 'another chart of the same setup has it';
export const model = () => modelOf(4)({ machine: lamp, silenced: null });
export const mutation = ({ noReduce }) => ({
  machine: lamp,
  scopes: [{ name: 'room', command: 'exo check ./lamp.mjs', model: modelOf(noReduce.includes('early') ? 3 : 4) }],
  written: [
    {
      name: 'burns twice',
      says: 'counts every lighting twice',
      source: 'page 7',
      mutate: (machine) => ({
        machine: machine.provide({ actions: { count: assign({ times: ({ context }) => context.times + 5 }) } }),
        silenced: null,
      }),
    },
  ],
  equivalent: noReduce.includes('equivalent') ? {} : {
    'dim=nothing': 'nobody looks at the level',
    'spare=always': unused,
    'spare=never': unused,
    ...(noReduce.includes('lie') && { 'mayLight=never': 'who needs light' }),
    ...(noReduce.includes('slip') && { 'mayLight=sometimes': 'there is no such thing' }),
  },
});
`;

beforeAll(() => {
  write('commit.mjs', COMMIT);
  write('lamp.mjs', LAMP);
});

describe('exo mutate ends with', () => {
  it('0 where every mutant of two-phase commit is killed', async () => {
    const { code, stdout } = await exoHere('mutate', 'commit.mjs');
    expect(stdout).toMatch(/^Mutants of two-phase commit, 2 resource managers \(commit\.mjs\)\n/);
    expect(stdout).toMatch(/\n {2}two managers +[\d,]+ states\n/);
    expect(stdout).toMatch(
      /\n {2}allPrepared=always +Consistent, \d steps +two managers +[\d,]+ +\d+\.\d s\n/,
    );
    expect(stdout).toMatch(/\n {2}allPrepared=never +AllCommit not reached +two managers /);
    expect(stdout).toMatch(/\n {2}notePrepared=nothing +AllCommit not reached /);
    expect(stdout).toMatch(/\n {2}sendCommit=nothing +\w/);
    expect(stdout).toMatch(/\n {2}sendAbort=nothing +\w/);
    expect(stdout).toMatch(/\n5 mutants: 5 killed, 0 equivalent, 0 survived\n$/);
    expect(code).toBe(0);
  });

  it('0 where what is not killed is equivalent, and says why', async () => {
    const { code, stdout } = await exoHere('mutate', './lamp.mjs');
    expect(stdout).toMatch(
      /\nkilled {2}what a careless reader would do instead\n {2}burns twice +Lasts, 1 step +room /,
    );
    expect(stdout).toContain('\n    page 7: counts every lighting twice\n');
    expect(stdout).toMatch(
      /\nequivalent {2}.*\n {2}spare=always .*\n {4}another chart of the same setup has it\n/,
    );
    expect(stdout).toMatch(
      /\n {2}dim=nothing +the same counts of everything +[\d,]+ .*\n {4}nobody looks at the level\n/,
    );
    expect(stdout).toMatch(/\nsee one of the runs: exo mutate \.\/lamp\.mjs --only 'burns twice'\n/);
    expect(stdout).toMatch(/\n7 mutants: 4 killed, 3 equivalent, 0 survived\n$/);
    expect(code).toBe(0);
  });

  it('12 where one survives or is never used, and shows those last', async () => {
    const { code, stdout } = await exoHere('mutate', 'lamp.mjs', '--no-reduce', 'equivalent');
    expect(stdout).toMatch(
      /\nunused {2}dead rules.*\n {2}spare=always\n {2}spare=never\n\nsurvived {2}.*\n {2}dim=nothing /,
    );
    expect(stdout).toContain('\n    run in room\n');
    expect(stdout).toMatch(/\n7 mutants: 4 killed, 0 equivalent, 2 unused, 1 survived\n$/);
    expect(code).toBe(12);
  });

  it('12 where one is said to be equivalent, and is not', async () => {
    const { code, stdout } = await exoHere(
      'mutate',
      'lamp.mjs',
      '--no-reduce',
      'lie',
      '--only',
      'mayLight=never',
    );
    expect(stdout).toContain(
      '\n△ mayLight=never is listed as equivalent, but is killed: Lit not reached in room\n',
    );
    expect(stdout).toMatch(/\n1 mutant: 1 killed, 0 equivalent, 0 survived\n$/);
    expect(code).toBe(12);
  });

  it('3 where a limit ended every search of one', async () => {
    const { code, stdout } = await exoHere(
      'mutate',
      'lamp.mjs',
      '--only',
      'dim=nothing',
      '--states-max',
      '3',
    );
    expect(stdout).toMatch(/\n {2}room +3 states {2}not finished\n/);
    expect(stdout).toMatch(/\nundecided {2}.*\n {2}not run:\n {4}dim=nothing\n/);
    expect(stdout).toMatch(/\n1 mutant: 0 killed, 0 equivalent, 1 undecided, 0 survived\n$/);
    expect(code).toBe(3);
  });

  it('150 for a module whose mutation is none, or not right, in one line', async () => {
    write('bare.mjs', LAMP.replace('export const mutation', 'const mutation'));
    write(
      'wrong.mjs',
      LAMP.replace('export const mutation', `export const mutation = { machine: 1 };\nconst other`),
    );
    write('late.mjs', LAMP.replace('machine: lamp,\n  scopes', 'machine: lamp.gone.away,\n  scopes'));
    const lines = [
      await exoHere('mutate', 'bare.mjs'),
      await exoHere('mutate', 'wrong.mjs'),
      await exoHere('mutate', 'late.mjs'),
      await exoHere('mutate', 'lamp.mjs', '--no-reduce', 'slip'),
      await exoHere('mutate', 'lamp.mjs', '--no-reduce', 'early'),
    ];
    expect(lines.map(({ stderr }) => stderr.replace(/;[^;]*\n$/, ''))).toEqual([
      "exo: EXO145: module 'bare.mjs' exports no mutation: it has no export of that name",
      "exo: EXO145: module 'wrong.mjs' exports no mutation: 'machine' is not an XState machine",
      expect.stringMatching(/^exo: EXO144: the model of 'late\.mjs' threw TypeError/) as string,
      "exo: EXO171: 'equivalent' names 'mayLight=sometimes', which is no such mutant",
      "exo: EXO172: scope 'room': the machine itself violates Lasts after 7 steps",
    ]);
    for (const { code, stderr, stdout } of lines) {
      expect([code, stdout, stderr.trim().split('\n').length]).toEqual([150, '', 1]);
    }
  });

  it('151 for a mutant that there is not, and for a folder that is none', async () => {
    const unknown = await exoHere('mutate', 'lamp.mjs', '--only', 'mayLight=maybe');
    const file = await exoHere('mutate', 'lamp.mjs', '--trace-dir', 'lamp.mjs');
    expect(unknown.stderr).toMatch(
      /^exo: EXO371: unknown mutant 'mayLight=maybe'; there are burns twice, mayLight=/,
    );
    expect(file.stderr).toMatch(
      /^exo: EXO331: --trace-dir takes a folder that can be written to, not 'lamp.mjs'/,
    );
    expect([unknown.code, file.code]).toEqual([151, 151]);
  });
});

describe('exo mutate --list', () => {
  it('names the mutants without running any', async () => {
    const { code, stdout } = await exoHere('mutate', 'lamp.mjs', '--list');
    expect(stdout).toMatch(/^7 mutants of lamp \(lamp\.mjs\)\n/);
    expect(stdout).toContain('\n  burns twice  page 7: counts every lighting twice\n');
    expect(stdout).toContain('\n  mayLight=always  mayLight=never  spare=always  spare=never  count=nothing');
    expect(stdout).toContain('\nnever referred to by the chart\n  spare=always  spare=never\n');
    expect(stdout).toContain('\n  dim=nothing: nobody looks at the level');
    expect(code).toBe(0);
  });

  it('has them as JSON, those of the published model too', async () => {
    const { stdout } = await exoHere('mutate', 'published', '--list', '--json');
    const { mutants } = JSON.parse(stdout) as { mutants: readonly Record<string, unknown>[] };
    expect(mutants[0]).toMatchObject({ name: 'ownCopy=hear', kind: 'written', source: 'A1 (s33)', of: null });
    expect(mutants.find(({ name }) => name === 'forget=nothing')).toMatchObject({
      kind: 'nothing',
      of: 'forget',
      scopes: ['n3 amnesia'],
      unused: false,
      reason: null,
    });
  });
});

describe('exo mutate prints', () => {
  it('one JSON object that scripts can rely on', async () => {
    const { code, stdout } = await exoHere('mutate', 'lamp.mjs', '--json', '--trace-dir', 'traces');
    const report = JSON.parse(stdout) as { mutants: readonly Record<string, unknown>[] };
    expect(report).toMatchObject({
      model: 'lamp.mjs',
      counts: { killed: 4, equivalent: 3, survived: 0, undecided: 0, unused: 0 },
      mislisted: [],
      scopes: [{ name: 'room', command: 'exo check ./lamp.mjs', exhausted: true, states: 9 }],
    });
    expect(report.mutants[0]).toMatchObject({
      name: 'burns twice',
      kind: 'written',
      verdict: 'killed',
      by: { kind: 'property', name: 'Lasts' },
      steps: 1,
      scope: 'room',
      trace: path.join('traces', 'burns-twice.itf.json'),
    });
    expect(report.mutants[2]).toMatchObject({ name: 'mayLight=never', steps: null, trace: null });
    expect(code).toBe(0);
  });

  it('the counts alone if --quiet', async () => {
    const { stdout, stderr } = await exoHere('mutate', 'lamp.mjs', '--quiet');
    expect([stdout, stderr]).toEqual(['7 mutants: 4 killed, 3 equivalent, 0 survived\n', '']);
  });

  it('of a single mutant, the run that kills it', async () => {
    const { stdout } = await exoHere('mutate', 'lamp.mjs', '--only', 'burns twice');
    expect(stdout).toMatch(/\n {3}1 {3}Light +\*\{.*times: 5.*\}\n/);
  });
});

describe('exo mutate --trace-dir', () => {
  it('writes what exo replay reproduces, from any folder', async () => {
    const { stdout: report } = await exoHere('mutate', 'lamp.mjs', '--trace-dir', 'deep/traces');
    expect(report).toMatch(/replay one: exo replay deep\/traces\/[\w-]+\.itf\.json --model lamp\.mjs\n/);
    const file = path.join(folder, 'deep', 'traces', 'burns-twice.itf.json');
    const { '#meta': meta } = JSON.parse(fs.readFileSync(file, 'utf8')) as { '#meta': object };
    expect(meta).toMatchObject({
      model: 'lamp.mjs',
      module: '../../lamp.mjs',
      mutant: 'burns twice',
      scope: 'room',
      property: 'Lasts',
      command: "exo mutate lamp.mjs --only 'burns twice'",
    });
    const { code, stdout } = await exoHere('replay', file, '--quiet', '--model', 'lamp.mjs');
    expect([code, stdout]).toEqual([0, 'reproduced: Lasts is violated at step 1\n']);
  });

  it('writes what exo replay refuses once the mutant is gone', async () => {
    await exoHere('mutate', 'lamp.mjs', '--only', 'burns twice', '--trace-dir', 'old');
    const file = path.join(folder, 'old', 'burns-twice.itf.json');
    fs.writeFileSync(
      file,
      fs.readFileSync(file, 'utf8').replace('"mutant": "burns twice"', '"mutant": "burns"'),
    );
    const { code, stderr } = await exoHere('replay', file, '--quiet', '--model', 'lamp.mjs');
    expect(stderr).toContain(
      `EXO206: ${file}: #meta gives no model that can be run: model 'lamp.mjs' has no mutant 'burns'`,
    );
    expect(code).toBe(150);
  });

  // The module above is one that is mutated and written in little time.
  it('writes traces of the published model', { tags: 'long' }, async () => {
    const { code, stdout } = await exoHere(
      'mutate',
      'published',
      '--only',
      'fits=always',
      '--trace-dir',
      'published',
    );
    expect(stdout).toMatch(/\n {2}fits=always {2}Agreement, 3 steps {2}n3 /);
    expect(stdout).toMatch(/\n1 trace written; replay one: exo replay published\/fits-always\.itf\.json\n/);
    expect(code).toBe(0);
    const replayed = await exoHere('replay', path.join('published', 'fits-always.itf.json'), '--quiet');
    expect(replayed.stdout).toBe('reproduced: Agreement is violated at step 3\n');
  });
});
