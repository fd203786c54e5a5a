/**
 * Rejects the parts of an XState machine that a table of (local state, event) → (next state, effects) cannot
 * honour: time, child actors, history, messages sent from inside, and names that lead nowhere, which XState
 * itself accepts silently. Inline functions are rejected too: a chart is to be readable by itself, and a
 * name is what an error or a mutant can refer to.
 */
import type { AnyStateMachine } from 'xstate';
import { ExoError } from '../errors.js';

type Machine = AnyStateMachine;
type StateNode = Machine['root'];

/** XState marks its built-in actions and guards by properties of functions, which its types do not show. */
interface Builtin {
  readonly type?: unknown;
  readonly event?: unknown;
  readonly delay?: unknown;
  readonly resolve?: unknown;
  readonly check?: unknown;
  readonly guards?: readonly unknown[];
}

/** Throws EXO103 that names every place with something that cannot be checked; otherwise does nothing. */
export function validateMachine(machine: AnyStateMachine): void {
  const problems = [...nodeProblems(machine, machine.root)];
  if (problems.length === 0) return;
  throw new ExoError('EXO103', `cannot be checked: ${problems.join('; ')}`);
}

/**
 * A check that throws EXO114 for an event type that no state mentions, not even to forbid it. `xstate.*` is for
 * XState's own events.
 */
export function eventTypeCheck(name: string, machine: AnyStateMachine): (type: string) => void {
  const descriptors = [...new Set(ownDescriptors(machine.root))];
  const known = new Set<string>();
  return (type) => {
    if (known.has(type)) return;
    if (type.startsWith('xstate.') || !descriptors.some((descriptor) => matches(descriptor, type))) {
      const handled = descriptors.length > 0 ? `only ${descriptors.sort().join(', ')}` : 'none at all';
      throw new ExoError(
        'EXO114',
        `${name}: no state handles event ${JSON.stringify(type)}; handled: ${handled}`,
      );
    }
    known.add(type);
  };
}

/** Whether any state of the machine mentions the event type, if only to forbid it. */
export function mentions(machine: AnyStateMachine, type: string): boolean {
  return !type.startsWith('xstate.') && ownDescriptors(machine.root).some((known) => matches(known, type));
}

function ownDescriptors(node: StateNode): string[] {
  const own = [...node.transitions.keys()].filter((descriptor) => !descriptor.startsWith('xstate.'));
  return [...own, ...Object.values(node.states).flatMap(ownDescriptors)];
}

/** XState's rule: `*` takes all, and `a.*` takes `a`, `a.b` and `a.b.c`. */
function matches(descriptor: string, type: string): boolean {
  if (descriptor === type || descriptor === '*') return true;
  if (!descriptor.endsWith('.*') || descriptor.indexOf('*') < descriptor.length - 1) return false;
  return `${type}.`.startsWith(descriptor.slice(0, -1));
}

function* nodeProblems(machine: Machine, node: StateNode): Generator<string> {
  const place = [machine.id, ...node.path].join('.');
  const { config } = node;
  if (toArray(config.invoke).length > 0)
    yield `${place} invoke: child actors; make them components of the model`;
  if (Object.keys(config.after ?? {}).length > 0) {
    yield `${place} after: delays; send an event from an environment component instead`;
  }
  if (node.type === 'history') yield `${place}: history state; keep what is to be remembered in the context`;
  if (config.route !== undefined) yield `${place} route: routes are not supported; use an event`;
  if (node === machine.root && config.output !== undefined) {
    yield `${place} output: not part of the checked state; keep the result in the context`;
  }
  yield* actionsProblems(machine, config.entry, `${place} entry`);
  yield* actionsProblems(machine, config.exit, `${place} exit`);
  yield* actionsProblems(machine, node.initial.actions, `${place} initial.actions`);
  for (const [descriptor, transitions] of node.transitions) {
    const where = transitionPlace(node, descriptor);
    if (where !== undefined) yield* transitionsProblems(machine, transitions, `${place} ${where}`);
  }
  yield* transitionsProblems(machine, node.always ?? [], `${place} always`);
  for (const child of Object.values(node.states)) yield* nodeProblems(machine, child);
}

/** None for transitions that XState derives from what is reported already (`invoke`, `after`, `route`). */
function transitionPlace(node: StateNode, descriptor: string): string | undefined {
  if (descriptor === `xstate.done.state.${node.id}` && !(descriptor in (node.config.on ?? {})))
    return 'onDone';
  const isDerived = /^xstate\.(after|done\.actor|error\.actor|snapshot|route)\b/.test(descriptor);
  return isDerived ? undefined : `on.${descriptor}`;
}

function* transitionsProblems(
  machine: Machine,
  transitions: readonly { readonly guard?: unknown; readonly actions: readonly unknown[] }[],
  place: string,
): Generator<string> {
  for (const [i, { guard, actions }] of transitions.entries()) {
    if (guard !== undefined) yield* guardProblems(machine, guard, `${place}[${i}].guard`);
    yield* actionsProblems(machine, actions, `${place}[${i}].actions`);
  }
}

function* actionsProblems(machine: Machine, actions: unknown, place: string): Generator<string> {
  for (const [i, action] of toArray(actions).entries())
    yield* actionProblems(machine, action, `${place}[${i}]`);
}

function* actionProblems(machine: Machine, action: unknown, place: string): Generator<string> {
  if (typeof action === 'function') {
    const { type, event, delay } = action as Builtin;
    if (type === 'xstate.raise' && delay === undefined && typeof event !== 'function') return;
    if (type === 'xstate.sendTo' && delay === undefined) return;
    yield `${place}: inline action ${builtinName(action) ?? 'function'}; name it in setup({ actions })`;
    return;
  }
  const name = nameOf(action);
  const implementation = name === undefined ? undefined : own(machine.implementations.actions, name);
  if (typeof implementation !== 'function') {
    yield `${place}: action ${JSON.stringify(name)} is not implemented; add it to setup({ actions })`;
    return;
  }
  const builtin = builtinName(implementation);
  if (builtin === undefined || builtin === 'assign') return;
  const isImmediate = (implementation as Builtin).delay === undefined;
  if ((builtin === 'raise' || builtin === 'sendTo') && isImmediate) return;
  yield (
    `${place}: action ${JSON.stringify(name)} is ${builtin === 'raise' ? 'a delayed raise' : builtin}; ` +
    'use assign, raise without delay, or a plain function, which is an effect for the model to route'
  );
}

function builtinName(action: unknown): string | undefined {
  const { type, resolve } = action as Builtin;
  return typeof resolve === 'function' ? String(type).replace('xstate.', '') : undefined;
}

function* guardProblems(machine: Machine, guard: unknown, place: string): Generator<string> {
  if (typeof guard === 'function') {
    const { check, guards = [] } = guard as Builtin;
    if (typeof check !== 'function') yield `${place}: inline guard function; name it in setup({ guards })`;
    for (const [i, inner] of guards.entries())
      yield* guardProblems(machine, inner, `${place}.${guard.name}[${i}]`);
    return;
  }
  yield* namedGuardProblems(machine, guard, place, []);
}

/** A named guard may stand for a function, a combinator of guards, or another name. */
function* namedGuardProblems(
  machine: Machine,
  guard: unknown,
  place: string,
  seen: readonly string[],
): Generator<string> {
  if (typeof guard === 'function') {
    for (const inner of (guard as Builtin).guards ?? [])
      yield* namedGuardProblems(machine, inner, place, seen);
    return;
  }
  const name = nameOf(guard);
  const implementation = name === undefined ? undefined : own(machine.implementations.guards, name);
  if (name === undefined || implementation === undefined) {
    yield `${place}: guard ${JSON.stringify(name)} is not implemented; add it to setup({ guards })`;
  } else if (seen.includes(name)) {
    yield `${place}: guard ${JSON.stringify(name)} refers to itself`;
  } else {
    yield* namedGuardProblems(machine, implementation, place, [...seen, name]);
  }
}

function nameOf(reference: unknown): string | undefined {
  if (typeof reference === 'string') return reference;
  if (typeof reference !== 'object' || reference === null || !('type' in reference)) return undefined;
  return typeof reference.type === 'string' ? reference.type : undefined;
}

/** Not inherited: an action called `toString` must not find that of Object. */
function own(implementations: object, name: string): unknown {
  return Object.hasOwn(implementations, name)
    ? implementations[name as keyof typeof implementations]
    : undefined;
}

function toArray(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
