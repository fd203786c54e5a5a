/** Families made again of plain data: of bytes, and of persisted snapshots. */
import type { AnyMachineSnapshot, StateValue } from 'xstate';
import {
  keepFamily,
  rebuilt,
  type Member,
  type PlainSnapshot,
  type Progress,
  type SnapshotParts,
  type Timer,
} from './family.js';
import { memberReference, NO_PROGRESS, type Kinship } from './kinship.js';
import { fromPlain, type Marker, type Reference } from './references.js';

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
