/** Calls that a sound embedder does not make, to hosts of a faulty version and of the one that runs: what each answers, and what it does. */
import * as sound from '../../impl/parts.js';
import type { Host, HostOptions, HostPort, Stored } from '../../impl/parts.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { areAlike, outcomeOf, type Outcome } from './outcome.js';

/** The first sequence of calls that comes to something else in the faulty version; null if none does. */
export function compareCalls(impl: Implementation): string | null {
  for (const [name, play] of SEQUENCES) {
    if (
      !areAlike(
        outcomeOf(() => play(sound)),
        outcomeOf(() => play(impl)),
      )
    )
      return name;
  }
  return null;
}

type Sequence = readonly [name: string, play: (impl: Implementation) => unknown];
type Call = (host: Host) => unknown;

const HOSTS = 3;
/** Entries of which storage has a snapshot. */
const KEPT = 4;
const COUNTS = [-1, 0, 0.5, Number.NaN, 1, KEPT, KEPT + 1, 2 ** 53];
const PAYLOAD = Uint8Array.of(1, 2, 3);

const STORED: Stored = { ...sound.firstStored(HOSTS), reserved: 10 };
const KEPT_LOG = {
  mark: {
    ...{ length: KEPT, lastEpoch: 0, sources: Uint8Array.of(0) },
    numbers: Float64Array.of(2, -1, 0),
  },
  ...{ snapshot: PAYLOAD, delivered: KEPT, length: KEPT, frames: new Uint8Array(0) },
};
const WITH_SNAPSHOT: Stored = { ...STORED, log: KEPT_LOG };
const AT_THE_END: Stored = { ...STORED, reserved: sound.NUMBERS_END - 1 };
const PREPARE = { kind: 'prepare', from: 2, epoch: 2, delivered: 0 } as const;

const start: Call = (host) => host.start();
const submit =
  (bytes: number): Call =>
  (host) =>
    host.submit(new Uint8Array(bytes));
const compact =
  (slot: number): Call =>
  (host) =>
    host.compact(slot, PAYLOAD);

const SEQUENCES: readonly Sequence[] = [
  ...COUNTS.flatMap((count): readonly Sequence[] => [
    [`start(${count})`, played(STORED, {}, [(host) => host.start(count)])],
    [`start(${count}) with a snapshot`, played(WITH_SNAPSHOT, {}, [(host) => host.start(count)])],
    ...[0, 1].map((life): Sequence => [
      `start(${count}) of life ${life}`,
      played(null, { storage: 'diskless', life }, [(host) => host.start(count), submit(1)]),
    ]),
    [`compact(${count})`, played(WITH_SNAPSHOT, {}, [start, compact(count)])],
  ]),
  ['calls before start', played(STORED, {}, [submit(1), compact(0), ...inputs(), start, submit(1)])],
  ['start, twice', played(STORED, {}, [start, start])],
  ['payloads that are too long', played(STORED, { payloadBytesMax: 9 }, [start, submit(9), submit(10)])],
  ['the longest payloads', played(STORED, {}, [start, submit(32_768), submit(32_769)])],
  ['numbers that are used up', played(AT_THE_END, {}, [start, submit(1), submit(1), submit(1)])],
  ['a disk that fails', playedOnABadDisk([start, submit(1), submit(1), compact(0), ...inputs()])],
  ['a newer life', played(null, { storage: 'diskless', life: 1 }, [start, newerLife, submit(1)])],
  ...wrongOptions().map((options): Sequence => [
    `hostOptions(${JSON.stringify(options)})`,
    (impl) => impl.hostOptions({ hosts: HOSTS, self: 0, ...options }),
  ]),
];

/** Frames, packets and timers at the wrong time. */
function inputs(): readonly Call[] {
  return [
    (host) => host.frame(PAYLOAD),
    (host) => host.packet(PREPARE),
    (host) => host.timer('takeover'),
    (host) => host.isFailed,
  ];
}

/** D3: an answer to a life that is over, as others know. */
function newerLife(host: Host): void {
  const known = Float64Array.of(0, 2, 0);
  const log = sound.firstStored(HOSTS).log;
  host.packet({
    ...{ kind: 'answer', from: 0, life: 0, nonce: 1, promised: 0, installed: null, agreed: 0, known, log },
  });
}

/** What a host answers to calls, and what its application is told meanwhile, on storage that has this; null for one without a disk. */
function played(
  stored: Stored | null,
  options: Partial<HostOptions>,
  calls: readonly Call[],
): (impl: Implementation) => readonly [readonly Outcome[], readonly string[]] {
  return (impl) => {
    const storage = stored === null ? new impl.NoStorage(HOSTS) : new impl.MemoryStorage(stored);
    return answersOf(impl, storage, options, calls);
  };
}

function playedOnABadDisk(calls: readonly Call[]): Sequence[1] {
  return (impl) => {
    const storage = new impl.MemoryStorage(STORED);
    storage.flush = (done) => done(new Error('the disk failed'));
    return answersOf(impl, storage, {}, calls);
  };
}

function answersOf(
  impl: Implementation,
  storage: ConstructorParameters<Implementation['Host']>[0]['storage'],
  options: Partial<HostOptions>,
  calls: readonly Call[],
): readonly [readonly Outcome[], readonly string[]] {
  const told: string[] = [];
  const host = new impl.Host({
    options: impl.hostOptions({ hosts: HOSTS, self: 1, ...options }),
    storage,
    random: () => 0.5,
    port: portInto(told),
  });
  const answers = calls.map((call) => outcomeOf(() => call(host)));
  const { view } = host;
  told.push(`ends with ${view.promised}, ${view.log.start}, ${view.log.length}, ${view.submitted}`);
  return [answers, told];
}

/** Notes what the application is told, and nothing of what other hosts are. */
function portInto(told: string[]): HostPort {
  const ignored = (): void => undefined;
  return {
    ...{ broadcast: ignored, resend: ignored, send: ignored, setTimer: ignored },
    deliver: ({ slot, source, number }) => told.push(`deliver ${slot} ${source}.${number}`),
    restore: (slot) => told.push(`restore ${slot}`),
    failed: (error) => told.push(`failed ${String((error as { code?: unknown }).code)}`),
  };
}

/** Each option at the ends of what it may be, and beyond; and some that do not go together. */
function wrongOptions(): readonly object[] {
  const numbers = Object.entries(sound.DEFAULT_OPTIONS).filter(([, value]) => typeof value === 'number');
  const names = ['hosts', 'self', ...numbers.map(([name]) => name)];
  const values = [-1, 0, 1, 2, 3, 15, 16, 47, 48, 256, 257, 32_768, 32_771, 32_772, 65_000, 65_001, 65_535];
  const large = [65_536, 3_600_000, 3_600_001, 2 ** 20 + 1, 2 ** 24 + 1, 2 ** 30 + 1, 0.5, Number.NaN, '3'];
  return [
    ...names.flatMap((name) => [...values, ...large].map((value) => ({ [name]: value }))),
    { cluster: '' },
    { cluster: 'x'.repeat(65) },
    { storage: 'paper' },
    { storage: 'diskless' },
    { storage: 'diskless', life: 65_535 },
    { life: 1 },
    { holdMs: 100, takeoverMs: 100 },
    { idleHoldMs: 100, takeoverMs: 100 },
    { repeatMs: 100, takeoverMs: 100 },
    { graceMs: 0, returnMs: 0 },
    { hosts: 33, logEntriesMax: 16 },
    { logBytesMax: 65_536, payloadBytesMax: 32_768 },
    { unknown: 1 },
  ];
}
