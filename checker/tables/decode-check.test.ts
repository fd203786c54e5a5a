import { expect, test } from 'vitest';
import { setup } from 'xstate';
import {
  check,
  ExoError,
  decodeValue,
  encodeValue,
  leg,
  plainComponent,
  rule,
  slot,
  xstateComponent,
  type Component,
  type Model,
} from '../index.js';

interface Count {
  readonly n: number;
  readonly last: string;
}

type Add = { readonly type: 'ADD' };

const counter: Component<Count, Add, never> = plainComponent({
  name: 'counter',
  initial: [{ n: 0, last: 'none' }],
  step: ({ n }: Count) => (n < 100 ? [{ next: { n: n + 1, last: `ADD ${n}` }, effects: [] }] : []),
});

function counting(component: Component<Count, Add, never>): Model {
  const place = slot('counter', component);
  const add = rule({ name: 'Add', slot: place, offers: () => [{ legs: [leg(place, { type: 'ADD' })] }] });
  return { name: 'counting', slots: [place], rules: [add], routes: [], properties: [], mayEnd: () => true };
}

/** `EXO136: …` as the command line shows it. */
function failureOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ExoError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'none';
}

test('a component of its own that decodes what it encodes is searched', () => {
  const encode = (state: Count): Uint8Array => encodeValue(state, 'counter');
  const decode = (bytes: Uint8Array): Count => decodeValue(bytes) as Count;
  expect(check(counting({ ...counter, encode, decode }))).toMatchObject({
    verdict: 'exhausted',
    states: 101,
  });
});

test('one whose decode drops a field is told so, and what it has decoded', () => {
  const decode = (bytes: Uint8Array): Count => {
    const { n } = counter.decode(bytes);
    return { n } as Count;
  };
  expect(failureOf(() => check(counting({ ...counter, decode })))).toMatch(
    /^EXO136: 'decode' of component 'counter' does not give back what 'encode' took: .* local state \{"n":0\} as decoded/,
  );
});

test('one whose decode goes wrong for some states only is found out where these are met', () => {
  const decode = (bytes: Uint8Array): Count => {
    const state = counter.decode(bytes);
    return state.n === 40 ? { ...state, n: 41 } : state;
  };
  expect(failureOf(() => check(counting({ ...counter, decode })))).toMatch(/^EXO136: .*bytes are others/);
});

test('a decode that throws is told by its name', () => {
  const decode = (): Count => {
    throw new RangeError('no such bytes');
  };
  expect(failureOf(() => check(counting({ ...counter, decode })))).toMatch(
    /^EXO132: 'decode' of component 'counter' throws RangeError: no such bytes/,
  );
});

test('a machine around which decode was replaced is held to it too', () => {
  const light = setup({}).createMachine({
    id: 'light',
    context: { n: 0 },
    initial: 'red',
    states: { red: { on: { GO: 'green' } }, green: {} },
  });
  const component = xstateComponent(light);
  const [red] = component.initial();
  if (red === undefined) throw new Error('a machine has an initial state');
  const place = slot('light', { ...component, decode: () => red });
  const go = rule({ name: 'Go', slot: place, offers: () => [{ legs: [leg(place, { type: 'GO' })] }] });
  const model = {
    name: 'light',
    slots: [place],
    rules: [go],
    routes: [],
    properties: [],
    mayEnd: () => true,
  };
  expect(failureOf(() => check(model))).toMatch(
    /^EXO136: 'decode' of component 'light' .* local state \{"state":"red","n":0\}/,
  );
});
