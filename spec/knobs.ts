/** Knobs of a model as they are typed: a table of the values that each may have, and what was set. */
import { ExoError } from '../checker/index.js';

/** The values of each knob; the first is its default. */
export type KnobTable = Readonly<Record<string, readonly [string, ...string[]]>>;

export type KnobValues<T extends KnobTable> = { readonly [K in keyof T]: T[K][number] };

/**
 * Every knob of a table with its value: what was set, or its default.
 *
 * @throws ExoError EXO311 for an unknown knob, EXO312 for an unknown value.
 */
export function knobValues<T extends KnobTable>(
  table: T,
  set: Readonly<Record<string, string>>,
): KnobValues<T> {
  for (const [name, value] of Object.entries(set)) {
    const values = Object.hasOwn(table, name) ? table[name] : undefined;
    if (values === undefined) {
      throw new ExoError('EXO311', `unknown knob '${name}'; the knobs are ${Object.keys(table).join(', ')}`);
    }
    if (!values.includes(value)) {
      throw new ExoError('EXO312', `knob '${name}' takes ${values.join(' or ')}, not '${value}'`);
    }
  }
  const defaults = Object.entries(table).map(([name, [first]]) => [name, first]);
  return { ...Object.fromEntries(defaults), ...set } as KnobValues<T>;
}
