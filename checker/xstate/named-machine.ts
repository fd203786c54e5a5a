/**
 * A machine in which every action and guard has a name: inline functions are named by their place in the chart,
 * `waiting.entry[0]` or `idle.on.START[0].guard`, so that effects, errors and mutants can refer to them.
 *
 * The clone also holds guards to their word: what is neither true nor false is an error (EXO164), a promise in
 * particular, which XState would take for true; and a guard has a context and an event, and nothing else (EXO168).
 */
import { createMachine, type AnyStateMachine } from 'xstate';
import { ExoError } from '../../errors/index.js';
import type { MachineWatch } from './chart-watch.js';
import { checkBuiltin } from './supported-copy.js';

type AnyFunction = (...args: unknown[]) => unknown;
type Config = Record<string, unknown>;

/** XState marks its built-in actions and guards by properties of functions, which its types do not show. */
interface Builtin {
  readonly type?: string;
  readonly resolve?: unknown;
  readonly check?: unknown;
  readonly guards?: readonly unknown[];
  readonly collect?: AnyFunction;
}

/** What goes wrong in a guard: XState keeps only the message of what is thrown there. */
export interface GuardProblems {
  last?: ExoError;
}

interface Names {
  readonly actions: Record<string, AnyFunction>;
  readonly guards: Record<string, AnyFunction>;
  readonly machine: string;
  readonly problems: GuardProblems;
  readonly watch: MachineWatch;
}

/** A clone of the machine in which nothing is anonymous. The machine itself is left as it was. */
export function namedMachine(
  machine: AnyStateMachine,
  problems: GuardProblems,
  watch: MachineWatch,
): AnyStateMachine {
  const { implementations } = machine;
  const names: Names = { actions: {}, guards: {}, machine: machine.id, problems, watch };
  const guards = mapEntries(implementations.guards, (guard, name) => checkedGuard(guard, name, names));
  const actions = mapEntries(implementations.actions, (action, name) => namedBuiltin(action, name));
  const config = namedNode(machine.config as Config, '', names);
  const clone = createMachine(
    config as never,
    {
      ...implementations,
      guards: { ...guards, ...names.guards },
      actions: { ...actions, ...names.actions },
    } as never,
  );
  clone.options = { ...machine.options };
  return clone;
}

function namedNode(config: Config, path: string, names: Names): Config {
  const at = (part: string): string => (path === '' ? part : `${path}.${part}`);
  const transitionsAt = (part: string) => (value: unknown) => namedTransitions(value, at(part), names);
  const copy: Config = { ...config };
  const change = (key: string, map: (value: unknown) => unknown): void => {
    if (copy[key] !== undefined) copy[key] = map(copy[key]);
  };
  change('entry', (value) => namedActions(value, at('entry'), names));
  change('exit', (value) => namedActions(value, at('exit'), names));
  change('always', transitionsAt('always'));
  change('onDone', transitionsAt('onDone'));
  for (const key of ['on', 'after']) {
    change(key, (value) => mapEntries(value as Config, (one, name) => transitionsAt(`${key}.${name}`)(one)));
  }
  change('invoke', (value) =>
    mapList(value, (one, i) => namedInvoke(one as Config, at(`invoke[${i}]`), names)),
  );
  change('initial', (value) =>
    typeof value === 'object' ? namedTransition(value as Config, at('initial'), names) : value,
  );
  change('states', (value) =>
    mapEntries(value as Config, (state, key) => namedNode(state as Config, at(key), names)),
  );
  return copy;
}

function namedInvoke(invoke: Config, place: string, names: Names): Config {
  const copy: Config = { ...invoke };
  for (const key of ['onDone', 'onError', 'onSnapshot']) {
    if (copy[key] !== undefined) copy[key] = namedTransitions(copy[key], `${place}.${key}`, names);
  }
  return copy;
}

/** Always an array, so that the place of each has its number. */
function namedTransitions(value: unknown, place: string, names: Names): unknown {
  if (value === undefined || typeof value === 'string') return value;
  return toArray(value).map((one, i) =>
    typeof one === 'object' && one !== null ? namedTransition(one as Config, `${place}[${i}]`, names) : one,
  );
}

function namedTransition(transition: Config, place: string, names: Names): Config {
  const { guard, actions } = transition;
  return {
    ...transition,
    ...(guard !== undefined && { guard: namedGuard(guard, `${place}.guard`, names) }),
    ...(actions !== undefined && { actions: namedActions(actions, `${place}.actions`, names) }),
  };
}

function isFunction(value: unknown): value is AnyFunction {
  return typeof value === 'function';
}

function namedActions(value: unknown, place: string, names: Names): unknown {
  return toArray(value).map((action, i) => {
    if (!isFunction(action)) return action;
    const name = `${place}[${i}]`;
    if ('resolve' in action) return namedBuiltin(action, name);
    names.actions[name] = action;
    return { type: name };
  });
}

/** Names what an `enqueueActions` enqueues; other built-in actions have nothing to name. */
function namedBuiltin(action: unknown, name: string): AnyFunction {
  const { collect } = action as Builtin;
  if (typeof collect !== 'function') return action as AnyFunction;
  const naming = (args: unknown, params: unknown): unknown => {
    let count = 0;
    const { enqueue } = args as { enqueue: AnyFunction };
    const enqueueNamed = (one: unknown): unknown => {
      const place = `${name}.enqueue[${count++}]`;
      if (typeof one !== 'function') return enqueue(one);
      if (!('resolve' in one)) return enqueue(renamed(one, place));
      checkBuiltin(one);
      return enqueue(one);
    };
    return collect({ ...(args as object), enqueue: Object.assign(enqueueNamed, enqueue) }, params);
  };
  return Object.assign(() => undefined, action, { collect: naming });
}

function renamed(action: object, name: string): AnyFunction {
  const call = action as AnyFunction;
  return Object.defineProperty((...args: unknown[]) => call(...args), 'name', { value: name });
}

function namedGuard(guard: unknown, place: string, names: Names): unknown {
  if (!isFunction(guard)) return guard;
  if ('check' in guard) return checkedBuiltin(guard, place, names);
  names.guards[place] = checkedFunction(guard, place, names);
  return { type: place };
}

/** A guard of `setup`: a function, a combination of guards, or the name of another one. */
function checkedGuard(guard: unknown, name: string, names: Names): AnyFunction {
  if (!isFunction(guard)) return guard as AnyFunction;
  if ('check' in guard) return checkedBuiltin(guard, name, names);
  return checkedFunction(guard, name, names);
}

function checkedBuiltin(guard: AnyFunction, place: string, names: Names): AnyFunction {
  const { guards } = guard as Builtin;
  if (guards === undefined) return guard;
  const inner = guards.map((one, i) => {
    const name = `${place}.${guard.name}[${i}]`;
    if (!isFunction(one)) return one;
    if ('check' in one) return checkedBuiltin(one, name, names);
    return checkedFunction(one, name, names);
  });
  const copy = Object.defineProperty(() => undefined, 'name', { value: guard.name });
  return Object.assign(copy, guard, { guards: inner });
}

function checkedFunction(guard: AnyFunction, name: string, names: Names): AnyFunction {
  const { problems, machine, watch } = names;
  const traps = guardTraps(name, names);
  const checked: AnyFunction = (args, params) => {
    const answer = guard(Object.assign(Object.create(traps) as object, args), params);
    if (typeof answer === 'boolean') {
      watch.guard(name, answer);
      return answer;
    }
    const what = answer instanceof Promise ? 'a promise' : String(answer);
    problems.last = new ExoError(
      'EXO164',
      `guard ${JSON.stringify(name)} of ${machine} gives ${what}, neither true nor false; ` +
        'return a boolean: compare, or put !! before it',
    );
    throw problems.last;
  };
  return Object.defineProperty(checked, 'name', { value: name });
}

/** What stands behind the arguments of a guard: reading what XState does not give is an error instead of `undefined`. */
function guardTraps(name: string, { problems, machine }: Names): object {
  const trap = (key: string): PropertyDescriptor => ({
    get: (): never => {
      problems.last = new ExoError(
        'EXO168',
        `guard ${JSON.stringify(name)} of ${machine} reads \`${key}\`, which XState gives to no guard; ` +
          'decide by context and event: have an action keep what is needed in the context, or an event bring it',
      );
      throw problems.last;
    },
  });
  return Object.create(Object.prototype, { system: trap('system'), self: trap('self') }) as object;
}

function mapEntries<T>(record: object, map: (value: unknown, key: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}

function mapList(value: unknown, map: (value: unknown, index: number) => unknown): unknown {
  return toArray(value).map(map);
}

/** What a configuration has of something of which it may have none, one, or a list. */
export function toArray(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}
