/**
 * Small changes of a run that was accepted, each as a trace that went wrong, or an implementation that does, would show: a validator is worth
 * what it rejects of these.
 */
import type { Fields, RunEvent, RunMessage } from '../../traces/index.js';
import { counterOf, numbered } from '../runs/counters.js';
import { alteredAtDriver, alteredSubmission, isDelivery, type DriverMutation } from './driver-mutations.js';

export type RunMutation =
  | DriverMutation
  | 'drop'
  | 'duplicate'
  | 'swap'
  | 'alter epoch'
  | 'alter agreed'
  | 'alter length'
  | 'alter promised'
  | 'alter lives'
  | 'alter life'
  | 'alter nonce'
  | 'alter known';

export interface MutatedRun {
  readonly kind: RunMutation;
  /** The event that was changed. */
  readonly at: number;
  readonly events: readonly RunEvent[];
}

/** Changes of one event: every kind that makes sense for it. */
export function mutationsAt(events: readonly RunEvent[], at: number): readonly MutatedRun[] {
  const event = events[at] as RunEvent;
  const found: MutatedRun[] = [];
  const add = (kind: RunMutation, changed: readonly RunEvent[]): void => {
    found.push({ kind, at, events: numbered(changed) });
  };
  add('drop', events.toSpliced(at, 1));
  add('duplicate', events.toSpliced(at, 0, event));
  const next = events.findIndex((one, i) => i > at && counterOf(one) === counterOf(event));
  if (next > 0) add('swap', swapped(events, at, next));
  if (isDelivery(event)) {
    const other = events.findIndex(
      (one, i) => i > at && counterOf(one) === counterOf(event) && isDelivery(one),
    );
    if (other > 0) add('swap deliveries', swapped(events, at, other));
  }
  for (const [kind, changed] of alteredOf(event)) add(kind, events.with(at, changed));
  return found;
}

function swapped(events: readonly RunEvent[], at: number, other: number): readonly RunEvent[] {
  return events.with(at, events[other] as RunEvent).with(other, events[at] as RunEvent);
}

const ENTRY_FIELDS = ['slot', 'epoch', 'crc'] as const;
const SET_FIELDS = ['agreed', 'length', 'promised'] as const;

function* alteredOf(event: RunEvent): Generator<readonly [RunMutation, RunEvent]> {
  if (event.layer === 'driver') {
    yield* alteredAtDriver(event);
    return;
  }
  yield* alteredSubmission(event);
  const entry = entryOf(event);
  if (entry !== null) {
    for (const name of ENTRY_FIELDS)
      yield [`alter ${name}`, withEntry(event, { ...entry, [name]: more(entry[name]) })];
    yield ['alter source', withEntry(event, { ...entry, source: entry['source'] === 'A' ? 'B' : 'A' })];
    const { payload } = entry;
    const other = Array.isArray(payload) ? [more(payload[0]), payload[1] ?? 1] : [0, 1];
    yield ['alter payload', withEntry(event, { ...entry, payload: other })];
  }
  const { set } = event;
  for (const name of SET_FIELDS) {
    if (set?.[name] !== undefined)
      yield [`alter ${name}`, { ...event, set: { ...set, [name]: more(set[name]) } }];
  }
  yield* alteredLives(event);
}

/** Of hosts without disks: what they know of lives, and what messages say of them. */
function* alteredLives(event: RunEvent): Generator<readonly [RunMutation, RunEvent]> {
  const { set, received, sent } = event;
  const lives = set?.['lives'];
  if (Array.isArray(lives))
    yield ['alter lives', { ...event, set: { ...set, lives: lives.with(0, more(lives[0])) } }];
  for (const name of ['life', 'nonce', 'known'] as const) {
    if (received?.fields[name] !== undefined)
      yield [
        `alter ${name}`,
        { ...event, received: { ...received, fields: withMore(received.fields, name) } },
      ];
    const [first, ...rest] = sent ?? [];
    if (first?.fields[name] !== undefined) {
      const altered = { ...first, fields: withMore(first.fields, name) };
      yield [`alter ${name}`, { ...event, sent: [altered, ...rest] }];
    }
  }
}

function withMore(fields: Fields, name: string): Fields {
  const { [name]: value } = fields;
  return { ...fields, [name]: Array.isArray(value) ? value.with(0, more(value[0])) : more(value) };
}

function more(value: unknown): number {
  return Number(value) + 1;
}

/** The entry that an event shows: that of its arguments, of what it takes, or of what it sends. */
function entryOf({ args, received, sent }: RunEvent): Fields | null {
  if (args?.['entry'] !== undefined) return args['entry'] as Fields;
  if (received?.kind === 'entry') return received.fields;
  const [first] = sent ?? [];
  return first?.kind === 'entry' ? first.fields : null;
}

function withEntry(event: RunEvent, fields: Fields): RunEvent {
  if (event.args?.['entry'] !== undefined) return { ...event, args: { ...event.args, entry: fields } };
  if (event.received?.kind === 'entry') return { ...event, received: { ...event.received, fields } };
  const [first, ...rest] = event.sent as readonly [RunMessage, ...RunMessage[]];
  return { ...event, sent: [{ ...first, fields }, ...rest] };
}
