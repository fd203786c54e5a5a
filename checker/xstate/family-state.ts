/** Families as they are kept: made from the members of a finished step, from bytes, and from persisted snapshots. */
import type { AnyMachineSnapshot, StateValue } from 'xstate';
import { ExoError } from '../../errors/index.js';
import {
  keepFamily,
  orderValue,
  plainTimer,
  rebuilt,
  type Family,
  type Member,
  type PlainSnapshot,
  type Progress,
  type SnapshotParts,
  type Timer,
} from './family.js';
import type { Cell, FamilyRun } from './family-run.js';
import { invocationsOf } from './invocations.js';
import type { Logics } from './logics.js';
import { isOrdered, orderOf } from './node-order.js';
import { fromPlain, Reference, toPlain, withReferences, type Marker } from './references.js';
import { compareBytes } from '../model/bytes.js';
import { encodeValue } from '../model/encoding.js';

/** What is needed to make references. */
export interface Kinship {
  readonly name: string;
  readonly logics: Logics;
  readonly system: object;
  /** The reference to another actor of the system. */
  readonly peer: (name: string) => Reference;
  readonly parent: Reference | undefined;
  /** The step that is being taken, in which members are ahead of what is kept of them. */
  readonly current: () => FamilyRun | undefined;
  /** Whether delays of timers are compared. */
  readonly isOrdered: boolean;
}

const NO_PROGRESS: Progress = { option: -1, at: 0 };

/** The snapshot that a finished step leads to, with its family beside it. */
export function settled(kin: Kinship, run: FamilyRun): AnyMachineSnapshot {
  const kept = keptCells(run);
  const sessions = canonicalSessions(kept);
  const references = new Map<Cell, Reference>();
  const made: Member[] = [];
  const referenceOf = (reference: object): Reference => {
    if (reference instanceof Reference && reference.isPeer) return reference;
    const cell = run.cellOf(reference);
    const own = cell && references.get(cell);
    if (own === undefined) throw foreign(kin, reference);
    return own;
  };
  for (const cell of kept) {
    const parent = cell.parent && references.get(cell.parent);
    const session = sessions.get(cell) ?? '';
    references.set(
      cell,
      memberReference(kin, cell, session, parent ?? undefined, () => made),
    );
  }
  for (const cell of kept) made.push(memberOf(kin, cell, references, referenceOf));
  const [root, ...others] = made;
  if (root === undefined) throw new Error('a family has no first member');
  const family: Family = [root, ...others.sort((a, b) => (a.session < b.session ? -1 : 1))];
  const snapshot = root.snapshot as AnyMachineSnapshot;
  keepFamily(snapshot, family);
  return snapshot;
}

function memberReference(
  kin: Kinship,
  { id, systemId }: { readonly id: string; readonly systemId: string | null },
  session: string,
  parent: Reference | undefined,
  members: () => readonly Member[],
): Reference {
  const reference: Reference = new Reference({
    session,
    isPeer: false,
    id,
    systemId: systemId ?? undefined,
    parent: parent ?? kin.parent,
    system: kin.system,
    read: () =>
      kin.current()?.cellOf(reference)?.snapshot ??
      members().find((member) => member.session === session)?.snapshot,
  });
  return reference;
}

function memberOf(
  kin: Kinship,
  cell: Cell,
  references: ReadonlyMap<Cell, Reference>,
  referenceOf: (reference: object) => Reference,
): Member {
  const { id, logic, src, systemId, isSync, progress, parent } = cell;
  const reference = referenceOf(cell.reference);
  const replaced = (value: unknown): unknown => withReferences(value, referenceOf);
  return {
    reference,
    session: reference.session,
    id,
    parent: parent === null ? null : (references.get(parent)?.session ?? null),
    logic,
    src,
    systemId,
    isSync,
    isRunning: cell.life === 'running',
    snapshot:
      logic.machine === null ? (replaced(cell.snapshot) as PlainSnapshot) : ownSnapshot(cell, referenceOf),
    timers: canonicalTimers(kin, cell.timers, referenceOf),
    progress: cell.life === 'running' ? progress : NO_PROGRESS,
    input: replaced(cell.input),
  };
}

/** The snapshot of a machine with value and children in document order, and references of the family. */
function ownSnapshot(cell: Cell, referenceOf: (reference: object) => Reference): AnyMachineSnapshot {
  const snapshot = cell.snapshot as AnyMachineSnapshot & { readonly output?: unknown };
  const { machine } = cell.logic;
  if (machine === null) throw new Error('a member without a machine');
  const replaced = (value: unknown): unknown => withReferences(value, referenceOf);
  const { status, context, output, error, historyValue } = snapshot;
  const children = orderedChildren(cell, referenceOf);
  const ordered = isOrdered(snapshot)
    ? { ...snapshot }
    : rebuilt(machine, { status, value: snapshot.value, context, order: orderOf(snapshot) }, {});
  return Object.assign(ordered, {
    status,
    value: orderValue(machine.root, snapshot.value),
    context: replaced(context),
    output: replaced(output),
    error: replaced(error),
    historyValue,
    children,
  }) as AnyMachineSnapshot;
}

/** What is invoked comes first, in document order, then what is spawned, by id. */
function orderedChildren(
  { snapshot, logic }: Cell,
  referenceOf: (reference: object) => Reference,
): Record<string, Reference> {
  const { children } = snapshot as AnyMachineSnapshot;
  const order = logic.machine === null ? [] : invocationsOf(logic.machine).map(({ id }) => id);
  const place = (key: string): number => (order.includes(key) ? order.indexOf(key) : order.length);
  const entries = Object.entries(children as unknown as Record<string, object | undefined>)
    .flatMap(([key, child]): [string, Reference][] => (child ? [[key, referenceOf(child)]] : []))
    .sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}

/** Sorted, so that the order in which timers were armed makes no difference. */
function canonicalTimers(
  kin: Kinship,
  timers: readonly Timer[],
  referenceOf: (reference: object) => Reference,
): readonly Timer[] {
  if (timers.length === 0) return timers;
  const replaced = timers.map((timer) => ({
    ...timer,
    event: withReferences(timer.event, referenceOf) as Timer['event'],
    to: referenceOf(timer.to),
    ...(!kin.isOrdered && { delay: 0, batch: 0 }),
  }));
  const batches = [...new Set(replaced.map(({ batch }) => batch))].filter(
    (batch) => replaced.filter((timer) => timer.batch === batch).length > 1,
  );
  const numbered = replaced.map((timer) => {
    const batch = batches.indexOf(timer.batch) + 1;
    return batch === 0 ? { ...timer, batch, delay: 0 } : { ...timer, batch };
  });
  const plain = plainerOf(kin);
  const bytes = new Map(numbered.map((timer) => [timer, encodeValue(plainTimer(timer, plain), 'timer')]));
  const bytesOf = (timer: Timer): Uint8Array => bytes.get(timer) ?? new Uint8Array();
  return numbered.sort((a, b) => compareBytes(bytesOf(a), bytesOf(b)));
}

/** Members that run or have timers, and those that these refer to. The others can never be met again. */
function keptCells(run: FamilyRun): readonly Cell[] {
  const kept = new Set<Cell>();
  const visit = (cell: Cell | undefined): void => {
    if (cell === undefined || kept.has(cell)) return;
    kept.add(cell);
    if (cell.parent !== null) visit(cell.parent);
    const { snapshot, timers, input } = cell;
    const children = 'children' in snapshot ? Object.values(snapshot.children) : [];
    for (const child of children) visit(run.cellOf(child));
    const { context, output, error } = snapshot;
    const held = [context, output, error, input, ...timers.flatMap(({ event, to }) => [event, to])];
    withReferences(held, (reference) => {
      visit(run.cellOf(reference));
      return undefined;
    });
  };
  visit(run.root);
  const isOver = run.root.life !== 'running';
  for (const cell of run.cells.values()) {
    if (!isOver && (cell.life === 'running' || cell.timers.length > 0)) visit(cell);
  }
  return [...run.cells.values()].filter((cell) => kept.has(cell));
}

/** Names that do not tell how often an actor of the same id was started before. */
function canonicalSessions(cells: readonly Cell[]): ReadonlyMap<Cell, string> {
  const sessions = new Map<Cell, string>();
  const taken = new Set<string>();
  for (const cell of cells) {
    if (cell.parent === null) {
      sessions.set(cell, '');
      continue;
    }
    const parent = sessions.get(cell.parent) ?? '';
    const path = parent === '' ? cell.id : `${parent}/${cell.id}`;
    let session = path;
    for (let n = 2; taken.has(session); n++) session = `${path}~${n}`;
    taken.add(session);
    sessions.set(cell, session);
  }
  return sessions;
}

/** Plain data of what a family holds; a reference to anything outside throws EXO101. */
export function plainerOf(kin: Kinship): (value: unknown) => unknown {
  return (value) =>
    toPlain(value, (reference): Marker => {
      if (!(reference instanceof Reference)) throw foreign(kin, reference);
      const { isPeer, session } = reference;
      return isPeer ? { xstate$$type: 1, peer: session } : { xstate$$type: 1, id: session };
    });
}

/** The same for what is sent to another actor of the system, to which the machine itself is a peer. */
export function outgoingOf(kin: Kinship): (value: unknown) => unknown {
  return (value) =>
    toPlain(value, (reference): Marker => {
      if (!(reference instanceof Reference)) throw foreign(kin, reference);
      const { isPeer, session, id } = reference;
      if (isPeer) return { xstate$$type: 1, peer: session };
      if (session === '') return { xstate$$type: 1, peer: kin.name };
      throw new ExoError(
        'EXO101',
        `${kin.name} sends a reference to its own child ${JSON.stringify(id)} to another actor, which could not send to it; ` +
          'make it an actor of the system, or send its id',
      );
    });
}

function foreign({ name }: Kinship, reference: object): ExoError {
  const { id } = reference as { readonly id?: unknown };
  return new ExoError(
    'EXO101',
    `${name} keeps a reference to actor ${JSON.stringify(id)}, which is neither its own child nor one of ` +
      '`peers`; spawn it in the machine, or name it in `peers`',
  );
}

/** A member as plain data, the inverse of `plainMember`. */
interface PlainMember {
  readonly session: string;
  readonly id: string;
  readonly parent: string | null;
  readonly logic: string;
  readonly src?: string;
  readonly systemId?: string;
  readonly isSync?: boolean;
  readonly isRunning?: boolean;
  readonly snapshot: SnapshotParts & { readonly children?: Readonly<Record<string, string>> };
  readonly timers?: readonly PlainTimer[];
  readonly progress?: Progress;
  readonly input?: unknown;
}

interface PlainTimer {
  readonly id?: string;
  readonly isForgotten?: boolean;
  readonly event: unknown;
  readonly to: unknown;
  readonly delay?: number;
  readonly batch?: number;
}

type PlainFamily = PlainMember['snapshot'] & {
  readonly timers?: readonly PlainTimer[];
  readonly members?: readonly PlainMember[];
};

/** The snapshot of plain data that `encodeFamily` made bytes of, unfrozen. Throws on anything else. */
export function revived(kin: Kinship, plain: unknown): AnyMachineSnapshot {
  const { timers = [], members = [], ...snapshot } = plain as PlainFamily;
  const root: PlainMember = {
    session: '',
    id: kin.name,
    parent: null,
    logic: '',
    isRunning: snapshot.status === 'active',
    snapshot,
    timers,
  };
  return revivedMembers(kin, [root, ...members]);
}

function revivedMembers(kin: Kinship, all: readonly PlainMember[]): AnyMachineSnapshot {
  const references = new Map<string, Reference>();
  const made: Member[] = [];
  for (const { session, parent, id, systemId = null } of all) {
    const above = parent === null ? undefined : references.get(parent);
    references.set(
      session,
      memberReference(kin, { id, systemId }, session, above, () => made),
    );
  }
  const revive = (value: unknown): unknown => fromPlain(value, referencing(kin, references));
  for (const member of all) made.push(revivedMember(kin, member, references, revive));
  const [root, ...others] = made;
  if (root === undefined) throw new Error('a family has no first member');
  const snapshot = root.snapshot as AnyMachineSnapshot;
  keepFamily(snapshot, [root, ...others]);
  return snapshot;
}

/** What a mark stands for, given the members of a family. */
export function referencing(
  kin: Kinship,
  references: ReadonlyMap<string, Reference>,
): (marker: Marker) => unknown {
  return (marker) => {
    if ('peer' in marker) return marker.peer === kin.name ? references.get('') : kin.peer(marker.peer);
    return 'id' in marker ? references.get(marker.id) : undefined;
  };
}

function revivedMember(
  kin: Kinship,
  member: PlainMember,
  references: ReadonlyMap<string, Reference>,
  revive: (value: unknown) => unknown,
): Member {
  const { session, id, parent, snapshot } = member;
  const logic = kin.logics.byKey(member.logic);
  const reference = references.get(session);
  if (logic === undefined || reference === undefined) throw new Error(`no logic ${member.logic}`);
  const children = Object.entries(snapshot.children ?? {}).flatMap(([key, child]): [string, Reference][] => {
    const known = references.get(child);
    return known ? [[key, known]] : [];
  });
  return {
    reference,
    session,
    id,
    parent,
    logic,
    src: member.src ?? null,
    systemId: member.systemId ?? null,
    isSync: member.isSync ?? false,
    isRunning: member.isRunning ?? false,
    snapshot:
      logic.machine === null
        ? (revive(snapshot) as PlainSnapshot)
        : rebuilt(
            logic.machine,
            revive(snapshot) as SnapshotParts & { value: StateValue },
            Object.fromEntries(children),
          ),
    timers: (member.timers ?? []).map((timer) => revivedTimer(timer, revive)),
    progress: member.progress ?? NO_PROGRESS,
    input: revive(member.input),
  };
}

function revivedTimer(timer: PlainTimer, revive: (value: unknown) => unknown): Timer {
  const { id = null, isForgotten = false, delay = 0, batch = 0 } = timer;
  return {
    id,
    isCancellable: id !== null && !isForgotten,
    event: revive(timer.event) as Timer['event'],
    to: revive(timer.to) as Reference,
    delay,
    batch,
  };
}
