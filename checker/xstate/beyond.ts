/** Local states that are beyond a bound: with more timers or children than are explored. */
import type { AnyMachineSnapshot } from 'xstate';
import { familyOf, type Family, type Member, type Plainer, type Timer } from './family.js';
import { invocationsOf } from './invocations.js';

/** What a family may have at once. */
export interface FamilyBounds {
  readonly timersMax: number;
  readonly childrenMax: number;
}

/** Why a local state is beyond the bounds; undefined if it is within them. */
export function beyond(
  snapshot: AnyMachineSnapshot,
  bounds: FamilyBounds,
  plain: Plainer,
): string | undefined {
  const family = familyOf(snapshot);
  if (family === undefined) return undefined;
  for (const member of family) {
    const reason = tooManyTimers(member, bounds, plain) ?? tooManyChildren(member, family, bounds);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function tooManyTimers({ timers }: Member, { timersMax }: FamilyBounds, plain: Plainer): string | undefined {
  const free = timers.filter(({ isCancellable }) => !isCancellable);
  const kindOf = ({ event, to }: Timer): string => JSON.stringify([event.type, plain(to)]);
  const most = mostOf(free.map(kindOf));
  if (most <= timersMax) return undefined;
  const type = free.find((timer) => free.filter((other) => kindOf(other) === kindOf(timer)).length === most)
    ?.event.type;
  return `more than ${timersMax} timers for ${JSON.stringify(type)} (timersMax)`;
}

function tooManyChildren(
  { session, logic }: Member,
  family: Family,
  { childrenMax }: FamilyBounds,
): string | undefined {
  const invoked = logic.machine === null ? [] : invocationsOf(logic.machine).map(({ id }) => id);
  const spawned = family.filter(({ parent, id }) => parent === session && !invoked.includes(id));
  if (mostOf(spawned.map((child) => child.logic.key)) > childrenMax) {
    return `more than ${childrenMax} children of one kind (childrenMax)`;
  }
  const depth = ancestorsOf(session, family).filter((one) => one.logic.key === logic.key).length;
  return depth > childrenMax ? `more than ${childrenMax} generations of one kind (childrenMax)` : undefined;
}

function ancestorsOf(session: string, family: Family): readonly Member[] {
  const member = family.find((one) => one.session === session);
  if (member === undefined) return [];
  return [member, ...(member.parent === null ? [] : ancestorsOf(member.parent, family))];
}

function mostOf(kinds: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}
