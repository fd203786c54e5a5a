import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { isFollowed } from '../../conformance/refine/played.js';
import { faulty } from '../../conformance/compare/faulty-copy.js';
import { IMPL_MUTANTS } from '../../conformance/mutants/index.js';
import { playKept, playMutants } from '../replay/counterexamples.js';
import { makeBench } from '../run-exo.test.helper.js';

const ROOT = path.join(import.meta.dirname, '..', '..');
const bench = makeBench();
const { exoHere } = bench;
afterAll(bench.remove);

const SMALL = ['refine', '--hosts', '2', '--slots', '1', '--epochs', '2', '--medium', 'receive-any'];

describe('exo refine', () => {
  test('says in how many pairs of a state and an event the core is the same', async () => {
    const { code, stdout } = await exoHere(...SMALL);
    expect(stdout).toContain('✔ the same: ');
    expect(stdout).toMatch(/✔ the core follows the specification: [\d,]+ pairs compared, .* of 48 outcomes/);
    expect(code).toBe(0);
  });

  test('searches a running host among any others', async () => {
    const bounds = ['--epochs', '2', '--slots', '1', '--payloads', '0'];
    const { code, stdout } = await exoHere('refine', '--driver', '--among-any', ...bounds);
    expect(stdout).toContain('a running host among any others · 3 hosts · 1 slot · 2 epochs');
    // So little is too little for some of what has to come up.
    expect(code).toBe(10);
    const { stderr } = await exoHere('refine', '--among-any', ...bounds);
    expect(stderr).toContain('EXO313: --among-any is of --driver');
  });

  test('searches it among others that send snapshots', async () => {
    const bounds = ['--epochs', '2', '--slots', '1', '--payloads', '0', '--snapshots'];
    const { code, stdout } = await exoHere('refine', '--driver', '--among-any', ...bounds);
    expect(stdout).toContain('a running host among any others that send it snapshots · 3 hosts · 1 slot');
    expect(code).toBe(10);
    const { stderr } = await exoHere('refine', '--driver', ...bounds);
    expect(stderr).toContain('EXO313: --snapshots is of --among-any');
  });

  test('says the same as JSON', async () => {
    const { code, stdout } = await exoHere(...SMALL, '--json');
    const { verdict, scopes, guards } = JSON.parse(stdout) as Record<string, unknown>;
    expect([code, verdict]).toEqual([0, 'exhausted']);
    expect(scopes).toMatchObject([
      { name: 'as given', verdict: 'exhausted', bounds: { hosts: 2, slots: 1 } },
    ]);
    expect(guards).toMatchObject({ outcomes: 48 });
  });

  test('takes hosts without disks, and refuses a recovery that the core has not', async () => {
    const diskless = ['refine', '--storage', 'diskless', '--hosts', '3', '--slots', '1', '--epochs', '1'];
    const { code, stdout } = await exoHere(...diskless, '--crashes', '1', '--medium', 'receive-any');
    expect(stdout).toMatch(/✔ the core without a disk follows the specification: .* of 66 outcomes/);
    expect(code).toBe(0);
    expect((await exoHere(...diskless, '--diskless-recovery', 'naive')).stderr).toContain('EXO313');
  });

  test('ends with 3 where a limit ends it', async () => {
    expect((await exoHere(...SMALL, '--states-max', '3', '--quiet')).code).toBe(3);
  });

  test('refuses what it cannot take, in a line', async () => {
    const { code, stdout, stderr } = await exoHere('refine', '--hosts', '12');
    expect([code, stdout]).toEqual([151, '']);
    expect(stderr).toMatch(/^exo: EXO3\d\d: .*\n$/);
  });
});

describe('exo refine --offload', () => {
  const small = ['--medium', 'receive-any', '--slots', '1', '--epochs', '1', '--resets', '1'];

  test('holds engine and driver against their specification', async () => {
    const { code, stdout } = await exoHere('refine', '--offload', ...small);
    expect(stdout).toContain("The implementation's engine and driver beside the specification");
    expect(stdout).toMatch(
      /✔ the offload path follows the specification: [\d,]+ pairs compared, .* outcomes/,
    );
    expect(code).toBe(0);
  });

  test('holds engines without disks against their specification with --offload', async () => {
    const diskless = ['refine', '--offload', '--storage', 'diskless', '--hosts', '3', '--slots', '1'];
    const bounds = ['--epochs', '1', '--payloads', '1', '--resets', '1', '--medium', 'receive-any'];
    const { code, stdout } = await exoHere(...diskless, ...bounds);
    expect(stdout).toContain("The implementation's engine, without a disk, and driver");
    expect(stdout).toMatch(/✔ the offload path without a disk follows the specification: [\d,]+ pairs/);
    expect(code).toBe(0);
    expect((await exoHere(...diskless, '--diskless-recovery', 'naive')).stderr).toContain('EXO313');
  });

  test('takes no bounds of split hosts without --offload', async () => {
    const { code, stderr } = await exoHere('refine', '--resets', '1');
    expect(code).toBe(151);
    expect(stderr).toMatch(/^exo: EXO313: .*resets/);
  });
});

describe('exo refine --counterexamples --offload', () => {
  test('says where engine and driver leave what wrong readings come to', { tags: 'long' }, async () => {
    const { code, stdout } = await exoHere('refine', '--counterexamples', '--offload');
    expect(stdout).toContain('✔ the offload path follows none of 30 counterexamples');
    expect(stdout).toMatch(/begin-at-pointer +left at step 8 of 8: A, on .*ATTACH.* cursor is 0, not 1/);
    expect(code).toBe(0);
  });
});

describe('exo refine --ring', () => {
  test('searches two threads at a ring, and says what of a FIFO their steps are', async () => {
    const { code, stdout } = await exoHere('refine', '--ring', '--payloads', '2');
    expect(stdout).toContain('△ holds, but may be vacuous: WriterSleeps never reached; all 9,837 states');
    expect(stdout).toContain("IsFifo: 'ring' refines 'a bounded FIFO'");
    expect(code).toBe(10);
  });

  test.each([
    ['--hosts', '3', /--ring takes no --hosts/],
    ['--no-reduce', 'persist', /--ring takes no --no-reduce/],
    ['--payloads', '9', /--payloads takes a whole number from 1 to 8, not '9'/],
  ])('refuses %s %s', async (option, value, why) => {
    const { code, stdout, stderr } = await exoHere('refine', '--ring', option, value);
    expect([code, stdout]).toEqual([151, '']);
    expect(stderr).toMatch(why);
  });
});

describe('a core that is faulty', () => {
  const copy = path.join(bench.folder, 'faulty');
  const mutant = IMPL_MUTANTS.find(({ name }) => name === 'agree-one-early');
  const run = (...words: readonly string[]) =>
    spawnSync(process.execPath, [path.join(copy, 'dist', 'cli', 'exo.js'), ...words], {
      cwd: bench.folder,
      encoding: 'utf8',
      env: { ...process.env, EXO_COMMAND: 'exo' },
    });

  test(
    'is shown beside the specification up to the first field that differs, and its trace is replayed',
    { tags: 'long' },
    async () => {
      if (mutant === undefined) throw new Error('there is no such mutant');
      fs.cpSync(path.join(ROOT, 'dist'), path.join(copy, 'dist'), { recursive: true });
      fs.copyFileSync(path.join(ROOT, 'package.json'), path.join(copy, 'package.json'));
      fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'), 'dir');
      const file = path.join(copy, 'dist', 'impl', mutant.file);
      fs.writeFileSync(file, faulty(fs.readFileSync(file, 'utf8'), mutant));

      const found = run(...SMALL, '--slots', '2', '--trace-out', 'divergence.itf.json');
      expect(found.stdout).toContain('✘ the core does not follow the specification');
      expect(found.stdout).toMatch(/differs in {5}agreed\nspecification {2}\d\ncore {11}\d/);
      expect(found.stdout).toContain('exo replay divergence.itf.json');
      expect(found.status).toBe(12);

      const replayed = run('replay', 'divergence.itf.json');
      expect(replayed.stdout).toMatch(/differs in {5}agreed\nspecification {2}\d\ncore {11}\d/);
      expect(replayed.stdout).toContain('reproduced: FollowsSpec is violated');
      expect(replayed.status).toBe(0);
      const sound = await exoHere('replay', 'divergence.itf.json', '--quiet');
      expect([sound.code, sound.stdout]).toEqual([12, expect.stringContaining('does not reproduce')]);
    },
  );
});

describe('counterexamples', () => {
  test(
    'of the published protocol are not followed by the core, and where they are stuck, it is not',
    { tags: 'long' },
    async () => {
      const played = await playKept(path.join(ROOT, 'traces', 'counterexamples'));
      expect(played.length).toBe(17);
      expect(played.filter(isFollowed)).toEqual([]);
      expect(played.filter(({ goesOn }) => goesOn === true).map(({ name }) => name)).toEqual([
        'stuck-CanAgree',
        'stuck-CanAgreeFirst',
      ]);
    },
  );

  test('of mutants of the completed protocol are not followed either', { tags: 'long' }, async () => {
    const played = await playMutants({
      only: ['ownsNumber=always', 'agree-by-one-fewer', 'loseVolatile=nothing'],
    });
    expect(played.map(({ name }) => name).sort()).toEqual([
      'agree-by-one-fewer',
      'loseVolatile=nothing',
      'ownsNumber=always',
    ]);
    expect(played.filter(isFollowed)).toEqual([]);
  });
});

describe('exo mutate impl', () => {
  test('says what catches a faulty version, and how fast', async () => {
    const { code, stdout } = await exoHere(
      'mutate',
      'impl',
      '--only',
      'history-not-checked,numbers-from-zero',
    );
    expect(stdout).toMatch(/history-not-checked {2}refinement [\d.]+ s: acceptance, bus, step 0/);
    expect(stdout).toMatch(/numbers-from-zero {4}simulation [\d.]+ s: /);
    expect(stdout).toMatch(/2 mutants: 2 caught, 0 survived, in /);
    expect(code).toBe(0);
  });

  test('says the same as JSON', async () => {
    const { code, stdout } = await exoHere('mutate', 'impl', '--only', 'gap-accepted', '--json', '--quiet');
    const { counts, mutants } = JSON.parse(stdout) as Record<string, unknown>;
    expect(counts).toMatchObject({ mutants: 1, run: 1, caught: 1, survived: 0, by: { refinement: 1 } });
    expect(mutants).toMatchObject([
      { name: 'gap-accepted', rule: 'R3', attempts: [{ by: 'refinement', isCaught: true }] },
    ]);
    expect(code).toBe(0);
  });

  test('lists the faulty versions', async () => {
    const { code, stdout } = await exoHere('mutate', 'impl', '--list');
    expect(stdout.split('\n').length).toBe(IMPL_MUTANTS.length + 3);
    expect(stdout).toContain('torn-write-accepted');
    expect(code).toBe(0);
  });

  test.each([
    [['--only', 'nobody'], `--only takes a mutant that 'exo mutate impl --list' shows, not 'nobody'`],
    [['--states-max', '7'], `--states-max takes nothing with 'impl', not '7'`],
  ])('refuses %s', async (words, text) => {
    const { code, stdout, stderr } = await exoHere('mutate', 'impl', ...words);
    expect([code, stdout, stderr]).toEqual([151, '', `exo: EXO321: ${text}\n`]);
  });
});

describe('exo lockstep', () => {
  test('says in how many runs the core is the same', async () => {
    const { code, stdout } = await exoHere('lockstep', '--runs', '3', '--commands', '60', '--hosts', '9');
    expect(stdout).toMatch(/^✔ the same in all of them: 3 runs, [\d,]+ events at a host, /);
    expect(code).toBe(0);
  });

  test('says so as JSON, with the seed', async () => {
    const { code, stdout } = await exoHere(
      'lockstep',
      '--runs',
      '2',
      '--commands',
      '20',
      '--seed',
      '5',
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'same',
      seed: 5,
      path: null,
      run: null,
      totals: { runs: 2 },
    });
    expect(code).toBe(0);
  });

  test('begins with the runs of a file, which it leaves as it is', async () => {
    const run = { hosts: 3, compacts: 0, commands: [{ do: 'rounds', turns: 3 }] };
    const file = bench.write('runs.json', JSON.stringify([run]));
    const before = bench.read('runs.json');
    const { code, stdout } = await exoHere('lockstep', '--runs', '0', '--failures', file);
    expect(stdout).toMatch(/^✔ the same in all of them: 1 run, /);
    expect(code).toBe(0);
    expect(bench.read('runs.json')).toBe(before);
  });

  test.each([
    ['{', 'it is no JSON'],
    ['{}', 'it is no list'],
    ['[{ "hosts": 3 }]', 'its element 0 is no run in lock step'],
  ])('refuses a file with %s', async (text, why) => {
    const file = bench.write('wrong.json', text);
    const { code, stdout, stderr } = await exoHere('lockstep', '--failures', file);
    expect([code, stdout]).toEqual([150, '']);
    expect(stderr).toBe(
      `exo: EXO147: '${file}' cannot be used: ${why}; accepted: runs that exo lockstep wrote\n`,
    );
  });

  test('refuses to say that no run at all is the same', async () => {
    const { code, stdout, stderr } = await exoHere('lockstep', '--runs', '0');
    expect([code, stdout]).toEqual([151, '']);
    expect(stderr).toBe(
      "exo: EXO321: --runs takes at least 1 where no --failures give runs to begin with, not '0'\n",
    );
  });

  test('refuses other options in a line', async () => {
    const { code, stderr } = await exoHere('lockstep', '--hosts', '10');
    expect([code, stderr]).toEqual([
      151,
      "exo: EXO321: --hosts takes a whole number from 2 to 9, not '10'\n",
    ]);
  });
});
