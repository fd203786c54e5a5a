/** The charts of XState machines, in the words in which they are drawn. */
import { createMachine, type AnyStateMachine } from 'xstate';
import { transitionsOf, type PlacedTransition, type StateNode } from '../../checker/xstate/chart-parts.js';
import type { Chart, ChartState, ChartStateKind, ChartTransition } from '../../viewer/index.js';

/**
 * The chart of a machine. An inline function has no name to be drawn by: it is `ƒ`. What `and`, `or` and `not` combine is
 * spelled out.
 */
export function chartOf(machine: AnyStateMachine, name = machine.id): Chart {
  return { name, root: stateOf(machine.root) };
}

/** The chart of a machine of which only the configuration is at hand. */
export function chartOfConfig(config: object, name: string): Chart {
  return chartOf(createMachine(config as never) as unknown as AnyStateMachine, name);
}

function stateOf(node: StateNode): ChartState {
  return {
    id: idOf(node),
    label: node.parent === undefined ? node.machine.id : node.key,
    kind: kindOf(node),
    initial: node.type === 'compound' ? (node.initial.target ?? []).map(idOf) : [],
    lines: linesOf(node),
    states: Object.values(node.states).map(stateOf),
    transitions: node.type === 'history' ? defaultOf(node) : transitionsOf(node).map(shown),
  };
}

function idOf({ path }: { readonly path: readonly string[] }): string {
  return path.join('.');
}

function kindOf({ type, history }: StateNode): ChartStateKind {
  if (type !== 'history') return type;
  return history === 'deep' ? 'deep history' : 'history';
}

function linesOf(node: StateNode): readonly string[] {
  const entry = node.entry.filter((action) => !isOfTimer(action)).map(actionName);
  const exit = node.exit.filter((action) => !isOfTimer(action)).map(actionName);
  return [
    ...(entry.length === 0 ? [] : [`entry / ${entry.join(', ')}`]),
    ...(exit.length === 0 ? [] : [`exit / ${exit.join(', ')}`]),
    ...node.invoke.map(
      ({ src }) => `invoke ${typeof src === 'string' && !src.startsWith('xstate.invoke') ? src : 'ƒ'}`,
    ),
  ];
}

/** XState arms and cancels the timers of `after` by actions of its own. */
function isOfTimer(action: unknown): boolean {
  const { event, sendId } = action as {
    readonly event?: { readonly type?: unknown };
    readonly sendId?: unknown;
  };
  return [event?.type, sendId].some((name) => typeof name === 'string' && name.startsWith('xstate.after.'));
}

/** Where a history state leads as long as there is no history: its target, or where its parent begins. */
function defaultOf(node: StateNode): readonly ChartTransition[] {
  const { parent } = node;
  const { target } = node.config as { readonly target?: unknown };
  const named = typeof target === 'string' ? parent?.states[target.replace(/^\./, '')] : undefined;
  const begin = parent?.type === 'compound' ? (parent.initial.target ?? []) : [];
  const targets = (named === undefined ? begin : [named]).map(idOf);
  // A target further away, by its id, is not looked for.
  if (targets.length === 0 || (named === undefined && target !== undefined)) return [];
  const place = [...node.path, 'target'].join('.');
  return [{ place, event: 'default', actions: [], targets, reenters: false }];
}

function shown({ descriptor, place, transition }: PlacedTransition): ChartTransition {
  const { guard, target = [], actions, reenter } = transition;
  const isForbidden = transition.target === undefined && actions.length === 0 && !reenter;
  return {
    place,
    event: eventText(descriptor),
    ...(guard === undefined ? {} : { guard: guardText(guard) }),
    actions: isForbidden ? ['nothing'] : actions.map(actionName),
    targets: target.map(idOf),
    reenters: reenter,
  };
}

function eventText(descriptor: string): string {
  if (descriptor === '') return 'always';
  const [, delay] = /^xstate\.after\.([^.]*)\./.exec(descriptor) ?? [];
  if (delay !== undefined) return `after ${delay}`;
  if (descriptor.startsWith('xstate.done.state.')) return 'done';
  const [, kind, actor = ''] = /^xstate\.(done\.actor|error\.actor|snapshot)\.(.*)$/.exec(descriptor) ?? [];
  if (kind === undefined) return descriptor;
  // An invocation without an id of its own is called by its place, which would say nothing here.
  const of = /^\d+\./.test(actor) ? '' : ` ${actor}`;
  return `${{ 'done.actor': 'done', 'error.actor': 'error' }[kind] ?? 'snapshot'}${of}`;
}

interface BuiltinGuard {
  readonly name: string;
  readonly guards?: readonly unknown[];
  readonly stateValue?: unknown;
}

function guardText(guard: unknown, isInner = false): string {
  if (typeof guard === 'string') return guard;
  if (typeof guard === 'object' && guard !== null) return String((guard as { readonly type: unknown }).type);
  if (typeof guard !== 'function' || !('check' in guard)) return 'ƒ';
  const { name, guards = [], stateValue } = guard as unknown as BuiltinGuard;
  if (name === 'not') return `not ${guardText(guards[0], true)}`;
  if (name === 'stateIn')
    return `in ${typeof stateValue === 'string' ? stateValue : JSON.stringify(stateValue)}`;
  const text = guards.map((one) => guardText(one, true)).join(` ${name} `);
  return isInner && guards.length > 1 ? `(${text})` : text;
}

/** A built-in action by what it does, any other by its name. */
function actionName(action: unknown): string {
  if (typeof action === 'string') return action;
  const { type, event } = action as { readonly type?: unknown; readonly event?: unknown };
  if (typeof type !== 'string') return 'ƒ';
  if (!type.startsWith('xstate.')) return type;
  const sent =
    typeof event === 'object' && event !== null
      ? ` ${String((event as { readonly type?: unknown }).type)}`
      : '';
  return `${type.slice('xstate.'.length)}${typeof action === 'function' ? sent : ''}`;
}
