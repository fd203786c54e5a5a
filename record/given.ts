/**
 * Looks at what `recordActors` is given, before it writes a line: a mistake there would be a run that nothing can be held against. TypeScript
 * refuses most of it, and not everybody has it.
 */
import { ExoError } from '../errors/index.js';
import { RUN_PARTS, runValue } from '../traces/index.js';

interface Option {
  readonly accepted: string;
  readonly isTaken: (value: unknown) => boolean;
}

const aFunction: Option = { accepted: 'a function', isTaken: (value) => typeof value === 'function' };

const OPTIONS: Readonly<Record<string, Option>> = {
  model: { accepted: 'the name of a model', isTaken: isText },
  actors: {
    accepted: "a list of names, such as ['client', 'server']",
    isTaken: (value) => Array.isArray(value) && value.every(isText),
  },
  fields: aFunction,
  senderOf: aFunction,
  partial: {
    accepted: `a list of ${RUN_PARTS.join(', ')}`,
    isTaken: (value) => Array.isArray(value) && value.every((part) => RUN_PARTS.some((one) => one === part)),
  },
  parameters: { accepted: 'an object of what JSON has a form for', isTaken: isJsonObject },
  seed: {
    accepted: 'a whole number from 0',
    isTaken: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  },
  nowUs: aFunction,
};

/** @throws ExoError EXO214 for an option that there is not, or that is something else than it takes. */
export function expectOptions(options: unknown): void {
  if (!isObject(options))
    throw refused('what is given as options of recordActors is', options, `an object of ${namesOfOptions()}`);
  for (const [name, value] of Object.entries(options)) {
    const option = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
    if (option === undefined) {
      throw new ExoError('EXO214', `recordActors has no option '${name}'; it takes ${namesOfOptions()}`);
    }
    if (value !== undefined && !option.isTaken(value))
      throw refused(`'${name}' of recordActors is`, value, option.accepted);
  }
}

/**
 * What `nowUs` gave.
 *
 * @throws ExoError EXO214 where it is no number.
 */
export function timeOf(given: unknown): number {
  if (typeof given === 'number' && Number.isFinite(given)) return given;
  throw refused("'nowUs' of recordActors gives", given, 'a number of microseconds');
}

/**
 * What `senderOf` gave.
 *
 * @throws ExoError EXO214 where it is neither a name nor undefined.
 */
export function senderIn(given: unknown): string | undefined {
  if (given === undefined || isText(given)) return given;
  throw refused("'senderOf' of recordActors gives", given, 'the name of an actor, or undefined');
}

function refused(what: string, value: unknown, accepted: string): ExoError {
  return new ExoError('EXO214', `${what} ${shown(value)}; accepted: ${accepted}`);
}

const SHOWN_LENGTH = 80;

function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number' || value === undefined) return String(value);
  const text = JSON.stringify(runValue(value));
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}

function namesOfOptions(): string {
  return Object.keys(OPTIONS).join(', ');
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isJsonObject(value: unknown): boolean {
  try {
    return isObject(value) && JSON.stringify(value) === JSON.stringify(runValue(value));
  } catch {
    return false;
  }
}
