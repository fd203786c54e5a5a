import fc from 'fast-check';
import {
  FATES,
  type Json,
  type Trace,
  type TraceMessage,
  type TraceMeta,
  type TraceState,
  type Value,
} from './trace.js';

const name = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom('A', 'B', '10', '9', 'tag', 'value', '__proto__', 'constructor', 'an odd name'),
  fc.constantFrom(
    '#x',
    '_#x',
    '#meta',
    'mbt::actionTaken',
    '_mbt::nondetPicks',
    'from',
    'None',
    '#map',
    '#tup',
  ),
);

/** Any value, small. */
export const values: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom<Value>(null, true, false, 0, -0, 'Some', 'None', ''),
    fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -3, max: 12 })),
    fc.bigInt(),
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => new Set(items)),
    fc.dictionary(name, tie('value'), { maxKeys: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3 }).map((fields) => new Map(Object.entries(fields))),
    fc
      .uniqueArray(fc.bigInt({ min: -5n, max: 20n }), { maxLength: 4 })
      .map((keys) => new Map(keys.map((key) => [key, key]))),
  ),
})).value;

const json: fc.Arbitrary<Json> = fc
  .jsonValue({ maxDepth: 3 })
  .map((value) => JSON.parse(JSON.stringify(value)) as Json);

const metas: fc.Arbitrary<TraceMeta> = fc.record({
  model: fc.string(),
  bounds: fc.dictionary(name, fc.oneof(fc.nat(), fc.constant<'inf'>('inf'))),
  knobs: fc.dictionary(name, fc.string()),
  property: fc.option(fc.string()),
  verdict: fc.string(),
  version: fc.string(),
  command: fc.string(),
  seed: json,
});

function messagesAmong(vars: readonly string[]): fc.Arbitrary<readonly TraceMessage[]> {
  if (vars.length === 0) return fc.constant([]);
  const end = fc.constantFrom(...vars);
  return fc.array(
    fc.record(
      {
        ...{ from: end, to: end, text: fc.string(), lost: fc.boolean() },
        ...{ id: fc.string(), via: fc.string(), fate: fc.constantFrom(...FATES), why: fc.string() },
      },
      { requiredKeys: ['from', 'to', 'text'] },
    ),
    { maxLength: 3 },
  );
}

function statesOver(vars: readonly string[]): fc.Arbitrary<TraceState> {
  return fc.record(
    {
      action: fc.string(),
      picks: fc.dictionary(name, values, { maxKeys: 3 }),
      vars: fc
        .tuple(...vars.map(() => values))
        .map((held) => Object.fromEntries(vars.map((each, i) => [each, held[i] ?? null]))),
      messages: messagesAmong(vars),
      summary: fc.string(),
    },
    { requiredKeys: ['action', 'picks', 'vars'] },
  );
}

/** Any trace, small. */
export const traces: fc.Arbitrary<Trace> = fc
  .tuple(metas, fc.uniqueArray(name, { maxLength: 3 }))
  .chain(([meta, vars]) =>
    fc.array(statesOver(vars), { minLength: 1, maxLength: 4 }).chain((states) =>
      fc.record(
        {
          meta: fc.constant(meta),
          vars: fc.constant(vars),
          states: fc.constant(states),
          loop: fc.nat(states.length - 1),
        },
        { requiredKeys: ['meta', 'vars', 'states'] },
      ),
    ),
  );
