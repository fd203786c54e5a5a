import { describe, expect, it } from 'vitest';
import {
  check,
  defineModel,
  each,
  invariant,
  leg,
  plainComponent,
  rule,
  slot,
  type Model,
} from '../index.js';

function counting(to: number, step: 'one' | 'two', losses: number | 'inf'): Model {
  const counter = slot(
    'counter',
    plainComponent<number, { type: 'ADD' }, never>({
      name: 'counter',
      initial: [0],
      step: (count) => (count >= to ? [] : [{ next: count + (step === 'two' ? 2 : 1), effects: [] }]),
    }),
  );
  return {
    name: `counting, ${losses} losses`,
    slots: [counter],
    rules: [
      rule({
        name: 'Add',
        slot: counter,
        offers: () => [{ params: {}, legs: [leg(counter, { type: 'ADD' })] }],
      }),
    ],
    routes: [],
    properties: [invariant({ name: 'Small', over: each([counter]), holds: ([count]) => Number(count) < 9 })],
    mayEnd: () => true,
  };
}

const model = defineModel({
  bounds: {
    items: { default: 3, min: 1, max: 9, about: 'items that are counted' },
    losses: { default: 0, mayBeInf: true },
  },
  knobs: { step: { values: ['one', 'two'], about: 'how far a step goes' } },
  model: ({ bounds, knobs }) => counting(bounds.items, knobs.step, bounds.losses),
});

const error = (code: string, message: string): unknown => expect.objectContaining({ code, message });

describe('a model with bounds and knobs', () => {
  it('has its defaults where nothing is given, and takes what is given by name', () => {
    expect(check(model()).states).toBe(4);
    expect(check(model({ bounds: { items: 5 } })).states).toBe(6);
    expect(check(model({ bounds: { items: 4 }, knobs: { step: 'two' } })).states).toBe(3);
    expect(model({ bounds: { losses: 'inf' } }).name).toBe('counting, inf losses');
  });

  it('carries its declarations, for those who list them', () => {
    expect([Object.keys(model.bounds), model.knobs.step.values]).toEqual([
      ['items', 'losses'],
      ['one', 'two'],
    ]);
  });

  it('names what it does not take, and what it would', () => {
    const given = (settings: object) => () => model(settings);
    expect(given({ bounds: { hosts: 3 } })).toThrow(
      error('EXO332', "there is no bound 'hosts'; the bounds are items, losses") as Error,
    );
    expect(given({ bounds: { items: 10 } })).toThrow(
      error('EXO333', "bound 'items' takes 1 to 9, not 10") as Error,
    );
    expect(given({ bounds: { items: 'inf' } })).toThrow(
      error('EXO333', `bound 'items' takes 1 to 9, not "inf"`) as Error,
    );
    expect(given({ bounds: { losses: -1 } })).toThrow(
      error('EXO333', "bound 'losses' takes 0 or more, or inf, not -1") as Error,
    );
    expect(given({ knobs: { pace: 'one' } })).toThrow(
      error('EXO334', "there is no knob 'pace'; the knobs are step") as Error,
    );
    expect(given({ knobs: { step: 'three' } })).toThrow(
      error('EXO335', `knob 'step' takes one, two, not "three"`) as Error,
    );
    expect(given({ knobs: { ['__proto__']: 'one' } })).toThrow(/there is no knob '__proto__'/);
  });
});

it.each<[string, object, object, string]>([
  [
    'a default below its least',
    { items: { default: 0, min: 1 } },
    {},
    "bound 'items' has a default that it does not take: it takes 1 or more",
  ],
  ['no default', { items: {} }, {}, "bound 'items' has a default that it does not take: it takes 0 or more"],
  [
    'a limit that is mistyped',
    { items: { default: 3, maximum: 4 } },
    {},
    "bound 'items' has no 'maximum'; it takes default, min, max, mayBeInf, one, about",
  ],
  [
    'a knob of more than its words',
    {},
    { step: { values: ['a'], one: 'b' } },
    "knob 'step' has no 'one'; it takes values, default, about",
  ],
  ['a name that no flag can have', { '2nd': { default: 1 } }, {}, "bound '2nd' has a name that is no word"],
  ['a knob without values', {}, { step: { values: [] } }, "knob 'step' has no list of words as 'values'"],
  [
    'a default that is no value',
    {},
    { step: { values: ['a'], default: 'b' } },
    "knob 'step' has a default that is none of its values",
  ],
])('a definition with %s is refused', (_, bounds, knobs, problem) => {
  const define = (): unknown =>
    defineModel({
      bounds: bounds as Record<string, never>,
      knobs: knobs as Record<string, never>,
      model: () => counting(1, 'one', 0),
    });
  expect(define).toThrow(error('EXO336', `defineModel: ${problem}`) as Error);
});

it.each([undefined, null, {}, { model: counting(1, 'one', 0) }])(
  'a definition without a function is refused',
  (given) => {
    expect(() => defineModel(given as never)).toThrow(
      error(
        'EXO336',
        "defineModel: it takes { bounds, knobs, model }, where 'model' is a function of { bounds, knobs }",
      ) as Error,
    );
  },
);

describe('a model of declared settings', () => {
  it('is told where it reads one that is not declared', () => {
    const bounds = { items: { default: 3 } };
    const model = (settings: object): never => {
      throw new Error(`got ${String((settings as { items?: number }).items)}`);
    };
    expect(() => defineModel({ bounds, model })()).toThrow(
      "the model reads 'items' of its settings, which is not declared; it is given { bounds: { items }, knobs: {} }",
    );
    const deep = ({ bounds: given }: { bounds: object }): never => {
      throw new Error(`got ${String((given as { item?: number }).item)}`);
    };
    expect(() => defineModel({ bounds, model: deep })()).toThrow(expect.objectContaining({ code: 'EXO332' }));
  });
});
