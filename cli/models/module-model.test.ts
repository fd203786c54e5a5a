import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COUNTER, makeBench } from '../run-exo.test.helper.js';

const { exoHere, write, remove } = makeBench();
afterAll(remove);

const CHECKER = pathToFileURL(fileURLToPath(new URL('../../dist/checker/index.js', import.meta.url))).href;

/** Counts to `items` by the steps that the knob says; Small holds below four. */
const MAKE = `
import { defineModel, each, invariant, leg, plainComponent, rule, slot, sometimes } from '${CHECKER}';
const make = ({ bounds, knobs }) => {
  const counter = slot('counter', plainComponent({
    name: 'counter',
    initial: [0],
    step: (count) => (count >= bounds.items ? [] : [{ next: count + (knobs.step === 'two' ? 2 : 1), effects: [] }]),
  }));
  return {
    name: 'a counter',
    slots: [counter],
    rules: [rule({ name: 'Add', slot: counter, offers: () => [{ params: {}, legs: [leg(counter, { type: 'ADD' })] }] })],
    routes: [],
    properties: [
      invariant({ name: 'Small', over: each([counter]), holds: ([count]) => count < 4 }),
      sometimes({ name: 'Two', over: each([counter]), holds: ([count]) => count === 2 }),
    ],
    mayEnd: () => true,
  };
};
const bounds = {
  items: { default: 3, min: 1, max: 9, one: 'item', about: 'items that are counted' },
  lossesMax: { default: 0, mayBeInf: true },
};
const knobs = { step: { values: ['one', 'two'], about: 'how far a step goes' } };
`;

beforeAll(() => {
  write('exported.mjs', `${MAKE}export { bounds, knobs }; export const model = make;`);
  write('defined.mjs', `${MAKE}export const model = defineModel({ bounds, knobs, model: make });`);
  write('counter.mjs', COUNTER);
  write('plain.mjs', `${MAKE}export const model = make({ bounds: { items: 3 }, knobs: {} });`);
});

describe.each(['exported.mjs', 'defined.mjs'])(
  'exo check of a module that declares bounds and knobs (%s)',
  (file) => {
    it('takes their defaults, and says them in its own words', async () => {
      const { code, stdout } = await exoHere('check', file);
      expect(stdout).toContain(`\na counter (${file}) · 3 items · lossesMax 0\n`);
      expect(code).toBe(0);
    });

    it.each([
      ['by flags of their own', ['--items', '2', '--losses-max', 'inf']],
      ['with --bound', ['--bound', 'items=2', '--bound', 'lossesMax=inf']],
      ['before the model', null],
    ])('is given them %s', async (_, words) => {
      const all = words === null ? ['--items=2', '--losses-max=inf', file] : [file, ...words];
      const { stdout } = await exoHere('check', ...all, '--set', 'step=two', '--json');
      expect(JSON.parse(stdout)).toMatchObject({
        bounds: { items: 2, lossesMax: 'inf' },
        knobs: { step: 'two' },
        states: 2,
      });
    });

    it('writes a trace that replays with the same', async () => {
      const { code, stdout } = await exoHere(
        'check',
        file,
        '--items',
        '5',
        '--set',
        'step=two',
        '--trace-out',
        'c.itf.json',
      );
      expect([code, stdout.split('\n')[1]]).toEqual([
        12,
        `a counter (${file}) · 5 items · lossesMax 0 · step=two`,
      ]);
      expect((await exoHere('replay', 'c.itf.json', '--quiet')).stdout).toBe(
        'reproduced: Small is violated at step 2\n',
      );
    });

    it('refuses by name what it does not take', async () => {
      const refused = async (...words: readonly string[]): Promise<readonly [number | null, string]> => {
        const { code, stderr } = await exoHere('check', file, ...words);
        return [code, stderr];
      };
      const takes = 'it takes --items, --losses-max, --set step=…';
      expect(await refused('--hosts', '7')).toEqual([
        151,
        `exo: EXO337: module '${file}' takes no --hosts; ${takes}\n`,
      ]);
      expect(await refused('--itmes', '7')).toEqual([
        151,
        `exo: EXO337: module '${file}' takes no --itmes; did you mean --items? ${takes}\n`,
      ]);
      expect(await refused('--literal')).toEqual([
        151,
        `exo: EXO337: module '${file}' takes no --literal; ${takes}\n`,
      ]);
      expect(await refused('--items', '10')).toEqual([
        151,
        "exo: EXO333: bound 'items' takes 1 to 9, not 10\n",
      ]);
      for (const words of [['--items', 'many'], ['--items'], ['--items', '--quiet'], ['--items=']]) {
        expect((await refused(...words))[1]).toMatch(/EXO321: --items takes a whole number/);
      }
      expect((await refused('--quite'))[1]).toContain('takes no --quite; did you mean --quiet?');
      expect(await refused('--set', 'pace=1')).toEqual([
        151,
        "exo: EXO334: there is no knob 'pace'; the knobs are step\n",
      ]);
      expect((await refused('--set', 'step=3'))[1]).toMatch(/EXO335: knob 'step' takes one, two, not "3"/);
    });

    it('is listed with bounds, knobs, properties and witnesses', async () => {
      const { code, stdout } = await exoHere('list', file);
      expect(stdout).toMatch(/\n {2}--items {6}3 {2}1 to 9 +items that are counted\n/);
      expect(stdout).toContain('  step  one  one | two  how far a step goes\n');
      expect(stdout).toMatch(/\nProperties .*\n {2}Small\n\nWitnesses .*\n {2}Two\n$/);
      expect(code).toBe(0);
      const json = JSON.parse((await exoHere('list', file, '--json')).stdout) as unknown;
      expect(json).toMatchObject({
        model: file,
        bounds: [{ name: 'items', default: 3, takes: '1 to 9' }, { name: 'lossesMax' }],
        knobs: [{ name: 'step', default: 'one', values: ['one', 'two'] }],
        properties: [
          { name: 'Small', kind: 'property' },
          { name: 'Two', kind: 'witness' },
        ],
      });
    });
  },
);

describe('exo check refuses a flag', () => {
  it('that a function without declarations does not look at', async () => {
    const { code, stderr } = await exoHere('check', 'counter.mjs', '--crashes', '1');
    expect(stderr).toBe(
      "exo: EXO337: module 'counter.mjs' takes no --crashes; it takes --hosts, --losses, --set, --slots: it looks at no other while it makes its model\n",
    );
    expect(code).toBe(151);
  });

  it('of a model that is exported as it is', async () => {
    const { code, stderr } = await exoHere('check', 'plain.mjs', '--hosts', '7');
    expect(stderr).toBe(
      "exo: EXO337: module 'plain.mjs' takes no --hosts; it takes no options: it exports its model as it is\n",
    );
    expect(code).toBe(151);
    expect((await exoHere('check', 'plain.mjs', '--states-max', '100')).code).toBe(0);
    expect((await exoHere('list', 'plain.mjs')).stdout).toContain('\n\nIt takes no bounds and no knobs.');
  });

  it('that is none, of our own models, with the nearest', async () => {
    expect((await exoHere('check', 'published', '--hots', '3')).stderr).toMatch(
      /EXO322: .*Did you mean --hosts/,
    );
    expect((await exoHere('check', 'exo', '--bound', 'items=3')).stderr).toMatch(
      /EXO338: model 'exo' has no bound 'items'/,
    );
  });
});

it.each([
  [
    'a bound without a default',
    'export const bounds = { items: {} }; export const model = () => ({});',
    /EXO148: .*bound 'items' has a default/,
  ],
  [
    'a model that is no function',
    'export const bounds = {}; export const model = {};',
    /EXO148: .*no function/,
  ],
  [
    'the name of a flag',
    'export const bounds = { seed: { default: 1 } }; export const model = () => ({});',
    /EXO148: .*bound 'seed' has the name of a flag/,
  ],
])('a module is refused whose declarations have %s', async (name, text, message) => {
  const file = `${name.replaceAll(' ', '-')}.mjs`;
  write(file, text);
  const { code, stderr } = await exoHere('check', file);
  expect(stderr).toMatch(message);
  expect(code).toBe(150);
});
