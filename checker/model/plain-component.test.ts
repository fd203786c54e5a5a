import { describe, expect, it } from 'vitest';
import { check, invariant, leg, rule, slot } from '../index.js';
import { plainComponent } from './plain-component.js';

type Message = { readonly id: number };
type MediumEvent = { readonly type: 'broadcast'; readonly message: Message } | { readonly type: 'lose' };
type MediumEffect = { readonly type: 'receive'; readonly params: Message };

/** The messages in flight, of which any may be received next. */
const medium = plainComponent<ReadonlySet<Message>, MediumEvent, MediumEffect>({
  name: 'medium',
  initial: [new Set()],
  isExact: false,
  step(inFlight, event) {
    if (event.type === 'broadcast') return [{ next: new Set([...inFlight, event.message]), effects: [] }];
    return [...inFlight].map((message) => ({
      next: new Set([...inFlight].filter((other) => other !== message)),
      effects: [{ type: 'receive', params: message }],
    }));
  },
});

function broadcastAll(ids: readonly number[]): ReadonlySet<Message> {
  let [state = new Set<Message>()] = medium.initial();
  for (const id of ids) {
    const [outcome] = medium.step(state, { type: 'broadcast', message: { id } });
    state = outcome?.next ?? state;
  }
  return state;
}

describe('plainComponent', () => {
  it('gives equal bytes to equal states, whatever the order in which they came about, where it need not be exact', () => {
    expect(medium.encode(broadcastAll([1, 2, 3]))).toEqual(medium.encode(broadcastAll([3, 1, 2])));
    expect(medium.encode(broadcastAll([1]))).not.toEqual(medium.encode(broadcastAll([2])));
  });

  it('decodes what it encodes', () => {
    const state = broadcastAll([1, 2]);
    expect(medium.decode(medium.encode(state))).toEqual(state);
  });

  it('gives all outcomes of an event, and none if it is disabled', () => {
    expect(medium.step(broadcastAll([1, 2]), { type: 'lose' })).toHaveLength(2);
    expect(medium.step(broadcastAll([]), { type: 'lose' })).toEqual([]);
  });

  it('freezes initial states, next states, effects and decoded states', () => {
    const [initial] = medium.initial();
    const state = broadcastAll([1]);
    const [outcome] = medium.step(state, { type: 'lose' });
    for (const set of [initial, state, outcome?.next, medium.decode(medium.encode(state))]) {
      expect(() => (set as Set<Message>).add({ id: 9 })).toThrow(TypeError);
    }
    expect(Object.isFrozen(outcome?.effects[0]?.params)).toBe(true);
  });

  it('names itself and the path when a state is not plain data', () => {
    const clock = plainComponent({ name: 'clock', initial: [{ now: new Date(0) }], step: () => [] });
    expect(() => clock.initial().map((state) => clock.encode(state))).toThrow('clock.now is a Date');
  });

  it('has a show only if one is given', () => {
    expect(medium.show).toBeUndefined();
    const counter = plainComponent({ name: 'n', initial: [1], step: () => [], show: (n) => ({ n }) });
    expect(counter.show?.(1)).toEqual({ n: 1 });
  });
});

/** A component that comes to each of two states which differ in nothing that `encodeValue` tells, and then says which it was. */
function toldApart(one: unknown, other: unknown, told: (state: unknown) => string) {
  type Told = { readonly given: unknown } | { readonly said: string };
  const own = slot(
    'own',
    plainComponent({
      name: 'own',
      initial: [{ said: '' }],
      step: (state: Told, { type }: { readonly type: 'ONE' | 'OTHER' | 'TELL' }) => {
        if (type === 'TELL')
          return 'given' in state ? [{ next: { said: told(state.given) }, effects: [] }] : [];
        if ('given' in state || state.said !== '') return [];
        return [{ next: { given: type === 'ONE' ? one : other }, effects: [] }];
      },
    }),
  );
  return (wrong: string) =>
    check({
      name: 'told apart',
      slots: [own],
      rules: (['ONE', 'OTHER', 'TELL'] as const).map((type) =>
        rule({ name: type, slot: own, offers: () => [{ legs: [leg(own, { type })] }] }),
      ),
      routes: [],
      properties: [
        invariant({
          name: 'NeverSaid',
          over: [[own]],
          holds: ([state]) => !('said' in state) || state.said !== wrong,
        }),
      ],
      mayEnd: () => true,
    });
}

describe('states that differ in what code can see are two, unless the component says otherwise:', () => {
  const keysOf = (state: unknown): string => Object.keys(state as object).join('');
  const membersOf = (state: unknown): string => [...(state as Iterable<unknown>)].join(' ');
  it.each([
    ['the order of keys', { a: 1, b: 2 }, { b: 2, a: 1 }, keysOf],
    ['the order of keys that are numbers and others', { b: 2, a: 1, 1: 0 }, { a: 1, 1: 0, b: 2 }, keysOf],
    ['a property that is undefined', { a: 1, b: undefined }, { a: 1 }, keysOf],
    ['the sign of a zero', 0, -0, (state: unknown) => String(1 / (state as number))],
    ['the sign of a zero in a list', [0], [-0], (state: unknown) => String(1 / (state as [number])[0])],
    ['the order of a Set', new Set(['x', 'y']), new Set(['y', 'x']), membersOf],
    ['the order of a Map', new Map([['x', 1], ['y', 2]]), new Map([['y', 2], ['x', 1]]), membersOf], // prettier-ignore
  ])('%s', (_, one, other, told) => {
    const wrongOf = toldApart(one, other, told);
    for (const wrong of [told(one), told(other)])
      expect(wrongOf(wrong)).toMatchObject({ verdict: 'violated', property: 'NeverSaid' });
    expect(wrongOf('neither').states).toBe(5);
  });
});
