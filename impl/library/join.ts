import { ExoError } from '../../errors/index.js';
import { expectMethods, expectOneOf, expectSignal, type Names } from '../given.js';
import type { HostOptions } from '../options.js';
import type { Snapshots } from './deliveries.js';
import { ExoHost } from './exo-host.js';
import type { RunSink } from '../tracing/run-sink.js';
import { guardedLogger, guardedSink } from './guarded.js';
import type { HostSide } from './host-side.js';
import { SILENT, type Logger } from './logger.js';
import { offloadSide } from './offload/offload-side.js';
import { placeOfDriver, processSide } from './offload/process-engine.js';
import {
  DeferredEvents,
  ENGINE_NAMES,
  expectGiven,
  logFor,
  openRuntime,
  placeOf,
  type EngineOptions,
} from './open-runtime.js';

/** What a host needs to join a ring. */
export interface JoinOptions extends EngineOptions {
  /**
   * Where the protocol runs: in this thread if left out; `true`, in an engine in a worker of its own, with sockets and log, so that it goes on whatever
   * this thread does; `process`, in a process of its own (`exo engine`, `runEngine`) over the same log, or in the same `engineFolder`, so that either may
   * die without the other, which takes the optional dependency koffi. Transport and log have to be such that another thread can open them. With an engine, `until: 'sent'` means
   * taken by it.
   */
  readonly offload?: boolean | 'process';
  /** What the application makes of messages, so that old ones need not be kept; without it the newest are. Refused with `deliveries: 'none'`. */
  readonly snapshots?: Snapshots;
  /** `none` for a host whose application only broadcasts. `taken` if left out: somebody has to take them, or the log fills up. */
  readonly deliveries?: 'taken' | 'none';
  readonly logger?: Logger;
  /**
   * Takes a line for each step of the host, for `exo validate` (docs/run-format.md): `RunFile` is one. It is closed with the host. With
   * `offload`, for each step of the driver.
   */
  readonly trace?: RunSink;
  /**
   * With `offload: true`, the file that takes a line for each step of the engine, which its thread writes; `runEngine` traces one in a process of
   * its own. Lines go behind those that the file has: of engines that died.
   */
  readonly engineTrace?: string;
  /** Closes the host, or ends the attempt to join. */
  readonly signal?: AbortSignal;
}

/** What a host with a replica is given, too: what takes messages, and what stands for them, is the replica then. */
export const COMMON_NAMES = {
  ...ENGINE_NAMES,
  ...{ offload: true, logger: true, trace: true, engineTrace: true, signal: true },
} as const satisfies Names<Omit<JoinOptions, 'snapshots' | 'deliveries'>>;
const NAMES = { ...COMMON_NAMES, snapshots: true, deliveries: true } as const satisfies Names<JoinOptions>;

/** This number of takeover times without an agreed entry, while something waits, are a halt (R8). */
const HALTED_AFTER_TAKEOVERS = 5;
/** A snapshot is taken each time that so much of the log has come: the n-th part. */
const COMPACTED_PART = 4;

/**
 * Joins a ring: opens log and transport, and runs the protocol until the host is closed.
 *
 * With `asNew: true` it waits until a majority of the others have said which life was the last.
 *
 * @throws ExoError EXO401 for an option that is wrong, EXO402, EXO421, EXO422 and EXO423 as `DiskStorage.open`, EXO441 if the transport cannot be
 * opened, EXO448 with `offload` for a transport or log that only this thread can open, EXO449 for an engine that is not there, EXO450 where
 * processes cannot share memory. Nothing is left open then.
 *
 * @example
 * const ring = ['a', 'b', 'c'];
 * const transport = inProcess(new Bus());
 * const hosts = await Promise.all(ring.map((id) => join({ id, ring, transport })));
 * await hosts[0]?.broadcast('hello');
 * for await (const { from } of hosts[2]?.deliveries() ?? []) {
 *   console.log(from); // a
 *   break;
 * }
 * for (const host of hosts) await host.close();
 */
export async function join(given: JoinOptions): Promise<ExoHost> {
  expectGiven<JoinOptions>('join', given, NAMES);
  expectOneOf('offload', given.offload, [true, false, 'process']);
  expectOneOf('deliveries', given.deliveries, ['taken', 'none']);
  expectApplication(given);
  const { signal } = given;
  signal?.throwIfAborted();
  const { options } = given.offload === 'process' ? placeOfDriver(given) : placeOf(given);
  expectTogether(given);
  const traced = given.trace === undefined ? given : { ...given, trace: guardedSink(given.trace) };
  const events = new DeferredEvents();
  let host: ExoHost | null = null;
  const made = (side: HostSide): ExoHost => (host = new ExoHost(side, partsOf(given, options)));
  if (given.offload !== undefined && given.offload !== false) {
    const told = {
      changed: () => events.changed(),
      sent: (number: number) => events.sent(number),
      failed: (error: Error) => host?.failed(error),
      trouble: (error: Error) => events.trouble(error),
      engineLost: (error: Error) => host?.engineLost(error),
      engineBack: () => host?.engineBack(),
    };
    const sideFor = given.offload === true ? offloadSide : processSide;
    events.to(made(await sideFor(traced, options, told, signal)));
  } else {
    const { runtime, start } = await openRuntime(traced, events, signal);
    events.to(made(runtime));
    start();
  }
  const joined = host as unknown as ExoHost;
  if (signal?.aborted === true) {
    await joined.close();
    throw signal.reason;
  }
  return joined;
}

/** @throws ExoError EXO401 for options of which one makes no sense beside another. */
function expectTogether({ offload, engineFolder, engineTrace, deliveries, snapshots }: JoinOptions): void {
  const refuse = (text: string): never => {
    throw new ExoError('EXO401', text);
  };
  if (offload !== 'process' && engineFolder !== undefined)
    refuse("engineFolder is for offload: 'process', where host and engine have to find each other");
  if (offload !== true && engineTrace !== undefined) {
    const instead = "with offload: 'process', runEngine or exo engine --trace traces the engine";
    refuse(`engineTrace is for offload: true; ${instead}`);
  }
  if (deliveries === 'none' && snapshots !== undefined)
    refuse("snapshots are of what an application makes of messages, and deliveries: 'none' gives it none");
}

/** What the application gives. @throws ExoError EXO401 for what cannot be called. */
function expectApplication({ snapshots, logger, trace, signal }: JoinOptions): void {
  expectMethods('snapshots', snapshots, ['take', 'restore']);
  expectMethods('logger', logger, ['debug', 'info', 'warn', 'error']);
  expectMethods('trace', trace, ['write', 'close']);
  expectSignal(signal);
}

function partsOf(given: JoinOptions, options: HostOptions): ConstructorParameters<typeof ExoHost>[1] {
  const { id, ring, transport, logger = SILENT } = given;
  return {
    id,
    ids: ring.map((member) => (typeof member === 'string' ? member : member.id)),
    transport: transport.nameOf?.(ring) ?? transport.name,
    logName: logFor(given).name,
    logger: guardedLogger(logger),
    compaction: {
      snapshots: given.snapshots ?? null,
      everyEntries: Math.max(1, Math.floor(options.logEntriesMax / COMPACTED_PART)),
      everyBytes: options.logBytesMax / COMPACTED_PART,
    },
    haltedAfterMs: HALTED_AFTER_TAKEOVERS * (options.takeoverMs + options.backOffMs),
    payloadBytesMax: options.payloadBytesMax,
    skipsDeliveries: given.deliveries === 'none',
    signal: given.signal,
  };
}
