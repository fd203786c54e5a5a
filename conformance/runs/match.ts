/** Whether what an actor does in a model is what an event of a run says. */
import type { Happening, ReceivedEvent, SentEvent } from '../../checker/model/observation.js';
import {
  keyOfJson,
  runValue,
  writtenValue,
  type Fields,
  type Json,
  type RunMessage,
  type RunPart,
} from '../../traces/index.js';
import type { ActorEvent } from './events.js';

/** A field in which a run and the model differ. */
export interface Difference {
  readonly field: string;
  readonly run: string;
  readonly model: string;
}

/** By field, the text of its value. */
export type Known = ReadonlyMap<string, string>;

/** Whether an event may be this: the same action, with an event of the same type. */
export function isAlike({ event }: ActorEvent, { action, received }: Happening): boolean {
  if (event.action !== 'Step' && event.action !== action) return false;
  return event.received === undefined || received?.event.type === event.received.kind;
}

/** In what an event and what the model does differ; nothing where one explains the other. Fields are compared where they are given. */
export function differencesOf(
  one: ActorEvent,
  happening: Happening,
  fields: Known | null,
  partial: ReadonlySet<RunPart>,
): readonly Difference[] {
  const { event } = one;
  const arePartial = partial.has('payloads') || event.action === 'Step';
  return [
    ...differencesOfArgs(event.args ?? {}, happening.args, arePartial),
    ...(event.received === undefined || happening.received === undefined
      ? []
      : differencesOfReceived(event.received, happening, happening.received, arePartial)),
    ...(partial.has('sent') || event.action === 'Step' || event.action === 'Start'
      ? []
      : differencesOfSent(event.sent ?? [], happening, arePartial)),
    ...(fields === null ? [] : differencesOfFields(one, fields)),
  ];
}

function difference(field: string, run: string, model: string): readonly Difference[] {
  return run === model ? [] : [{ field, run, model }];
}

/** What comes of something that is invoked: of a model that says nothing of it, anything. */
const OPEN: readonly string[] = ['output', 'error', 'event'];

function differencesOfArgs(
  given: Fields,
  args: Readonly<Record<string, unknown>>,
  isPartial: boolean,
): readonly Difference[] {
  const names = isPartial ? Object.keys(given) : Object.keys({ ...given, ...args });
  return names.flatMap((name) => {
    if (!(name in args) && OPEN.includes(name)) return [];
    const [run, model] = [textOf(given, name), shown(keyOfJson(runValue(args[name])))];
    // What ends without an output has null as the output that the model chose.
    return run === 'nothing' && model === 'null' ? [] : difference(name, run, model);
  });
}

function differencesOfReceived(
  { from, to, kind, fields }: RunMessage,
  { actor }: Happening,
  received: ReceivedEvent,
  isPartial: boolean,
): readonly Difference[] {
  const { type, ...payload } = received.event;
  return [
    ...difference('received.kind', kind, type),
    ...(from === undefined ? [] : difference('received.from', from, received.from ?? 'the world')),
    ...(to === undefined || to.includes(actor) ? [] : difference('received.to', to.join(', '), actor)),
    ...differencesOfPayload('received', fields, payload, isPartial),
  ];
}

function differencesOfPayload(
  path: string,
  fields: Fields,
  payload: Readonly<Record<string, unknown>>,
  isPartial: boolean,
): readonly Difference[] {
  const own = payloadOf(payload);
  const names = isPartial ? Object.keys(fields) : Object.keys({ ...fields, ...own });
  return names.flatMap((name) => difference(`${path}.${name}`, textOf(fields, name), textOf(own, name)));
}

/** What a run has under a name; nothing where that is undefined, for an entry that is undefined is none. */
function textOf(record: Fields, name: string): string {
  return name in record ? shown(keyOfJson(writtenValue(record[name] ?? null))) : 'nothing';
}

function payloadOf(payload: Readonly<Record<string, unknown>>): Fields {
  return Object.fromEntries(
    Object.entries(payload).flatMap(([name, value]): [string, Json][] =>
      value === undefined ? [] : [[name, runValue(value)]],
    ),
  );
}

/** What is sent has no order: two receivers cannot tell which of two messages was sent first. One to several is one to each. */
function differencesOfSent(
  sent: readonly RunMessage[],
  { actor, sent: own }: Happening,
  isPartial: boolean,
): readonly Difference[] {
  const given = sent.flatMap((message) =>
    (message.to ?? []).length < 2 ? message : (message.to ?? []).map((to) => ({ ...message, to: [to] })),
  );
  const pairs = pairsOf(given, own, (message, one) => isSameMessage(actor, message, one, isPartial));
  const unexplained = given.filter((_, i) => ![...pairs.values()].includes(i));
  const left = own.filter((_, i) => !pairs.has(i));
  if (unexplained.length === 0 && left.length === 0) return [];
  const run = unexplained.map(({ kind, to, from, fields }) =>
    messageText(kind, to?.join(' ') ?? null, fields, from === actor ? undefined : from),
  );
  const model = left.map(({ to, event: { type, ...payload } }) => messageText(type, to, payloadOf(payload)));
  return [
    { field: 'sent', run: run.join(', ') || 'nothing more', model: model.join(', ') || 'nothing more' },
  ];
}

/**
 * As many pairs as there can be, by place of the second: of messages that are known in part, one may be any of several, and another only one of
 * these (Kuhn's algorithm).
 */
function pairsOf<A, B>(
  first: readonly A[],
  second: readonly B[],
  isSame: (one: A, other: B) => boolean,
): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  const find = (i: number, tried: Set<number>): boolean =>
    second.some((other, at) => {
      if (tried.has(at) || !isSame(first[i] as A, other)) return false;
      tried.add(at);
      const taken = pairs.get(at);
      if (taken !== undefined && !find(taken, tried)) return false;
      pairs.set(at, i);
      return true;
    });
  first.forEach((_, i) => find(i, new Set()));
  return pairs;
}

function isSameMessage(
  actor: string,
  { kind, from, to, fields }: RunMessage,
  sent: SentEvent,
  isPartial: boolean,
): boolean {
  const { type, ...payload } = sent.event;
  if (kind !== type || (from ?? actor) !== actor) return false;
  if ((to === undefined ? null : (to[0] ?? '')) !== sent.to) return false;
  return differencesOfPayload('', fields, payload, isPartial).length === 0;
}

function messageText(kind: string, to: string | null, fields: Fields, from?: string): string {
  const payload = Object.entries(fields).map(([name, value]) => `${name}: ${keyOfJson(value)}`);
  const ends = `${from === undefined ? '' : ` from ${from}`}${to === null ? '' : ` to ${to}`}`;
  return `${kind}${payload.length > 0 ? `(${payload.join(', ')})` : ''}${ends}`;
}

function differencesOfFields({ known, isAll = false }: ActorEvent, fields: Known): readonly Difference[] {
  const differences: Difference[] = [];
  const names = isAll ? new Set([...known.keys(), ...[...fields.keys()].filter(isOfSnapshot)]) : known.keys();
  for (const field of names) {
    const [run, model] = [known.get(field) ?? UNDEFINED, fields.get(field) ?? UNDEFINED];
    if (model !== run) differences.push({ field, run: shown(run), model: shown(model) });
  }
  return differences;
}

/** Whether a recorder sees the field; a model of another kind may have others. */
function isOfSnapshot(field: string): boolean {
  return SNAPSHOT.includes(field) || field.startsWith('context.');
}

const SNAPSHOT: readonly string[] = ['status', 'value', 'context', 'output', 'error', 'children'];

const UNDEFINED = keyOfJson(runValue(undefined));

function shown(text: string): string {
  return text === UNDEFINED ? 'nothing' : text;
}
