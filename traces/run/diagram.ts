import { renderMermaid } from '../mermaid.js';
import type { Json, Trace, TraceMessage, TraceState } from '../trace.js';
import type { Fields, RunEvent, RunMessage } from './format.js';
import { repeatedEvents } from './repeated.js';

/**
 * Events of a run as a Mermaid sequence diagram: an arrow where a message is received whose sender is seen, or said; a note for any other
 * event, with what it is about, and one for those that `repeatedEvents` counts together. No newline at the end.
 *
 * @example
 * const events = [{ actor: 'A', n: 1, action: 'Append' }];
 * console.log(renderRunMermaid('exo', ['A'], events).split('\n')[0]); // sequenceDiagram
 */
export function renderRunMermaid(
  title: string,
  actors: readonly string[],
  events: readonly RunEvent[],
): string {
  const senders = new Map<string, string>();
  const states: TraceState[] = [{ action: 'init', picks: {}, vars: varsOf(actors, []) }];
  const shown = repeatedEvents(events);
  shown.forEach(({ first: event, times }, i) => {
    const messages = metBy(event, senders);
    for (const message of event.sent ?? []) senders.set(keyOf(message), event.actor);
    const vars = varsOf(
      actors,
      shown.slice(0, i + 1).map(({ first }) => first),
    );
    const subject = messages.length > 0 || times > 1 ? '' : subjectOf(event);
    const action = `${event.action}${times === 1 ? '' : ` ×${times}`}${subject === '' ? '' : `: ${subject}`}`;
    states.push({ action, picks: {}, vars, ...(messages.length > 0 && { messages }) });
  });
  const meta = {
    model: title,
    bounds: {},
    knobs: {},
    property: null,
    verdict: 'rejected',
    version: '',
    command: '',
  };
  const trace: Trace = { meta, vars: actors, states };
  // The state before the first event says nothing.
  return renderMermaid(trace)
    .split('\n')
    .filter((line) => !/^ {2}Note over .*: 0\. init$/.test(line))
    .join('\n');
}

/** By actor, the number of its rows so far: what a row changes. */
function varsOf(actors: readonly string[], events: readonly RunEvent[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    actors.map((name) => [name, events.filter(({ actor }) => actor === name).length]),
  );
}

function metBy({ actor, received }: RunEvent, senders: ReadonlyMap<string, string>): readonly TraceMessage[] {
  if (received === undefined) return [];
  const from = received.from ?? senders.get(keyOf(received));
  return from === undefined ? [] : [{ from, to: actor, text: textOf(received) }];
}

/** What an event is about: the message that it takes or sends, an entry, or a number; empty where it says none of these. */
function subjectOf({ received, sent, args }: RunEvent): string {
  const message = received ?? sent?.[0];
  if (message !== undefined) return textOf(message);
  const entry = args?.['entry'];
  if (isFields(entry)) return textOf({ kind: 'entry', fields: entry });
  const number = args?.['number'];
  return typeof number === 'number' ? `number ${number}` : '';
}

function isFields(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keyOf({ id, kind, fields }: RunMessage): string {
  return id ?? `${kind} ${JSON.stringify(fields)}`;
}

function textOf({ kind, fields }: Pick<RunMessage, 'kind' | 'fields'>): string {
  const { epoch, slot } = fields;
  return typeof epoch === 'number' && typeof slot === 'number' ? `${kind} ${epoch}:${slot}` : kind;
}
