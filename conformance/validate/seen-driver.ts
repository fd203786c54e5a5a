import type { Fields, RunEvent } from '../../traces/index.js';
import { count, expectOnly, Malformed, wholes } from './read-fields.js';
import type { EventReader } from './event-reader.js';

export const DRIVER_ACTIONS = [
  'Restart',
  'Attach',
  'Begun',
  'Offer',
  'Put',
  'Take',
  'TakeSnapshot',
  'Deliver',
  'TakeAndDeliver',
  'Restore',
  'Resume',
] as const;

export type DriverAction = (typeof DRIVER_ACTIONS)[number];

/** An entry as it comes through C2. */
export interface SeenCopy {
  readonly slot: number;
  /** Of an empty entry nobody says whose it is: -1. */
  readonly source: number;
  /** The number of its first payload, and how many it has; -1 and 0 for an empty one. */
  readonly first: number;
  readonly count: number;
}

/** An event of the driver of a split host. */
export interface SeenDriverEvent {
  readonly actor: number;
  readonly action: DriverAction;
  readonly session: number | null;
  readonly next: number | null;
  readonly mark: number | null;
  readonly number: number | null;
  readonly crc: number | null;
  readonly entry: SeenCopy | null;
  /** The checksums of the payloads that the application was given. */
  readonly payloads: readonly number[];
  readonly pointer: number;
  readonly delivered: number;
  readonly pending: number;
}

/** @throws Malformed for an unknown action, or a field that is unknown, missing or of another type. */
export function readDriverEvent(reader: EventReader, event: RunEvent): SeenDriverEvent {
  const { action, args = {}, set = {} } = event;
  if (!DRIVER_ACTIONS.some((one) => one === action)) {
    throw new Malformed('action', JSON.stringify(action), `one of ${DRIVER_ACTIONS.join(', ')}`);
  }
  for (const field of ['received', 'sent'] as const) {
    if (event[field] !== undefined) throw new Malformed(field, 'messages', 'none of a driver');
  }
  expectOnly('args', args, [
    'session',
    'next',
    'mark',
    'number',
    'crc',
    'slot',
    'source',
    'payload',
    'payloads',
  ]);
  expectOnly('set', set, ['pointer', 'delivered', 'pending']);
  const counted = (name: string): number | null =>
    args[name] === undefined ? null : count(`args.${name}`, args[name]);
  return {
    actor: reader.host('actor', event.actor),
    action: action as DriverAction,
    session: counted('session'),
    next: counted('next'),
    mark: counted('mark'),
    // The number of the last own payload; -1 if there is none.
    number: args['number'] === -1 ? -1 : counted('number'),
    crc: args['crc'] === undefined ? null : (wholes('args.crc', [args['crc']])[0] ?? null),
    entry: args['slot'] === undefined ? null : copyOf(reader, args),
    payloads: args['payloads'] === undefined ? [] : wholes('args.payloads', args['payloads']),
    pointer: count('set.pointer', set['pointer']),
    delivered: count('set.delivered', set['delivered']),
    pending: count('set.pending', set['pending']),
  };
}

function copyOf(reader: EventReader, { slot, source, payload }: Fields): SeenCopy {
  const at = count('args.slot', slot);
  if (payload === undefined) {
    if (source !== undefined) throw new Malformed('args.source', 'a source', 'none without a payload');
    return { slot: at, source: -1, first: -1, count: 0 };
  }
  const [first, many, ...rest] = wholes('args.payload', payload);
  if (first === undefined || many === undefined || rest.length > 0) {
    throw new Malformed('args.payload', JSON.stringify(payload), 'the number of the first and how many');
  }
  return { slot: at, source: reader.host('args.source', source), first, count: many };
}
