import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { traces } from './arbitrary.test.helper.js';
import { readItf, writeItf } from './itf.js';
import { TraceError } from './trace-error.js';
import type { Json, Trace, TraceState, Value } from './trace.js';
import { sameValue } from './value.js';

const golden = readFileSync(new URL('golden/split-slot.itf.json', import.meta.url), 'utf8');

const host = (...log: readonly string[]): Value => ({
  log: log.map((source, slot) => ({ slot, source })),
  seq: log.length,
});

const splitSlot: Trace = {
  meta: {
    model: 'published',
    bounds: { hosts: 3, slots: 4, timeouts: 1, losses: 'inf' },
    knobs: { ownCopy: 'send' },
    property: 'SplitSlot',
    verdict: 'reached',
    version: '0.1.0',
    command: 'exo check published --hosts 3 --slots 4 --timeouts 1 --losses inf --property SplitSlot',
  },
  vars: ['A', 'B', 'C', 'timeouts'],
  states: [
    { action: 'init', picks: {}, vars: { A: host(), B: host(), C: host(), timeouts: 0 } },
    {
      action: 'Send',
      picks: { source: 'A', heardBy: new Set(['B']) },
      vars: { A: host('A'), B: host('A'), C: host(), timeouts: 0 },
      messages: [
        { from: 'A', to: 'B', text: '0: A' },
        { from: 'A', to: 'C', text: '0: A', lost: true },
      ],
      summary: 'A broadcasts slot 0; C loses it.',
    },
    {
      action: 'Timeout',
      picks: { host: 'C' },
      vars: { A: host('A'), B: host('A'), C: host('C'), timeouts: 1 },
    },
  ],
};

/** The code of the error, or `read`. Any other exception fails the test. */
function outcome(text: string): string {
  try {
    readItf(text, 'x.itf.json');
    return 'read';
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    expect(error.message).toMatch(/^x\.itf\.json: \$.*: found .*; accepted: .+$/);
    return error.code;
  }
}

/** Equality of traces up to the two ways of writing an integer. */
function expectSameTrace(a: Trace, b: Trace): void {
  const outside = ({ states, ...rest }: Trace): unknown => [
    rest,
    states.map(({ action, messages, summary }) => ({ action, messages, summary })),
  ];
  const inside = ({ states }: Trace): Value => states.map(({ picks, vars }: TraceState) => [picks, vars]);
  expect(outside(a)).toEqual(outside(b));
  expect(sameValue(inside(a), inside(b))).toBe(true);
}

describe('writeItf and readItf', () => {
  it('give the bytes of the golden file', () => {
    expect(writeItf(splitSlot)).toBe(golden);
    expectSameTrace(readItf(golden), splitSlot);
  });

  it('are inverse to each other, and write the same trace as the same bytes', () => {
    fc.assert(
      fc.property(traces, (trace) => {
        const text = writeItf(trace);
        const again = readItf(text);
        expectSameTrace(again, trace);
        expect(writeItf(again)).toBe(text);
      }),
    );
  });

  it('list the variables of Quint after those of the trace', () => {
    const { vars } = JSON.parse(golden) as { vars: unknown };
    expect(vars).toEqual(['A', 'B', 'C', 'timeouts', 'mbt::actionTaken', 'mbt::nondetPicks']);
  });

  it('give every state its picks', () => {
    const { states } = JSON.parse(golden) as { states: Record<string, unknown>[] };
    expect(states.map((state) => state['mbt::nondetPicks'])).toEqual([
      {},
      { heardBy: { '#set': ['B'] }, source: 'A' },
      { host: 'C' },
    ]);
  });

  it('keep variables, picks and fields of any name', () => {
    const odd = { '#x': 1, ['__proto__']: 2, from: 3, None: 4, 'mbt::actionTaken': 5, '': 6 };
    const vars = Object.keys(odd);
    const trace = {
      ...splitSlot,
      vars,
      states: [{ action: 'init', picks: odd, vars: { ...odd, '#x': odd } }],
    };
    expectSameTrace(readItf(writeItf(trace)), trace);
    expect(readItf(writeItf(trace)).states[0]?.picks).toEqual(odd);
  });

  it('read what earlier versions wrote', () => {
    const old = readFileSync(new URL('golden/split-slot-first-form.itf.json', import.meta.url), 'utf8');
    expectSameTrace(readItf(old), splitSlot);
  });

  it('keep a pick of null apart from no pick', () => {
    const picked = {
      ...splitSlot,
      states: [{ action: 'init', picks: { x: null }, vars: splitSlot.states[0]?.vars ?? {} }],
    };
    expect(readItf(writeItf(picked)).states[0]?.picks).toEqual({ x: null });
  });
});

describe('writeItf', () => {
  it('stays within 110 columns where the values allow it', () => {
    const lines = golden.split('\n').filter((line) => !line.includes('"messages"'));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(110);
  });

  it.each<[string, Partial<Trace>, RegExp]>([
    [
      'a state without one of its variables',
      { vars: ['A', 'B', 'C', 'timeouts', 'D'] },
      /EXO202 .*\.states\[0\]\.D:/,
    ],
    ['a state with a variable too many', { vars: ['A', 'B', 'C'] }, /EXO202 .*\.states\[0\]\.timeouts:/],
    ['no states', { states: [] }, /EXO202 .*\.states:/],
    ['a loop to nowhere', { loop: 3 }, /EXO202 .*\.loop:/],
  ])('refuses a trace with %s', (_, change, message) => {
    const write = (): string => writeItf({ ...splitSlot, ...change });
    expect(write).toThrow(TraceError);
    expect(errorOf(write)).toMatch(message);
  });

  it('names the place of a value that it cannot write', () => {
    const states = [{ action: 'init', picks: {}, vars: { A: { log: [0.5] } } }];
    expect(errorOf(() => writeItf({ ...splitSlot, vars: ['A'], states }))).toMatch(
      /EXO204 states\[0\]\.vars\.A\.log\[0\]:/,
    );
  });
});

function errorOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof TraceError) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'no error';
}

describe('readItf', () => {
  it.each<[string, string, string, string]>([
    ['no JSON', '{', '', 'EXO201'],
    ['a variable missing from a state', '"timeouts": {"#bigint":"1"}', '"budget": {"#bigint":"1"}', 'EXO202'],
    ['an unknown field', '"vars":', '"about": [], "vars":', 'EXO202'],
    ['parameters, which ours have not', '"vars":', '"params": [], "vars":', 'EXO202'],
    ['a variable listed twice', '"vars": ["A"', '"vars": ["B"', 'EXO202'],
    ['no list of variables', '"vars"', '"variables"', 'EXO202'],
    ['no actions', ', "mbt::actionTaken"', '', 'EXO202'],
    ['an action that is no string', '"Timeout"', '{"#bigint":"1"}', 'EXO202'],
    ['picks that are no record', '{"host":"C"}', '"C"', 'EXO202'],
    ['a wrong integer', '{"#bigint":"1"}', '{"#bigint":"one"}', 'EXO202'],
    ['an unknown wrapper', '"#set"', '"#bag"', 'EXO202'],
    ['no metadata', '"#meta"', '"meta"', 'EXO202'],
    ['metadata without a model', '"model"', '"name"', 'EXO203'],
    ['a knob that is no string', '\\"ownCopy\\":\\"send\\"', '\\"ownCopy\\":1', 'EXO203'],
    ['a bound that is no number', '\\"inf\\"', '\\"unlimited\\"', 'EXO203'],
    ['a number that cannot be written again', '\\"slots\\":4', '\\"slots\\":1e999', 'EXO203'],
    ['a property that is no name', '"SplitSlot",', '7,', 'EXO203'],
    ['a state with the wrong index', '"index":0', '"index":1', 'EXO203'],
    ['a message to nobody', '\\"to\\":\\"B\\"', '\\"to\\":\\"Z\\"', 'EXO203'],
    ['a message that is lost in part', '\\"lost\\":true', '\\"lost\\":\\"half\\"', 'EXO203'],
    ['a summary that is no text', '"A broadcasts slot 0; C loses it."', '[]', 'EXO203'],
  ])('rejects %s', (_, from, to, code) => {
    expect(golden).toContain(from);
    expect(outcome(golden.replace(from, () => to))).toBe(code);
  });

  it('says in one line where and what is wrong, and what would do', () => {
    const text = golden.replace('"timeouts": {"#bigint":"0"}', '"timeouts": 0.5');
    expect(errorOf(() => readItf(text, 'x.itf.json'))).toBe(
      'EXO202 x.itf.json: $.states[0].timeouts: found number 0.5; accepted: an integer, written {"#bigint":"3"}',
    );
  });

  it('rejects any other text with its own error', () => {
    fc.assert(fc.property(fc.string(), (text) => ['EXO201', 'EXO202'].includes(outcome(text))));
    fc.assert(fc.property(fc.json(), (text) => outcome(text) === 'EXO202'));
  });

  it('rejects JSON of any depth with its own error', () => {
    for (const depth of [1_000, 100_000]) {
      const deep = '['.repeat(depth) + ']'.repeat(depth);
      expect(outcome(deep)).toMatch(/EXO20[12]/);
      expect(outcome(golden.replace('"seq":{"#bigint":"0"}', () => `"seq":${deep}`))).toMatch(/EXO20[12]/);
      expect(outcome(golden.replace('"0.1.0",', () => `"0.1.0", "extra": ${deep},`))).toMatch(/EXO20[13]/);
    }
  });

  it('survives the loss or change of any piece of the text', () => {
    const pieces = fc.tuple(fc.nat(golden.length), fc.nat(40), fc.string({ maxLength: 5 }));
    fc.assert(
      fc.property(pieces, ([start, length, put]) => {
        outcome(golden.slice(0, start) + put + golden.slice(start + length));
      }),
      { numRuns: 500 },
    );
  });

  it('either rejects a trace with a part replaced, or reads what can be written again', () => {
    const replacement = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom<unknown>(
        { '#bigint': '5' },
        { '#set': [1] },
        { '#map': [[1, 2]] },
        { tag: 'Some', value: 1 },
      ),
    );
    fc.assert(
      fc.property(fc.nat(), replacement, (place, put) => {
        const text = JSON.stringify(replaced(JSON.parse(golden) as Json, place, put as Json));
        if (outcome(text) !== 'read') return;
        const trace = readItf(text);
        expectSameTrace(readItf(writeItf(trace)), trace);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** The JSON with its node number `place`, counted round and round, replaced. */
function replaced(json: Json, place: number, put: Json): Json {
  const size = (node: Json): number =>
    typeof node === 'object' && node !== null
      ? Object.values(node).reduce((sum: number, inner) => sum + size(inner), 1)
      : 1;
  let left = place % size(json);
  const visit = (node: Json): Json => {
    if (left-- === 0) return put;
    if (typeof node !== 'object' || node === null) return node;
    if (Array.isArray(node)) return node.map(visit);
    return Object.fromEntries(Object.entries(node).map(([key, inner]) => [key, visit(inner)]));
  };
  return visit(json);
}
