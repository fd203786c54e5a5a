import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeBench } from '../run-exo.test.helper.js';

const { exoHere, write, read, remove } = makeBench();
afterAll(remove);

const CHECKER = pathToFileURL(fileURLToPath(new URL('../../dist/checker/index.js', import.meta.url))).href;

/**
 * A counter that ticks twice for each number, as one that counts, to 9. With `--set skip=yes` it may leave a number
 * out, with `--set start=yes` it starts at one.
 */
const TICKS = `
import { invariant, leg, plainComponent, rule, slot } from '${CHECKER}';

const counting = (name, first, most, rules) => {
  const counter = slot(name, plainComponent({
    name,
    initial: [first],
    step: (count, { by }) => (count + by > most ? [] : [{ next: count + by, effects: [] }]),
  }));
  const offer = (by) => [{ legs: [leg(counter, { type: 'ADD', by })] }];
  return {
    name,
    slots: [counter],
    rules: rules.map(([action, by]) => rule({ name: action, slot: counter, offers: () => offer(by) })),
    routes: [],
    properties: [invariant({ name: 'Few', over: [[counter]], holds: ([count]) => count < 20 })],
    mayEnd: () => true,
  };
};

export const model = ({ slots, set }) => {
  const rules = [['Tick', 1], ...(set.skip === 'yes' ? [['Skip', 3]] : [])];
  const ticks = counting('ticks', set.start === 'yes' ? 2 : 0, slots, rules);
  const halves = (name) => ({
    name,
    reads: ticks.slots,
    map: ([count]) => [Math.floor(count / 2)],
  });
  return {
    ...ticks,
    refinements: ['Counts', 'CountsToo'].map((name) => ({
      high: () => counting('counts', 0, 9, [['Count', 1], ...(set.leap === 'yes' ? [['Leap', 7]] : [])]),
      mapping: halves(name),
    })),
  };
};
`;
beforeAll(() => void write('ticks.mjs', TICKS));

const CHECK = ['check', 'ticks.mjs', '--slots', '8', '--property', 'Counts'];

describe('exo check --property with the name of a refinement', () => {
  it('compares every step, and tells the counts', async () => {
    const { code, stdout } = await exoHere(...CHECK);
    expect(stdout).toMatch(/^✔ holds: all 9 states within these bounds were visited\n/);
    expect(stdout).toMatch(/\n {2}checked +Counts\n/);
    expect(stdout).toContain(`\nCounts: 'ticks' refines 'counts'\n`);
    expect(stdout).toMatch(/\n {2}steps compared +8 that change what is read, 4 of them stutters\n/);
    expect(stdout).toMatch(/\n {2}high actions +Count 4\n/);
    expect(code).toBe(0);
  });

  it('has the counts in JSON, and nothing else of the refinement', async () => {
    const { code, stdout } = await exoHere(...CHECK, '--json');
    const report = JSON.parse(stdout) as Record<string, unknown>;
    expect(report).toMatchObject({ verdict: 'exhausted', property: null, checked: ['Counts'], steps: null });
    expect(report['refinement']).toEqual({
      mapping: 'Counts',
      high: 'counts',
      compared: 8,
      stutters: 4,
      actions: { Count: 4 },
      highStates: 5,
      highNeverTaken: [],
      divergesAt: null,
    });
    expect(report).not.toHaveProperty('sides');
    expect(code).toBe(0);
  });

  it('checks the properties that are named beside it, and no others', async () => {
    expect(JSON.parse((await exoHere(...CHECK, '--property', 'Few', '--json')).stdout)).toMatchObject({
      checked: ['Few', 'Counts'],
    });
  });

  it('ends with 12 at a step that the other model does not have, with the trace of both', async () => {
    const { code, stdout } = await exoHere(
      ...CHECK,
      '--set',
      'skip=yes',
      '--json',
      '--trace-out',
      'skip.itf.json',
    );
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'violated',
      property: 'Counts',
      steps: 2,
      trace: 'skip.itf.json',
      refinement: { divergesAt: 'step' },
    });
    expect(code).toBe(12);
    const text = (await exoHere(...CHECK, '--set', 'skip=yes')).stdout;
    expect(text).toMatch(/^✘ Counts is violated after 2 steps, the fewest possible\n/);
    expect(text).toMatch(/\n {3}2 {3}Skip +\*4\n/);
    expect(text).toContain(
      `Counts: 'ticks' does not refine 'counts': the last step below is none of its steps\n`,
    );
    expect(text).toMatch(/There the high model can only\n {2}counts Count +\w/);
    expect(text).toContain('exo check ticks.mjs --slots 8 --set skip=yes --property Counts --trace-out');
  });

  it('ends with 10 where no step is one of the actions of the other model', async () => {
    const { code, stdout } = await exoHere(...CHECK, '--set', 'leap=yes');
    expect(stdout).toMatch(/^△ holds, but may be vacuous: no step is Leap of 'counts'; all 9 states/);
    expect(code).toBe(10);
  });

  it('takes one at a time', async () => {
    const { code, stderr } = await exoHere(...CHECK, '--property', 'CountsToo');
    expect(stderr).toMatch(/EXO302: properties 'Counts' and 'CountsToo' are searched for one by one/);
    expect(code).toBe(151);
  });

  it('is not asked for otherwise', async () => {
    expect(
      JSON.parse((await exoHere('check', 'ticks.mjs', '--set', 'skip=yes', '--json')).stdout),
    ).toMatchObject({
      verdict: 'exhausted',
      checked: ['Few'],
      refinement: null,
    });
  });
});

describe('exo replay', () => {
  it('goes through a refinement that fails, and says that it fails at that step', async () => {
    await exoHere(...CHECK, '--set', 'skip=yes', '--trace-out', 'skip.itf.json');
    const { code, stdout } = await exoHere('replay', 'skip.itf.json', '--quiet');
    expect(stdout).toBe('reproduced: Counts is violated at step 2\n');
    expect(code).toBe(0);
  });

  it('finds an initial state that is none of the other model', async () => {
    await exoHere(...CHECK, '--set', 'start=yes', '--trace-out', 'start.itf.json');
    expect((await exoHere('replay', 'start.itf.json', '--quiet')).stdout).toBe(
      'reproduced: Counts is violated at step 0\n',
    );
  });

  it('says where a refinement does not fail after all, or fails before', async () => {
    await exoHere(...CHECK, '--set', 'skip=yes', '--trace-out', 'skip.itf.json');
    type File = { states: Record<string, unknown>[] };
    const shorter = JSON.parse(read('skip.itf.json')) as File;
    shorter.states.pop();
    write('shorter.itf.json', JSON.stringify(shorter));
    const never = await exoHere('replay', 'shorter.itf.json', '--quiet');
    expect(never.stdout).toBe(
      'does not reproduce: step 1: Counts holds there, the trace says that it is violated\n',
    );
    const longer = JSON.parse(read('skip.itf.json')) as File;
    const more = { '#meta': { index: 3 }, 'mbt::actionTaken': 'Tick', ticks: { '#bigint': '5' } };
    longer.states.push({ ...longer.states.at(-1), ...more });
    write('longer.itf.json', JSON.stringify(longer));
    const earlier = await exoHere('replay', 'longer.itf.json', '--quiet');
    expect(earlier.stdout).toBe(
      'does not reproduce: step 2: Counts is violated here already, the trace says at step 3\n',
    );
    expect([never.code, earlier.code]).toEqual([12, 12]);
  });
});
