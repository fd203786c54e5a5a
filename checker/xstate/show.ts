/** Snapshots, and the members of their families, as traces show them. */
import type { AnyMachineSnapshot, StateValue } from 'xstate';
import { type Family, type Member, type Plainer, familyOf } from './family.js';

/** A snapshot as plain data: the value of its chart, its context, and its family where it has one. */
export function show(snapshot: AnyMachineSnapshot, plain: Plainer): unknown {
  const { value, context } = snapshot;
  const family = familyOf(snapshot);
  const shown = { state: value, ...(plain(context) as object), ...showFailure(snapshot, plain) };
  return family === undefined ? shown : { ...shown, ...showFamily(family, plain) };
}

/** `on.busy`, or the regions of a parallel state beside each other: `light.red, walk.wait`. */
export function stateName(value: StateValue): string {
  if (typeof value === 'string') return value;
  return Object.entries(value)
    .flatMap(([key, inner]) => {
      const below = inner === undefined ? '' : stateName(inner);
      return below === '' ? [key] : below.split(', ').map((name) => `${key}.${name}`);
    })
    .join(', ');
}

/** The timers of the machine and its children, where there are any. */
export function showFamily([own, ...others]: Family, plain: Plainer): object {
  return {
    ...showTimers(own),
    ...(others.length > 0 && {
      children: Object.fromEntries(others.map((member) => [member.session, showMember(member, plain)])),
    }),
  };
}

function showMember(member: Member, plain: Plainer): unknown {
  const { logic, snapshot, progress } = member;
  const { status, context } = snapshot;
  if (logic.machine !== null) {
    const { value } = snapshot as AnyMachineSnapshot;
    return {
      state: value,
      ...(plain(context) as object),
      ...showFailure(snapshot, plain),
      ...showTimers(member),
    };
  }
  return {
    status,
    ...(progress.option >= 0 && progress),
    ...(context !== undefined && { context: plain(context) }),
  };
}

/** What has stopped a machine, of one that is in status `error`: it stays where it was, and does nothing any more. */
export function showFailure(
  { status, error }: { readonly status: string; readonly error?: unknown },
  plain: Plainer,
): object {
  return status === 'error' ? { stoppedBy: plain(error) ?? null } : {};
}

function showTimers({ timers }: Member): object {
  return timers.length === 0 ? {} : { timers: timers.map(({ event }) => event.type) };
}
