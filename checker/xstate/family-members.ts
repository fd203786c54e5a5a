/** The members of a family during one step: those that there were, and those that XState makes on the way. */
import type { AnyActorScope, AnyMachineSnapshot, EventObject } from 'xstate';
import { UNBORN, unborn, type Cell } from './cell.js';
import type { Member, PlainSnapshot } from './family.js';
import type { Logic } from './logics.js';
import { Reference } from './references.js';

/** Finds members by their references, sessions and system ids, and takes in new ones. */
export class FamilyMembers {
  readonly cells = new Map<string, Cell>();
  /** Whether anything is different from when the step began. */
  isChanged = false;
  /** The one that XState has made last. */
  newest: Cell | null = null;
  /** Those of XState's own making, which are replaced when the step is over. */
  private readonly cellsOfActors = new WeakMap<object, Cell>();

  /** `scopeOf` makes what XState needs around a macrostep of a member. */
  constructor(
    private readonly around: Surroundings,
    members: readonly Member[],
    private readonly scopeOf: (cell: Cell, self: Reference) => AnyActorScope,
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

  /** Makes a member and its children nameless to the system. */
  unregister(cell: Cell): void {
    for (const child of this.childrenOf(cell)) this.unregister(child);
    cell.isRegistered = false;
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

  /** The reference of the member that is meant, or one to another actor. */
  referenceOf(actor: unknown): Reference | undefined {
    return actor instanceof Reference ? actor : this.cellOf(actor)?.reference;
  }

  /** The children of a machine that its snapshot has. */
  childrenOf({ logic, snapshot }: Cell): readonly Cell[] {
    if (logic.machine === null) return [];
    const children = Object.values((snapshot as AnyMachineSnapshot).children as Record<string, unknown>);
    return children.flatMap((child) => this.cellOf(child) ?? []);
  }
}

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
