/** States that code can tell apart are two, or are refused: one that stands for another would hide what follows from it. */
import { assign, createMachine } from 'xstate';
import { describe, expect, it } from 'vitest';
import { check, invariant, leg, machineModel, plainComponent, rule, slot, type Model } from '../index.js';

/** A component that goes from its first state to a second one, in which the property does not hold. */
function going<S>(from: S, to: S, isLast: (state: S) => boolean): Model {
  const own = slot(
    'own',
    plainComponent({
      name: 'own',
      initial: [from],
      step: (state: S) => (isLast(state) ? [] : [{ next: to, effects: [] }]),
    }),
  );
  const go = rule({ name: 'Go', slot: own, offers: () => [{ legs: [leg(own, { type: 'GO' } as never)] }] });
  const notLast = invariant({ name: 'NotLast', over: [[own]], holds: ([state]) => !isLast(state) });
  return { name: 'going', slots: [own], rules: [go], routes: [], properties: [notLast], mayEnd: () => true };
}

type Loose = Readonly<Record<string, unknown>>;
const hidden = (of: object): never => Object.defineProperty(of, 'mark', { value: true }) as never;
const isMarked = (state: object): boolean => (state as Loose)['mark'] === true;
const MARK = Symbol('mark');

describe('a property that keys do not show is refused', () => {
  it.each([
    [
      'of a record',
      {},
      hidden({}),
      /^own\.mark is a property that is not enumerable, or no member, not plain data/,
    ],
    ['of a list', [], hidden([]), /^own is an array with holes or extra properties/],
    ['of a Map', new Map(), hidden(new Map()), /^own\.mark is a property/],
    [
      'of a Set, though it is enumerable',
      new Set(),
      Object.assign(new Set(), { mark: true }),
      /^own\.mark is/,
    ],
    ['within a record', { at: 0 }, { at: hidden({}) as object }, /^own\.at\.mark is a property/],
  ])('%s', (_, from, to, message) => {
    const last = (state: object): boolean => isMarked(state) || isMarked((state as { at?: object }).at ?? {});
    expect(() => check(going<object>(from, to, last))).toThrow(
      expect.objectContaining({ code: 'EXO101', message: expect.stringMatching(message) as unknown }),
    );
  });

  it('a symbol on a list', () => {
    const to = Object.assign([], { [MARK]: true });
    expect(() => check(going<object>([], to, (state) => MARK in state))).toThrow(
      /^own is an array with holes/,
    );
  });

  it('a list with a hole and as many extra properties', () => {
    const to = Object.assign(new Array<number>(1), { mark: true });
    expect(() => check(going<object>([undefined], to, isMarked))).toThrow(/^own is an array with holes/);
  });

  it('of an event', () => {
    const own = slot(
      'own',
      plainComponent({
        name: 'own',
        initial: [0],
        step: (_: number, event: { readonly type: 'GO' }) =>
          isMarked(event) ? [{ next: 1, effects: [] }] : [],
      }),
    );
    const offers = [{ type: 'GO' as const }, hidden({ type: 'GO' })].map((event) => ({
      legs: [leg(own, event)],
    }));
    const go = rule({ name: 'Go', slot: own, offers: () => offers });
    const model = { name: 'x', slots: [own], rules: [go], routes: [], properties: [], mayEnd: () => true };
    expect(() => check(model)).toThrow(/^an event of 'own'\.mark is a property that is not enumerable/);
  });

  it('of a context', () => {
    const machine = createMachine({
      context: { at: {} },
      on: {
        GO: { actions: assign({ at: () => hidden({}) as object }) },
        STOP: { guard: ({ context }) => isMarked(context.at) },
      },
    });
    expect(() => check(machineModel(machine))).toThrow(
      /\.context\.at\.mark is a property that is not enumerable/,
    );
  });
});

describe('what differs in its prototype alone is two states', () => {
  const bare = (): object => Object.create(null) as object;
  const isBare = (state: object): boolean => Object.getPrototypeOf(state) === null;

  it('of a component', () => {
    expect(check(going({}, bare(), isBare))).toMatchObject({ verdict: 'violated', states: 2 });
    expect(check(going<object>({ a: [{}] }, { a: [bare()] }, () => false))).toMatchObject({
      verdict: 'exhausted',
      states: 2,
    });
  });

  it('of a machine, whose states are made again with it', () => {
    const machine = createMachine({
      context: { at: {} },
      on: {
        GO: { actions: assign({ at: bare }) },
        BACK: { guard: ({ context }) => isBare(context.at), actions: assign({ at: {} }) },
      },
    });
    const always = { NotBare: ({ context }: { context: { at: object } }) => !isBare(context.at) };
    expect(check(machineModel(machine, { always }))).toMatchObject({ verdict: 'violated', states: 2 });
    expect(check(machineModel(machine))).toMatchObject({ verdict: 'exhausted', states: 2, transitions: 3 });
  });
});

describe('whether equal parts are one object is looked at by', () => {
  const ALIKE = { a: { n: 0 }, b: { n: 0 } };
  const isSame = ({ a, b }: typeof ALIKE): boolean => a === b;
  const told = (who: string) =>
    expect.objectContaining({ code: 'EXO116', message: expect.stringContaining(who) as unknown }) as Error;

  it('a component', () => {
    const model = going(ALIKE, { a: ALIKE.b, b: ALIKE.b }, isSame);
    expect(() => check({ ...model, properties: [] })).toThrow(told("'step' of component 'own'"));
  });

  it('a property', () => {
    const model = going(ALIKE, { a: ALIKE.b, b: ALIKE.b }, isSame);
    expect(() => check(model)).toThrow(told("'holds' of property 'NotLast'"));
  });

  it('a machine', () => {
    const machine = createMachine({
      context: ALIKE,
      initial: 'apart',
      states: {
        apart: {
          on: {
            JOIN: { actions: assign({ a: ({ context }) => context.b }) },
            SLIP: { guard: ({ context }) => isSame(context), target: 'one' },
          },
        },
        one: {},
      },
    });
    expect(() => check(machineModel(machine, { mayEnd: () => true }))).toThrow(
      told('asked for event "SLIP"'),
    );
  });
});
