import type { Json } from './trace.js';

/** What shows that a property is broken, in words that the model chooses and with places that a viewer can point at. */
export interface Evidence {
  /** The place in the logs that it is about, counted from 0. */
  readonly slot?: number;
  /** What stands there, each once: the entries that contradict each other, or the one that should not be there. */
  readonly values: readonly string[];
  /** For each of the values, the actors that have it. */
  readonly hosts: readonly (readonly string[])[];
  /** For each of the values, and each of its actors, the step since which it has it; `null` where that is not known. */
  readonly steps?: readonly (readonly (number | null)[])[];
  /** What stands in other slots of the actors that have the first value, and belongs to what is wrong. */
  readonly also?: readonly (readonly [slot: number, value: string])[];
  /** What the actors say of the value: `agreed as`. */
  readonly how?: string;
  /** What makes it wrong, where the values do not say it themselves. */
  readonly because?: string;
}

/**
 * Evidence as a sentence, with its full stop.
 *
 * @example
 * console.log(evidenceText({ slot: 0, how: 'agreed as', values: ['D0'], hosts: [['A']] })); // Slot 0 is agreed as D0 at A.
 */
export function evidenceText({ slot, values, hosts, how, because }: Evidence): string {
  const parts = values.map((value, i) => {
    const at = hosts[i] ?? [];
    return `${value}${at.length === 0 ? '' : ` at ${at.join(', ')}`}`;
  });
  // "agreed as D0 at A and as A0 at C": the last word is said again.
  const again = how === undefined ? '' : `${how.slice(how.lastIndexOf(' ') + 1)} `;
  const joined = parts.join(` and ${again}`);
  const what = how === undefined ? joined : `${how} ${joined}`;
  const subject = slot === undefined ? '' : `Slot ${slot}${how === undefined ? ': ' : ' is '}`;
  const reason = because === undefined ? '' : `${parts.length === 0 ? '' : '; '}${because}`;
  const text = `${subject}${parts.length === 0 ? '' : what}${reason}`;
  // A name or a number that comes first keeps its letters.
  const isName = slot === undefined && how === undefined && values[0]?.includes(' ') === false;
  return text === '' ? '' : `${isName ? text : `${text.charAt(0).toUpperCase()}${text.slice(1)}`}.`;
}

/**
 * Evidence as a file has it; null for anything else.
 *
 * @example
 * console.log(readEvidence({ values: ['D0'] })); // null
 */
export function readEvidence(json: unknown): Evidence | null {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return null;
  const { slot, values, hosts, steps, also, how, because } = json as Readonly<Record<string, unknown>>;
  if (!isListOf(values, isText) || !isListOf(hosts, (names) => isListOf(names, isText))) return null;
  return {
    ...(Number.isSafeInteger(slot) && { slot: slot as number }),
    values,
    hosts: hosts as readonly (readonly string[])[],
    ...(isListOf(steps, (ones) => isListOf(ones, isStep)) && { steps: steps as Evidence['steps'] & object }),
    ...(isListOf(also, isSlotAndValue) && { also }),
    ...(isText(how) && { how }),
    ...(isText(because) && { because }),
  };
}

/**
 * Evidence as the metadata of a trace keep it.
 *
 * @example
 * console.log(JSON.stringify(evidenceAsJson({ values: ['D0'], hosts: [] }))); // {"values":["D0"],"hosts":[]}
 */
export function evidenceAsJson(evidence: Evidence): Json {
  return JSON.parse(JSON.stringify(evidence)) as Json;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isSlotAndValue(also: unknown): also is readonly [number, string] {
  return Array.isArray(also) && also.length === 2 && Number.isSafeInteger(also[0]) && isText(also[1]);
}

function isStep(value: unknown): value is number | null {
  return value === null || Number.isSafeInteger(value);
}

function isListOf<T>(value: unknown, is: (item: unknown) => item is T): value is readonly T[];
function isListOf(value: unknown, is: (item: unknown) => boolean): value is readonly unknown[];
function isListOf(value: unknown, is: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(is);
}
