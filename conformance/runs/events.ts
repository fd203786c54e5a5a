/** The events of a run, by actor, each with what is known of the actor's fields after it. */
import { ExoError } from '../../errors/index.js';
import {
  keyOfJson,
  writtenFields,
  type RunEvent,
  type RunHeader,
  type RunMessage,
  type RunPart,
  type RunPlace,
} from '../../traces/index.js';
import type { Observation } from '../../checker/model/observation.js';

/** An event, and where it stands. */
export interface PlacedEvent {
  readonly event: RunEvent;
  readonly place: RunPlace;
}

/** A run to be explained: of one file, or of several with the events of some actors each. */
export interface RecordedRun {
  readonly header: RunHeader;
  readonly events: readonly PlacedEvent[];
}

/** An event of an actor. */
export interface ActorEvent extends PlacedEvent {
  /** Its place among all events; it tells which was first only where the run is totally ordered. */
  readonly order: number;
  /** What is known of the fields of the actor after it: by field, the text of its value. */
  readonly known: ReadonlyMap<string, string>;
  /** Whether no field but these has a value: all have been observed since the actor started. */
  readonly isAll?: boolean;
}

/** The events of the observed actors of a run. */
export interface SortedRun {
  readonly header: RunHeader;
  readonly actors: readonly string[];
  /** By actor, in the order of `actors`. */
  readonly events: readonly (readonly ActorEvent[])[];
  readonly isTotal: boolean;
  readonly partial: ReadonlySet<RunPart>;
  readonly count: number;
}

/** The actions that events of live actors may have. `Step`: something, of which only what it led to is known. */
const ACTIONS = ['Start', 'Receive', 'Timer', 'Done', 'Failed', 'Emit', 'Step'] as const;

/**
 * Sorts the events of a run by actor.
 *
 * @throws ExoError EXO212 for an actor that the model does not have, an action that no actor can do, or a field that nothing could be held against.
 */
export function sortedRun(
  { header, events }: RecordedRun,
  observation: Observation,
  actions: readonly string[] = ACTIONS,
): SortedRun {
  const stranger = header.actors.find((name) => !observation.actors.includes(name));
  if (stranger !== undefined) {
    throw malformed(
      events[0]?.place,
      'actors',
      stranger,
      `those of the model, ${observation.actors.join(', ')}`,
    );
  }
  const actors = header.observed ?? header.actors;
  const partial = new Set(header.partial);
  const byActor = new Map(actors.map((name) => [name, [] as ActorEvent[]]));
  events.forEach(({ event, place }, order) => {
    if (!actions.includes(event.action)) {
      throw malformed(place, 'action', event.action, `one of ${actions.join(', ')}`);
    }
    expectComparable(event, place, partial);
    const list = byActor.get(event.actor);
    if (list === undefined) throw malformed(place, 'actor', event.actor, `one of ${actors.join(', ')}`);
    const last = partial.has('fields') ? undefined : list.at(-1);
    const isAll = isAllAfter(header, event, last);
    list.push({ event, place, order, known: knownAfter(last?.known, event), ...(isAll && { isAll }) });
  });
  return {
    header,
    actors,
    events: actors.map((name) => byActor.get(name) ?? []),
    isTotal: header.ordering === 'total',
    partial,
    count: events.length,
  };
}

/** An actor sets all that it has as it starts, where the run says so; of one that is not seen to start, only what it sets is known. */
function isAllAfter(
  { allFields, partial = [] }: RunHeader,
  event: RunEvent,
  before: ActorEvent | undefined,
): boolean {
  if (allFields !== true || partial.includes('fields')) return false;
  return event.action === 'Start' || before?.isAll === true;
}

const NOTHING: ReadonlyMap<string, string> = new Map();

function knownAfter(
  before: ReadonlyMap<string, string> = NOTHING,
  { set, action }: RunEvent,
): ReadonlyMap<string, string> {
  const base = action === 'Start' ? NOTHING : before;
  if (set === undefined) return base;
  const known = new Map(base);
  for (const [field, value] of writtenFields(set)) known.set(field, keyOfJson(value));
  return known;
}

/** Models of actors know no layers, fates, channels and losses of a single message: what a run says of them would be accepted whatever it is. */
function expectComparable(event: RunEvent, place: RunPlace, partial: ReadonlySet<RunPart>): void {
  const { action, layer, fate, received, sent = [] } = event;
  if (layer !== undefined && layer !== 'host') throw malformed(place, 'layer', layer, 'host, or none');
  if (fate !== undefined) throw malformed(place, 'fate', fate, UNKNOWN);
  if (action === 'Start' && received !== undefined) {
    throw malformed(place, 'received', received.kind, 'nothing: an actor takes no event to start');
  }
  if (action === 'Receive' && received === undefined && !partial.has('payloads')) {
    throw malformed(place, 'received', 'nothing', 'the event that it takes');
  }
  if (received !== undefined) expectPlain(received, place, 'received');
  sent.forEach((message, i) => expectPlain(message, place, `sent[${i}]`));
}

const UNKNOWN = 'nothing: a model of actors knows none';

function expectPlain(message: RunMessage, place: RunPlace, path: string): void {
  const { via, to } = message;
  const isEmitted = via === 'emit' && to === undefined && path !== 'received';
  if (via !== undefined && !isEmitted) {
    throw malformed(place, `${path}.via`, via, 'emit, of what is sent to nobody by name, or none');
  }
  if (to?.length === 0) throw malformed(place, `${path}.to`, '[]', 'the names of those it goes to');
  for (const name of ['id', 'lost', 'repeat'] as const) {
    if (message[name] !== undefined)
      throw malformed(place, `${path}.${name}`, String(message[name]), UNKNOWN);
  }
}

function malformed(place: RunPlace | undefined, path: string, found: string, accepted: string): ExoError {
  const where = place === undefined ? 'the run' : `${place.file}: line ${place.line}`;
  return new ExoError('EXO212', `${where}: ${path}: found '${found}'; accepted: ${accepted}`);
}
