/** Looks at what tests are asked to be made with, before anything is done: a mistake there would be a test that passes. */
import {
  accepts,
  isRecord,
  oneOf,
  rejectUnknownKeys,
  type CheckGiven,
} from '../checker/environment/given.js';
import { givenText } from '../checker/model/given-text.js';
import { ExoError } from '../errors/index.js';

const aModel = accepts(
  'a model, as machineModel() or system() makes one',
  (value) => typeof value === 'object' && value !== null && 'rules' in value,
);

const anObservation = accepts('an Observation', (value) => typeof value === 'object' && value !== null);

const aStateCount = accepts(
  'a whole number from 1, or Infinity',
  (value) => value === Infinity || (Number.isSafeInteger(value) && (value as number) > 0),
);

const OPTIONS: Readonly<Record<string, CheckGiven>> = {
  cover: oneOf('transitions', 'pairs'),
  statesMax: aStateCount,
  observation: anObservation,
};

/**
 * Looks at a model and at options, of which some have to be there.
 *
 * @throws ExoError EXO176, naming what is wrong and what is accepted.
 */
export function checkGiven(
  what: string,
  model: unknown,
  options: unknown,
  names: readonly string[],
  needed: readonly string[] = [],
): void {
  aModel(`the model of ${what}`, model);
  const example = needed.map((name) => `'${name}'`).join(', ');
  accepts(example === '' ? 'an object' : `an object with ${example}`, isRecord)(
    `the options of ${what}`,
    options,
  );
  const given = options as Readonly<Record<string, unknown>>;
  rejectUnknownKeys(what, given, names);
  for (const name of names) {
    const value = given[name];
    if (value !== undefined || needed.includes(name)) OPTIONS[name]?.(`'${name}' of ${what}`, value);
  }
}

/**
 * Looks at an adapter. It may be made by a class.
 *
 * @throws ExoError EXO217 for one that lacks a function.
 */
export function checkAdapter(adapter: unknown): void {
  if (typeof adapter !== 'object' || adapter === null) {
    throw new ExoError(
      'EXO217',
      `the adapter is ${givenText(adapter)}: it takes an object with start, act and observe`,
    );
  }
  const given = adapter as Readonly<Record<string, unknown>>;
  for (const name of ['start', 'act', 'observe', 'stop']) {
    const value = given[name];
    if (typeof value === 'function' || (name === 'stop' && value === undefined)) continue;
    throw new ExoError('EXO217', `${name} of the adapter is ${givenText(value)}: it takes a function`);
  }
}

/**
 * What `observe` gave, or what it gave for one of several actors. Nothing at all would be compared where that is no object.
 *
 * @throws ExoError EXO217, saying what it gave.
 */
export function expectObserved(observed: unknown, actor?: string): Readonly<Record<string, unknown>> {
  if (typeof observed === 'object' && observed !== null && !Array.isArray(observed)) {
    return observed as Readonly<Record<string, unknown>>;
  }
  const of = actor === undefined ? '' : ` for '${actor}'`;
  throw new ExoError(
    'EXO217',
    `observe of the adapter gives ${givenText(observed)}${of}, and nothing could be compared: it takes an object of what can be seen, ` +
      `such as { value: 'paid' }`,
  );
}
