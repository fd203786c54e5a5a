/** Refuses outcomes that are none, and those that are given for something that no machine of the family invokes or spawns. */
import type { AnyStateMachine } from 'xstate';
import { ExoError } from '../../errors/index.js';
import { invocationsOf } from './invocations.js';
import { checkedOutcomes, type OutcomesByName } from './outcomes.js';

/** Throws EXO181 for what is given in the place of outcomes; what a function gives is seen when it is asked. */
export function checkOutcomes(name: string, given: OutcomesByName): void {
  for (const [key, outcomes] of Object.entries(given)) {
    if (typeof outcomes !== 'function')
      checkedOutcomes(`${name}: outcomes of ${JSON.stringify(key)}`, outcomes);
  }
}

/** Throws EXO163 for a name that is neither an id, nor a place, nor a source; otherwise does nothing. */
export function checkOutcomeNames(
  name: string,
  names: readonly string[],
  machines: readonly AnyStateMachine[],
): void {
  const known = new Set(machines.flatMap(namesIn));
  for (const given of names) {
    if (known.has(given) || machines.some((machine) => isInCode(machine, given))) continue;
    const list = [...known].sort().map((one) => JSON.stringify(one));
    throw new ExoError(
      'EXO163',
      `${name}: outcomes are given for ${JSON.stringify(given)}, which nothing invokes or spawns; ` +
        `known: ${list.length === 0 ? 'none' : list.join(', ')}`,
    );
  }
}

function namesIn(machine: AnyStateMachine): readonly string[] {
  const invoked = invocationsOf(machine).flatMap(({ id, place, src }) => [id, place, src]);
  const named = [...invoked, ...Object.keys(machine.implementations.actors as object)];
  return named.filter((one) => !one.startsWith('xstate.invoke.'));
}

/** Whether a string stands in some function of the machine: what is spawned there has its id there. */
function isInCode(machine: AnyStateMachine, wanted: string): boolean {
  const seen = new Set<unknown>();
  const search = (value: unknown): boolean => {
    if (value === wanted) return true;
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
    if (seen.has(value)) return false;
    seen.add(value);
    if (typeof value === 'function' && quotes(String(value), wanted)) return true;
    return Object.values(value).some(search);
  };
  return search(machine.config) || search(machine.implementations);
}

function quotes(text: string, wanted: string): boolean {
  return ['"', "'", '`'].some((quote) => text.includes(`${quote}${wanted}${quote}`));
}
