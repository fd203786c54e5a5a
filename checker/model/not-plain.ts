import { ExoError, isError, thrownText } from '../../errors/index.js';

/** A property, an array index, a part of a Set or Map, or what is shown as it is. */
export type Key =
  | string
  | number
  | { readonly part: 'key' | 'member' | 'value'; readonly index: number }
  | { readonly shown: string };

/** EXO101: the value at this path is no plain data, or part of a cycle. */
export function refusal(value: unknown, what: string, keys: readonly Key[], isCycle = false): ExoError {
  const [kind, remedy] = isCycle ? ['part of a cycle', 'refer to it by an id'] : describe(value);
  const path = what + keys.map(formatKey).join('');
  return new ExoError('EXO101', `${path} is ${kind}, not plain data: ${remedy}`);
}

/** EXO101: the value at this path has a property that its keys do not show. */
export function hiddenRefusal(key: PropertyKey, what: string, keys: readonly Key[]): ExoError {
  const path = what + keys.map(formatKey).join('') + formatKey(shownKey(key));
  const [kind, remedy] =
    typeof key === 'symbol'
      ? describe(key)
      : ['a property that is not enumerable, or no member', 'assign it to a plain object'];
  return new ExoError('EXO101', `${path} is ${kind}, not plain data: ${remedy}`);
}

function shownKey(key: PropertyKey): Key {
  return typeof key === 'symbol' ? { shown: `[${String(key)}]` } : key;
}

function formatKey(key: Key): string {
  if (typeof key === 'object') return 'shown' in key ? key.shown : `<${key.part} ${key.index}>`;
  return typeof key === 'string' && /^[\w$]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function describe(value: unknown): readonly [kind: string, remedy: string] {
  if (typeof value === 'function') return ['a function', 'keep a name and look the function up'];
  if (typeof value === 'symbol') return ['a symbol', 'use a string'];
  if (ArrayBuffer.isView(value)) return [`a ${value.constructor.name}`, 'use an array of numbers'];
  if (isActor(value)) return ['an actor that was made elsewhere', FOUND];
  const { constructor } = value as object;
  if (constructor === Date) return ['a Date', 'use its time as a number'];
  if (constructor === Array)
    return ['an array with holes or extra properties', 'use a dense array or an object'];
  const name = typeof constructor === 'function' && constructor.name !== '' ? constructor.name : 'class';
  return [`an instance of ${name}`, remedyFor(value)];
}

function remedyFor(value: unknown): string {
  if (isError(value)) return 'keep its name and message';
  if (value instanceof Promise) return 'have the machine invoke it, with fromPromise';
  return 'use a plain object, array, Set or Map';
}

const FOUND = 'spawn it in the machine, or make it an actor of a `system` and ask `system.get` for it';

/** Whether a value is an actor of XState, of whatever copy. */
function isActor(value: unknown): boolean {
  const { sessionId, send } = value as { readonly sessionId?: unknown; readonly send?: unknown };
  return typeof sessionId === 'string' && typeof send === 'function';
}

/** An exception of the encoder: what was to be encoded has a getter that throws, or is nested without end. */
export function readable(cause: unknown, what: string): unknown {
  if (cause instanceof ExoError) return cause;
  const text = `${what}: cannot be read as plain data: ${thrownText(cause)}`;
  return new ExoError('EXO101', text, { cause });
}
