import { seededRandom } from '../../checker/search/random.js';
import type { Walked, WalkOrder } from '../../viewer/index.js';
import type { Exploration, Node } from './exploration.js';
import { predicateOf } from './goal.js';

const TIME_MAX_MS = 5_000;
const STEPS_MAX = 500;

/**
 * Takes random steps from a state: until a property is broken, a condition holds, nothing is enabled, or as many steps are done as were
 * asked for. The same seed takes the same steps.
 */
export async function walk(exploration: Exploration, order: WalkOrder): Promise<Walked> {
  const random = seededRandom(order.seed);
  const isThere = order.until.trim() === '' ? () => false : predicateOf(exploration.model, order.until);
  const until = performance.now() + TIME_MAX_MS;
  const steps = Math.min(order.steps, STEPS_MAX);
  const path: Node[] = [];
  let at = exploration.node(order.node);
  const ended = (why: string): Walked => ({ nodes: path.map((node) => exploration.shown(node)), ended: why });
  while (path.length < steps) {
    const next = exploration.successors(at);
    const transition = next[Math.floor(random() * next.length)];
    if (transition === undefined) return ended('nothing is enabled');
    at = exploration.child(at, transition);
    path.push(at);
    const [broken] = at.leads.violates;
    if (broken !== undefined) return ended(`${broken} is violated`);
    if (isThere(at.states)) return ended(`${order.until} holds`);
    if (performance.now() > until) return ended('that took long enough');
    // Others are answered in between.
    await new Promise((resume) => setImmediate(resume));
  }
  return ended(order.until.trim() === '' ? '' : `${steps} steps, and ${order.until} never held`);
}
