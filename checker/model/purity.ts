/**
 * Finds out that a function of a model is no function of what it is given: while one is asked, clocks, randomness
 * and timers throw. They are replaced when this file is loaded, so before any module that imports the checker has
 * run, and behave as always unless a question is being asked. XState and Node may call them for themselves.
 *
 * A reference that was taken before that (`const { random } = Math` in a module that was loaded earlier) is not
 * seen, nor is what else may differ from one moment to the next: files, the environment, global variables.
 */
import { ExoError } from '../../errors/index.js';

/**
 * Asks a question of a model. Throws EXO111 if the answer needed a clock, randomness or a timer, even where what
 * was asked has caught the exception; `who` names what was asked, and is called in that case only.
 */
export function purely<T>(who: () => string, question: () => T): T {
  asking.depth += 1;
  try {
    const answer = question();
    if (asking.offence !== null) throw errorOf(asking, who);
    return answer;
  } catch (thrown) {
    throw asking.offence === null ? thrown : errorOf(asking, who);
  } finally {
    asking.depth -= 1;
    if (asking.depth === 0) asking.offence = null;
  }
}

/** Runs something in which clocks, randomness and timers are as always, in the midst of a question. */
export function unwatched<T>(run: () => T): T {
  const { depth } = asking;
  asking.depth = 0;
  try {
    return run();
  } finally {
    asking.depth = depth;
  }
}

/** What was called that must not be, and from where. */
interface Offence {
  readonly called: string;
  readonly at: string;
  /** Made where the innermost question ends, which knows best who was asked. */
  error: ExoError | null;
}

/** The number of questions being asked, one inside the other, and what was called meanwhile. */
interface Asking {
  depth: number;
  offence: Offence | null;
}

function errorOf(asking: Asking, who: () => string): ExoError {
  const offence = asking.offence;
  if (offence?.error) return offence.error;
  const { called, at } = offence ?? { called: '', at: '' };
  const text =
    `${who()} is not deterministic: it calls ${called}${at}; an answer may depend on nothing but what is asked: ` +
    'have events, inputs or outcomes bring times and identifiers, each that may come: the search tries them all';
  const error = new ExoError('EXO111', text);
  if (offence !== null) offence.error = error;
  return error;
}

/** Shared by all copies of the checker in a process, so that each global is replaced once. */
const SHARED = Symbol.for('exo-broadcast.purity');

const asking: Asking = shared();

function shared(): Asking {
  const holder = globalThis as { [SHARED]?: Asking };
  const known = holder[SHARED];
  if (known !== undefined) return known;
  const fresh: Asking = { depth: 0, offence: null };
  holder[SHARED] = fresh;
  setTraps(fresh);
  return fresh;
}

function setTraps(asking: Asking): void {
  const trap = (holder: object, names: readonly string[], prefix = ''): void => {
    for (const name of names) trapMethod(asking, holder, name, `${prefix}${name}`);
  };
  trapDate(asking);
  trap(Math, ['random'], 'Math.');
  const measured = ['now', 'mark', 'measure', 'eventLoopUtilization', 'toJSON'];
  trap(performance, measured, 'performance.');
  trap(Object.getPrototypeOf(performance) as object, measured, 'performance.');
  trapGetter(asking, performance, 'timeOrigin', 'performance.timeOrigin');
  trapGetter(asking, Object.getPrototypeOf(performance) as object, 'timeOrigin', 'performance.timeOrigin');
  trapGetter(asking, Event.prototype, 'timeStamp', 'timeStamp of an event');
  trapFormats(asking);
  const { Temporal } = globalThis as { readonly Temporal?: { readonly Now?: object } };
  if (Temporal?.Now !== undefined)
    trap(Temporal.Now, Object.getOwnPropertyNames(Temporal.Now), 'Temporal.Now.');
  trap(AbortSignal, ['timeout'], 'AbortSignal.');
  trap(process, ['hrtime', 'uptime', 'nextTick', 'cpuUsage', 'memoryUsage', 'resourceUsage'], 'process.');
  trap(process.hrtime, ['bigint'], 'process.hrtime.');
  trap(Object.getPrototypeOf(globalThis.crypto) as object, ['randomUUID', 'getRandomValues'], 'crypto.');
  const drawing = ['randomUUID', 'randomBytes', 'pseudoRandomBytes', 'randomInt', 'randomFill'];
  const crypto = process.getBuiltinModule('node:crypto');
  trap(crypto, [...drawing, 'randomFillSync', 'prng', 'rng'], 'crypto.');
  const waiting = ['setTimeout', 'setInterval', 'setImmediate'];
  trap(globalThis, [...waiting, 'queueMicrotask']);
  trap(process.getBuiltinModule('node:timers'), waiting);
  // So that `import { randomUUID } from 'node:crypto'` has the trap too.
  process.getBuiltinModule('node:module').syncBuiltinESMExports();
}

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/** Replaces a method by one that refuses while a question is asked, where there is one that can be replaced. */
function trapMethod(asking: Asking, holder: object, name: string, called: string): void {
  const descriptor = Object.getOwnPropertyDescriptor(holder, name);
  if (descriptor?.configurable !== true || typeof descriptor.value !== 'function') return;
  const original = descriptor.value as AnyFunction;
  const trapped: AnyFunction = function (...args) {
    if (asking.depth > 0) refuse(asking, called, trapped);
    return Reflect.apply(original, this, args);
  };
  // Also what hangs on it, as `util.promisify` wants of `setTimeout`.
  Object.defineProperties(trapped, Object.getOwnPropertyDescriptors(original));
  Object.defineProperty(holder, name, { ...descriptor, value: trapped });
}

/** Traps a property that is worked out when it is read. */
function trapGetter(asking: Asking, holder: object, name: string, called: string): void {
  const descriptor = Object.getOwnPropertyDescriptor(holder, name);
  const original = descriptor?.get;
  if (descriptor?.configurable !== true || original === undefined) return;
  const trapped = function (this: unknown): unknown {
    if (asking.depth > 0) refuse(asking, called, trapped);
    return Reflect.apply(original, this, []);
  };
  Object.defineProperty(holder, name, { ...descriptor, get: trapped });
}

/** A format of dates that is given none takes the present moment. */
function trapFormats(asking: Asking): void {
  const prototype: object = Intl.DateTimeFormat.prototype;
  const called = 'a format of dates without a date';
  const parts = Object.getOwnPropertyDescriptor(prototype, 'formatToParts');
  const format = Object.getOwnPropertyDescriptor(prototype, 'format');
  const getFormat = format?.get;
  if (parts === undefined || format === undefined || getFormat === undefined) return;
  const toParts = parts.value as AnyFunction;
  const trappedParts: AnyFunction = function (...args) {
    if (asking.depth > 0 && args[0] === undefined) refuse(asking, called, trappedParts);
    return Reflect.apply(toParts, this, args);
  };
  Object.defineProperty(prototype, 'formatToParts', { ...parts, value: trappedParts });
  const trapped = new WeakMap<object, AnyFunction>();
  const get = function (this: object): AnyFunction {
    const known = trapped.get(this);
    if (known !== undefined) return known;
    const bound = Reflect.apply(getFormat, this, []) as AnyFunction;
    const fresh: AnyFunction = (...args) => {
      if (asking.depth > 0 && args[0] === undefined) refuse(asking, called, fresh);
      return bound(...args);
    };
    trapped.set(this, fresh);
    return fresh;
  };
  Object.defineProperty(prototype, 'format', { ...format, get });
}

/** `new Date(x)` is legal, and what makes a Date stays its constructor. */
function trapDate(asking: Asking): void {
  const Original = Date;
  trapMethod(asking, Original, 'now', 'Date.now');
  const handler: ProxyHandler<DateConstructor> = {
    construct(target, args, newTarget) {
      if (asking.depth > 0 && args.length === 0) refuse(asking, 'new Date()', handler.construct);
      return Reflect.construct(target, args, newTarget) as object;
    },
    apply(target, self, args) {
      if (asking.depth > 0) refuse(asking, 'Date()', handler.apply);
      return Reflect.apply(target, self, args) as string;
    },
  };
  const trapped = new Proxy(Original, handler);
  Object.defineProperty(Original.prototype, 'constructor', { value: trapped });
  Object.defineProperty(globalThis, 'Date', { value: trapped });
}

/** Throws, unless it is XState or Node that calls, for purposes of its own. */
function refuse(asking: Asking, called: string, trap: unknown): void {
  const caller = callerOf(trap);
  if (caller !== null && /^node:|[\\/]xstate[\\/]dist[\\/]/.test(caller)) return;
  asking.offence ??= { called, at: caller === null ? '' : ` (${caller})`, error: null };
  throw new ExoError('EXO111', `${called} is called while a model is asked`);
}

/** Where the caller of a trap stands, as `file:line:column`. */
function callerOf(trap: unknown): string | null {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, trap as AnyFunction);
  const frames = (holder.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  for (const frame of frames) {
    const [, inside, alone] = /\(([^()]+:\d+:\d+)\)$|^\s+at (?:async )?([^()]+:\d+:\d+)$/.exec(frame) ?? [];
    const place = inside ?? alone;
    if (place !== undefined) return decodeURI(place.replace(/^file:\/\//, ''));
  }
  return null;
}
