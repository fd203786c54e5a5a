/**
 * Searches that are guided: rings of five without disks are too large to be searched whole, so each action is left to those hosts, and
 * to those numbers of epochs, that a question is about. What is found so is found; that nothing is found says nothing beyond the guidance.
 */
import type { Model, Params, Rule } from '../../checker/index.js';
import type { ExoOptions } from './options.js';

/**
 * Which steps are taken, by the name of the action and the host that takes it: any, or those with these numbers of epochs. Actions that
 * are not named are everybody's.
 */
export type Guidance = Readonly<Record<string, Readonly<Record<string, 'any' | readonly number[]>>>>;

export interface GuidedBounds {
  readonly bounds: Omit<ExoOptions, 'reductions' | 'component'>;
  readonly guidance: Guidance;
}

/** The model with those steps only that the guidance leaves. */
export function guided(model: Model, guidance: Guidance): Model {
  return { ...model, rules: model.rules.map((one) => guidedRule(one, guidance)) };
}

function guidedRule(rule: Rule, guidance: Guidance): Rule {
  const left = guidance[rule.name];
  if (left === undefined) return rule;
  const isLeft = ({ host, epoch }: Params): boolean => {
    const epochs = left[String(host)];
    return epochs === 'any' || epochs?.includes(Number(epoch)) === true;
  };
  return {
    ...rule,
    offers: (states) => rule.offers(states).filter(({ params = {} }) => isLeft(params)),
  };
}

const FIVE = {
  hosts: 5,
  slots: 3,
  crashes: 1,
  payloads: 'inf',
  partitions: 0,
  recovery: 'repaired',
} as const;

/** D8: A and B fill the first slots, B comes back in a new life of which C knows, and C fetches what A has; then B takes over. */
export const DEAD_EPOCH: GuidedBounds = {
  bounds: { ...FIVE, epochs: 2, medium: 'bus', timeouts: 1, losses: 'inf' },
  guidance: {
    Append: { A: 'any', B: 'any', C: 'any' },
    Broadcast: { A: 'any', B: 'any' },
    Fetch: { C: 'any' },
    Join: {},
    CrashAndRestart: { B: 'any' },
    Answer: { C: 'any', D: 'any', E: 'any' },
    Timeout: { B: 'any' },
    Promise: { D: 'any', E: 'any' },
    Install: { C: 'any' },
    CatchUp: {},
  },
};

/** D9: A promises epoch 2 to C, forgets that, and promises epoch 1 to B; D, which has promised epoch 2 as well, prepares epoch 3. */
export const OLD_PROMISES: GuidedBounds = {
  bounds: { ...FIVE, epochs: 4, medium: 'receive-any', timeouts: 0, losses: 0 },
  guidance: {
    Append: { A: 'any', B: 'any', C: 'any', E: 'any' },
    Broadcast: { B: 'any', E: 'any' },
    Receive: { A: 'any', E: 'any' },
    CrashAndRestart: { A: 'any' },
    Answer: { B: 'any', D: 'any', E: 'any' },
    Timeout: { B: [1], C: [2], D: [3] },
    Promise: { A: [1, 2], C: [3], D: [2], E: [1, 3] },
    Install: { A: [1, 3], E: [1] },
  },
};
