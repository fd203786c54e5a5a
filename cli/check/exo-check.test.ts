import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeBench } from '../run-exo.test.helper.js';

const { exoHere, write, remove } = makeBench();
afterAll(remove);

const SMALL = ['exo', '--hosts', '3', '--slots', '3', '--epochs', '2', '--medium', 'receive-any'];

describe('exo check exo', () => {
  it('searches the completed protocol, and names its bounds and the reductions in force', async () => {
    const { code, stdout, stderr } = await exoHere('check', ...SMALL);
    expect(stdout).toMatch(/^✔ holds: all [\d,]+ states within these bounds were visited\n/);
    expect(stdout).toContain('Exo completed · 3 hosts · 3 slots · 2 epochs · receive-any\n');
    expect(stdout).toMatch(/\n {2}checked +Agreement · Stability/);
    expect(stdout).toMatch(/\n {2}reductions +dead-messages · persist · deliver/);
    expect([code, stderr]).toEqual([0, '']);
  });

  it('counts what its medium counts', { tags: 'long' }, async () => {
    const budgets = ['--timeouts', '1', '--losses', 'inf', '--crashes', '1', '--payloads', '1'];
    const bus = await exoHere(
      'check',
      'exo',
      '--slots',
      '2',
      '--epochs',
      '2',
      ...budgets,
      '--partitions',
      '1',
    );
    expect(bus.stdout).toContain(
      'Exo completed · 3 hosts · 2 slots · 2 epochs · 1 payload a host · bus · ' +
        '1 time-out · any number of losses · 1 partition · 1 crash\n',
    );
    const lossless = await exoHere('check', 'exo', '--slots', '2', '--epochs', '1', '--medium', 'async');
    expect(lossless.stdout).toContain('· 2 slots · 1 epoch · async · no faults\n');
  });

  it('has three epochs and a payload more at any time where nothing else is said', async () => {
    const { stdout } = await exoHere('check', 'exo', '--slots', '1', '--medium', 'receive-any', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ bounds: { hosts: 3, slots: 1, epochs: 3, payloads: 'inf' } });
  });

  it('prints as JSON the bounds that the medium counts, and the reductions in force', async () => {
    const { code, stdout } = await exoHere(
      ...['check', 'exo', '--hosts', '3', '--slots', '2', '--epochs', '2', '--medium', 'receive-any'],
      '--json',
      '--no-reduce',
      'persist',
      '--no-reduce',
      'submit,gather',
    );
    const report = JSON.parse(stdout) as Record<string, unknown>;
    expect(report).toMatchObject({
      verdict: 'exhausted',
      model: 'exo',
      medium: 'receive-any',
      literal: false,
      knobs: {},
      refinement: null,
      reductions: ['dead-messages', 'deliver', 'restart', 'requests', 'partitions'],
    });
    expect(report['bounds']).toEqual({ hosts: 3, slots: 2, epochs: 2, crashes: 0, payloads: 'inf' });
    expect(code).toBe(0);
  });

  it('reaches more states without reductions, and says what is off', async () => {
    const words = ['check', 'exo', '--slots', '2', '--epochs', '2', '--medium', 'receive-any'];
    const all = await exoHere(...words, '--json');
    const none = await exoHere(...words, '--no-reduce', 'persist,deliver,gather,submit,restart');
    expect(none.stdout).toContain('· without the reductions persist, deliver, gather, submit, restart\n');
    expect(none.stdout).toMatch(/\n {2}reductions +dead-messages · requests · partitions\n/);
    const { states } = JSON.parse(all.stdout) as { states: number };
    const [, more = ''] = /all ([\d,]+) states/.exec(none.stdout) ?? [];
    expect(Number(more.replaceAll(',', ''))).toBeGreaterThan(states);
  });

  it('says none where all reductions are off', async () => {
    const { stdout } = await exoHere('check', 'exo', '--no-reduce', 'all', '--depth-max', '1');
    expect(stdout).toMatch(/\n {2}reductions +none\n/);
  });
});

describe('exo check exo says in one line what is wrong, and what is accepted:', () => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['--hosts', '10'], /EXO321: --hosts takes a whole number from 2 to 9, not '10'/],
    [['--slots', '100'], /EXO321: --slots takes a whole number from 1 to 99, not '100'/],
    [['--epochs', '0'], /EXO321: --epochs takes a whole number of at least 1, not '0'/],
    [['--epochs', '100'], /EXO321: --epochs takes a whole number from 1 to 99, not '100'/],
    [['--payloads', 'some'], /EXO321: --payloads takes a whole number, or inf/],
    [['--no-reduce'], /EXO322: option '--no-reduce <name>' argument missing/],
    [
      ['--no-reduce', 'persist,'],
      /EXO321: --no-reduce takes names separated by commas, such as persist,deliver/,
    ],
    [
      ['--no-reduce', 'persit'],
      /EXO314: unknown reduction 'persit'; the reductions are dead-messages, persist, .*partitions, or all/,
    ],
    [['--literal', '--medium', 'async'], /EXO313: model 'exo' has no literal form: leave --literal out/],
    [['--set', 'ownCopy=hear'], /EXO311: unknown knob 'ownCopy'; the knobs are members/],
    [
      ['--medium', 'async', '--partitions', '1'],
      /EXO313: medium async takes no --partitions \(a partition is/,
    ],
    [
      ['--medium', 'receive-any', '--timeouts', '1'],
      /EXO313: medium receive-any takes no --timeouts \(there is/,
    ],
    [['--medium', 'receive-any', '--losses', 'inf'], /EXO313: medium receive-any takes no --losses/],
    [
      ['--offload', '--storage', 'diskless', '--resets', '5'],
      /EXO313: without disks --resets takes 0 to 4, not 5: each life of an engine/,
    ],
    [
      ['--offload', '--set', 'reading=session-goes-on'],
      /EXO313: reading 'session-goes-on' is one of engines without disks: add --storage diskless/,
    ],
    [['--medium', 'receive-any', '--partitions', '1'], /EXO313: medium receive-any takes no --partitions/],
    [['--property', 'Peace'], /EXO301: unknown property 'Peace'.*Agreement/],
  ];
  it.each(cases)('exo check exo %j', async (words, text) => {
    const { code, stdout, stderr } = await exoHere('check', 'exo', ...words);
    expect(stderr).toMatch(text);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect([code, stdout]).toEqual([151, '']);
  });
});

describe('a module', () => {
  beforeAll(() =>
    write(
      'asked.mjs',
      `export const model = ({ epochs, payloads, noReduce }) => {
        throw new Error(JSON.stringify({ epochs, payloads, noReduce }));
      };`,
    ),
  );

  it('is given epochs, payloads and reductions as typed', async () => {
    const { stderr } = await exoHere(
      'check',
      'asked.mjs',
      '--epochs',
      '7',
      '--payloads',
      '2',
      '--no-reduce',
      'all,mine',
    );
    expect(stderr).toContain('{"epochs":7,"payloads":2,"noReduce":["all","mine"]}');
  });

  it('is given the defaults where nothing is said', async () => {
    expect((await exoHere('check', 'asked.mjs')).stderr).toContain(
      '{"epochs":3,"payloads":"inf","noReduce":[]}',
    );
  });
});

describe('exo list', () => {
  it('has the completed protocol, its reductions, properties and witnesses, each with a meaning', async () => {
    const { stdout } = await exoHere('list');
    expect(stdout).toMatch(/\n {2}exo +Exo completed, rules R1 to R11/);
    expect(stdout).toMatch(/\nReductions of exo .*\n {2}dead-messages +\w/);
    expect(stdout).toMatch(/\nProperties of exo .*\n {2}Agreement +\w/);
    expect(stdout).toMatch(/\nWitnesses of exo .*\n {2}SomethingAgreed +\w/);
    expect(stdout).toMatch(/\n {2}--no-reduce <name> +\w/);
    const { properties } = JSON.parse((await exoHere('list', '--json')).stdout) as {
      properties: { model: string; name: string; meaning: string }[];
    };
    const ofExo = properties.filter(({ model }) => model === 'exo');
    expect(ofExo.map(({ name }) => name)).toContain('MinorityHalt');
    expect(ofExo.filter(({ meaning }) => meaning === '')).toEqual([]);
  });
});
