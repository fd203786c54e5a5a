/** Files of other tools are read, and ours can be read by them. */
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { traces } from './arbitrary.test.helper.js';
import { readItf, writeItf } from './itf.js';
import { isObject } from './quint.js';
import { renderTable } from './table.js';
import type { Json } from './trace.js';

const APALACHE = {
  '#meta': {
    format: 'ITF',
    'format-description': 'https://apalache.informal.systems/docs/adr/015adr-trace.html',
    varTypes: { x: 'Int', log: 'Seq(Str)' },
    description: 'Created by Apalache on Tue Jan 02 12:00:00 CET 2024',
  },
  params: ['N'],
  vars: ['x', 'log', 'owner'],
  loop: null,
  states: [
    {
      '#meta': { index: 0 },
      N: { '#bigint': '3' },
      x: { '#bigint': '-1' },
      log: [],
      owner: {
        '#map': [
          [{ '#bigint': '1' }, 'a'],
          [{ '#tup': ['p', { '#bigint': '2' }] }, { '#unserializable': 'Int' }],
        ],
      },
    },
    { x: { '#bigint': '123456789012345678901234567890' }, log: ['a'], owner: { '#map': [] } },
  ],
};

const QUINT = {
  '#meta': { format: 'ITF', source: 'bank.qnt', status: 'violation', timestamp: 1716282180512 },
  vars: ['balance', 'mbt::actionTaken', 'mbt::nondetPicks'],
  states: [
    {
      '#meta': { index: 0 },
      balance: 0,
      'mbt::actionTaken': 'init',
      'mbt::nondetPicks': { amount: { tag: 'None', value: { '#tup': [] } } },
    },
    {
      '#meta': { index: 1 },
      balance: { '#bigint': '7' },
      'mbt::actionTaken': 'deposit',
      'mbt::nondetPicks': { amount: { tag: 'Some', value: { '#bigint': '7' } } },
    },
  ],
  loop: 0,
};

const TLC = {
  state: [
    [2, { x: 2, q: ['a', 'b'] }],
    [1, { x: 1, q: [] }],
  ],
  action: [
    [[1, { x: 1, q: [] }], { name: 'Next', location: { module: 'Spec' } }, [2, { x: 2, q: ['a', 'b'] }]],
    [[2, { x: 2, q: ['a', 'b'] }], { name: 'Back', location: { module: 'Spec' } }, [1, { x: 1, q: [] }]],
  ],
};

const read = (file: unknown): ReturnType<typeof readItf> => readItf(JSON.stringify(file));

describe('a trace of another tool is read:', () => {
  it('of Apalache, with parameters, and what it could not write', () => {
    const trace = read(APALACHE);
    expect(trace).toMatchObject({ foreign: 'Apalache', vars: ['N', 'x', 'log', 'owner'] });
    expect(trace.states.map(({ action, vars }) => [action, vars['N'], vars['x']])).toEqual([
      ['init', 3, -1],
      ['', 3, 123456789012345678901234567890n],
    ]);
    expect(trace.states[0]?.vars['owner']).toEqual(
      new Map<unknown, unknown>([
        [1, 'a'],
        [['p', 2], { unserializable: 'Int' }],
      ]),
    );
    expect(trace).not.toHaveProperty('loop');
    expect(renderTable(trace, { colour: false })).toContain('123456789012345678901234567890');
  });

  it('of Quint, with actions, picks and a loop', () => {
    const trace = read(QUINT);
    expect(trace).toMatchObject({ foreign: 'Quint', vars: ['balance'], loop: 0 });
    expect(trace.meta).toMatchObject({ model: 'bank.qnt', verdict: 'violation' });
    expect(trace.states.map(({ action, picks }) => [action, picks])).toEqual([
      ['init', {}],
      ['deposit', { amount: 7 }],
    ]);
  });

  it('of TLC, as it dumps one itself, in the order of its numbers', () => {
    const trace = read(TLC);
    expect(trace).toMatchObject({ foreign: 'TLC', vars: ['x', 'q'], loop: 0 });
    expect(trace.states.map(({ action, vars }) => [action, vars['x']])).toEqual([
      ['init', 1],
      ['Next', 2],
    ]);
  });

  it('of nobody in particular: variables and states are enough', () => {
    expect(read({ vars: ['x'], states: [{ x: 'a' }] })).toMatchObject({ foreign: 'another tool' });
  });

  it('and is still of that tool when it has been written again', () => {
    for (const file of [APALACHE, QUINT, TLC]) {
      const trace = read(file);
      expect(readItf(writeItf(trace))).toEqual(trace);
    }
  });

  it.each<[string, object, RegExp]>([
    ['a state lacks a variable', { vars: ['x', 'y'], states: [{ x: 1 }] }, /states\[0\]\.y: found nothing/],
    ['it has no states', { vars: ['x'], states: [] }, /\$\.states: found a list of 0/],
    ['its loop leads nowhere', { vars: ['x'], states: [{ x: 1 }], loop: 1 }, /\$\.loop: found number 1/],
    ['its variables are no names', { vars: [1], states: [{ x: 1 }] }, /\$\.vars: found a list of 1/],
  ])('but not where %s', (_, file, message) => {
    expect(() => read(file)).toThrow(message);
  });
});

/** What itf-rs asks of a file: texts for all metadata but those of the format, and nothing but ITF for values. */
function objectionOfRust(file: unknown): string | null {
  if (!isObject(file) || !isObject(file['#meta']) || !Array.isArray(file['states'])) return 'no trace';
  const metas = [file['#meta'], ...file['states'].map((state: unknown) => isObject(state) && state['#meta'])];
  for (const meta of metas) {
    if (!isObject(meta)) return 'a state without #meta';
    const wrong = Object.entries(meta).find(([name, held]) => name !== 'index' && typeof held !== 'string');
    if (wrong !== undefined) return `metadata that are no text: ${wrong[0]}`;
  }
  return null;
}

const WRAPPERS = ['#bigint', '#tup', '#set', '#map', '#unserializable'];

/** What itf-py asks of a value: of a record it makes a tuple with named fields, of `tag` and `value` a class; members of sets are hashed. */
function objectionOfPython(value: unknown, isHashed = false): string | null {
  if (value === null) return 'null';
  const objectionTo = (values: readonly unknown[], hashed = isHashed): string | null =>
    values.map((one) => objectionOfPython(one, hashed)).find((one) => one !== null) ?? null;
  if (Array.isArray(value)) return objectionTo(value);
  if (!isObject(value)) return null;
  const names = Object.keys(value);
  if (isHashed && names.includes('#unserializable')) return 'what has no hash';
  if (Array.isArray(value['#map'])) {
    const pairs = value['#map'] as readonly (readonly [unknown, unknown])[];
    return (
      objectionTo(
        pairs.map(([key]) => key),
        true,
      ) ?? objectionTo(pairs.map(([, held]) => held))
    );
  }
  if (names.some((name) => WRAPPERS.includes(name)))
    return objectionTo(Object.values(value), isHashed || names.includes('#set'));
  if (names.length === 2 && names.includes('tag') && names.includes('value')) return 'a variant';
  const wrong = names.find((name) => !/^[a-zA-Z][a-zA-Z0-9_]*$/.test(name) || KEYWORDS.has(name));
  return wrong === undefined ? objectionTo(Object.values(value)) : `a field ${wrong}`;
}

const KEYWORDS = new Set([
  'None',
  'True',
  'False',
  'from',
  'in',
  'is',
  'class',
  'def',
  'not',
  'or',
  'and',
  'if',
]);

function objectionOfAny(text: string): string | null {
  const file = JSON.parse(text) as { readonly states: readonly Readonly<Record<string, Json>>[] };
  const values = file.states.flatMap((state) =>
    Object.entries(state).flatMap(([name, held]) => (name === '#meta' ? [] : [held])),
  );
  return objectionOfRust(file) ?? objectionOfPython(values);
}

describe('a trace of ours can be read by itf-rs and itf-py,', () => {
  it('whatever its variables, picks, fields and metadata are called', () => {
    fc.assert(fc.property(traces, (trace) => objectionOfAny(writeItf(trace)) === null));
  });

  it('if it is one of the counterexamples that are kept', () => {
    const folder = new URL('counterexamples/', import.meta.url);
    const files = readdirSync(folder);
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) expect(objectionOfAny(readFileSync(new URL(file, folder), 'utf8'))).toBeNull();
  });

  it('and the first form could not', () => {
    const old = readFileSync(new URL('golden/split-slot-first-form.itf.json', import.meta.url), 'utf8');
    expect(objectionOfAny(old)).toBe('metadata that are no text: bounds');
  });
});
