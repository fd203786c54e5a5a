/** What is written of an actor: the parts of its snapshot, each by itself, so that an event has only those that changed. */
import type { AnyActorRef } from 'xstate';
import { keyOfJson, runValue, type Fields, type Json } from '../traces/index.js';

/** Parts of a snapshot as JSON: `status`, `value`, `output`, `error`, `children`, and `context.count` for each entry of the context. */
export type FlatFields = ReadonlyMap<string, Json>;

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
  const all: (readonly [string, unknown])[] = [
    ['status', status],
    ['value', value],
    ...Object.entries((context ?? {}) as object).map(([key, held]): [string, unknown] => [
      `context.${key}`,
      held,
    ]),
    ['output', output],
    ['error', error],
    ['children', Object.keys(children).length === 0 ? undefined : children],
  ];
  const present = all.filter(([field, held]) => held !== undefined && isWanted(field));
  return new Map(present.map(([field, held]) => [field, runValue(held)]));
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
  const top: Record<string, Json> = {};
  const context: Record<string, Json> = {};
  const note = (field: string, value: Json): void => {
    if (field.startsWith('context.')) context[field.slice('context.'.length)] = value;
    else top[field] = value;
  };
  for (const [field, value] of after) {
    const was = before.get(field);
    if (was === undefined || keyOfJson(was) !== keyOfJson(value)) note(field, value);
  }
  for (const field of before.keys()) if (!after.has(field)) note(field, runValue(undefined));
  const set = { ...top, ...(Object.keys(context).length > 0 && { context }) };
  return Object.keys(set).length > 0 ? set : undefined;
}
