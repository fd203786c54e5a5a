/** What a run in lock step does, and how such runs are drawn and made smaller: arbitraries of fast-check. */
import fc from 'fast-check';
import type { Room } from '../compare/live-core.js';
import { FRAME_BYTES_MOST, PAYLOAD_BYTES_MOST } from '../compare/logs.js';

/** What a host does by itself. */
export const OWN_EVENTS = [
  'SUBMIT',
  'DELIVER',
  'PERSISTED',
  'APPEND',
  'BROADCAST',
  'BEGIN',
  'CATCH_UP',
  'RETURN',
  'TIMEOUT',
  'STALE_TIMEOUT',
  'CRASH',
  'RESTART',
] as const;
export type OwnEvent = (typeof OWN_EVENTS)[number];

/** A step of a run, or some that often come together. Numbers of hosts and of messages are taken modulo how many there are. */
export type Command =
  /** The token holder broadcasts; hosts of these bits hear it, and write it at once. */
  | { readonly do: 'turn'; readonly heard: number; readonly written: number; readonly payloads: number }
  /** A number of turns in which all that are up hear everything, and lack nothing. */
  | { readonly do: 'rounds'; readonly turns: number }
  | { readonly do: 'own'; readonly host: number; readonly event: OwnEvent }
  /** One of the messages under way arrives, and stays under way or not. */
  | { readonly do: 'arrive'; readonly which: number; readonly again: boolean }
  /** R5: from the time-out to the start, as far as it comes; some of those that are told crash as soon as they have written it. */
  | {
      readonly do: 'takeover';
      readonly host: number;
      readonly asked: number;
      readonly told: number;
      readonly crashed: number;
      /** R5: who of those that promise become members; all where it has no bit for the starter, or where too few would be. */
      readonly members: number;
    }
  /** R3, R9: what a host lacks it gets from another one. */
  | { readonly do: 'mend'; readonly host: number; readonly of: number }
  /** Up to one of the slots there are, or one too far; or, left out or null, as far as may be. */
  | { readonly do: 'compact'; readonly host: number; readonly upTo?: number | null };

/** A whole run: a cluster, and what happens to it. */
export interface LockStepRun {
  readonly hosts: number;
  /** A bit for each host that compacts. */
  readonly compacts: number;
  /** What hosts keep; left out or null where there is room for everything. */
  readonly room?: Room | null;
  readonly commands: readonly Command[];
}

const HOSTS_MAX = 9;
const TURNS_MAX = 20;
const ALL = 2 ** HOSTS_MAX - 1;

/** Most of the hosts as a rule, so that runs come far. */
const most = fc.oneof(
  { weight: 5, arbitrary: fc.constant(ALL) },
  { weight: 2, arbitrary: fc.nat({ max: HOSTS_MAX - 1 }).map((one) => ALL & ~(1 << one)) },
  { weight: 1, arbitrary: fc.nat({ max: ALL }) },
);
const few = most.map((hosts) => ALL & ~hosts);
const host = fc.nat({ max: HOSTS_MAX - 1 });

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 24,
    arbitrary: fc.record({
      do: fc.constant('turn' as const),
      heard: most,
      written: most,
      payloads: fc.nat({ max: 2 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('rounds' as const),
      turns: fc.integer({ min: 1, max: TURNS_MAX }),
    }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('mend' as const), host, of: host }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('own' as const), host, event: fc.constantFrom(...OWN_EVENTS) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('arrive' as const),
      which: fc.nat({ max: 255 }),
      again: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('takeover' as const),
      host,
      asked: most,
      told: most,
      crashed: few,
      members: most,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('compact' as const),
      host,
      upTo: fc.option(fc.nat({ max: 255 }), { freq: 2 }),
    }),
  },
);

/** So little that logs and queues are all but full most of the time, and rings go round and round: by entries, or by bytes. */
const littleRoom: fc.Arbitrary<Room> = fc.record({
  entries: fc.oneof(fc.integer({ min: 6, max: 20 }), fc.constant(64)),
  logBytes: fc
    .integer({ min: FRAME_BYTES_MOST, max: 6 * FRAME_BYTES_MOST })
    .map((bytes) => 4 * (bytes >>> 1)),
  payloads: fc.integer({ min: 1, max: 6 }),
  queueBytes: fc.integer({ min: 2 * PAYLOAD_BYTES_MOST, max: 6 * PAYLOAD_BYTES_MOST }),
});
const room = fc.option(littleRoom, { freq: 2 });

/** Runs of this many commands at most, in rings of this many hosts; of 2 to 9 where no number is given. */
export function lockStepRuns(commandsMax: number, hosts?: number): fc.Arbitrary<LockStepRun> {
  return fc.record({
    hosts: hosts === undefined ? fc.integer({ min: 2, max: HOSTS_MAX }) : fc.constant(hosts),
    compacts: fc.nat({ max: ALL }),
    room,
    commands: fc.array(command, { maxLength: commandsMax, size: 'max' }),
  });
}

const FIELDS: Readonly<Record<Command['do'], readonly string[]>> = {
  turn: ['heard', 'written', 'payloads'],
  rounds: ['turns'],
  own: ['host'],
  arrive: ['which'],
  takeover: ['host', 'asked', 'told', 'crashed', 'members'],
  mend: ['host', 'of'],
  compact: ['host'],
};

/**
 * Whether plain data are a run, as one that was saved.
 *
 * @example
 * console.log(isLockStepRun({ hosts: 3, compacts: 0, commands: [] })); // true
 */
export function isLockStepRun(data: unknown): data is LockStepRun {
  const { hosts, compacts, room: kept, commands } = Object(data) as Record<string, unknown>;
  const isRing = isWhole(hosts) && hosts >= 2 && hosts <= HOSTS_MAX && isWhole(compacts);
  return isRing && isRoom(kept) && Array.isArray(commands) && commands.every(isCommand);
}

function isRoom(data: unknown): boolean {
  if (data === undefined || data === null) return true;
  const { entries, logBytes, payloads, queueBytes } = Object(data) as Record<string, unknown>;
  return [entries, logBytes, payloads, queueBytes].every((most) => isWhole(most) && most > 0);
}

function isCommand(data: unknown): boolean {
  const fields = Object(data) as Record<string, unknown>;
  const { do: kind, event, again, upTo } = fields;
  if (typeof kind !== 'string' || !Object.hasOwn(FIELDS, kind)) return false;
  if (kind === 'own' && !OWN_EVENTS.includes(event as OwnEvent)) return false;
  if (kind === 'arrive' && typeof again !== 'boolean') return false;
  if (kind === 'compact' && upTo !== undefined && upTo !== null && !isWhole(upTo)) return false;
  return FIELDS[kind as Command['do']].every((name) => isWhole(fields[name]));
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
