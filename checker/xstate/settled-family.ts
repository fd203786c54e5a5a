/** Families as they are kept once a step is finished: with names, orders and timers that tell nothing of how they came about. */
import type { AnyMachineSnapshot } from 'xstate';
import { encodeValue } from '../model/encoding.js';
import { compareBytes } from '../model/bytes.js';
import { foreign, memberReference, NO_PROGRESS, plainerOf, type Kinship } from './kinship.js';
import type { Cell } from './cell.js';
import type { FamilyMembers } from './family-members.js';
import { Reference, withReferences } from './references.js';
import {
  keepFamily,
  orderValue,
  plainTimer,
  rebuilt,
  type Family,
  type Member,
  type PlainSnapshot,
  type Timer,
} from './family.js';
import { isOrdered, orderOf } from './node-order.js';
import { invocationsOf } from './invocations.js';

/** The snapshot that a finished step leads to, with its family beside it. */
export function settled(kin: Kinship, members: FamilyMembers): AnyMachineSnapshot {
  const kept = keptCells(members);
  const sessions = canonicalSessions(kept);
  const references = new Map<Cell, Reference>();
  const made: Member[] = [];
  const referenceOf = (reference: object): Reference => {
    if (reference instanceof Reference && reference.isPeer) return reference;
    const cell = members.cellOf(reference);
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
  const entries = Object.entries<object | undefined>(children)
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
function keptCells(members: FamilyMembers): readonly Cell[] {
  const kept = new Set<Cell>();
  const visit = (cell: Cell | undefined): void => {
    if (cell === undefined || kept.has(cell)) return;
    kept.add(cell);
    if (cell.parent !== null) visit(cell.parent);
    const { snapshot, timers, input } = cell;
    const children = 'children' in snapshot ? Object.values(snapshot.children) : [];
    for (const child of children) visit(members.cellOf(child));
    const { context, output, error } = snapshot;
    const held = [context, output, error, input, ...timers.flatMap(({ event, to }) => [event, to])];
    withReferences(held, (reference) => {
      visit(members.cellOf(reference));
      return undefined;
    });
  };
  visit(members.root);
  const isOver = members.root.life !== 'running';
  for (const cell of members.cells.values()) {
    if (!isOver && (cell.life === 'running' || cell.timers.length > 0)) visit(cell);
  }
  return [...members.cells.values()].filter((cell) => kept.has(cell));
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
