/** Modules that export a machine, and no model. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeBench } from '../run-exo.test.helper.js';

const ROOT = path.join(import.meta.dirname, '..', '..');
const bench = makeBench();
afterAll(bench.remove);

const XSTATE = import.meta.resolve('xstate');
const CHECKER = new URL('../../dist/checker/index.js', import.meta.url).href;

/** A module whose imports lead to what is installed here. */
function write(name: string, text: string): void {
  bench.write(
    name,
    text.replaceAll(`'xstate'`, `'${XSTATE}'`).replaceAll(`'exo-broadcast/checker'`, `'${CHECKER}'`),
  );
}

const DOOR = `createMachine({ initial: 'shut', states: { shut: { on: { OPEN: 'open' } }, open: { on: { SHUT: 'shut' } } } })`;
const IMPORT = `import { createMachine } from 'xstate';`;

test('the only machine of a module is checked, whatever it is called', async () => {
  write('door.mjs', `${IMPORT} export const door = ${DOOR};`);
  write('default.mjs', `${IMPORT} export const door = ${DOOR}; export default door;`);
  write('model.mjs', `${IMPORT} export const other = ${DOOR}; export const model = ${DOOR};`);
  for (const name of ['door.mjs', 'default.mjs', 'model.mjs']) {
    const { code, stdout } = await bench.exoHere('check', `./${name}`, '--json');
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, states: 2, transitions: 2 });
  }
});

test('a module of several machines has to say which', async () => {
  write('two.mjs', `${IMPORT} export const one = ${DOOR}; export const other = ${DOOR};`);
  const { code, stderr } = await bench.exoHere('check', './two.mjs');
  expect(code).toBe(150);
  expect(stderr).toContain('several machines: one, other');
  expect(stderr).toContain(`export 'model': a Model, a machine, or a function`);
});

test('what a machine reads of events that say nothing is told', async () => {
  const picky = `createMachine({ id: 'picky', on: { SET: { guard: ({ event }) => event.value > 0, actions: 'keep' } } })`;
  write('picky.mjs', `${IMPORT} export const picky = ${picky};`);
  const { stdout } = await bench.exoHere('check', './picky.mjs');
  expect(stdout).toContain(
    'hint            SET comes with nothing but its type, and picky reads event.value',
  );
  expect(stdout).toContain('list what such an event may bring: `events` of machineModel');
});

test('a wildcard that takes no event that is sent is told', async () => {
  const mouse = `createMachine({ id: 'mouse', initial: 'a', states: {
    a: { on: { 'mouse.*': 'gone', T: 'b' } }, b: { on: { T: 'a', '*': 'gone' } }, gone: {} } })`;
  write('mouse.mjs', `${IMPORT} export const mouse = ${mouse};`);
  const { code, stdout } = await bench.exoHere('check', './mouse.mjs');
  expect(stdout).toContain('hint            no event was sent to mouse that its wildcard mouse.* or * takes');
  expect(stdout).toContain('list such events: `events` of machineModel, `inputs` of a system');
  expect(code).toBe(0);
  write(
    'told.mjs',
    `${IMPORT} import { machineModel } from 'exo-broadcast/checker';
export const model = machineModel(${mouse}, { events: [{ type: 'T' }, { type: 'mouse.down' }], mayEnd: () => true });`,
  );
  expect((await bench.exoHere('check', './told.mjs')).stdout).not.toMatch(/wildcard mouse\.\*/);
});

test('an error that stops a machine where that is an accepted end is told', async () => {
  write(
    'load.mjs',
    `import { fromPromise, setup } from 'xstate'; import { machineModel } from 'exo-broadcast/checker';
const load = setup({ actors: { p: fromPromise(async () => 1) } }).createMachine({ id: 'load', initial: 'a',
  states: { a: { invoke: { src: 'p', onDone: 'b' } }, b: {} } });
export const model = machineModel(load, { mayEnd: () => true });`,
  );
  const { code, stdout } = await bench.exoHere('check', './load.mjs');
  expect(stdout).toMatch(/^✔ holds/);
  expect(stdout).toMatch(/\n {2}stopped {9}by an error that nothing handles, in some state: load: \S/);
  expect(code).toBe(0);
  const { failures } = JSON.parse((await bench.exoHere('check', './load.mjs', '--json')).stdout) as {
    failures: string[];
  };
  expect(failures).toEqual([expect.stringMatching(/^load: /)]);
});

test('the machine in the documents is explored as they say', async () => {
  const documents = readFileSync(path.join(ROOT, 'docs', 'xstate.md'), 'utf8');
  const [machine = '', model = ''] = [...documents.matchAll(/^```js\n(.*?)^```/gms)].map(([, code]) => code);
  write('turnstile.mjs', machine);
  const endless = await bench.exoHere('check', './turnstile.mjs', '--states-max', '50');
  expect(endless.code).toBe(3);
  write('turnstile-model.mjs', `import { machineModel } from 'exo-broadcast/checker';\n${machine}\n${model}`);
  const { code, stdout } = await bench.exoHere('check', './turnstile-model.mjs', '--json');
  expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, states: 7 });
});
