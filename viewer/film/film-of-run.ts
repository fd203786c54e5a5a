import {
  FATES,
  messageKey,
  readLens,
  type Fate,
  type Json,
  type Lens,
  type RunEvent,
  type RunHeader,
  type RunMessage,
} from '../../traces/index.js';
import { DownWatch, withDown } from './down.js';
import type { Change, Film, FilmAbout, FilmMessage, FilmStep, Plain } from './film.js';
import { driverOf, driversOf, variableOf, withDrivers } from './run-lanes.js';

/**
 * A run of real hosts, or of simulated ones, as the page keeps it: a step an event, in the order of its lines. A message that is met has its
 * sender from the event in which it was sent; one of which nobody has seen the sending comes from nowhere, and has no line.
 *
 * @example
 * const film = filmOfRun(header, events);
 * console.log(film.vars); // [ 'A', 'B', 'C' ]
 */
export function filmOfRun(header: RunHeader, events: readonly RunEvent[]): Film {
  const drivers = new Set(driversOf(header));
  for (const { actor, layer } of events) if (layer === 'driver') drivers.add(actor);
  const { film, first, step } = filmingOf(header, [...drivers]);
  return { ...film, steps: [first, ...events.map(step)] };
}

/** A run as it becomes a film, an event a step. */
export interface Filming {
  readonly film: Omit<Film, 'steps'>;
  readonly first: FilmStep;
  /** The step of the next event. */
  readonly step: (event: RunEvent) => FilmStep;
}

/** Begins the film of a run of which the events are still to come; `drivers` are the hosts of whose drivers there will be some. */
export function filmingOf(header: RunHeader, drivers = driversOf(header)): Filming {
  const { actors, model, command = '', observed } = header;
  const { lens: given, notices } = lensOfRun(header);
  const lens = withDown(withDrivers(given, drivers));
  const vars = [...actors, ...actors.filter((actor) => drivers.includes(actor)).map(driverOf)];
  const down = new DownWatch(lens);
  const sent: Sent = { senders: new Map(), ids: new Map(), beganUs: null };
  const unseen = observed === undefined ? [] : actors.filter((actor) => !observed.includes(actor));
  return {
    film: {
      title: { model, property: null, verdict: 'a run', command, evidence: null },
      lens,
      notices: [
        ...notices,
        ...(unseen.length === 0 ? [] : [`Nobody has observed ${unseen.join(', ')}.`]),
        ...(header.ordering === 'actors'
          ? ['Only the events of one actor stand in the order in which they happened.']
          : []),
      ],
      vars,
    },
    first: {
      ...{ action: 'init', call: 'start', words: 'start' },
      changes: vars.map((name): Change => [[name], {}]),
    },
    step: (event) => stepOfEvent(event, sent, down),
  };
}

function lensOfRun({ lens, actors }: RunHeader): {
  readonly lens: Lens;
  readonly notices: readonly string[];
} {
  const plain: Lens = { lanes: actors.map((name) => ({ name, kind: 'actor' })), kinds: { actor: {} } };
  if (lens === undefined) return { lens: plain, notices: [] };
  const read = readLens(lens);
  if (typeof read !== 'string') return { lens: read, notices: [] };
  return { lens: plain, notices: [`The lens of the run cannot be used: ${read}.`] };
}

/** The messages that were seen so far: by whom each was sent, and the number by which it is known to the page. */
interface Sent {
  readonly senders: Map<string, string>;
  readonly ids: Map<string, string>;
  /** When the first event was; some clocks count from long ago. */
  beganUs: number | null;
}

/** What a message is known by may be long; a run has the same message several times. */
function idOf(key: string, { ids }: Sent): string {
  const id = ids.get(key) ?? ids.size.toString(36);
  ids.set(key, id);
  return id;
}

function stepOfEvent(event: RunEvent, known: Sent, down: DownWatch): FilmStep {
  const { actor, action, args = {}, set = {}, sent = [], received, fate, atUs } = event;
  const about = aboutOf(event);
  const own = variableOf(event);
  const given = Object.entries(args).map(([name, value]) => `${name}=${shortJson(value)}`);
  for (const message of sent) known.senders.set(messageKey(message), actor);
  const messages = [
    ...sent.flatMap((message) => sendingOf(message, actor, known)),
    ...metBy(actor, received, fate, known),
  ];
  return {
    ...{ action, actor: own },
    ...(given.length > 0 && { call: `${action}(${[own, ...given].join(', ')})` }),
    changes: [
      ...Object.entries(set).map(([name, value]): Change => [[own, name], value as Plain]),
      ...down.changesOf(event),
    ],
    ...(about !== null && { about }),
    ...(messages.length > 0 && { messages }),
    ...(atUs !== undefined && { atUs: sinceBegin(atUs, known) }),
  };
}

/** The entry that stands among the arguments, or the number of a payload that is submitted. */
function aboutOf({ actor, action, args = {} }: RunEvent): FilmAbout | null {
  const { entry, number } = args;
  if (action === 'Submit' && typeof number === 'number') return { source: actor, payloads: [number, 1] };
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return null;
  const { slot, source, payload } = entry as { readonly [field: string]: Json };
  if (typeof slot !== 'number') return null;
  const [first, count] = Array.isArray(payload) ? (payload as readonly Json[]) : [];
  return {
    slot,
    ...(typeof source === 'string' && { source }),
    ...(typeof first === 'number' && typeof count === 'number' && { payloads: [first, count] }),
  };
}

function sinceBegin(atUs: number, known: Sent): number {
  known.beganUs ??= atUs;
  // A thousandth of a microsecond is more than clocks tell.
  return Math.round((atUs - known.beganUs) * 1000) / 1000;
}

/** A message as it is sent, and its copies that the network is known to have lost. */
function sendingOf(message: RunMessage, actor: string, known: Sent): readonly FilmMessage[] {
  const shown = shownOf(message, known);
  const lost = (message.lost ?? []).map((to): FilmMessage => ({ ...shown, from: actor, to, fate: 'lost' }));
  const [towards, ...others] = message.to ?? [];
  const only = towards !== undefined && others.length === 0 ? { towards } : {};
  return [{ ...shown, ...only, from: actor, to: actor, fate: 'sent' }, ...lost];
}

function metBy(
  actor: string,
  received: RunMessage | undefined,
  fate: string | undefined,
  known: Sent,
): readonly FilmMessage[] {
  if (received === undefined) return [];
  const from = known.senders.get(messageKey(received));
  if (from === undefined) return [];
  const became: Fate | undefined = FATES.find((one) => one === fate);
  const why = became === undefined && fate !== undefined ? { why: fate } : {};
  return [{ ...shownOf(received, known), from, to: actor, fate: became ?? 'unknown', ...why }];
}

function shownOf(message: RunMessage, known: Sent): Pick<FilmMessage, 'text' | 'id' | 'via' | 'slot'> {
  const { kind, via, fields } = message;
  const { epoch, slot } = fields;
  const isEntry = typeof epoch === 'number' && typeof slot === 'number';
  return {
    text: isEntry && kind === 'entry' ? `${epoch}:${slot}` : kind,
    id: idOf(messageKey(message), known),
    ...(isEntry && kind === 'entry' && { slot }),
    ...(via !== undefined && { via }),
  };
}

function shortJson(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
