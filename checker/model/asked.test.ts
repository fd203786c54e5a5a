import { describe, expect, it } from 'vitest';
import { initialStates, successors } from './reference.js';
import {
  check,
  findStuck,
  invariant,
  leg,
  plainComponent,
  route,
  rule,
  slot,
  stepProperty,
  type Component,
  type EffectLike,
  type EventLike,
  type Model,
  type Possibility,
} from '../index.js';

type Lamp = Component<boolean, EventLike, EffectLike>;

const lamp: Lamp = plainComponent<boolean, EventLike, EffectLike>({
  name: 'lamp',
  initial: [false],
  step: (isOn) => [{ next: !isOn, effects: [] }],
});

/** A lamp that is switched for ever, with some part of the model replaced by what a user might write. */
function lampModel(parts: Readonly<Record<string, unknown>> = {}, component: object = {}): Model {
  const place = slot('lamp', { ...lamp, ...component } as Lamp);
  const { offers, when, legs, holds, step, view, ...rest } = parts;
  const switching = () => [{ legs: [leg(place, { type: 'SWITCH' })] }];
  return {
    name: 'lamp',
    slots: [place],
    rules: [
      rule({
        name: 'Switch',
        slot: place,
        offers: (offers ?? switching) as never,
        ...(when !== undefined && { when: when as never }),
      }),
    ],
    routes: [route(place, (legs ?? (() => [])) as never)],
    properties: [
      invariant({
        name: 'Fine',
        over: [[place]],
        holds: (holds ?? (() => true)) as never,
        ...(view !== undefined && { view: view as never }),
      }),
      stepProperty({ name: 'Steps', over: [[place]], holds: (step ?? (() => true)) as never }),
    ],
    ...rest,
  };
}

const fails = (): never => {
  throw new Error('no\n such lamp');
};
const ended = { offers: () => [] };
const emitting = { step: () => [{ next: true, effects: [{ type: 'lit' }] }] };

describe('a model whose functions are at fault', () => {
  it('has none in the first place', () => {
    expect(check(lampModel())).toMatchObject({ verdict: 'exhausted', states: 2, transitions: 2 });
  });

  it.each<[string, Readonly<Record<string, unknown>>, object, RegExp]>([
    [
      'offers gives null',
      { offers: () => null },
      {},
      /EXO133 what 'offers' of rule 'Switch' gives is null, not a list of offers/,
    ],
    [
      'offers gives undefined',
      { offers: () => undefined },
      {},
      /EXO133 what 'offers' of rule 'Switch' gives is undefined/,
    ],
    [
      'offers gives a leg',
      { offers: () => [{ slot: 1, event: { type: 'X' } }] },
      {},
      /EXO133 an offer of rule 'Switch' is an object, not \{ params, legs \}/,
    ],
    [
      'offers gives a promise',
      { offers: () => Promise.resolve([]) },
      {},
      /EXO133 .* is a promise, .*without async/,
    ],
    [
      'offers throws',
      { offers: fails },
      {},
      /EXO132 'offers' of rule 'Switch' throws Error: no such lamp; it must accept/,
    ],
    [
      'an offer has no list of legs',
      { offers: () => [{ legs: undefined }] },
      {},
      /EXO133 what an offer of rule 'Switch' has as 'legs' is undefined, not a list of legs/,
    ],
    [
      'a leg goes nowhere',
      { offers: () => [{ legs: [{ event: { type: 'X' } }] }] },
      {},
      /EXO133 'slot' of a leg in what an offer of rule 'Switch' has as 'legs' is undefined/,
    ],
    [
      'when is no boolean',
      { when: () => 1 },
      {},
      /EXO134 'when' of rule 'Switch' gives the number 1, not true or false/,
    ],
    [
      'step gives no list',
      {},
      { step: () => ({ next: true, effects: [] }) },
      /EXO133 what 'step' of component 'lamp', asked for event "SWITCH", gives is an object/,
    ],
    [
      'step leaves effects out',
      {},
      { step: () => [{ next: true }] },
      /EXO133 'effects' in an outcome of 'step' .* is undefined, not a list of effects/,
    ],
    [
      'an effect has no type',
      {},
      { step: () => [{ next: true, effects: ['lit'] }] },
      /EXO133 'effects\[0\]' .* is the string lit, not an object with a string/,
    ],
    [
      'step throws',
      {},
      { step: fails },
      /EXO132 'step' of component 'lamp', asked for event "SWITCH", throws Error: no such lamp/,
    ],
    [
      'initial gives no list',
      {},
      { initial: () => true },
      /EXO133 what 'initial' of component 'lamp' gives is the boolean true/,
    ],
    [
      'encode gives no bytes',
      {},
      { encode: String },
      /EXO133 what 'encode' of component 'lamp' gives is the string false, not a Uint8Array/,
    ],
    [
      'a route gives a leg',
      { legs: () => leg(slot('x', lamp), { type: 'X' }) },
      emitting,
      /EXO133 what the route of slot 'lamp', asked for effect 'lit', gives is an object, not a list of legs/,
    ],
    [
      'an invariant is async',
      { holds: async () => false },
      {},
      /EXO134 'holds' of property 'Fine' gives a promise, not true or false: .*without async/,
    ],
    [
      'an invariant says nothing',
      { holds: () => undefined },
      {},
      /EXO134 'holds' of property 'Fine' gives undefined, not true or false/,
    ],
    [
      'a step property says nothing',
      { step: () => null },
      {},
      /EXO134 'holds' of property 'Steps' gives null/,
    ],
    ['a property throws', { holds: fails }, {}, /EXO132 'holds' of property 'Fine' throws/],
    ['a view throws', { view: fails }, {}, /EXO132 'view' of property 'Fine', asked for slot 'lamp', throws/],
    [
      'mayEnd is no boolean',
      { ...ended, mayEnd: () => 'yes' },
      {},
      /EXO134 'mayEnd' of model 'lamp' gives the string yes/,
    ],
  ])('says so if %s', (_, parts, component, message) => {
    expect(complaint(() => check(lampModel(parts, component)))).toMatch(message);
  });

  it('says so if a possibility is at fault', () => {
    const possible: Possibility = {
      name: 'CanGoOn',
      onward: lampModel,
      carry: (states) => states,
      slots: [0],
      progress: () => true,
      atBound: () => false,
    };
    const ask = (parts: object): string => complaint(() => findStuck(lampModel(), { ...possible, ...parts }));
    expect(ask({ progress: () => undefined })).toMatch(
      /EXO134 'progress' of possibility 'CanGoOn' gives undefined/,
    );
    expect(ask({ among: () => 1 })).toMatch(/EXO134 'among' of possibility/);
    expect(ask({ atBound: () => 1 })).toMatch(/EXO134 'atBound' of possibility/);
    expect(ask({ carry: () => [] })).toMatch(
      /EXO133 what 'carry' .* is a list, not a list of 1 local states/,
    );
    expect(ask({ onward: fails })).toMatch(/EXO132 'onward' of possibility 'CanGoOn' throws/);
  });

  it('says so, whether tables ask or the reference', () => {
    const model = lampModel({ offers: () => null });
    expect(complaint(() => successors(model, [false]))).toMatch(/EXO133 what 'offers'/);
    expect(complaint(() => initialStates(lampModel({}, { initial: () => 3 })))).toMatch(
      /EXO133 what 'initial'/,
    );
  });

  it('whose effects feed themselves, in one slot or two, is told which rule goes on for ever', () => {
    const echo = (name: string) =>
      slot(
        name,
        plainComponent<number, EventLike, EffectLike>({
          name,
          initial: [0],
          step: (state) => [{ next: state, effects: [{ type: 'echo' }] }],
        }),
      );
    const [one, other] = [echo('one'), echo('other')];
    const modelOf = (to: typeof one, back: typeof one): Model => ({
      name: 'echoes',
      slots: [one, other],
      rules: [rule({ name: 'Call', slot: one, offers: () => [{ legs: [leg(one, { type: 'CALL' })] }] })],
      routes: [
        route(one, () => [leg(to, { type: 'CALL' })]),
        route(other, () => [leg(back, { type: 'CALL' })]),
      ],
      properties: [],
    });
    for (const model of [modelOf(one, one), modelOf(other, one)]) {
      const message = /EXO135 a transition of 'Call' has more than 1,000 legs, .*routed in a circle/;
      expect(complaint(() => check(model))).toMatch(message);
      expect(complaint(() => successors(model, [0, 0]))).toMatch(message);
    }
  });
});

describe('a leg that is skipped', () => {
  const shut = { step: () => [] };
  const skipping = (model: Model): Model => {
    const [place] = model.slots;
    if (place === undefined) throw new Error('there is a lamp');
    const offers = () => [
      { legs: [{ slot: place, event: { type: 'SWITCH' }, ifDisabled: 'skip' as const }] },
    ];
    return { ...model, rules: model.rules.map((one) => ({ ...one, offers })) };
  };

  it('makes no transition if no other leg is performed, and so hides no deadlock', () => {
    const model = skipping(lampModel({}, shut));
    expect(check(model)).toMatchObject({ verdict: 'deadlocked', transitions: 0, neverTaken: ['Switch'] });
    expect(successors(model, [false])).toEqual([]);
  });

  it('is left out where another leg is performed', () => {
    const model = skipping(lampModel());
    expect(check(model)).toMatchObject({ verdict: 'exhausted', transitions: 2, neverTaken: [] });
  });
});

describe('fairness', () => {
  it('is refused, since no search takes it into account', () => {
    const model = lampModel();
    const rules = model.rules.map((one) => ({ ...one, fairness: 'weak' as const }));
    expect(complaint(() => check({ ...model, rules }))).toMatch(/EXO137 rule 'Switch' asks for fairness/);
  });
});

function complaint(question: () => unknown): string {
  try {
    question();
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return `${code} ${message}`;
  }
  return 'nothing';
}
