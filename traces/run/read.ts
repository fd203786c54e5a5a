import { describe as found, TraceError } from '../trace-error.js';
import { RUN_PARTS, RUN_SCHEMAS, type RunEvent, type RunHeader, type RunMessage } from './format.js';

/** Where a line stands. */
export interface RunPlace {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string' && value !== '';
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const isFields: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount: Check = (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isTime: Check = (value) => typeof value === 'number' && Number.isFinite(value);

interface Field {
  readonly check: Check;
  readonly accepted: string;
  readonly isNeeded: boolean;
}

const needed = (check: Check, accepted: string): Field => ({ check, accepted, isNeeded: true });
const optional = (check: Check, accepted: string): Field => ({ check, accepted, isNeeded: false });

const HEADER: Readonly<Record<string, Field>> = {
  schema: needed(
    (value) => RUN_SCHEMAS.some((one) => one === value),
    RUN_SCHEMAS.map((one) => `"${one}"`).join(' or '),
  ),
  model: needed(isText, 'the name of a model'),
  parameters: needed(isFields, 'an object'),
  actors: needed((value) => isTexts(value) && new Set(value as string[]).size > 0, 'a list of names'),
  observed: optional(isTexts, 'a list of names'),
  layers: optional(isTexts, 'a list of texts'),
  ordering: needed((value) => value === 'total' || value === 'actors', '"total" or "actors"'),
  partial: optional(
    (value) => isTexts(value) && (value as string[]).every((part) => RUN_PARTS.some((one) => one === part)),
    `a list of ${RUN_PARTS.join(', ')}`,
  ),
  allFields: optional((value) => value === true, 'true'),
  seed: optional(isCount, 'a whole number from 0'),
  command: optional(isText, 'a text'),
  version: optional(isText, 'a text'),
  lens: optional(isFields, 'an object'),
};

const EVENT: Readonly<Record<string, Field>> = {
  actor: needed(isText, 'the name of an actor'),
  n: needed((value) => isCount(value) && value !== 0, 'a whole number from 1'),
  layer: optional(isText, 'a text'),
  action: needed(isText, 'the name of an action'),
  args: optional(isFields, 'an object'),
  received: optional(isFields, 'a message'),
  fate: optional(isText, 'a text'),
  sent: optional(Array.isArray, 'a list of messages'),
  set: optional(isFields, 'an object'),
  atUs: optional(isTime, 'a number'),
};

const MESSAGE: Readonly<Record<string, Field>> = {
  id: optional(isText, 'a text'),
  kind: needed(isText, 'the kind of message'),
  via: optional(isText, 'a text'),
  from: optional(isText, 'the name of an actor'),
  to: optional(isTexts, 'a list of names'),
  fields: needed(isFields, 'an object'),
  lost: optional(isTexts, 'a list of names'),
  repeat: optional((value) => value === true, 'true'),
};

/** What one line says: a header where a run begins, or one of its lives; otherwise an event. */
export type RunLine =
  | { readonly kind: 'header'; readonly header: RunHeader }
  | { readonly kind: 'event'; readonly event: RunEvent };

const BYTE_ORDER_MARK = '\ufeff';

/**
 * Reads lines of one source, one by one: what each says is whole and of this format, actors are among those of the header, and the counters
 * of each are without gaps. A further header begins a further life: its counters begin anew.
 */
export class RunReader {
  header: RunHeader | null = null;
  private line = 0;
  private readonly counters = new Map<string, number>();

  constructor(private readonly file: string) {}

  /** How many lines were read. */
  get lines(): number {
    return this.line;
  }

  /**
   * Reads the next line. Returns null for an empty one.
   *
   * @throws TraceError EXO201 if the line is not JSON; EXO212 if it is no line of a run: an unknown field, a field that is missing or of another
   * type, an actor that the header does not name, a gap in a counter.
   */
  read(line: string): RunLine | null {
    this.line += 1;
    const text = this.line === 1 && line.startsWith(BYTE_ORDER_MARK) ? line.slice(1) : line;
    if (text === '') return null;
    const value = this.parsed(text);
    if (this.header === null || 'schema' in value) return { kind: 'header', header: this.takeHeader(value) };
    return { kind: 'event', event: this.takeEvent(value) };
  }

  private parsed(text: string): object {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw this.wrong('EXO201', '', found(text), 'one JSON object a line');
    }
    if (isFields(value)) return value as object;
    throw this.wrong('EXO212', '', found(value), 'one JSON object a line');
  }

  private takeHeader(value: object): RunHeader {
    this.expect(HEADER, value, '');
    const header = value as RunHeader;
    const strange = header.observed?.find((actor) => !header.actors.includes(actor));
    if (strange !== undefined) throw this.wrong('EXO212', 'observed', found(strange), oneOf(header.actors));
    this.header = header;
    this.counters.clear();
    for (const actor of header.observed ?? header.actors) {
      this.counters.set(actor, 0);
      this.counters.set(driverOf(actor), 0);
    }
    return header;
  }

  private takeEvent(value: object): RunEvent {
    this.expect(EVENT, value, '');
    const event = value as RunEvent;
    const counter = event.layer === 'driver' ? driverOf(event.actor) : event.actor;
    const before = this.counters.get(counter);
    if (before === undefined) {
      const known = this.header?.observed ?? this.header?.actors ?? [];
      throw this.wrong('EXO212', 'actor', found(event.actor), oneOf(known));
    }
    if (event.n !== before + 1) {
      throw this.wrong('EXO212', 'n', found(event.n), `${before + 1}, the next of ${event.actor}`);
    }
    this.counters.set(counter, event.n);
    if (event.received !== undefined) this.expectMessage(event.received, 'received');
    event.sent?.forEach((message, i) => this.expectMessage(message, `sent[${i}]`));
    return event;
  }

  private expectMessage(message: RunMessage, path: string): void {
    if (!isFields(message)) throw this.wrong('EXO212', path, found(message), 'a message');
    this.expect(MESSAGE, message, `${path}.`);
  }

  private expect(fields: Readonly<Record<string, Field>>, value: object, path: string): void {
    let needs = 0;
    for (const name in value) {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (field === undefined) {
        throw this.wrong('EXO212', `${path}${name}`, 'an unknown field', oneOf(Object.keys(fields)));
      }
      const part = (value as Readonly<Record<string, unknown>>)[name];
      if (!field.check(part)) throw this.wrong('EXO212', `${path}${name}`, found(part), field.accepted);
      if (field.isNeeded) needs += 1;
    }
    if (needs === neededOf(fields)) return;
    const missing = Object.entries(fields).find(([name, { isNeeded }]) => isNeeded && !(name in value));
    throw this.wrong('EXO212', `${path}${missing?.[0] ?? ''}`, 'nothing', missing?.[1].accepted ?? '');
  }

  /** An error at this line. */
  wrong(code: `EXO${number}`, path: string, what: string, accepted: string): TraceError {
    return new TraceError(code, {
      file: this.file,
      path: `line ${this.line}${path && `: ${path}`}`,
      found: what,
      accepted,
    });
  }
}

const NEEDED = new Map<Readonly<Record<string, Field>>, number>();

/** The counter of the driver of a split host. No name of an actor is the same: none has a line feed before it. */
function driverOf(actor: string): string {
  return `\ndriver of ${actor}`;
}

function neededOf(fields: Readonly<Record<string, Field>>): number {
  const known = NEEDED.get(fields);
  if (known !== undefined) return known;
  const count = Object.values(fields).filter(({ isNeeded }) => isNeeded).length;
  NEEDED.set(fields, count);
  return count;
}

function oneOf(names: readonly string[]): string {
  return `one of ${names.join(', ')}`;
}
