import { askStep, type AskedStep } from '../../checker/model/asked.js';
import { encodeExactly } from '../../checker/model/encoding.js';
import type { AnySlot, AnyStep } from '../../checker/index.js';

/**
 * Asks machines once about a state and an event, and then remembers: many transitions of a state, and of those behind it, bring the same event to the same
 * state of a machine. Only machines are remembered, as they are asked twice and held against their first answer; functions are asked every time.
 */
export function rememberedSteps(): AskedStep {
  const known = new WeakMap<AnySlot['component'], WeakMap<object, Map<string, readonly AnyStep[]>>>();
  return (component, state, event) => {
    if (component.isXState !== true || !isObject(state)) return askStep(component, state, event);
    const key = keyOf(event);
    if (key === null) return askStep(component, state, event);
    let ofComponent = known.get(component);
    if (ofComponent === undefined) known.set(component, (ofComponent = new WeakMap()));
    let ofState = ofComponent.get(state);
    if (ofState === undefined) ofComponent.set(state, (ofState = new Map()));
    const before = ofState.get(key);
    if (before !== undefined) return before;
    const answer = askStep(component, state, event);
    ofState.set(key, answer);
    return answer;
  };
}

/** All that a machine can see of an event; null where that is more than data. */
function keyOf(event: unknown): string | null {
  try {
    return Buffer.from(encodeExactly(event)).toString('latin1');
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
