/** Asks a machine together with its timers, children and references, one step of its family at a time. */
import {
  createActor,
  createMachine,
  initialTransition,
  transition,
  type AnyActorScope,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type EventObject,
  type ExecutableActionObject,
} from 'xstate';
import { sameBytes } from '../model/bytes.js';
import { deepFreeze } from '../model/deep-freeze.js';
import { encodeExactly } from '../model/encoding.js';
import { assert, ExoError } from '../../errors/index.js';
import { noteMicrostep, noteStates } from './chart-watch.js';
import type { Answer, Evaluator } from './evaluator.js';
import { plainFamily, familyOf, plainTimer, type Member, type Timer } from './family.js';
import type { Cell } from './cell.js';
import type { FamilyMembers, Surroundings } from './family-members.js';
import { FamilyRun } from './family-run.js';
import { asScope } from './inert-scope.js';
import type { Logics } from './logics.js';
import { isTimerEvent, isOutcomeEvent, type OutcomeEvent, type TimerEvent } from './moves.js';
import { fromPlain, Reference } from './references.js';
import type { EffectLike, EventLike } from '../model/component.js';
import { outgoingOf, plainerOf, type Kinship } from './kinship.js';
import { settled } from './settled-family.js';
import { referencing, revived } from './revived-family.js';

/** What the component says about the surroundings of its machine. */
export interface FamilyOptions {
  readonly name: string;
  readonly logics: Logics;
  readonly peers: readonly string[];
  readonly via: 'scope' | 'transition';
  readonly isOrdered: boolean;
}

/** An evaluator that knows families. */
export interface FamilyEvaluator extends Evaluator {
  readonly kin: Kinship;
  readonly plain: (snapshot: AnyMachineSnapshot) => unknown;
  readonly revive: (plain: unknown) => AnyMachineSnapshot;
  /** The step of an actor that resumes with this snapshot. */
  readonly resume: (snapshot: AnyMachineSnapshot) => Answer;
  /** An event with the plain data of references as references. */
  readonly received: (snapshot: AnyMachineSnapshot, event: EventObject) => EventObject;
}

/** The name by which a machine may send to a parent that is no part of the model. */
const PARENT = '#_parent';

/** Asks families. Its scope is made anew for every step, so nothing of one step is left for the next. */
export function familyEvaluator(options: FamilyOptions): FamilyEvaluator {
  const { name, logics, peers, via, isOrdered } = options;
  let current: FamilyRun | undefined;
  const peerReferences = new Map<string, Reference>();
  const system = systemFor(options, () => current?.members, peerReferences);
  for (const peer of peers) peerReferences.set(peer, peerReference(name, peer, system));
  const kin: Kinship = {
    name,
    logics,
    system,
    isOrdered,
    parent: peerReferences.get(PARENT),
    current: () => current?.members,
    peer: (peer) => peerReferences.get(peer) ?? peerReference(name, peer, system),
  };
  const around: Surroundings = {
    name,
    system,
    parent: kin.parent,
    logicOf: ({ logic }, actor) => {
      if (logic.machine === null) throw new Error('only machines have children');
      return logics.of(logic.machine, actor.logic as never, actor.src, actor.id);
    },
    ...(via === 'transition' ? PUBLICLY : DIRECTLY),
  };
  const plain = plainerOf(kin);
  const outgoing = outgoingOf(kin);
  const take = (
    members: readonly Member[],
    act: (run: FamilyRun) => void,
    unchanged?: AnyMachineSnapshot,
  ): Answer => {
    const run = new FamilyRun(around, members);
    current = run;
    try {
      act(run);
      const next = unchanged && !run.members.isChanged ? unchanged : settled(kin, run.members);
      const effects = run.effects.map((effect) => {
        const plainer = effect.type === 'xstate.sendTo' ? outgoing : plain;
        return deepFreeze(plainer(effect) as EffectLike);
      });
      return { next, effects };
    } finally {
      current = undefined;
    }
  };
  return {
    kin,
    start: (input) =>
      take([], (run) => {
        const root = run.members.addRoot(logics.root, name);
        root.snapshot = around.start(root, received(kin, undefined, input));
        if (root.snapshot.status !== 'error') run.start(root);
      }),
    move(snapshot, event) {
      const family = familyOf(snapshot) ?? [alone(kin, snapshot)];
      return take(family, (run) => act(run, event, plain), snapshot);
    },
    resume: (snapshot) =>
      take(familyOf(snapshot) ?? [alone(kin, snapshot)], (run) => {
        for (const cell of run.members.cells.values()) Object.assign(cell, { life: 'new', isOpen: false });
        run.start(run.members.root);
      }),
    plain: (snapshot) => plainFamily(snapshot, plain),
    revive: (data) => revived(kin, data),
    received: (snapshot, event) => received(kin, snapshot, event) as EventObject,
  };
}

function act(run: FamilyRun, event: EventLike, plain: (value: unknown) => unknown): void {
  if (isTimerEvent(event)) {
    const cell = cellOf(run, event);
    const timer = timerOf(cell, event, plain);
    run.fire(cell, timer);
  } else if (isOutcomeEvent(event)) {
    const cell = cellOf(run, event);
    const outcome = cell.logic.outcomes?.(cell.input)[event.outcome];
    if (outcome === undefined) throw new Error(`${event.actor} has no outcome ${event.outcome}`);
    run.proceed(cell, event.outcome, outcome);
  } else {
    run.send(run.members.root, event);
  }
}

function cellOf(run: FamilyRun, { actor }: TimerEvent | OutcomeEvent): Cell {
  const cell = run.members.cells.get(actor);
  if (cell === undefined) throw new Error(`no actor ${actor}`);
  return cell;
}

function timerOf({ timers }: Cell, { timer }: TimerEvent, plain: (value: unknown) => unknown): Timer {
  const wanted = encodeExactly(timer);
  const found = timers.find((one) => sameBytes(encodeExactly(plainTimer(one, plain)), wanted));
  if (found === undefined) throw new Error('no such timer is armed');
  return found;
}

/** A machine that has neither timers nor children. */
function alone(kin: Kinship, snapshot: AnyMachineSnapshot): Member {
  const reference = new Reference({
    session: '',
    isPeer: false,
    id: kin.name,
    parent: kin.parent,
    system: kin.system,
    read: () => kin.current()?.root.snapshot ?? snapshot,
  });
  return {
    reference,
    session: '',
    id: kin.name,
    parent: null,
    logic: kin.logics.root,
    src: null,
    systemId: null,
    isSync: false,
    isRunning: snapshot.status === 'active',
    snapshot,
    timers: [],
    progress: { option: -1, at: 0 },
    input: undefined,
  };
}

function received(kin: Kinship, snapshot: AnyMachineSnapshot | undefined, value: unknown): unknown {
  const family = snapshot === undefined ? [] : (familyOf(snapshot) ?? [alone(kin, snapshot)]);
  const references = new Map(family.map(({ session, reference }) => [session, reference]));
  return fromPlain(value, referencing(kin, references));
}

const DIRECTLY: Pick<Surroundings, 'macrostep' | 'start'> = {
  macrostep: ({ logic, snapshot, scope }, event) =>
    machineOf(logic.machine).transition(snapshot as AnyMachineSnapshot, event, scope),
  start: ({ logic, scope }, input) => {
    const snapshot = machineOf(logic.machine).getInitialSnapshot(scope, input as never);
    noteStates(snapshot);
    return snapshot;
  },
};

/** XState's public functions, around logic that only puts our references into the scope that they make. */
const PUBLICLY: Pick<Surroundings, 'macrostep' | 'start'> = {
  macrostep: (cell, event) => {
    const { transition: step } = machineOf(cell.logic.machine);
    const logic = logicWith((scope) => step(cell.snapshot as AnyMachineSnapshot, event, within(scope, cell)));
    const [next] = transition(logic as never, cell.snapshot as never, event as never) as [unknown, unknown];
    return next as AnyMachineSnapshot;
  },
  start: (cell, input) => {
    const { getInitialSnapshot } = machineOf(cell.logic.machine);
    const logic = logicWith((scope) => getInitialSnapshot(within(scope, cell), input as never));
    initialTransition(logic as never, input as never);
    assert(logic.last !== null, 'a machine starts with a snapshot');
    return logic.last;
  },
};

function logicWith(ask: (scope: AnyActorScope) => AnyMachineSnapshot) {
  const logic = {
    last: null as AnyMachineSnapshot | null,
    transition: (_: unknown, __: unknown, scope: AnyActorScope) => ask(scope),
    getInitialSnapshot: (scope: AnyActorScope): unknown => {
      // XState's inert scope is made of an actor, whose own first snapshot is not asked for.
      if (scope.id !== '') return { status: 'active' };
      return (logic.last = ask(scope));
    },
    getPersistedSnapshot: (snapshot: unknown) => snapshot,
  };
  return logic;
}

function within(scope: AnyActorScope, cell: Cell): AnyActorScope {
  const { actionExecutor: execute } = cell.scope;
  return asScope({
    ...cell.scope,
    actionExecutor: (action: ExecutableActionObject) => {
      scope.actionExecutor(action);
      execute(action);
    },
  });
}

function machineOf(machine: AnyStateMachine | null): AnyStateMachine {
  if (machine === null) throw new Error('only machines take macrosteps');
  return machine;
}

function peerReference(sender: string, peer: string, system: object): Reference {
  return new Reference({
    session: peer,
    isPeer: true,
    id: peer,
    system,
    read: () => {
      throw new ExoError(
        'EXO166',
        `${sender} reads the state of actor ${JSON.stringify(peer)}; send it an event and have it answer`,
      );
    },
  });
}

/** The system that machines are given: it finds actors by name and tells of those that XState makes. */
function systemFor(
  { name, logics, peers }: FamilyOptions,
  current: () => FamilyMembers | undefined,
  references: ReadonlyMap<string, Reference>,
): object {
  const { system } = createActor(createMachine({}));
  const get = (key: unknown): Reference | undefined => {
    const wanted = String(key);
    const members = current();
    const member =
      members?.registered(wanted) ?? (wanted === name && peers.includes(name) ? members?.root : undefined);
    if (member !== undefined) return member.reference;
    const peer = references.get(wanted);
    if (peer !== undefined || logics.systemIds.has(wanted)) return peer;
    const known = [...peers, ...logics.systemIds].map((one) => JSON.stringify(one)).join(', ');
    throw new ExoError(
      'EXO161',
      `${name}: system.get(${JSON.stringify(wanted)}) finds no such actor; known: ${known || 'none'}; ` +
        'make it an actor of a `system`, or name it in `peers`: what is sent to it leaves the model then',
    );
  };
  const nothing = (): void => undefined;
  return Object.assign(system, {
    get,
    getAll: () => Object.fromEntries(references),
    _bookId: () => current()?.freshId() ?? '',
    _register: (id: string) => id,
    _unregister: nothing,
    _set: nothing,
    _relay: nothing,
    _sendInspectionEvent: (event: { readonly type: string; readonly actorRef: unknown }) => {
      noteMicrostep(event);
      current()?.inspect(event);
    },
  });
}
