/** Two traffic lights at a crossing. Each gets ready while the other is not green. Is that enough? */
import { setup } from 'xstate';
import { invariant, leg, rule, slot, xstateComponent, type Model } from '../index.js';

export const light = setup({
  types: { events: {} as { type: 'PREPARE' | 'GO' | 'STOP' } },
}).createMachine({
  id: 'light',
  initial: 'red',
  states: {
    red: { on: { PREPARE: 'ready' } },
    ready: { on: { GO: 'green' } },
    green: { on: { STOP: 'red' } },
  },
});

export const north = slot('north', xstateComponent(light));
export const east = slot('east', north.component);

const send = (to: typeof north, type: 'PREPARE' | 'GO' | 'STOP') => [{ legs: [leg(to, { type })] }];
const isGreen = ({ value }: { readonly value: unknown }) => value === 'green';

const rulesOf = (own: typeof north, other: typeof north) => [
  rule({
    name: 'Prepare',
    slot: own,
    reads: [other],
    offers: (_, seen) => (isGreen(seen) ? [] : send(own, 'PREPARE')),
  }),
  rule({ name: 'Go', slot: own, offers: () => send(own, 'GO') }),
  rule({ name: 'Stop', slot: own, offers: () => send(own, 'STOP') }),
];

export const model: Model = {
  name: 'two traffic lights',
  slots: [north, east],
  rules: [...rulesOf(north, east), ...rulesOf(east, north)],
  routes: [],
  properties: [
    invariant({ name: 'NotBothGreen', over: [[north, east]], holds: (lights) => !lights.every(isGreen) }),
  ],
};
