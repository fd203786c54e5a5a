/** What is written of an actor: the parts of its snapshot, each by itself, so that an event has only those that changed. */
import type { AnyActorRef } from 'xstate';
import {
  flatFields,
  keyOfJson,
  nestedFields,
  runValue,
  type Fields,
  type FlatFields,
  type Json,
} from '../traces/index.js';

interface AnySnapshot {
  readonly status: string;
  readonly value?: unknown;
  readonly context?: unknown;
  readonly output?: unknown;
  readonly error?: unknown;
  readonly children?: Readonly<Record<string, AnyActorRef | undefined>>;
}

/** The parts of the present snapshot of an actor that are wanted. */
export function fieldsOf(actor: AnyActorRef, isWanted: (field: string) => boolean): FlatFields {
  const snapshot = actor.getSnapshot() as AnySnapshot;
  const { status, value, context, output, error } = snapshot;
  const children = childrenOf(snapshot);
  const all = flatFields({
    status,
    value,
    context,
    output,
    error,
    ...(Object.keys(children).length > 0 && { children }),
  });
  return new Map([...all].filter(([field]) => isWanted(field)));
}

/** Machines that an actor invokes and has spawned under a name of their own: what each is at. */
function childrenOf({ children = {} }: AnySnapshot): Readonly<Record<string, unknown>> {
  const named = Object.entries(children).filter(([id]) => !/^x:\d+$/.test(id));
  const shown = named.flatMap(([id, child]): [string, unknown][] => {
    const snapshot = child?.getSnapshot() as (AnySnapshot & { readonly machine?: unknown }) | undefined;
    if (snapshot?.machine === undefined) return [];
    const { status, value, context } = snapshot;
    return [[id, { status, value, context }]];
  });
  return Object.fromEntries(shown);
}

/** What has changed, as the `set` of an event; an entry that is gone is undefined now. Undefined if nothing has. */
export function changes(before: FlatFields, after: FlatFields): Fields | undefined {
  const changed: [string, Json][] = [];
  for (const [field, value] of after) {
    const was = before.get(field);
    if (was === undefined || keyOfJson(was) !== keyOfJson(value)) changed.push([field, value]);
  }
  for (const field of before.keys()) if (!after.has(field)) changed.push([field, runValue(undefined)]);
  return changed.length > 0 ? nestedFields(changed) : undefined;
}
