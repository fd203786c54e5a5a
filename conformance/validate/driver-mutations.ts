/** Small changes of what the driver of a split host shows, and of what its engine shows of it. */
import type { Fields, RunEvent } from '../../traces/index.js';

export type DriverMutation =
  | 'swap deliveries'
  | 'forge'
  | 'alter slot'
  | 'alter source'
  | 'alter payload'
  | 'alter crc'
  | 'alter session'
  | 'alter number'
  | 'alter next'
  | 'alter mark'
  | 'alter pointer'
  | 'alter delivered'
  | 'alter pending';

/** Whether an application is given an entry by the driver of a split host. */
export function isDelivery({ layer, action }: RunEvent): boolean {
  return layer === 'driver' && (action === 'Deliver' || action === 'TakeAndDeliver');
}

/**
 * Whether what is changed is shown by no other event of the run: a checksum of what is lost before anybody sees it; how much an engine says that it has
 * compacted, which a driver that has so much does nothing with, as with a next number that it has given already; and what a driver does last.
 */
export function isShownOnce(kind: string, event: RunEvent, events: readonly RunEvent[]): boolean {
  if (kind === 'alter mark') return event.layer === 'driver' && event.action === 'Begun';
  if (kind === 'drop')
    return events.findLast(({ actor, layer }) => actor === event.actor && layer === event.layer) === event;
  if (kind === 'alter next') return hasGivenNumber(event, events);
  if (kind !== 'alter crc') return false;
  const checksums = checksumsIn(event);
  return !events.some((one) => one !== event && checksumsIn(one).some((crc) => checksums.includes(crc)));
}

/** Whether a driver has given the number in this life of its from which its engine says that it may go on. */
function hasGivenNumber({ actor, args }: RunEvent, events: readonly RunEvent[]): boolean {
  const next = Number(args?.['next']);
  const own = events.filter((one) => one.actor === actor && one.layer === 'driver');
  const at = own.findIndex((one) => one.args === args);
  const life = own.slice(
    own.findLastIndex(({ action }, i) => i < at && action === 'Restart'),
    at,
  );
  return life.some(({ action, args: given }) => action === 'Offer' && Number(given?.['number']) >= next);
}

/** All checksums of entries and payloads that an event shows. */
function checksumsIn(event: RunEvent): readonly number[] {
  const found = JSON.stringify(event).matchAll(/"crc":(-?\d+)|"payloads":\[([^\]]*)\]/g);
  return [...found].flatMap(([, crc, payloads = '']) =>
    crc === undefined ? payloads.split(',').map(Number) : [Number(crc)],
  );
}

const ARGUMENTS = ['slot', 'crc', 'session', 'number', 'next', 'mark'] as const;
const SET_FIELDS = ['pointer', 'delivered', 'pending'] as const;

/** The event of a driver with one field changed, once for each that it has. */
export function* alteredAtDriver(event: RunEvent): Generator<readonly [DriverMutation, RunEvent]> {
  const { args = {}, set = {} } = event;
  for (const name of ARGUMENTS) {
    if (args[name] !== undefined) yield [`alter ${name}`, withArgument(event, name, Number(args[name]) + 1)];
  }
  const { source, payload, payloads } = args;
  if (source !== undefined) yield ['alter source', withArgument(event, 'source', source === 'A' ? 'B' : 'A')];
  if (Array.isArray(payload)) {
    const [first, count] = payload.map(Number);
    yield ['alter payload', withArgument(event, 'payload', [Number(first) + 1, count ?? 1])];
  }
  if (Array.isArray(payloads) && payloads.length > 0)
    yield ['forge', withArgument(event, 'payloads', payloads.with(0, Number(payloads[0]) ^ 1))];
  for (const name of SET_FIELDS) {
    if (set[name] !== undefined)
      yield [`alter ${name}`, { ...event, set: { ...set, [name]: Number(set[name]) + 1 } }];
  }
}

/** The number of the payload that an engine takes from its driver. */
export function* alteredSubmission(event: RunEvent): Generator<readonly [DriverMutation, RunEvent]> {
  const { layer, action, args } = event;
  if (layer !== 'engine' || action !== 'Submit' || args?.['number'] === undefined) return;
  yield ['alter number', withArgument(event, 'number', Number(args['number']) + 1)];
}

function withArgument(event: RunEvent, name: string, value: Fields[string]): RunEvent {
  return { ...event, args: { ...event.args, [name]: value } };
}
