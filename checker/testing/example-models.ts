/** Small models that the examples in docstrings are about, under the names that they use for them. */
import {
  check,
  plainComponent,
  rule,
  leg,
  slot,
  traceOfResult,
  type Model,
  type Possibility,
} from '../index.js';
import { model } from '../examples/crossing.js';

export { east, light, model, north } from '../examples/crossing.js';

/** The crossing, searched: both lights are green after four steps. */
export const result = check(model);

const counterexample = result.counterexample;
const written = traceOfResult(model, result);
if (counterexample === null || written === null) throw new Error('the crossing has a counterexample');
export const run = counterexample;
export const trace = written;

type Door = 'open' | 'closed' | 'locked';
const DOOR: Readonly<Record<'OPEN' | 'CLOSE' | 'LOCK', readonly [from: Door, to: Door]>> = {
  OPEN: ['closed', 'open'],
  CLOSE: ['open', 'closed'],
  LOCK: ['closed', 'locked'],
};

const doorSlot = slot(
  'door',
  plainComponent({
    name: 'door',
    initial: ['closed'] as Door[],
    step: (state: Door, { type }: { readonly type: keyof typeof DOOR }) =>
      state === DOOR[type][0] ? [{ next: DOOR[type][1], effects: [] }] : [],
  }),
);

/** A door that can be locked, and never unlocked. */
export const door: Model = {
  name: 'door',
  slots: [doorSlot],
  rules: (['OPEN', 'CLOSE', 'LOCK'] as const).map((type) =>
    rule({ name: type, slot: doorSlot, offers: () => [{ legs: [leg(doorSlot, { type })] }] }),
  ),
  routes: [],
  properties: [],
  mayEnd: () => true,
};

/** That the door can still be opened, some time. */
export const canOpen: Possibility = {
  name: 'CanOpen',
  onward: () => door,
  carry: (states) => states,
  slots: [0],
  progress: (_, after) => after === 'open',
  atBound: () => false,
};

interface Hands {
  readonly hour: number;
  readonly minute: number;
}

function clockOf(name: string, minutes: readonly number[]): Model {
  const clock = slot(
    'clock',
    plainComponent<Hands, { readonly type: 'TICK' }, never>({
      name,
      initial: [{ hour: 0, minute: 0 }],
      step: ({ hour, minute }) => {
        const next = minutes[minutes.indexOf(minute) + 1];
        const after = next === undefined ? { hour: (hour + 1) % 12, minute: 0 } : { hour, minute: next };
        return [{ next: after, effects: [] }];
      },
    }),
  );
  return {
    name,
    slots: [clock],
    rules: [rule({ name: 'Tick', slot: clock, offers: () => [{ legs: [leg(clock, { type: 'TICK' })] }] })],
    routes: [],
    properties: [],
  };
}

/** A clock with an hour hand. */
export const hourClock = clockOf('hour clock', [0]);
/** A clock with an hour hand and a minute hand. */
export const clock = clockOf('clock', [0, 15, 30, 45]);

/** A queue of at most `items` items, from which the policy says which is taken first. */
export function queueModel(items: number, policy: string): Model {
  const queue = slot(
    'queue',
    plainComponent({
      name: policy,
      initial: [[] as readonly number[]],
      step: (waiting: readonly number[], { type }: { readonly type: 'PUT' | 'TAKE' }) => {
        if (type === 'PUT') {
          return waiting.length < items ? [{ next: [...waiting, waiting.length], effects: [] }] : [];
        }
        const left = policy === 'fifo' ? waiting.slice(1) : waiting.slice(0, -1);
        return waiting.length > 0 ? [{ next: left, effects: [] }] : [];
      },
    }),
  );
  return {
    name: `${policy} queue`,
    slots: [queue],
    rules: (['PUT', 'TAKE'] as const).map((type) =>
      rule({ name: type, slot: queue, offers: () => [{ legs: [leg(queue, { type })] }] }),
    ),
    routes: [],
    properties: [],
  };
}
