/** Modules that would end the command, or spoil its output, if they were let. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { BINARY, makeBench } from '../run-exo.test.helper.js';

const { exo, exoHere, write, folder, remove } = makeBench();
afterAll(remove);

const XSTATE = import.meta.resolve('xstate');
const CHECKER = new URL('../../dist/checker/index.js', import.meta.url).href;

let written = 0;

/** A name that no other module has: a process loads a module once. */
const fresh = (name: string): string => `${name}-${++written}.mjs`;

/** A counter to three, in a module with some code of its own and with parts of the model replaced. */
function module(name: string, parts: Readonly<Record<string, string>> = {}, own = ''): string {
  const { step = '(n) => (n < 3 ? [{ next: n + 1, effects: [] }] : [])', rest = '' } = parts;
  write(
    name,
    `import { invariant, leg, plainComponent, rule, sometimes, slot } from '${CHECKER}';
${own}
const counter = slot('counter', plainComponent({ name: 'counter', initial: [0], step: ${step} }));
const add = rule({ name: 'Add', slot: counter, offers: () => [{ legs: [leg(counter, { type: 'ADD' })] }] });
export const model = {
  name: 'counter', slots: [counter], rules: [add], routes: [], properties: [], mayEnd: () => true, ${rest}
};`,
  );
  return name;
}

describe('a module', () => {
  it.each([
    [
      'that never finishes loading',
      `await new Promise(() => {});`,
      /^exo: EXO150: module '\S+' never finishes loading: /,
    ],
    [
      'that ends the process',
      `process.exit(0);`,
      /^exo: EXO151: module '\S+' ends the process while it was loading/,
    ],
    ['that sets an exit code and ends', `process.exitCode = 3; process.exit();`, /^exo: EXO151: /],
    [
      'that throws where nobody listens',
      `await new Promise(() => setTimeout(() => { throw new Error('late\\nboom'); }, 1));`,
      /^exo: EXO152: module '\S+' throws Error: late boom when nothing is asked/,
    ],
  ])('%s ends in 150 and a line', (_, own, line) => {
    const { code, stdout, stderr } = exo('check', module('hostile.mjs', {}, own));
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect([code, stdout]).toEqual([150, '']);
  });

  it('that ends the process when it is asked a question ends in 150 too', () => {
    const { code, stdout, stderr } = exo('check', module('quits.mjs', { step: '() => process.exit(0)' }));
    expect(stderr).toBe(
      "exo: EXO151: module 'quits.mjs' ends the process while it was checked: leave out process.exit\n",
    );
    expect([code, stdout]).toEqual([150, '']);
  });

  it('that prints does so on standard error, once for each question, so that JSON stays JSON', () => {
    const step = '(n) => { console.log("step", n); return n < 3 ? [{ next: n + 1, effects: [] }] : []; }';
    const { code, stdout, stderr } = exo(
      'check',
      module('talks.mjs', { step }, 'console.log("here");'),
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'exhausted', states: 4 });
    expect(stderr).toBe('here\nstep 0\nstep 1\nstep 2\nstep 3\n');
    expect(code).toBe(0);
  });

  it.each([
    [
      'offers nothing',
      { rest: `rules: [rule({ name: 'Add', slot: counter, offers: () => null })],` },
      'EXO133',
    ],
    ['takes steps that are no list', { step: '() => ({ next: 1, effects: [] })' }, 'EXO133'],
    ['leaves effects out', { step: '() => [{ next: 1 }]' }, 'EXO133'],
    ['throws in a step', { step: '() => { throw new TypeError("no") }' }, 'EXO132'],
    ['reads the clock', { step: '(n) => [{ next: Date.now(), effects: [] }]' }, 'EXO111'],
    ['draws numbers', { step: '(n) => [{ next: Math.random(), effects: [] }]' }, 'EXO111'],
    [
      'has an async property',
      { rest: `properties: [invariant({ name: 'Fine', over: [[counter]], holds: async () => false })],` },
      'EXO134',
    ],
    [
      'has a property that says nothing',
      { rest: `properties: [invariant({ name: 'Fine', over: [[counter]], holds: () => undefined })],` },
      'EXO134',
    ],
    ['shows itself by what is no function', { rest: `display: { summary: 'ADD' },` }, 'EXO143'],
    ['has a component without a step', { rest: `slots: [{ name: 'x', component: {} }],` }, 'EXO143'],
  ])('whose model %s is told so in one line', async (_, parts, wanted) => {
    const { code, stdout, stderr } = await exoHere('check', module(fresh('wrong'), parts), '--quiet');
    expect(stderr).toMatch(new RegExp(`^exo: ${wanted}: .*\n$`));
    expect([code, stdout]).toEqual([150, '']);
  });

  it.each([
    ['summary', `{ summary: () => { throw new Error('x'); } }`, 'its words are left out'],
    ['messages', `{ messages: () => 'none' }`, 'its words are left out'],
    [
      'state',
      `(counter.component.show = () => { throw new Error('x'); }, {})`,
      'there is no table and no trace',
    ],
  ])('whose %s cannot be shown has its verdict all the same', async (_, display, left) => {
    const rest = `mayEnd: () => false, display: ${display},`;
    const { code, stdout, stderr } = await exoHere('check', module(fresh('unshown'), { rest }));
    expect(stderr).toMatch(new RegExp(`^exo: EXO13[23]: .*; ${left}\n$`));
    expect(stdout).toMatch(/^✘ deadlock after 3 steps/);
    expect(code).toBe(11);
  });
});

describe('a report', () => {
  it('says so where a model has no property', async () => {
    const { stdout, code } = await exoHere('check', module('unasked.mjs'));
    expect(stdout).toMatch(/\n {2}checked {9}no property: only that no run ends where it may not\n/);
    expect(code).toBe(0);
  });

  it('lists what was not checked, and speaks of faults only where a model does', async () => {
    const rest = `properties: [invariant({ name: 'Small', over: [[counter]], holds: ([n]) => n < 9 })],
      possibilities: [{
        name: 'CanGrow', onward: () => model, carry: (s) => s, slots: [0], progress: (a, b) => b > a, atBound: () => false,
      }],`;
    const file = module('stuck.mjs', { rest });
    const { stdout, code } = await exoHere('check', file);
    expect(stdout).toMatch(/\n {2}not checked {5}CanGrow\n/);
    expect(code).toBe(0);
    expect(JSON.parse((await exoHere('check', file, '--json')).stdout)).toMatchObject({
      notChecked: ['CanGrow'],
    });
    const stuck = await exoHere('check', file, '--property', 'CanGrow');
    expect(stuck.stdout).toContain('stuck for ever: from there, 1 state can be reached by 0 transitions');
    expect(stuck.stdout).toMatch(/\n {2}not checked {5}Small\n/);
    expect(stuck.stdout).not.toMatch(/losses|partitions|hosts|bus/);
  });

  it('says what depth-first search with a limit of depth cannot claim', async () => {
    const file = module('deep.mjs');
    const deep = await exoHere('check', file, '--search', 'dfs', '--depth-max', '1');
    expect(deep.stdout).toContain('may pass over what lies within it');
    expect((await exoHere('check', file, '--depth-max', '1')).stdout).not.toContain('pass over');
  });
});

describe('the report of a machine', () => {
  const MACHINE = `import { setup } from '${XSTATE}';
import { leg, route, rule, slot, xstateComponent } from '${CHECKER}';
const machine = setup({ actions: { mark: ({ context }) => { context.flag = true; } } }).createMachine({
  id: 'lamp', context: () => ({ flag: false }), initial: 'off',
  states: { off: { on: { GO: { target: 'on', actions: 'mark' } } }, on: { on: { BREAK: 'broken' } }, broken: { type: 'final' } },
});
const lamp = slot('lamp', xstateComponent(machine));
export const model = {
  name: 'lamp', slots: [lamp], routes: [route(lamp, () => [])], properties: [],
  rules: [rule({ name: 'Go', slot: lamp, offers: () => [{ legs: [leg(lamp, { type: 'GO' })] }] })], mayEnd: END,
};`;
  const lamp = (end: string): string => {
    const name = fresh('lamp');
    write(name, MACHINE.replace('END', end));
    return name;
  };

  it('has its coverage, which can be listed and required', async () => {
    const { stdout, code } = await exoHere('check', lamp('() => true'), '--coverage');
    expect(stdout).toMatch(/\n {2}actor +state +event +taken +ignored\n {2}lamp +\S+ +\S+ +1 +-\n/);
    expect(stdout).toMatch(/\n {2}coverage {8}lamp 2\/3 states, 1\/2 transitions, never sent: BREAK\n/);
    expect(stdout).toMatch(
      /\n {2}effects {9}1 custom action is taken as an effect: what it does or sends by itself is not seen \(--call-actions\)\n/,
    );
    expect(stdout).toMatch(/\n {20}never taken: on\.on\.BREAK\[0\]\n/);
    expect(code).toBe(0);
    const required = await exoHere('check', lamp('() => true'), '--require-coverage');
    expect(required.stdout).toMatch(/^△ holds, but coverage is incomplete: lamp never entered broken; /);
    expect(required.code).toBe(10);
    expect(JSON.parse((await exoHere('check', lamp('() => true'), '--json')).stdout)).toMatchObject({
      coverage: [{ machine: 'lamp', states: { total: 3, met: 2, missing: ['broken'] } }],
      customActions: ['mark'],
    });
  });

  it('finds an action that changes its context with --call-actions', async () => {
    const { stderr, code } = await exoHere('check', lamp('() => true'), '--call-actions');
    expect(stderr).toMatch(/^exo: EXO112: lamp is impure: action "mark" mutates the context on event "GO"/);
    expect(code).toBe(150);
  });

  it('says which ends are accepted, if the model does not', async () => {
    const { stdout, code } = await exoHere('check', lamp('undefined'));
    expect(stdout).toMatch(/\n {2}ends {12}accepted where every machine that has a final state is in it\n/);
    expect(code).toBe(11);
  });
});

describe.skipIf(!fs.existsSync('/dev/full'))('output that cannot be written', () => {
  it.each([['check'], ['list'], ['--help']])('of exo %s ends in 74 and a line', (command) => {
    const words = command === 'check' ? ['check', module('fine.mjs')] : [command];
    const full = fs.openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [BINARY, ...words], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', full, 'pipe'],
    });
    fs.closeSync(full);
    expect(stderr).toMatch(/^exo: EXO153: standard output cannot be written: ENOSPC.*\n$/);
    expect(status).toBe(74);
  });
});
