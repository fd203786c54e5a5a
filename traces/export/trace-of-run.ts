/** Runs as traces, for forms that are made of these. */
import { lensAsJson, readLens, type LensLane } from '../lens.js';
import { messageKey } from '../run/merge.js';
import type { Fields, RunEvent, RunHeader, RunMessage } from '../run/format.js';
import { FATES, type Json, type Trace, type TraceMessage, type TraceState, type Value } from '../trace.js';

/** A run as a trace, and when each of its steps was, in microseconds; without times where no event has one. */
export interface TracedRun {
  readonly trace: Trace;
  readonly timesUs?: readonly number[];
}

/** The pick that names the actor of a step. */
const ACTOR = 'actor';

/** What the driver of a split host is called, and the kind of its lane. */
const DRIVER = 'driver';

/**
 * A run as a trace: a step an event, in the order of its lines, and a variable an actor, with all that is known of its fields by then. The driver of a
 * split host is an actor of its own, behind its engine. A message of which nobody has seen the sending is left out.
 *
 * @example
 * const header = { schema: 'exo-run/2', model: 'lamp', parameters: {}, actors: ['lamp'], ordering: 'total' } as const;
 * const { trace } = traceOfRun(header, [{ actor: 'lamp', n: 1, action: 'Switch', set: { isOn: true } }]);
 * console.log(trace.states.map(({ vars }) => vars['lamp'])); // [ {}, { isOn: true } ]
 */
export function traceOfRun(header: RunHeader, events: readonly RunEvent[]): TracedRun {
  const { model, command = '', version = '' } = header;
  const drivers = new Set(events.filter(({ layer }) => layer === DRIVER).map(({ actor }) => actor));
  const actors = header.actors.flatMap((name) => (drivers.has(name) ? [name, driverOf(name)] : [name]));
  const senders = new Map<string, string>();
  let vars: TraceState['vars'] = Object.fromEntries(actors.map((actor) => [actor, {}]));
  const states: TraceState[] = [{ action: 'init', picks: {}, vars }];
  for (const event of events) {
    const { action, args = {}, set = {} } = event;
    const actor = event.layer === DRIVER ? driverOf(event.actor) : event.actor;
    vars = { ...vars, [actor]: { ...(vars[actor] as Readonly<Record<string, Value>>), ...fieldsOf(set) } };
    const messages = messagesOf(event, senders);
    states.push({
      action,
      picks: { ...fieldsOf(args), [ACTOR]: actor },
      vars,
      ...(messages.length > 0 && { messages }),
    });
  }
  const lens = readLens(header.lens);
  const read = typeof lens === 'string' ? { lanes: lanesOf(header.actors), kinds: { actor: {} } } : lens;
  const known = { ...read, lanes: withDrivers(read.lanes, drivers), kinds: { [DRIVER]: {}, ...read.kinds } };
  const meta = { model, bounds: {}, knobs: {}, property: null, verdict: 'a run', version, command };
  const times = timesOf(events);
  return {
    trace: { meta: { ...meta, lens: lensAsJson({ ...known, actor: ACTOR }) }, vars: actors, states },
    ...(times !== null && { timesUs: times }),
  };
}

function driverOf(actor: string): string {
  return `${actor}, ${DRIVER}`;
}

/** Each driver has a lane behind that of its engine. */
function withDrivers(lanes: readonly LensLane[], drivers: ReadonlySet<string>): readonly LensLane[] {
  return lanes.flatMap((lane) => {
    const { name } = lane;
    return drivers.has(name) ? [lane, { name: driverOf(name), kind: DRIVER, beside: name }] : [lane];
  });
}

function lanesOf(actors: readonly string[]): readonly LensLane[] {
  return actors.map((name) => ({ name, kind: 'actor' }));
}

/** Since the first event that says when it was; one that does not counts as at once with the one before it. Null where none does. */
function timesOf(events: readonly RunEvent[]): readonly number[] | null {
  const first = events.find(({ atUs }) => atUs !== undefined)?.atUs;
  if (first === undefined) return null;
  let last = first;
  return [0, ...events.map(({ atUs }) => (last = atUs ?? last) - first)];
}

/** What an event sends, what of that is known to be lost, and what it has received from whom. */
function messagesOf(
  { actor, sent = [], received, fate }: RunEvent,
  senders: Map<string, string>,
): readonly TraceMessage[] {
  for (const message of sent) senders.set(messageKey(message), actor);
  const from = received === undefined ? undefined : senders.get(messageKey(received));
  const became = FATES.find((one) => one === fate) ?? 'unknown';
  return [
    ...sent.flatMap((message): readonly TraceMessage[] => [
      { ...shown(message), from: actor, to: actor, fate: 'sent' },
      ...(message.lost ?? []).map((to) => ({ ...shown(message), from: actor, to, fate: 'lost' as const })),
    ]),
    ...(received === undefined || from === undefined
      ? []
      : [{ ...shown(received), from, to: actor, fate: became }]),
  ];
}

function shown(message: RunMessage): Pick<TraceMessage, 'text' | 'id' | 'via'> {
  const { kind, via, fields } = message;
  const { slot } = fields;
  const text = typeof slot === 'number' ? `${kind} for slot ${slot}` : kind;
  return { text, id: messageKey(message), ...(via !== undefined && { via }) };
}

function fieldsOf(fields: Fields): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(fields).map(([name, json]) => [name, valueOf(json)]));
}

/** Numbers that are not whole have no form in a trace. */
function valueOf(json: Json): Value {
  if (typeof json === 'number') return Number.isInteger(json) ? json : String(json);
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return (json as readonly Json[]).map(valueOf);
  return fieldsOf(json as Fields);
}
