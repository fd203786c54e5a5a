/** Refuses a definition of a system whose parts are not what they should be: TypeScript does so too, and not everybody has it. */
import {
  accepts,
  aFunction,
  eventList,
  isRecord,
  oneOf,
  recordOf,
  rejectUnknownKeys,
  wholeOrInfinity,
  type CheckGiven,
} from '../environment/given.js';
import type { AnyActors, SystemDefinition } from './definition.js';

/**
 * Rejects keys that a definition does not have, and values that they do not take, before anything is made of them.
 *
 * @throws ExoError EXO176, naming the key and what is accepted.
 */
export function rejectWrongDefinition(given: object): void {
  accepts('a definition: { name, actors, … }', isRecord)('what system() is given', given);
  rejectUnknownKeys('a system', given, Object.keys(PARTS), ELSEWHERE);
  for (const [key, check] of Object.entries(PARTS)) {
    const value: unknown = given[key as keyof typeof given];
    if (value !== undefined || key === 'actors') check(key, value);
  }
}

/** Where what a system has, but not by itself, is to be written. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  crashes: 'faults: { crashes: 1 }',
  partitions: 'faults: { partitions: 1 }',
  losses: 'network: lossy({ losses: 1 })',
  duplicates: 'network: lossy({ duplicates: 1 })',
};

function isString(value: unknown): boolean {
  return typeof value === 'string';
}

/** What the parts that properties and bounds have in common with `machineModel` take. */
export const COMMON_PARTS = {
  name: accepts('a string', isString),
  peers: accepts('a list of names', (value) => Array.isArray(value) && value.every(isString)),
  timers: oneOf('free', 'ordered'),
  timersMax: wholeOrInfinity,
  childrenMax: wholeOrInfinity,
  always: recordOf('functions of states by the names of properties', aFunction),
  steps: recordOf('functions of two states and an action by the names of properties', aFunction),
  sometimes: recordOf('functions of states by the names of properties', aFunction),
  mayEnd: aFunction,
  within: aFunction,
} satisfies Readonly<Record<string, CheckGiven>>;

const BY_ACTOR = 'an object by the names of actors';

const faults: CheckGiven = (what, value) => {
  accepts('{ crashes, partitions }', isRecord)(what, value);
  rejectUnknownKeys(what, value as object, ['crashes', 'partitions']);
  const { crashes } = value as { readonly crashes?: unknown };
  if (typeof crashes !== 'number' && crashes !== undefined)
    recordOf(BY_ACTOR, wholeOrInfinity)(`${what}.crashes`, crashes);
};

const persists = accepts(
  "'all' or a function of the snapshot",
  (value) => value === 'all' || typeof value === 'function',
);

const PARTS: Readonly<Record<keyof SystemDefinition<AnyActors>, CheckGiven>> = {
  ...COMMON_PARTS,
  actors: accepts('machines by the names of actors', isRecord),
  network: () => undefined,
  faults,
  persist: (what, value) => {
    if (value !== 'all') recordOf("'all', or an object by the names of actors", persists)(what, value);
  },
  inputs: recordOf(BY_ACTOR, eventList),
  outcomes: recordOf(BY_ACTOR, accepts('outcomes by the names of what is invoked or spawned', isRecord)),
  initial: accepts(
    'a list of at least one start, each an object by the names of actors',
    (value) => Array.isArray(value) && value.length > 0 && value.every(isRecord),
  ),
};
