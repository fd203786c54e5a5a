/**
 * Random models of a few plain components with a few local states each: components that choose, disabled
 * events that block or are skipped, effects that cause further legs, several initial states, rules that read
 * other slots, shared components, and one random property of each kind.
 */
import fc from 'fast-check';
import {
  invariant,
  leg,
  plainComponent,
  route,
  rule,
  slot,
  sometimes,
  sometimesStep,
  stepProperty,
  type Leg,
  type Model,
  type Property,
  type Slot,
  type Step,
} from '../index.js';

/**
 * An event of level k may cause effects, and these events of level k + 1, so that what one event causes ends. The tables
 * say, for each level, from what to draw the number of outcomes, effects and legs: few on deep levels, because
 * branches multiply.
 */
const OUTCOMES = [
  [0, 1, 1, 2, 3],
  [0, 1, 1, 2],
  [0, 1, 1],
] as const;
const EFFECTS = [[0, 0, 1, 2], [0, 0, 0, 1], [0]] as const;
const LEGS = [
  [0, 1, 2, 3],
  [0, 1, 1, 2],
  [0, 1, 1, 2],
] as const;
const STATES = 3;
const EVENTS = 2;

interface Sent {
  readonly type: string;
  readonly level: number;
  readonly n: number;
}

type Place = Slot<number, Sent, Sent>;

/** Answers to anything, as data: the same question always gets the same answer. */
export type Oracle = (question: string, below: number) => number;

/** Models whose every choice is drawn from a seed; printed with the seed and the shape. */
export function randomModels(
  vary: (model: Model, ask: Oracle) => Model = (model) => model,
): fc.Arbitrary<Model> {
  return fc
    .record({ seed: fc.nat(), slots: fc.integer({ min: 1, max: 4 }), rules: fc.integer({ min: 1, max: 5 }) })
    .map(({ seed, slots, rules }) => {
      const ask = oracle(seed);
      const name = `random model ${seed} of ${slots} slots, ${rules} rules`;
      const model = vary(modelOf(ask, slots, rules, name), ask);
      return { ...model, [fc.toStringMethod]: () => model.name };
    });
}

/**
 * Such models with what may be special about where they begin and end: effects of starting (one leg of which may be
 * blocked, which is an error of the model), initial states that are listed, and a state constraint.
 */
export function randomlyBounded(): fc.Arbitrary<Model> {
  return randomModels((model, ask) => {
    for (const component of new Set(model.slots.map((each) => each.component))) {
      if (ask(`effects of starting ${component.name}`, 2) === 0) continue;
      const initialSteps = (): readonly Step<unknown, Sent>[] =>
        component.initial().map((next) => ({
          next,
          effects: effectsOf(ask, `starting ${component.name} in ${next}`, ask('level of starting', 2)),
        }));
      Object.assign(component, { initialSteps });
    }
    const isListed = ask('lists initial states', 3) === 0;
    const listed = range(1 + ask('initial states', 3)).map((n) =>
      model.slots.map((_, slot) => ask(`initial state ${n} of ${slot}`, STATES)),
    );
    const within = (states: readonly unknown[]): boolean => ask(`within ${states.join()}`, 4) > 0;
    const isBounded = ask('has a constraint', 2) === 0;
    return { ...model, ...(isListed && { initial: listed }), ...(isBounded && { within }) };
  });
}

/** FNV-1a over the seed and the question. */
function oracle(seed: number): Oracle {
  return (question, below) => {
    let hash = 0x811c9dc5;
    for (const char of `${seed}|${question}`) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
    hash ^= hash >>> 15;
    return (Math.imul(hash, 0x2c1b3c6d) >>> 8) % below;
  };
}

function modelOf(ask: Oracle, slotCount: number, ruleCount: number, name: string): Model {
  const kinds = [componentOf(ask, 0), componentOf(ask, 1)];
  const slots = range(slotCount).map((i) => slot(`s${i}`, pick(ask, `kind of ${i}`, kinds)));
  return {
    name,
    slots,
    rules: range(ruleCount).map((i) => ruleOf(ask, slots, `R${i}`)),
    routes: slots.map((from) =>
      route(from, ({ level, n }) => legsOf(ask, slots, `route ${from.name} ${level} ${n}`, level + 1)),
    ),
    properties: propertiesOf(ask, slots),
    mayEnd: (states) => ask(`end ${states.join()}`, 2) === 0,
  };
}

function componentOf(ask: Oracle, kind: number) {
  return plainComponent<number, Sent, Sent>({
    name: `kind ${kind}`,
    initial: range(1 + ask(`initial states of ${kind}`, 2)),
    step: (state, { level, n }) => {
      const question = `${kind} in ${state} on ${level} ${n}`;
      return range(pick(ask, `${question}: outcomes`, OUTCOMES[level] ?? [])).map((i) => ({
        next: ask(`${question}: next ${i}`, STATES),
        effects: effectsOf(ask, `${question}: effects of ${i}`, level),
      }));
    },
  });
}

function effectsOf(ask: Oracle, question: string, level: number): readonly Sent[] {
  const count = pick(ask, question, EFFECTS[level] ?? []);
  return range(count).map((i) => sent(level, ask(`${question}: ${i}`, EVENTS)));
}

function ruleOf(ask: Oracle, slots: readonly Place[], name: string) {
  const reads = range(ask(`reads of ${name}`, 3)).map((i) => pick(ask, `read ${i} of ${name}`, slots));
  const hasFilter = ask(`filter of ${name}`, 2) === 0;
  return rule({
    name,
    slot: pick(ask, `slot of ${name}`, slots),
    reads,
    isFault: ask(`fault ${name}`, 4) === 0,
    ...(hasFilter && { when: (state: number) => ask(`${name} when ${state}`, 3) > 0 }),
    offers: (...states) => {
      const question = `${name} at ${states.join()}`;
      return range(ask(`${question}: offers`, 3)).map((i) => ({
        params: { i },
        legs: legsOf(ask, slots, `${question}: offer ${i}`, 0),
      }));
    },
  });
}

function legsOf(ask: Oracle, slots: readonly Place[], question: string, level: number): readonly Leg[] {
  return range(pick(ask, `${question}: legs`, LEGS[level] ?? [])).map((i) => {
    const to = pick(ask, `${question}: slot ${i}`, slots);
    const event = sent(level, ask(`${question}: event ${i}`, EVENTS));
    return leg(to, event, pick(ask, `${question}: if disabled ${i}`, ['block', 'skip']));
  });
}

function propertiesOf(ask: Oracle, slots: readonly Place[]): readonly Property[] {
  const over = range(1 + ask('groups', 2)).map((group) => {
    const members = slots.filter((_, i) => ask(`slot ${i} in group ${group}`, 2) === 0);
    return members.length > 0 ? members : slots;
  });
  const view = (state: number): number => Math.floor(state / (1 + ask('view', 2)));
  const shared = { over, ...(ask('has view', 2) === 0 && { view }) };
  const rarely = (question: string): boolean => ask(question, 8) === 0;
  const steps = (before: readonly number[], after: readonly number[], action: string): string =>
    `${before.join()} ${action} ${after.join()}`;
  return [
    invariant({ ...shared, name: 'Inv', holds: (views) => !rarely(`inv ${views.join()}`) }),
    sometimes({ ...shared, name: 'Sometimes', holds: (views) => rarely(`sometimes ${views.join()}`) }),
    stepProperty({ ...shared, name: 'Step', holds: (...step) => !rarely(`step ${steps(...step)}`) }),
    sometimesStep({ ...shared, name: 'Now', holds: (...step) => rarely(`now ${steps(...step)}`) }),
  ];
}

function sent(level: number, n: number): Sent {
  return { type: `${level}.${n}`, level, n };
}

function pick<T>(ask: Oracle, question: string, values: readonly T[]): T {
  const value = values[ask(question, values.length)];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
}

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, i) => i);
}
