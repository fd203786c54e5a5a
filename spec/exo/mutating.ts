/** How the completed host is changed in one place: a guard, an action, or a transition of its chart. */
import { assign, createMachine, type AnyStateMachine } from 'xstate';
import type { Mutated } from '../../checker/index.js';
import type { Args, HostEvent } from './events.js';
import type { exoHost } from './host.js';
import type { HostContext } from './log.js';

export type HostMachine = typeof exoHost;

/** The machine with some guards replaced. */
export function guards(
  replaced: Readonly<Record<string, (args: Args) => boolean>>,
): (machine: HostMachine) => Mutated<HostMachine> {
  return (machine) => changed(machine.provide({ guards: replaced as never }));
}

/** The machine with some actions, and perhaps guards, replaced. */
export function actions(
  replaced: Readonly<Record<string, (args: Args) => Partial<HostContext>>>,
  alsoGuards: Readonly<Record<string, (args: Args) => boolean>> = {},
): (machine: HostMachine) => Mutated<HostMachine> {
  const assigns = Object.fromEntries(
    Object.entries(replaced).map(([name, change]) => [name, assign(change as never)]),
  );
  return (machine) => changed(machine.provide({ actions: assigns as never, guards: alsoGuards as never }));
}

export function changed(machine: unknown): Mutated<HostMachine> {
  return { machine: machine as HostMachine, silenced: null };
}

interface ChartNode {
  readonly on?: Readonly<Record<string, unknown>>;
  readonly states?: Readonly<Record<string, ChartNode>>;
}

/** The machine with one event handled otherwise in one state. */
export function withTransition(
  machine: HostMachine,
  path: readonly string[],
  event: HostEvent['type'],
  transition: unknown,
): HostMachine {
  const put = (node: ChartNode, [first, ...rest]: readonly string[]): ChartNode => {
    if (first === undefined) return { ...node, on: { ...node.on, [event]: transition } };
    const child = node.states?.[first];
    if (child === undefined) throw new RangeError(`the chart has no state ${first}`);
    return { ...node, states: { ...node.states, [first]: put(child, rest) } };
  };
  const chart = put(machine.config as ChartNode, path);
  const changed: AnyStateMachine = createMachine(chart as never, machine.implementations as never);
  return changed as HostMachine;
}
