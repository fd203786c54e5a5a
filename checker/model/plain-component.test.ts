import { describe, expect, it } from 'vitest';
import { plainComponent } from './plain-component.js';

type Message = { readonly id: number };
type MediumEvent = { readonly type: 'broadcast'; readonly message: Message } | { readonly type: 'lose' };
type MediumEffect = { readonly type: 'receive'; readonly params: Message };

/** The messages in flight, of which any may be received next. */
const medium = plainComponent<ReadonlySet<Message>, MediumEvent, MediumEffect>({
  name: 'medium',
  initial: [new Set()],
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
  it('gives equal bytes to equal states, whatever the order in which they came about', () => {
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
