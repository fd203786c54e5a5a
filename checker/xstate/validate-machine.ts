/**
 * Rejects the parts of an XState machine that lead nowhere, which XState itself accepts silently: actions, guards
 * and delays that are only names.
 */
import type { AnyStateMachine } from 'xstate';
import { ExoError, messageOf } from '../../errors/index.js';
import { toArray } from './named-machine.js';
import { isDrawing, nameOf } from './placeholders.js';
import { checkBuiltin, checkCopy } from './supported-copy.js';

type Machine = AnyStateMachine;
type StateNode = Machine['root'];

/** XState marks its built-in actions and guards by properties of functions, which its types do not show. */
interface Builtin {
  readonly delay?: unknown;
  readonly guards?: readonly unknown[];
}

/**
 * Throws EXO103 that names every place with something that cannot be checked, and EXO180 for a machine of a copy of XState that is
 * not supported; otherwise does nothing.
 *
 * @example
 * validateMachine(light); // EXO103 where it cannot be explored
 */
export function validateMachine(machine: AnyStateMachine): void {
  checkCopy(machine);
  const problems = problemsOf(machine);
  if (problems.length === 0) return;
  throw new ExoError('EXO103', `cannot be checked: ${problems.join('; ')}`);
}

function problemsOf(machine: AnyStateMachine): readonly string[] {
  try {
    return [...nodeProblems(machine, machine.root)];
  } catch (cause) {
    throw chartProblem(machine, cause);
  }
}

/** EXO103 with what XState says of a chart that it does not understand; errors that have a code as they are. */
export function chartProblem({ id }: AnyStateMachine, cause: unknown): unknown {
  if (cause instanceof ExoError) return cause;
  return new ExoError(
    'EXO103',
    `cannot be checked: XState refuses machine ${JSON.stringify(id)}: ${messageOf(cause)}`,
    { cause },
  );
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
    if (isInternal(type) || !descriptors.some((descriptor) => isForType(descriptor, type))) {
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
  return !isInternal(type) && ownDescriptors(machine.root).some((known) => isForType(known, type));
}

/** The types of events that the states of a machine name, in the order of the chart; wildcards name none. */
export function handledTypes(machine: AnyStateMachine): readonly string[] {
  const types = ownDescriptors(machine.root).filter((type) => !type.includes('*') && !isInternal(type));
  return [...new Set(types)].filter((type) => type !== 'xstate.route');
}

/** XState's own events come from XState alone, but for the one that goes to a state with a route. */
function isInternal(type: string): boolean {
  return type.startsWith('xstate.') && type !== 'xstate.route';
}

function ownDescriptors(node: StateNode): string[] {
  const own = [...node.transitions.keys()].filter((descriptor) => !isInternal(descriptor));
  return [...own, ...Object.values(node.states).flatMap(ownDescriptors)];
}

/** Whether a transition under this name is for events of the type. */
export function mentionsType(descriptor: string, type: string): boolean {
  return !isInternal(type) && isForType(descriptor, type);
}

/** XState's rule: `*` takes all, and `a.*` takes `a`, `a.b` and `a.b.c`. */
export function isForType(descriptor: string, type: string): boolean {
  if (descriptor === type || descriptor === '*') return true;
  if (!descriptor.endsWith('.*') || descriptor.indexOf('*') < descriptor.length - 1) return false;
  return `${type}.`.startsWith(descriptor.slice(0, -1));
}

function* nodeProblems(machine: Machine, node: StateNode): Generator<string> {
  const place = [machine.id, ...node.path].join('.');
  const { config } = node;
  for (const delay of Object.keys(config.after ?? {})) yield* delayProblems(machine, delay, `${place} after`);
  yield* actionsProblems(machine, config.entry, `${place} entry`);
  yield* actionsProblems(machine, config.exit, `${place} exit`);
  yield* actionsProblems(machine, node.initial.actions, `${place} initial.actions`);
  for (const [descriptor, transitions] of node.transitions) {
    yield* transitionsProblems(machine, transitions, `${place} ${transitionPlace(node, descriptor)}`);
  }
  yield* transitionsProblems(machine, node.always ?? [], `${place} always`);
  for (const child of Object.values(node.states)) yield* nodeProblems(machine, child);
}

/** A delay that is a name without an implementation is taken by XState for no delay at all. */
function* delayProblems(machine: Machine, delay: unknown, place: string): Generator<string> {
  if (typeof delay !== 'string' || !Number.isNaN(Number(delay))) return;
  if (own(machine.implementations.delays, delay) !== undefined) return;
  yield `${place}: delay ${JSON.stringify(delay)} is not implemented; add it to setup({ delays })`;
}

/** Where the chart says it: `on.GO`, `after.1000`, `onDone`, `invoke[0].onDone`. */
function transitionPlace(node: StateNode, descriptor: string): string {
  if (descriptor in (node.config.on ?? {})) return `on.${descriptor}`;
  if (descriptor === `xstate.done.state.${node.id}`) return 'onDone';
  const [, delay] = /^xstate\.after\.(.*)$/.exec(descriptor) ?? [];
  if (delay !== undefined) return `after.${delay.slice(0, -node.id.length - 1)}`;
  const index = node.invoke.findIndex(({ id }) => descriptor.endsWith(`.${id}`));
  const kinds: Record<string, string> = { done: 'onDone', error: 'onError', snapshot: 'onSnapshot' };
  const kind = kinds[descriptor.split('.')[1] ?? ''];
  return kind === undefined ? descriptor : `invoke[${index}].${kind}`;
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
  const name = nameOf(action);
  const implementation =
    typeof action === 'function' || name === undefined ? action : own(machine.implementations.actions, name);
  if (typeof implementation !== 'function') {
    if (name !== undefined && isDrawing(machine)) return;
    yield `${place}: action ${JSON.stringify(name)} is not implemented; add it to setup({ actions })`;
    return;
  }
  if ('resolve' in implementation) {
    checkBuiltin(implementation);
    yield* delayProblems(machine, (implementation as Builtin).delay, place);
  }
}

function* guardProblems(machine: Machine, guard: unknown, place: string): Generator<string> {
  if (typeof guard === 'function') {
    const { guards = [] } = guard as Builtin;
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

/** Not inherited: an action called `toString` must not find that of Object. */
function own(implementations: object, name: string): unknown {
  return Object.hasOwn(implementations, name)
    ? implementations[name as keyof typeof implementations]
    : undefined;
}
