/** What gives its first answer for ever is consistent in itself; loaded anew and asked something else first, it is found out. */
import { afterAll, describe, expect, test } from 'vitest';
import { makeBench } from '../run-exo.test.helper.js';

const { exoHere, write, remove } = makeBench();
afterAll(remove);

const XSTATE = import.meta.resolve('xstate');
const CHECKER = new URL('../../dist/checker/index.js', import.meta.url).href;

/** A counter to three, with parts of the model replaced, and with a machine or component that lies in a module of its own. */
function counter(name: string, own: string, parts: Readonly<Record<string, string>> = {}): string {
  const { step = 'n < 3 ? [{ next: n + 1, effects: [] }] : []', when = 'true', holds = 'true' } = parts;
  const { within = 'true', mayEnd = 'true' } = parts;
  write(`kept-${name}`, `let first;\n${own}`);
  write(
    name,
    `import { each, invariant, leg, plainComponent, rule, slot } from '${CHECKER}';
import { kept } from './kept-${name}';
const counter = slot('counter', plainComponent({ name: 'counter', initial: [0], step: (n) => ${step} }));
const burst = { legs: [leg(counter, { type: 'ADD' })] };
const add = rule({ name: 'Add', slot: counter, when: (n) => ${when}, offers: () => [burst] });
const low = invariant({ name: 'Low', over: each([counter]), holds: ([n]) => ${holds} });
export const model = {
  name: 'counter', slots: [counter], rules: [add], routes: [], properties: [low],
  within: ([n]) => ${within}, mayEnd: ([n]) => ${mayEnd},
};`,
  );
  return name;
}

/** Keeps what it was asked first. */
const KEPT = 'export const kept = (value) => (first ??= value);';

describe('a variable that keeps its first answer', () => {
  test.each([
    [
      'a step',
      'the successors',
      { step: 'kept({ isOn: n < 3 }).isOn && n < 6 ? [{ next: n + 1, effects: [] }] : []' },
    ],
    ['a rule', 'the successors', { when: 'kept({ isOn: n < 2 }).isOn' }],
    ['a property', "property 'Low'", { holds: 'kept({ isLow: n < 2 }).isLow' }],
    ['a constraint', "'within'", { within: 'kept({ isLow: n < 2 }).isLow' }],
  ])('is found out in %s', async (name, of, parts) => {
    const file = `${name.replace(' ', '-')}.mjs`;
    const { code, stderr } = await exoHere('check', counter(file, KEPT, parts));
    expect(stderr).toMatch(
      /^exo: EXO111: model '\S+' is not deterministic: loaded anew and asked about the same states/,
    );
    expect(stderr).toContain(`it answers otherwise as to ${of}; `);
    expect(code).toBe(150);
  });

  test('is found out in a guard of a machine', async () => {
    write(
      'machine.mjs',
      `import { setup, assign } from '${XSTATE}';
let isFull;
export const machine = setup({ guards: { hasRoom: ({ context }) => !(isFull ??= context.n > 1) } }).createMachine({
  id: 'box', initial: 'open', context: { n: 0 },
  states: { open: { on: { ADD: { guard: 'hasRoom', actions: assign({ n: ({ context }) => (context.n + 1) % 5 }) } } } },
});`,
    );
    write(
      'box.mjs',
      `import { system } from '${CHECKER}';
import { machine } from './machine.mjs';
export const model = system({ name: 'box', actors: { box: machine }, inputs: { box: [{ type: 'ADD' }] } });`,
    );
    const { code, stderr } = await exoHere('check', 'box.mjs');
    expect(stderr).toMatch(/EXO111: model '\S+' is not deterministic: loaded anew/);
    expect(code).toBe(150);
  });
});

test('a model that keeps what does not change holds', async () => {
  const { code, stderr } = await exoHere(
    'check',
    counter('steady.mjs', KEPT, { holds: 'kept({ limit: 9 }).limit > n' }),
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('a module that loads in the main thread only is told to be asked in one order only', async () => {
  const own = `import { isMainThread } from 'node:worker_threads';
if (!isMainThread) throw new Error('no threads, please');
export const kept = (value) => value;`;
  const { code, stderr, stdout } = await exoHere('check', counter('main.mjs', own));
  expect(stdout).toContain('holds');
  expect(stderr).toMatch(
    /^exo: asked in one order only, for in a thread of its own 'main\.mjs' does not load: .*no threads, please/,
  );
  expect(code).toBe(0);
});
