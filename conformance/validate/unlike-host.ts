import { difference, type FieldDifference } from './problem.js';
import type { RingRun } from './ring-run.js';
import type { SeenFields } from './seen.js';
import type { Situation } from './situation.js';

/** The fields in which a host that was seen is not the specified one. */
export function differencesFrom(
  seen: SeenFields,
  spec: Situation,
  unwritten: number,
  { tree, names }: RingRun,
): readonly FieldDifference[] {
  const all: (FieldDifference | null)[] = [];
  if (seen.status !== spec.name) all.push(known('status', seen.status, spec.name));
  if (seen.promised !== spec.promised) all.push(known('promised', seen.promised, spec.promised));
  if (seen.epoch !== spec.installed)
    all.push(known('epoch', shownRecord(seen.epoch, names), shownRecord(spec.installed, names)));
  if (seen.start !== undefined && seen.start > spec.delivered)
    all.push({ field: 'start', run: String(seen.start), spec: `at most ${spec.delivered}` });
  const length = tree.lengthOf(spec.log);
  if (seen.length !== length) all.push(known('length', seen.length, length));
  if (seen.agreed !== spec.agreed) all.push(known('agreed', seen.agreed, spec.agreed));
  if (seen.settled !== spec.delivered) all.push(known('settled', seen.settled, spec.delivered));
  if (spec.lives !== null && seen.lives !== spec.lives.known)
    all.push(known('lives', seen.lives, spec.lives.known));
  if (seen.unwritten !== unwritten) all.push(known('unwritten', seen.unwritten, unwritten));
  return all.filter((one) => one !== null);
}

function known(field: string, run: unknown, spec: unknown): FieldDifference | null {
  return run === undefined ? null : difference(field, run, spec);
}

function shownRecord(epoch: Situation['installed'] | undefined, names: readonly string[]): unknown {
  if (epoch === null || epoch === undefined) return epoch;
  const { number, members, base, snapshot, lives } = epoch;
  return { number, members: members.map((host) => names[host]), base, snapshot, lives };
}
