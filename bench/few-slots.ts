import { assign, setup } from 'xstate';
import type * as Checker from '../checker/index.js';
import type { Model } from '../checker/index.js';
import type * as Peterson from '../checker/examples/peterson.js';

/** Models of which tables keep little that is used again, and how large each is. */
export interface FewSlots {
  /** Peterson's algorithm with a slot a variable, in one slot, and as one machine; a counter that counts to its end. */
  readonly model: 'peterson' | 'whole' | 'machine' | 'chain';
  /** The number of processes, or of states. */
  readonly size: number;
}

/** The build of the checker that is to search, which also has to make the model: each trusts its own components. */
export interface Built {
  readonly checker: typeof Checker;
  readonly peterson: typeof Peterson;
}

export function fewSlotsModel({ model, size }: FewSlots, built: Built): Model {
  switch (model) {
    case 'peterson':
      return built.peterson.petersonModel(size);
    case 'whole':
      return wholeModel(size, built);
    case 'machine':
      return machineOf(size, built);
    case 'chain':
      return chainModel(size, built);
  }
}

/** For example `Peterson, 5 processes`. */
export function fewSlotsName({ model, size }: FewSlots): string {
  switch (model) {
    case 'peterson':
      return `Peterson, ${size} processes`;
    case 'whole':
      return `Peterson in one slot, ${size} processes`;
    case 'machine':
      return `Peterson as one machine, ${size} processes`;
    case 'chain':
      return `a chain of ${size.toLocaleString('en-US')}`;
  }
}

/** All variables of Peterson's algorithm. */
interface Whole {
  readonly processes: readonly Peterson.Process[];
  readonly turns: readonly number[];
}

interface Go {
  readonly type: 'GO';
  readonly process: number;
}

function startOf(size: number, { NOBODY }: typeof Peterson): Whole {
  const processes = Array.from({ length: size }, (): Peterson.Process => ({ phase: 'idle', level: 0 }));
  return { processes, turns: Array.from({ length: size - 1 }, () => NOBODY) };
}

function afterStep({ processes, turns }: Whole, process: number, { nextOf }: typeof Peterson): Whole {
  const next = nextOf(process, processes, turns);
  const own = processes[process];
  const isWriting = own?.phase === 'yield';
  return {
    processes: processes.map((one, k) => (k === process ? next : one)),
    turns: isWriting ? turns.map((one, k) => (k === own.level - 1 ? process : one)) : turns,
  };
}

function isExclusive({ processes }: Whole): boolean {
  return processes.filter(({ phase }) => phase === 'critical').length <= 1;
}

/** The same states and transitions as with a slot a variable, but all variables are one local state. */
function wholeModel(size: number, { checker, peterson }: Built): Model {
  const { plainComponent, slot, rule, leg, invariant } = checker;
  const all = plainComponent<Whole, Go, never>({
    name: 'all',
    initial: [startOf(size, peterson)],
    step: (state, { process }) => [{ next: afterStep(state, process, peterson), effects: [] }],
  });
  const only = slot('all', all);
  const offers = Array.from({ length: size }, (_, process) => ({
    legs: [leg(only, { type: 'GO', process })],
  }));
  return {
    name: `Peterson in one slot, ${size} processes`,
    slots: [only],
    rules: [rule({ name: 'Step', slot: only, offers: () => offers })],
    routes: [],
    properties: [
      invariant({
        name: 'MutualExclusion',
        over: [[only]],
        holds: ([state]) => state === undefined || isExclusive(state),
      }),
    ],
  };
}

function machineOf(size: number, { checker, peterson }: Built): Model {
  const machine = setup({
    types: { context: {} as Whole, events: {} as Go },
    actions: { step: assign(({ context, event }) => afterStep(context, event.process, peterson)) },
  }).createMachine({ id: 'all', context: startOf(size, peterson), on: { GO: { actions: 'step' } } });
  return checker.machineModel(machine, {
    events: Array.from({ length: size }, (_, process): Go => ({ type: 'GO', process })),
    always: { MutualExclusion: ({ context }) => isExclusive(context) },
  });
}

/** A counter that counts to the end, with a step property that sees all of it. */
function chainModel(states: number, { checker }: Built): Model {
  const { plainComponent, slot, rule, leg, invariant, stepProperty } = checker;
  const counter = plainComponent<number, { readonly type: 'NEXT' }, never>({
    name: 'counter',
    initial: [0],
    step: (state) => (state + 1 < states ? [{ next: state + 1, effects: [] }] : []),
  });
  const only = slot('counter', counter);
  return {
    name: `a chain of ${states} states`,
    slots: [only],
    rules: [rule({ name: 'Next', slot: only, offers: () => [{ legs: [leg(only, { type: 'NEXT' })] }] })],
    routes: [],
    properties: [
      invariant({ name: 'InRange', over: [[only]], holds: ([state]) => (state ?? 0) < states }),
      stepProperty({
        name: 'Upwards',
        over: [[only]],
        holds: ([before], [after]) => (before ?? 0) < (after ?? 0),
      }),
    ],
    mayEnd: () => true,
  };
}
