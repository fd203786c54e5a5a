import { describe, expect, test } from 'vitest';
import {
  ExoError,
  invariant,
  leg,
  plainComponent,
  route,
  rule,
  slot,
  validateModel,
  type Model,
} from '../index.js';

const lamp = plainComponent<'off' | 'on', { readonly type: 'TOGGLE' }, never>({
  name: 'lamp',
  initial: ['off'],
  step: (state) => [{ next: state === 'on' ? 'off' : 'on', effects: [] }],
});
const left = slot('left', lamp);
const foreign = slot('foreign', lamp);
const toggle = rule({
  name: 'Toggle',
  slot: left,
  offers: () => [{ legs: [leg(left, { type: 'TOGGLE' })] }],
});

const sound: Model = {
  name: 'lamps',
  slots: [left],
  rules: [toggle],
  routes: [route(left, () => [])],
  properties: [invariant({ name: 'Anything', over: [[left]], holds: () => true })],
};

describe('validateModel', () => {
  test('accepts a sound model', () => {
    expect(() => validateModel(sound)).not.toThrow();
  });

  const malformed: readonly (readonly [string, Partial<Model>, RegExp])[] = [
    ['no slots', { slots: [] }, /no slots/],
    ['no rules', { rules: [] }, /no rules/],
    ['two slots of one name', { slots: [left, slot('left', lamp)] }, /two slots are called 'left'/],
    ['one slot twice', { slots: [left, left] }, /two slots are called 'left'/],
    ['two routes for one slot', { routes: [route(left, () => []), route(left, () => [])] }, /'left' has two/],
    [
      'a rule of a foreign slot',
      { rules: [{ ...toggle, slot: foreign }] },
      /rule 'Toggle' names slot 'foreign'/,
    ],
    [
      'a rule that reads a foreign slot',
      { rules: [{ ...toggle, reads: [foreign] }] },
      /'reads' of rule 'Toggle' names slot 'foreign'/,
    ],
    ['a route of a foreign slot', { routes: [route(foreign, () => [])] }, /a route names slot 'foreign'/],
    [
      'a property over a foreign slot',
      { properties: [invariant({ name: 'Off', over: [[left], [left, foreign]], holds: () => true })] },
      /a group of property 'Off' names slot 'foreign'/,
    ],
    [
      'a property over no slots',
      { properties: [invariant({ name: 'Off', over: [[left], []], holds: () => true })] },
      /a group of property 'Off' has no slots/,
    ],
    [
      'a component without initial states',
      { slots: [left, slot('right', { ...lamp, initial: () => [] })] },
      /'lamp' has no initial state/,
    ],
    [
      'a component of which one of the two lists of starts was replaced',
      { slots: [left, slot('right', { ...lamp, initialSteps: () => [] })] },
      /initial\(\) and initialSteps\(\) of component 'lamp' differ/,
    ],
  ];

  for (const [what, change, message] of malformed) {
    test(`rejects ${what} with EXO123 and the name of the model`, () => {
      const error = thrownBy(() => validateModel({ ...sound, ...change }));
      expect(error).toBeInstanceOf(ExoError);
      expect(error).toMatchObject({ code: 'EXO123', message: expect.stringMatching(message) as unknown });
      expect(String(error)).toContain("model 'lamps'");
    });
  }
});

function thrownBy(action: () => void): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
