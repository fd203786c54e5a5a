import { difference, differs, type FieldDifference, type Problem } from './problem.js';
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
  if (!isSameEpoch(seen.epoch, spec.installed))
    all.push(known('epoch', shownRecord(seen.epoch, names), shownRecord(spec.installed, names)));
  if (seen.start !== undefined && seen.start > spec.delivered)
    all.push({ field: 'start', run: String(seen.start), spec: `at most ${spec.delivered}` });
  const length = tree.lengthOf(spec.log);
  if (seen.length !== length) all.push(known('length', seen.length, length));
  if (seen.agreed !== spec.agreed) all.push(known('agreed', seen.agreed, spec.agreed));
  if (seen.settled !== spec.delivered) all.push(known('settled', seen.settled, spec.delivered));
  if (spec.lives !== null && !isSameVector(seen.lives, spec.lives.known))
    all.push(known('lives', seen.lives, spec.lives.known));
  if (seen.unwritten !== unwritten) all.push(known('unwritten', seen.unwritten, unwritten));
  return all.length === 0 ? NONE : all.filter((one) => one !== null);
}

const NONE: readonly FieldDifference[] = [];

function known(field: string, run: unknown, spec: unknown): FieldDifference | null {
  return run === undefined ? null : difference(field, run, spec);
}

function shownRecord(epoch: Situation['installed'] | undefined, names: readonly string[]): unknown {
  if (epoch === null || epoch === undefined) return epoch;
  const { number, members, base, snapshot, lives } = epoch;
  return { number, members: members.map((host) => names[host]), base, snapshot, lives };
}

/** Whether a record that was seen is the specified one, as is the rule: only where it is not are the two made into texts. */
function isSameEpoch(seen: SeenFields['epoch'], spec: Situation['installed']): boolean {
  if (seen === spec) return true;
  if (!seen || spec === null) return false;
  return (
    seen.number === spec.number &&
    seen.base === spec.base &&
    seen.snapshot === spec.snapshot &&
    isSameVector(seen.members, spec.members) &&
    isSameVector(seen.lives, spec.lives)
  );
}

function isSameVector(one: readonly number[] | undefined, other: readonly number[] | undefined): boolean {
  if (one === other) return true;
  return one?.length === other?.length && one?.every((value, i) => value === other?.[i]) === true;
}

/** What is said of a first life that begins with something: most often hosts have run before without a trace. */
const NOT_FROM_NOTHING =
  'the host begins with what it had before the run, and a run is explained from where all logs are empty: trace hosts from their first life on';

/** The host is in another state than the specified one; `isFirst`: with its first life, which begins with nothing. */
export function unlikeState(differences: readonly FieldDifference[], isFirst: boolean): Problem {
  return differs(isFirst ? NOT_FROM_NOTHING : 'the host is in another state', ...differences);
}
