/** Traces as runs: what each actor did, one event a line, in the form of docs/run-format.md. */
import { TraceError } from '../trace-error.js';
import { lensAsJson, type Lens } from '../lens.js';
import { RUN_SCHEMA, type Fields, type RunEvent, type RunHeader, type RunMessage } from '../run/format.js';
import { runValue } from '../run/plain.js';
import { runLine } from '../run/write.js';
import type { Trace, TraceMessage, TraceState, Value } from '../trace.js';
import { sameValue } from '../value.js';
import { doersOf, lensOf } from './events.js';

/**
 * A trace as a run in NDJSON: a header, and an event for each actor that does or meets something in a step. A transition in which several
 * actors take part becomes several events, questions before their answers; what belongs to no actor is left out. Ends with a newline.
 *
 * @throws TraceError EXO219 for a trace of which nothing says which variables are actors
 *
 * @example
 * const lens = { lanes: trace.vars.map((name) => ({ name, kind: 'actor' })), kinds: { actor: {} } };
 * const [header = ''] = renderRun({ ...trace, meta: { ...trace.meta, lens } }).split('\n');
 * console.log(JSON.parse(header).schema); // exo-run/2
 */
export function renderRun(trace: Trace): string {
  const actors = actorsIn(trace);
  const writing = new RunWriting(trace, actors);
  return [headerOf(trace, actors), ...writing.events()].map((line) => `${runLine(line)}\n`).join('');
}

/** Variables that are no actors are not taken for some, as a picture would: a run is of actors. */
function actorsIn(trace: Trace): readonly string[] {
  const lanes = lensOf(trace)?.lanes.map(({ name }) => name) ?? [];
  const ends = trace.states.flatMap(({ messages = [] }) => messages.flatMap(({ from, to }) => [from, to]));
  const named = new Set(lanes.length > 0 ? lanes : ends);
  const actors = trace.vars.filter((name) => named.has(name));
  if (actors.length > 0) return actors;
  throw new TraceError('EXO219', {
    path: '#meta.lens',
    found: 'nothing that says which variables are actors',
    accepted: 'lanes, or messages between variables; itf, json, mermaid, dot and tla need none',
  });
}

function headerOf(trace: Trace, actors: readonly string[]): RunHeader {
  const { meta, foreign } = trace;
  const lens = lensOf(trace);
  const lanes = lens?.lanes.filter(({ name }) => actors.includes(name)) ?? [];
  return {
    ...{ schema: RUN_SCHEMA, model: meta.model || (foreign ?? 'unknown'), parameters: meta.bounds, actors },
    ordering: 'total',
    // Of a message its text is known, and not its fields.
    partial: ['payloads'],
    ...(meta.command !== '' && { command: meta.command }),
    ...(meta.version !== '' && { version: meta.version }),
    ...(lens !== null && { lens: lensAsJson({ ...lens, lanes }) as Fields }),
  };
}

type Draft = { -readonly [Name in keyof RunEvent]: RunEvent[Name] };

class RunWriting {
  private readonly counters = new Map<string, number>();
  /** By message, in which step it was last sent. */
  private readonly sentAt = new Map<string, number>();
  private readonly written: Draft[] = [];
  private readonly lens: Lens | null;

  constructor(
    private readonly trace: Trace,
    private readonly actors: readonly string[],
  ) {
    this.lens = lensOf(trace);
  }

  events(): readonly RunEvent[] {
    this.trace.states.forEach((state, step) => this.take(state, this.trace.states[step - 1], step));
    return this.written;
  }

  private take(state: TraceState, before: TraceState | undefined, step: number): void {
    const { action, messages = [] } = state;
    const known = messages.filter(({ from, to }) => this.actors.includes(from) && this.actors.includes(to));
    const doers = before === undefined ? [] : doersOf(state, before, known, new Set(this.actors), this.lens);
    const turn: Turn = { step, doers, latest: new Map() };
    for (const actor of doers) {
      const [event, args] = [this.begin(turn, actor, action || 'Step'), this.argsOf(state)];
      if (Object.keys(args).length > 0) event.args = args;
    }
    for (const message of known) this.pass(message, turn);
    for (const actor of this.actors) {
      const set = setOf(before?.vars[actor], state.vars[actor]);
      if (set === null && before !== undefined) continue;
      const event = turn.latest.get(actor) ?? this.begin(turn, actor, action || 'Step');
      if (set !== null) event.set = set;
    }
  }

  /** What the action chose; whose it is stands beside it. */
  private argsOf({ picks }: TraceState): Fields {
    const own = Object.entries(picks).filter(([name]) => name !== this.lens?.actor);
    return Object.fromEntries(own.map(([name, value]) => [name, runValue(value)]));
  }

  /** A message as it is sent, met, or both. */
  private pass(message: TraceMessage, turn: Turn): void {
    const { from, to, fate, lost } = message;
    const key = keyOf(message, turn.step);
    if (fate === 'sent' || !this.sentAt.has(key)) {
      this.sentAt.set(key, turn.step);
      send(turn.latest.get(from) ?? this.begin(turn, from, 'Send'), message, key);
    }
    if (fate === 'sent') return;
    if (fate === 'lost' || lost === true) {
      this.lose(key, to);
      return;
    }
    const open = turn.latest.get(to);
    // Who acts may do so because of it; what was sent in this step is met after that.
    const isWhy = turn.doers.includes(to) && (this.sentAt.get(key) ?? 0) < turn.step;
    const event =
      isWhy && open !== undefined && open.received === undefined ? open : this.begin(turn, to, 'Receive');
    event.received = { ...asRunMessage(message, key), from };
    event.fate = fate ?? 'unknown';
  }

  /** A copy that is lost is told where it was sent, however late the loss is told. */
  private lose(key: string, to: string): void {
    const isIt = ({ id }: RunMessage): boolean => id === key;
    const sender = this.written.findLast(({ sent }) => sent?.some(isIt) === true);
    if (sender?.sent === undefined) return;
    sender.sent = sender.sent.map((one) =>
      isIt(one) ? { ...one, lost: [...new Set([...(one.lost ?? []), to])] } : one,
    );
  }

  private begin(turn: Turn, actor: string, action: string): Draft {
    const n = (this.counters.get(actor) ?? 0) + 1;
    this.counters.set(actor, n);
    const event: Draft = { actor, n, action };
    this.written.push(event);
    turn.latest.set(actor, event);
    return event;
  }
}

/** A step as its events are written. */
interface Turn {
  readonly step: number;
  readonly doers: readonly string[];
  /** The last event of each actor so far. */
  readonly latest: Map<string, Draft>;
}

/** What has no name of its own is another message in each step. */
function keyOf({ id, from, text }: TraceMessage, step: number): string {
  return id === undefined ? `${from} ${text} ${step}` : `${from} ${id}`;
}

function send(event: Draft, message: TraceMessage, key: string): void {
  if (event.sent?.some(({ id }) => id === key) === true) return;
  event.sent = [...(event.sent ?? []), asRunMessage(message, key)];
}

function asRunMessage({ text, via }: TraceMessage, id: string): RunMessage {
  return { id, kind: text === '' ? 'message' : text, ...(via !== undefined && { via }), fields: {} };
}

/** The fields of an actor that differ from before; null where none does. A value without fields is one by the name of `value`. */
function setOf(before: Value | undefined, after: Value | undefined): Fields | null {
  if (after === undefined || (before !== undefined && sameValue(before, after))) return null;
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const changed = Object.entries(is).filter(([name, value]) => {
    const old = Object.hasOwn(was, name) ? was[name] : undefined;
    return old === undefined || !sameValue(old, value);
  });
  const gone = Object.keys(was).filter((name) => !Object.hasOwn(is, name));
  return Object.fromEntries([
    ...changed.map(([name, value]) => [name, runValue(value)] as const),
    ...gone.map((name) => [name, runValue(undefined)] as const),
  ]);
}

function fieldsOf(value: Value | undefined): Readonly<Record<string, Value>> {
  if (value === undefined) return {};
  const isRecord =
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Set) &&
    !(value instanceof Map);
  return isRecord ? (value as Readonly<Record<string, Value>>) : { value };
}
