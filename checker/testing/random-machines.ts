/**
 * Random XState machines with few states: compound and parallel states, named guards over two small integers,
 * assigns, effects, raised events, `always`, `onDone`, final states below the top, transitions to anywhere.
 *
 * Every macrostep ends: raised events raise only later ones, and `always` and `onDone` go only to later siblings.
 */
import fc from 'fast-check';
import { and, assign, not, or, raise, setup, stateIn } from 'xstate';

/** The events that are sent from outside; a machine need not handle all of them. */
export const EVENTS = ['A', 'B', 'C'] as const;

const base = setup({
  types: {
    context: {} as { readonly x: number; readonly y: number },
    events: {} as { readonly type: (typeof EVENTS)[number] | 'RAISED' | 'RAISED_LATER' },
  },
  guards: {
    xIsZero: ({ context }) => context.x === 0,
    xIsTwo: ({ context }) => context.x === 2,
    xIsLess: ({ context }) => context.x < context.y,
    yIsZero: ({ context }) => context.y === 0,
    yIsTwo: ({ context }) => context.y === 2,
    yIsNotTwo: not('yIsTwo'),
    bothAreZero: and(['xIsZero', 'yIsZero']),
    oneIsTwo: or(['xIsTwo', 'yIsTwo']),
    isInFirst: stateIn('#n0'),
  },
  actions: {
    countX: assign({ x: ({ context }) => (context.x + 1) % 3 }),
    countY: assign({ y: ({ context }) => (context.y + 1) % 3 }),
    clearX: assign({ x: 0 }),
    swap: assign({ x: ({ context }) => context.y, y: ({ context }) => context.x }),
    raiseNow: raise({ type: 'RAISED' }),
    raiseLater: raise({ type: 'RAISED_LATER' }),
    tell: () => {},
  },
});

export type RandomMachine = ReturnType<typeof base.createMachine>;

const GUARDS = [
  ...['xIsZero', 'xIsTwo', 'xIsLess', 'yIsZero', 'yIsTwo', 'yIsNotTwo'],
  ...['bothAreZero', 'oneIsTwo', 'isInFirst'],
];
const ASSIGNS = ['countX', 'countY', 'clearX', 'swap'];

interface Move {
  readonly guard: string | null;
  /** Picks one of all states; null for a transition without a target. */
  readonly target: number | null;
  readonly reenter: boolean;
  readonly actions: readonly string[];
}

interface Shape {
  readonly kind: 'atomic' | 'compound' | 'parallel';
  readonly children: readonly Shape[];
  /** Of a compound state: its last child is final, where that cannot finish the machine. */
  readonly isFinite: boolean;
  readonly on: Readonly<Record<string, readonly Move[]>>;
  readonly always: { readonly guard: string; readonly actions: readonly string[] } | null;
  readonly entry: readonly string[];
  readonly exit: readonly string[];
}

/** Machines of at most three levels, printed as their configuration. */
export function randomMachines(): fc.Arbitrary<RandomMachine> {
  const top = fc.oneof(shapes('compound', 2), shapes('compound', 2), shapes('parallel', 2));
  return top.map(machineOf).filter((machine) => eventsOf(machine).length > 0);
}

/** The events from outside that some state of the machine can react to. */
export function eventsOf(machine: RandomMachine): readonly { readonly type: (typeof EVENTS)[number] }[] {
  return EVENTS.filter((type) => machine.events.includes(type)).map((type) => ({ type }));
}

function shapes(kind: Shape['kind'], levels: number): fc.Arbitrary<Shape> {
  const children = {
    atomic: () => fc.constant([]),
    compound: () => fc.array(inner(levels - 1), { minLength: 2, maxLength: 3 }),
    parallel: () => fc.array(shapes('compound', levels - 1), { minLength: 2, maxLength: 2 }),
  }[kind]();
  return fc.record({
    kind: fc.constant(kind),
    children,
    isFinite: fc.boolean(),
    on: fc.record(
      {
        A: moves(['tell', 'raiseNow', 'raiseLater']),
        B: moves(['tell', 'raiseNow', 'raiseLater']),
        C: moves(['tell', 'raiseNow', 'raiseLater']),
        RAISED: moves(['tell', 'raiseLater']),
        RAISED_LATER: moves(['tell']),
      },
      { requiredKeys: [] },
    ),
    always: fc.option(fc.record({ guard: fc.constantFrom(...GUARDS), actions: actions([]) }), { freq: 2 }),
    entry: actions([]),
    exit: actions([]),
  });
}

function inner(levels: number): fc.Arbitrary<Shape> {
  if (levels <= 0) return shapes('atomic', 0);
  return fc.oneof(
    { weight: 3, arbitrary: shapes('atomic', 0) },
    { weight: 2, arbitrary: shapes('compound', levels) },
    { weight: 1, arbitrary: shapes('parallel', levels) },
  );
}

function moves(also: readonly string[]): fc.Arbitrary<readonly Move[]> {
  const move = fc.record({
    guard: fc.option(fc.constantFrom(...GUARDS), { freq: 3 }),
    target: fc.option(fc.nat(60), { freq: 4 }),
    reenter: fc.boolean(),
    actions: actions(also),
  });
  return fc.array(move, { minLength: 1, maxLength: 2 });
}

function actions(also: readonly string[]): fc.Arbitrary<readonly string[]> {
  return fc.array(fc.constantFrom(...ASSIGNS, ...also), { maxLength: 2 });
}

function machineOf(top: Shape): RandomMachine {
  const ids = idsBelow(top, 'n');
  const config = {
    ...configOf(top, 'n', ids, top.kind === 'compound' ? 'top' : 'region'),
    context: { x: 0, y: 0 },
  };
  const machine = base.createMachine(config as Parameters<typeof base.createMachine>[0]);
  return Object.assign(machine, { [fc.toStringMethod]: () => JSON.stringify(config) });
}

function idsBelow(shape: Shape, id: string): readonly string[] {
  return shape.children.flatMap((child, i) => [`${id}${i}`, ...idsBelow(child, `${id}${i}`)]);
}

/** `top` and `region`: states whose final child would finish the whole machine, or could. */
type Position = 'top' | 'region' | 'inside';

function configOf(
  shape: Shape,
  id: string,
  ids: readonly string[],
  position: Position,
): Record<string, unknown> {
  const { kind, children } = shape;
  if (kind === 'atomic') return { id, on: onOf(shape, ids), entry: shape.entry, exit: shape.exit };
  const last = children.length - 1;
  const hasFinal = kind === 'compound' && shape.isFinite && position === 'inside';
  const states = children.map((child, i): [string, Record<string, unknown>] => {
    const childId = `${id}${i}`;
    if (hasFinal && i === last) return [childId, { id: childId, type: 'final', entry: child.entry }];
    const below = kind === 'parallel' && position !== 'inside' ? 'region' : 'inside';
    const config = configOf(child, childId, ids, below);
    return [
      childId,
      kind === 'compound' && i < last ? { ...config, ...onwards(child, `${id}${i + 1}`) } : config,
    ];
  });
  return {
    id,
    ...(kind === 'parallel' ? { type: 'parallel' } : { initial: `${id}0` }),
    states: Object.fromEntries(states),
    on: onOf(shape, ids),
    entry: shape.entry,
    exit: shape.exit,
  };
}

/** How a state goes on to its next sibling by itself. */
function onwards({ kind, always }: Shape, sibling: string): Record<string, unknown> {
  return {
    ...(always && { always: { ...always, target: sibling } }),
    ...(kind !== 'atomic' && { onDone: { target: sibling } }),
  };
}

function onOf({ on }: Shape, ids: readonly string[]): Record<string, unknown> {
  const entries = Object.entries(on).map(([event, moves]) => [
    event,
    moves.map(({ guard, target, reenter, actions }) => ({
      ...(guard !== null && { guard }),
      ...(target !== null && { target: `#${ids[target % ids.length]}`, reenter }),
      actions,
    })),
  ]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}
