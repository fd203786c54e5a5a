/** States with the same bytes are one, which is right only if nothing that is asked about them tells them apart. */
import { describe, expect, test } from 'vitest';
import {
  check,
  decodeValue,
  each,
  encodeValue,
  invariant,
  leg,
  plainComponent,
  rule,
  slot,
  sometimes,
  stepProperty,
  type Model,
  type Rule,
  type Slot,
} from '../index.js';

interface Candle {
  readonly at: number;
  /** Left out of the bytes. */
  readonly name: string;
}

type Burn = { readonly type: 'BURN' };
type Place = Slot<Candle, Burn, never>;

const burning = plainComponent<Candle, Burn, never>({
  name: 'candle',
  initial: [
    { at: 0, name: 'a' },
    { at: 0, name: 'b' },
    { at: 2, name: 'a' },
    { at: 2, name: 'b' },
  ],
  step: (state) => (state.at < 2 ? [{ next: { ...state, at: state.at + 1 }, effects: [] }] : []),
});

function candle(
  more: (place: Place) => Partial<Model>,
  beyond?: (state: Candle) => string | undefined,
): Model {
  const place = slot('candle', {
    ...burning,
    encode: ({ at }: Candle) => encodeValue({ at }, 'candle'),
    decode: (bytes: Uint8Array) => ({ name: 'a', ...(decodeValue(bytes) as object) }) as Candle,
    ...(beyond && { beyond }),
  });
  const plain = { name: 'candles', slots: [place], rules: [burn(place, {})], routes: [], properties: [] };
  return { ...plain, mayEnd: () => true, ...more(place) };
}

function burn(
  place: Place,
  how: { readonly when?: (state: Candle) => boolean; times?: (state: Candle) => number },
): Rule {
  const { when, times } = how;
  const once = { legs: [leg(place, { type: 'BURN' as const })] };
  return rule({
    name: 'Burn',
    slot: place,
    ...(when && { when }),
    offers: (state) => Array.from({ length: times?.(state) ?? 1 }, () => once),
  });
}

const isA = ({ name }: Candle): boolean => name === 'a';

/** Functions that look at the name, each alone in a model in which nothing else does. */
const LOOKING: Readonly<Record<string, Model>> = {
  "'holds' of property 'IsA'": candle((place) => ({
    properties: [invariant({ name: 'IsA', over: each([place]), holds: ([state]) => isA(state) })],
  })),
  "'view' of property 'IsA'": candle((place) => ({
    properties: [invariant({ name: 'IsA', over: each([place]), view: isA, holds: ([isOne]) => isOne })],
  })),
  "'holds' of property 'Burnt'": candle((place) => ({
    properties: [
      stepProperty({
        name: 'Burnt',
        over: each([place]),
        holds: ([before], [after], action) => action === 'Burn' && isA(before) && isA(after),
      }),
    ],
  })),
  "'holds' of property 'B'": candle((place) => ({
    properties: [sometimes({ name: 'B', over: each([place]), holds: ([state]) => !isA(state) })],
  })),
  "'when' of rule 'Burn'": candle((place) => ({ rules: [burn(place, { when: isA })] })),
  "'offers' of rule 'Burn'": candle((place) => ({
    rules: [burn(place, { times: (state) => (isA(state) ? 1 : 2) })],
  })),
  "'within' of model 'candles'": candle(() => ({ within: ([state]) => isA(state as Candle) })),
  "'mayEnd' of model 'candles'": candle(() => ({ mayEnd: ([state]) => isA(state as Candle) })),
  "'beyond'": candle(
    () => ({}),
    (state) => (isA(state) ? undefined : 'names'),
  ),
};

describe('states with the same bytes', () => {
  for (const [who, model] of Object.entries(LOOKING)) {
    test(`are refused where ${who} tells them apart`, () => {
      const told = `'encode' of component 'candle' gives two states the same bytes, though ${who} tells them apart`;
      expect(() => check(model)).toThrow(
        expect.objectContaining({ code: 'EXO138', message: expect.stringContaining(told) as unknown }),
      );
    });
  }

  test('are one where nothing does', () => {
    const alike = candle((place) => ({
      properties: [invariant({ name: 'Low', over: each([place]), holds: ([{ at }]) => at < 3 })],
    }));
    expect(check(alike)).toMatchObject({ verdict: 'exhausted', states: 3 });
  });

  test('are refused where they are found long after the first questions', () => {
    const late = candle((place) => ({
      slots: [
        slot('candle', {
          ...place.component,
          initial: () => [{ at: 0, name: 'a' }],
          step: (state: Candle) =>
            state.at < 200
              ? ['a', state.at > 150 ? 'b' : 'a'].map((name) => ({
                  next: { at: state.at + 1, name },
                  effects: [],
                }))
              : [],
        }),
      ],
    }));
    const [long] = late.slots as readonly [Place];
    const properties = [invariant({ name: 'IsA', over: each([long]), holds: ([state]) => isA(state) })];
    const model = { ...late, rules: [burn(long, {})], properties };
    expect(() => check(model)).toThrow(/though 'holds' of property 'IsA' tells them apart/);
  });
});
