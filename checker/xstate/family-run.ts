/**
 * One step of a family: an event goes to a member, and all that follows from it between parents and children
 * happens at once, as it does between actors of XState in one process. Mailboxes, the order in which effects
 * are put off until a macrostep is over, starting, stopping, and what a parent is told of its children, are those
 * of XState's actors; promises, callbacks, observables and clocks are not run.
 */
import type {
  AnyActorRef,
  AnyActorScope,
  AnyMachineSnapshot,
  EventObject,
  ExecutableActionObject,
} from 'xstate';
import { deepFreeze } from '../model/deep-freeze.js';
import { ExoError } from '../../errors/index.js';
import { callAction } from './called-actions.js';
import type { Member, PlainSnapshot, Progress, Timer } from './family.js';
import type { Logic } from './logics.js';
import type { Outcome } from './outcomes.js';
import { asActor, Reference } from './references.js';
import type { EffectLike } from '../model/component.js';

/** Events handled in one step before an exchange between parent and child is taken to be endless. */
const EVENTS_MAX = 1000;

/** What surrounds the families of one component. */
export interface Surroundings {
  readonly name: string;
  /** Finds the logic of a child. */
  readonly logicOf: (parent: Cell, actor: AnyActor) => Logic;
  /** The `system` that the code of the machines is given. */
  readonly system: object;
  /** Who takes what the machine sends to its parent; undefined for a machine that has none. */
  readonly parent: Reference | undefined;
  /** Asks a machine for one macrostep of a member. */
  readonly macrostep: (cell: Cell, event: EventObject) => AnyMachineSnapshot;
  /** Asks a machine for its first snapshot. */
  readonly start: (cell: Cell, input: unknown) => AnyMachineSnapshot;
}

/** What is read of an actor that XState makes; its class hides some of it. */
interface AnyActor {
  readonly id: string;
  readonly logic: unknown;
  readonly src: unknown;
  readonly _parent: unknown;
  readonly options: {
    readonly input?: unknown;
    readonly systemId?: string;
    readonly syncSnapshot?: boolean;
  };
}

/** A member while a step is being taken. */
export interface Cell {
  readonly session: string;
  readonly id: string;
  readonly parent: Cell | null;
  readonly logic: Logic;
  readonly src: string | null;
  readonly systemId: string | null;
  readonly isSync: boolean;
  readonly reference: Reference;
  readonly scope: AnyActorScope;
  readonly input: unknown;
  snapshot: AnyMachineSnapshot | PlainSnapshot;
  life: 'new' | 'running' | 'stopped';
  /** Whether the system finds it under its system id. */
  isRegistered: boolean;
  /** Events that wait; the first one is being handled if `isOpen`. */
  queue: EventObject[];
  isOpen: boolean;
  deferred: (() => void)[];
  timers: Timer[];
  progress: Progress;
}

/** The members of a family during one step, and what the step emits. */
export class FamilyRun {
  readonly cells = new Map<string, Cell>();
  effects: EffectLike[] = [];
  /** Whether anything is different from when the step began. */
  isChanged = false;
  /** The members of XState's own making, which are replaced when the step is over. */
  private readonly cellsOfActors = new WeakMap<object, Cell>();
  private newest: Cell | null = null;
  private handled = 0;
  /** Timers that are armed now belong together. */
  readonly batch = Number.MAX_SAFE_INTEGER;

  constructor(
    private readonly around: Surroundings,
    members: readonly Member[],
  ) {
    for (const member of members) this.revive(member);
    this.isChanged = members.length === 0;
  }

  /** The machine itself. */
  get root(): Cell {
    const root = this.cells.get('');
    if (root === undefined) throw new Error('a family has no first member');
    return root;
  }

  private revive(member: Member): void {
    const parent = member.parent === null ? null : (this.cells.get(member.parent) ?? null);
    const { snapshot, timers, progress, isRunning } = member;
    this.add({
      ...member,
      parent,
      snapshot,
      timers: [...timers],
      progress,
      life: isRunning ? 'running' : 'stopped',
      isRegistered: isRunning,
      isOpen: isRunning,
    });
  }

  private add(
    given: Omit<Cell, 'queue' | 'deferred' | 'reference' | 'scope'> & { readonly reference?: Reference },
  ): Cell {
    const cell = { ...given, queue: [], deferred: [] } as unknown as Cell;
    const reference =
      given.reference ??
      new Reference({
        session: cell.session,
        isPeer: false,
        id: cell.id,
        systemId: cell.systemId ?? undefined,
        parent: cell.parent?.reference ?? this.around.parent,
        system: this.around.system,
        // XState's actors have no snapshot either while their first one is made.
        read: () => (cell.snapshot === UNBORN ? undefined : cell.snapshot),
      });
    Object.assign(cell, { reference, scope: this.scopeOf(cell, reference) });
    this.cells.set(cell.session, cell);
    this.isChanged = true;
    return cell;
  }

  /** The machine before it starts. */
  addRoot(logic: Logic, id: string): Cell {
    return this.add({
      ...unborn(),
      session: '',
      id,
      parent: null,
      logic,
      src: null,
      systemId: null,
      isSync: false,
      input: undefined,
    });
  }

  /** What XState calls at its constructors and microsteps; it tells of the actors that it makes. */
  inspect(event: { readonly type: string; readonly actorRef: unknown }): void {
    if (event.type !== '@xstate.actor') return;
    const actor = event.actorRef as AnyActor;
    // XState starts the children of a child in passing; they are made again with our own references.
    if (!(actor._parent instanceof Reference)) return;
    const parent = this.cellOf(actor._parent);
    if (parent === undefined) return;
    const logic = this.around.logicOf(parent, actor);
    const { src } = actor;
    const cell = this.add({
      ...unborn(),
      session: this.freshSession(parent, actor.id),
      id: actor.id,
      parent,
      logic,
      src: typeof src === 'string' ? src : null,
      systemId: actor.options.systemId ?? null,
      isSync: actor.options.syncSnapshot === true,
      input: logic.readsInput ? actor.options.input : undefined,
      isRegistered: true,
    });
    this.register(cell);
    this.cellsOfActors.set(actor, cell);
    this.newest = cell;
    cell.snapshot = this.firstSnapshot(cell, actor.options.input);
    this.newest = cell;
  }

  private firstSnapshot(cell: Cell, input: unknown): AnyMachineSnapshot | PlainSnapshot {
    const { logic } = cell;
    if (logic.machine !== null) {
      const snapshot = this.around.start(cell, input);
      if (snapshot.status === 'error') throw snapshot.error;
      return snapshot;
    }
    if (logic.outcomes !== null) return { status: 'active' };
    return logic.logic.getInitialSnapshot(cell.scope as never, input as never) as PlainSnapshot;
  }

  /** A name for the actor within the family that no other member has, alive or only remembered. */
  private freshSession(parent: Cell, id: string): string {
    const path = parent.session === '' ? id : `${parent.session}/${id}`;
    for (let n = 1; ; n++) {
      const session = n === 1 ? path : `${path}~${n}`;
      if (!this.cells.has(session)) return session;
    }
  }

  /** An id for an actor that is given none: the first that no member of the family has. */
  freshId(): string {
    const ids = new Set([...this.cells.values()].map(({ id }) => id));
    for (let n = 0; ; n++) if (!ids.has(`x:${n}`)) return `x:${n}`;
  }

  private register(cell: Cell): void {
    if (cell.systemId === null) return;
    const other = this.registered(cell.systemId, cell);
    if (other !== undefined) throw new Error(`Actor with system ID '${cell.systemId}' already exists.`);
    cell.isRegistered = true;
  }

  /** The member that has a system id now. */
  registered(systemId: string, but?: Cell): Cell | undefined {
    return [...this.cells.values()].find(
      (cell) => cell !== but && cell.isRegistered && cell.systemId === systemId && cell.life !== 'stopped',
    );
  }

  /** The member that is meant by a reference of ours or an actor of XState's making. */
  cellOf(reference: unknown): Cell | undefined {
    if (reference instanceof Reference) {
      return reference.isPeer ? undefined : this.cells.get(reference.session);
    }
    return typeof reference === 'object' && reference !== null
      ? this.cellsOfActors.get(reference)
      : undefined;
  }

  /** Starts a member as `actor.start()` does. */
  start(cell: Cell): void {
    if (cell.life === 'running') return;
    cell.life = 'running';
    const { status, error } = cell.snapshot;
    if (status === 'error') {
      this.fail(cell, error);
      return;
    }
    if (status !== 'done') {
      for (const child of this.childrenOf(cell)) if (child.snapshot.status === 'active') this.start(child);
    }
    this.update(cell, cell.snapshot);
    if (status === 'done') return;
    cell.isOpen = true;
    this.flush(cell);
  }

  private childrenOf({ logic, snapshot }: Cell): readonly Cell[] {
    if (logic.machine === null) return [];
    const children = Object.values((snapshot as AnyMachineSnapshot).children as Record<string, unknown>);
    return children.flatMap((child) => this.cellOf(child) ?? []);
  }

  /** Sends an event from a member to any actor. */
  relay(to: unknown, event: EventObject): void {
    if (to instanceof Reference && to.isPeer) {
      const params = { to: to.session, event };
      this.effects.push({ type: 'xstate.sendTo', params });
      return;
    }
    const cell = this.cellOf(to);
    if (cell === undefined) throw new Error(`an event ${event.type} is sent to no actor`);
    this.send(cell, event);
  }

  /** Puts an event into a mailbox; it is handled at once unless the member is busy or has not started. */
  send(cell: Cell, event: EventObject): void {
    if (cell.life === 'stopped') return;
    cell.queue.push(event);
    if (cell.queue.length === 1 && cell.isOpen) this.flush(cell);
  }

  private flush(cell: Cell): void {
    for (;;) {
      const [event] = cell.queue;
      if (event === undefined) return;
      if (++this.handled > EVENTS_MAX) throw this.endless(cell, event);
      this.handle(cell, event);
      cell.queue.shift();
    }
  }

  private endless({ session }: Cell, { type }: EventObject): ExoError {
    return new ExoError(
      'EXO113',
      `${this.around.name}: more than ${EVENTS_MAX} events between parent and child in one step, ` +
        `the last ${JSON.stringify(type)} to ${session === '' ? 'the machine' : session}`,
    );
  }

  private handle(cell: Cell, event: EventObject): void {
    const { logic, snapshot } = cell;
    if (!event.type.startsWith('xstate.snapshot.')) deepFreeze(event);
    if (logic.machine !== null) this.update(cell, this.around.macrostep(cell, event));
    else this.update(cell, this.plainStep(logic, cell, snapshot as PlainSnapshot, event));
    if (event.type === 'xstate.stop') this.end(cell);
  }

  private plainStep(logic: Logic, cell: Cell, snapshot: PlainSnapshot, event: EventObject): PlainSnapshot {
    if (logic.outcomes === null) {
      const { scope } = cell;
      // It is asked about its own stop too, and tells its parent of that as of any other step.
      return logic.logic.transition(snapshot as never, event as never, scope as never) as PlainSnapshot;
    }
    return event.type === 'xstate.stop' ? { ...snapshot, status: 'stopped' } : snapshot;
  }

  /** Takes over a snapshot, does what was put off, and tells the parent. */
  update(cell: Cell, snapshot: AnyMachineSnapshot | PlainSnapshot): void {
    if (cell.snapshot !== snapshot) this.isChanged = true;
    cell.snapshot = snapshot;
    for (let next = cell.deferred.shift(); next !== undefined; next = cell.deferred.shift()) next();
    const { parent, id } = cell;
    switch (snapshot.status) {
      case 'active':
        if (cell.isSync && parent)
          this.send(parent, { type: `xstate.snapshot.${id}`, snapshot } as EventObject);
        return;
      case 'done':
        this.end(cell);
        if (parent) {
          const output: unknown = snapshot.output;
          this.send(parent, { type: `xstate.done.actor.${id}`, output, actorId: id } as EventObject);
        }
        return;
      case 'error':
        this.fail(cell, snapshot.error);
        return;
      default:
        return;
    }
  }

  private fail(cell: Cell, error: unknown): void {
    this.end(cell);
    const { parent, id } = cell;
    if (parent) this.send(parent, { type: `xstate.error.actor.${id}`, error, actorId: id } as EventObject);
  }

  private end(cell: Cell): void {
    if (cell.life !== 'running') return;
    this.isChanged = true;
    cell.timers = cell.timers.filter(
      ({ id, isCancellable, to }) => id !== null && !isCancellable && this.cellOf(to) !== cell,
    );
    cell.queue.length = Math.min(cell.queue.length, 1);
    cell.isOpen = false;
    cell.life = 'stopped';
    cell.isRegistered = false;
  }

  private stop(cell: Cell): void {
    if (cell.life === 'stopped') return;
    cell.queue.length = Math.min(cell.queue.length, 1);
    if (cell.life === 'new') cell.life = 'stopped';
    else this.send(cell, { type: 'xstate.stop' });
  }

  /** What XState needs around a macrostep of one member. */
  private scopeOf(cell: Cell, self: Reference): AnyActorScope {
    const scope = {
      self,
      system: this.around.system,
      id: cell.id,
      sessionId: cell.session,
      logger: () => undefined,
      emit: (event: EventObject) => this.emit(cell, event),
      stopChild: () => undefined,
      // Only `spawn` of an assign comes here: what actions put off is put off by `execute` below.
      defer: () => {
        const child = this.newest;
        if (child !== null) cell.deferred.push(() => this.startChild(child));
      },
      actionExecutor: (action: ExecutableActionObject) => {
        if (cell.life === 'running') this.execute(cell, action);
        else cell.deferred.push(() => this.execute(cell, action));
      },
    };
    return scope as unknown as AnyActorScope;
  }

  private startChild(child: Cell): void {
    if (child.life === 'new') this.start(child);
  }

  /** Does what an action does in XState, now or, as there, when the macrostep is over. */
  private execute(cell: Cell, action: ExecutableActionObject): void {
    const { type, params, exec } = action;
    const later = (act: () => void): void => void cell.deferred.push(act);
    switch (type) {
      case 'xstate.raise':
      case 'xstate.sendTo':
        later(() => this.deliver(cell, params as Delivery, type === 'xstate.raise'));
        return;
      case 'xstate.cancel':
        later(() => this.cancel(cell, (params as unknown as { sendId: string }).sendId));
        return;
      case 'xstate.emit':
        later(() => this.emit(cell, (params as unknown as { event: EventObject }).event));
        return;
      case 'xstate.spawnChild':
        this.spawned(cell, params as unknown as { actorRef?: AnyActorRef; src: unknown });
        return;
      case 'xstate.stopChild':
        this.stopChild(cell, params);
        return;
      case 'xstate.log':
        return;
      default:
        if (exec === undefined) throw unimplemented(this.around.name, 'action', type);
        callAction(action);
        this.effects.push(effectOf(cell, type, params));
    }
  }

  private spawned(cell: Cell, { actorRef, src }: { actorRef?: AnyActorRef; src: unknown }): void {
    const child = this.cellOf(actorRef);
    if (child === undefined) throw unimplemented(this.around.name, 'actor', String(src));
    cell.deferred.push(() => this.startChild(child));
  }

  private stopChild(cell: Cell, actorRef: unknown): void {
    const child = this.cellOf(actorRef);
    if (child === undefined) return;
    this.unregister(child);
    if (child.life !== 'running') this.stop(child);
    else cell.deferred.push(() => this.stop(child));
  }

  private unregister(cell: Cell): void {
    for (const child of this.childrenOf(cell)) this.unregister(child);
    cell.isRegistered = false;
  }

  private deliver(cell: Cell, { to, event, delay, id }: Delivery, isRaised: boolean): void {
    if (typeof delay === 'number')
      this.arm(cell, { event, delay, id: id ?? null, to: isRaised ? cell.reference : to });
    else if (!isRaised) this.relay(to, event.type === 'xstate.error' ? errorOf(cell, event) : event);
  }

  private arm(
    cell: Cell,
    armed: { event: EventObject; delay: number; id: string | null; to: unknown },
  ): void {
    const { event, delay, id } = armed;
    const to = armed.to instanceof Reference ? armed.to : this.cellOf(armed.to)?.reference;
    if (to === undefined) throw new Error(`a delayed event ${event.type} is sent to no actor`);
    this.forget(cell, id);
    this.isChanged = true;
    cell.timers.push({
      id,
      isCancellable: id !== null,
      event: deepFreeze(event),
      to,
      delay,
      batch: this.batch,
    });
  }

  /** The scheduler of XState remembers only the latest timer of an id. */
  private forget(cell: Cell, id: string | null): void {
    if (id === null) return;
    cell.timers = cell.timers.map((timer) => (timer.id === id ? { ...timer, isCancellable: false } : timer));
  }

  private cancel(cell: Cell, id: string): void {
    const left = cell.timers.filter((timer) => timer.id !== id || !timer.isCancellable);
    if (left.length < cell.timers.length) this.isChanged = true;
    cell.timers = left;
  }

  /** A timer goes off. */
  fire(cell: Cell, timer: Timer): void {
    this.isChanged = true;
    cell.timers = cell.timers.filter((other) => other !== timer);
    this.forget(cell, timer.id);
    this.relay(timer.to, timer.event);
  }

  /** Something that was invoked goes on as an outcome says. */
  proceed(cell: Cell, option: number, outcome: Outcome): void {
    const { at } = cell.progress.option === option ? cell.progress : { at: 0 };
    const [current, done] = outcomeAt(outcome, at);
    const snapshot = cell.snapshot as PlainSnapshot;
    switch (current.kind) {
      case 'never':
        return;
      case 'done':
        this.update(cell, { status: 'done', output: current.output, context: snapshot.context });
        return;
      case 'failed':
        this.update(cell, { status: 'error', error: current.error, context: snapshot.context });
        return;
      case 'emits': {
        this.isChanged = true;
        cell.progress = { option, at: at + 1 };
        const event = current.events[at - done];
        if (cell.logic.kind === 'observable') this.update(cell, { ...snapshot, context: event });
        else if (cell.parent) this.send(cell.parent, deepFreeze(event) as EventObject);
      }
    }
  }

  private emit(cell: Cell, event: EventObject): void {
    this.effects.push({ type: 'xstate.emit', params: withActor(cell, { event }) });
  }
}

/** The part of an outcome that comes after this many events, and the number that came before that part. */
export function outcomeAt(outcome: Outcome, at: number, before = 0): readonly [Outcome, number] {
  if (outcome.kind !== 'emits' || at - before < outcome.events.length) return [outcome, before];
  return outcomeAt(outcome.then, at, before + outcome.events.length);
}

const UNBORN: PlainSnapshot = { status: 'active' };

/** What a member is before it starts. */
function unborn(): Pick<Cell, 'snapshot' | 'life' | 'isRegistered' | 'isOpen' | 'timers' | 'progress'> {
  return {
    snapshot: UNBORN,
    life: 'new',
    isRegistered: false,
    isOpen: false,
    timers: [],
    progress: { option: -1, at: 0 },
  };
}

interface Delivery {
  readonly to?: unknown;
  readonly event: EventObject;
  readonly delay?: number;
  readonly id?: string;
}

function errorOf({ id }: Cell, event: EventObject): EventObject {
  const { data } = event as EventObject & { readonly data?: unknown };
  return { type: `xstate.error.actor.${id}`, error: data, actorId: id } as EventObject;
}

function effectOf(cell: Cell, type: string, params: unknown): EffectLike {
  const named = [...pathOf(cell), type].join('/');
  return params === undefined ? { type: named } : { type: named, params };
}

function withActor(cell: Cell, params: object): object {
  return cell.parent === null ? params : { actor: pathOf(cell).join('/'), ...params };
}

/** The ids from the machine down to a member, without the machine's own. */
function pathOf({ parent, id }: Cell): readonly string[] {
  return parent === null ? [] : [...pathOf(parent), id];
}

function unimplemented(name: string, kind: 'action' | 'actor', what: string): ExoError {
  const setup = kind === 'action' ? 'setup({ actions })' : 'setup({ actors })';
  return new ExoError(
    'EXO103',
    `${name}: ${kind} ${JSON.stringify(what)} is not implemented; add it to ${setup}`,
  );
}

/** The reference as the code of machines sees it. */
export function selfOf({ reference }: Cell): AnyActorRef {
  return asActor(reference);
}
