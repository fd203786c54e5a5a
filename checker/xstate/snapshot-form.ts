/** The one form in which snapshots are given out, frozen; and the bytes and plain data that they stand for. */
import type { Subject } from './subject.js';
import type { AnyMachineSnapshot } from 'xstate';
import { encodeExactly, decodeExactly } from '../model/encoding.js';
import { orderOf, isOrdered } from './node-order.js';
import { orderValue, rebuilt, type SnapshotParts, freezeFamily, familyOf } from './family.js';
import { sameBytes } from '../model/bytes.js';
import { ExoError } from '../../errors/index.js';
import { isPlainBeside } from '../model/plain-beside.js';
import { noteStates } from './chart-watch.js';
import { deepFreeze } from '../model/deep-freeze.js';

/** The canonical bytes of a snapshot. @throws ExoError EXO101 for what is not plain data. */
export function encode(subject: Subject, snapshot: AnyMachineSnapshot): Uint8Array {
  const { name, encodings } = subject;
  const known = encodings.get(snapshot);
  if (known) return known;
  return encodeExactly(plainOf(subject, snapshot), name);
}

/** The plain data that a snapshot and its family stand for. */
export function plainOf({ families, machine }: Subject, snapshot: AnyMachineSnapshot): unknown {
  if (families) return families.plain(snapshot);
  const { status, value, context } = snapshot;
  // XState lists the regions of a parallel state in the order in which it came to them.
  const order = orderOf(snapshot);
  return { status, value: orderValue(machine.root, value), context, ...(order && { order }) };
}

/** The unfrozen snapshot of some bytes. */
export function revive(subject: Subject, bytes: Uint8Array): AnyMachineSnapshot {
  const data = decodeExactly(bytes);
  try {
    const snapshot = unfrozen(subject, data);
    if (sameBytes(encode(subject, snapshot), bytes)) return snapshot;
  } catch {
    // XState throws for the name of a state that does not exist.
  }
  throw new ExoError(
    'EXO102',
    `${subject.name}: these bytes encode no state of machine ${subject.machine.id}`,
  );
}

/** The snapshot that plain data stand for. Throws what XState throws for a state that the machine does not have. */
export function unfrozen(subject: Subject, data: unknown): AnyMachineSnapshot {
  const isLone = Object.keys(data as object).every((part) => LONE_PARTS.includes(part));
  if (subject.families === null && !isLone) subject.becomeFamily();
  return subject.families
    ? subject.families.revive(data)
    : rebuilt(subject.machine, data as SnapshotParts, {});
}

/** What there is of a machine by itself. */
const LONE_PARTS: readonly string[] = ['status', 'value', 'context', 'order'];

/** Puts a snapshot into the form in which all are given out. `from` is the one that it was made from. */
export function admit(
  subject: Subject,
  snapshot: AnyMachineSnapshot,
  from?: AnyMachineSnapshot,
): AnyMachineSnapshot {
  if (from !== undefined && subject.families === null && isPlainBeside(snapshot.context, from.context)) {
    noteStates(snapshot);
    return admitted(subject, snapshot);
  }
  // Throws for what is no plain data.
  const bytes = encode(subject, snapshot);
  noteStates(snapshot);
  const ordered = admitted(subject, snapshot);
  subject.encodings.set(ordered, bytes);
  return ordered;
}

/** A snapshot of which is known that it stands for plain data, in its ordinary form and frozen. */
export function admitted(subject: Subject, snapshot: AnyMachineSnapshot): AnyMachineSnapshot {
  const ordered = ordinary(subject, snapshot);
  deepFreeze(ordered.context);
  deepFreeze(ordered.value);
  freezeFamily(familyOf(ordered) ?? []);
  return Object.freeze(ordered);
}

/** The snapshot with its state nodes in the order in which all are given out; that of a family has it already. */
function ordinary({ machine }: Subject, snapshot: AnyMachineSnapshot): AnyMachineSnapshot {
  if (isOrdered(snapshot)) return snapshot;
  const { status, value, context } = snapshot;
  return rebuilt(machine, { status, value, context, order: orderOf(snapshot) }, {});
}
