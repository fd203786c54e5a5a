import { ExoError } from '../../errors/index.js';
import { expectMade, expectNames, shown, type Names } from '../given.js';
import { hostOptions, type HostOptions } from '../options.js';
import { openSession } from '../storage/session.js';
import type { Storage } from '../storage/storage.js';
import type { Medium, OutOfBand, Place, Transport } from '../transport/transport.js';
import { configurationDigest } from '../wire/configuration.js';
import { memory, nowhere, type LogChoice, type OpenLog } from './log-choice.js';
import { membersOf, type RingOption } from './members.js';
import { lifeGiven, nextLife, type LifeQuestion } from './next-life.js';
import { begunRun } from '../tracing/begun-run.js';
import type { RunSink } from '../tracing/run-sink.js';
import { RunTracer } from '../tracing/run-tracer.js';
import { Runtime, type RuntimeEvents } from './runtime.js';
import { expectSession, sealingWith, UNSEALED, type Sealing } from './sealing.js';

/** What the protocol of a host runs on, wherever it runs. */
export interface EngineOptions {
  /** The name of this host, one of the ring. */
  readonly id: string;
  /** All hosts, in ring order, the same at all of them; transports between processes need their addresses. */
  readonly ring: RingOption;
  readonly transport: Transport;
  /** Where the log is kept; in memory if left out, which survives nothing. */
  readonly log?: LogChoice;
  /** Hosts of clusters with other names refuse each other; `exo` if left out. */
  readonly cluster?: string;
  /** Switches authentication on, on both networks: the key that all hosts share, 16 random bytes or more. */
  readonly key?: Uint8Array;
  /**
   * With a key and a log in memory: which life of this host this is, above all earlier ones. A log on disk counts by itself. With
   * `options.storage` `diskless` below 2^43, because each engine that this process begins has one of its own.
   */
  readonly session?: number;
  /**
   * With `options.storage` `diskless`, at all hosts: whether this is a new life of the host, which has lost all that it had and asks the others
   * for it (D1-D10). `false` where the ring begins, and never again; `true` for each later life, whose number is one above those
   * that others know of; or that number, where a boot counter knows it. While it recovers nothing is delivered, and what is broadcast waits.
   */
  readonly asNew?: boolean | number;
  /**
   * With `offload: 'process'`, or for `runEngine`, and `options.storage` `diskless`: a folder of this machine, of this host alone, in which the
   * host and its engine find each other. With a log they meet beside that.
   */
  readonly engineFolder?: string;
  /** How the protocol behaves; `HostOptions` says what each does. A fifth of `takeoverMs` is taken for `idleHoldMs` where that is left out. */
  readonly options?: Partial<Omit<HostOptions, 'hosts' | 'self' | 'cluster' | 'life'>>;
}

/** What an engine or host is opened with, and where its steps are written. */
export interface TracedOptions extends EngineOptions {
  readonly trace?: RunSink;
  /** What is traced: a `host`, or the `engine` of one that is split; a host if left out. */
  readonly layer?: 'host' | 'engine';
  /** How many engines this process has begun for the host before; none if left out. */
  readonly enginesBefore?: number;
}

/** What a host at rest keeps the token for, where nothing is said: a part of the time after which others take over. */
const IDLE_HOLD_PART = 1 / 5;

/** The number of sessions on the wire that one of a host without a disk stands for: one for each engine that its process begins. */
export const ENGINES_A_SESSION = 1_024;

export const ENGINE_NAMES = {
  ...{ id: true, ring: true, transport: true, log: true, cluster: true, key: true, session: true },
  ...{ asNew: true, engineFolder: true, options: true },
} as const satisfies Names<EngineOptions>;

/** What a host or an engine is given is an object with such names, a transport and a log. @throws ExoError EXO401 where it is not. */
export function expectGiven<Options extends EngineOptions>(
  of: string,
  given: Options,
  names: Names<Options>,
): void {
  expectNames(of, given, names);
  expectMade('transport', given.transport, 'openMedium', 'udpBroadcast({ port }), streams() and the like');
  if (given.log !== undefined) expectMade('log', given.log, 'open', "directory('./data') or memory()");
}

/** A ring, and who of it this host is. @throws ExoError EXO401 for an option that is wrong. */
export function placeOf({ id, ring, cluster = 'exo', asNew, log, options: given }: EngineOptions): {
  readonly options: HostOptions;
  readonly place: Place;
} {
  const { members, self } = membersOf(ring, id);
  const storage = given?.storage ?? 'durable';
  if (given !== undefined && (typeof given !== 'object' || given === null))
    throw new ExoError('EXO401', `options takes an object, as HostOptions says, not ${shown(given)}`);
  if (given !== undefined && 'life' in given)
    throw new ExoError('EXO401', 'options takes no life: asNew says which one it is');
  const life = lifeGiven(storage, asNew);
  const checked = hostOptions({ ...given, hosts: members.length, self, cluster, life });
  const options = { ...checked, idleHoldMs: given?.idleHoldMs ?? checked.takeoverMs * IDLE_HOLD_PART };
  if (storage === 'diskless' && log !== undefined) {
    throw new ExoError('EXO401', "a host with storage 'diskless' keeps no log: leave log out");
  }
  const configuration = configurationDigest({ hosts: members.length, cluster, storage });
  return { options, place: { self, members, configuration } };
}

/**
 * Opens log and networks, and makes the runtime over them; `start` is to be called with the networks. Closing the runtime releases all of it.
 *
 * @throws ExoError as `join`. Nothing is left open then.
 */
export async function openRuntime(
  given: TracedOptions,
  events: RuntimeEvents,
  signal?: AbortSignal,
): Promise<{ readonly runtime: Runtime; start(): void }> {
  const { transport } = given;
  const { options, place } = placeOf(given);
  const log = logFor(given);
  if (given.key !== undefined) expectSession(log.isDurable, given.session);
  const opened = log.open({ hosts: options.hosts, self: options.self, configuration: place.configuration });
  const undo: (() => Promise<void>)[] = [() => closed(opened)];
  try {
    const sealing = await sealingFor(given, opened.storage, options);
    const inLife = await withLife(given, options, { transport, place, sealing, signal });
    const runtime = new Runtime(inLife, opened.storage, events, tracerFor(given, place));
    runtime.sealing = sealing;
    runtime.release = async () => {
      await closed(opened);
      given.trace?.close();
    };
    const [medium, outOfBand] = await openBoth(transport, place, runtime, undo);
    signal?.throwIfAborted();
    return { runtime, start: () => runtime.start(medium, outOfBand) };
  } catch (error) {
    for (const one of undo.reverse()) await one();
    throw error;
  }
}

/** Where a host keeps what is durable: as it is told; in memory; or, without a disk, nowhere. */
export function logFor({ log, options }: EngineOptions): LogChoice {
  return log ?? (options?.storage === 'diskless' ? nowhere() : memory());
}

/** D3: the options with the life that the others say, where they are asked. @throws ExoError EXO401 if there is none left. */
async function withLife(
  { asNew }: EngineOptions,
  options: HostOptions,
  question: Omit<LifeQuestion, 'askMs'>,
): Promise<HostOptions> {
  if (asNew !== true) return options;
  return hostOptions({ ...options, life: await nextLife({ ...question, askMs: options.askMs }) });
}

/** What writes the steps of the host down; null where nobody asks for it. */
function tracerFor(
  { trace, options, layer = 'host' }: TracedOptions,
  { members, self }: Place,
): RunTracer | null {
  if (trace === undefined) return null;
  const names = members.map((member) => member.id);
  return new RunTracer({ ...begunRun(trace, { names, self, storage: options?.storage }), layer });
}

async function openBoth(
  transport: Transport,
  place: Place,
  runtime: Runtime,
  undo: (() => Promise<void>)[],
): Promise<readonly [Medium, OutOfBand]> {
  const medium = await transport.openMedium(place, runtime.ofMedium);
  undo.push(() => medium.close());
  const outOfBand = await transport.openOutOfBand(place, runtime);
  undo.push(() => outOfBand.close());
  return [medium, outOfBand];
}

async function sealingFor(given: TracedOptions, storage: Storage, options: HostOptions): Promise<Sealing> {
  const { key, session } = given;
  const { hosts, self, cluster } = options;
  if (key === undefined) return UNSEALED;
  const sealed =
    options.storage === 'diskless'
      ? sessionOfEngine(session, given.enginesBefore)
      : (session ?? (await nextSession(storage)));
  return sealingWith({ key, cluster, hosts, self, session: sealed });
}

/** Sessions ascend over all engines of all processes of a host: by processes first, whose number the application gives. */
function sessionOfEngine(session = 0, enginesBefore = 0): number {
  const sessionsMax = 2 ** 53 / ENGINES_A_SESSION;
  if (!Number.isInteger(session) || session < 0 || session >= sessionsMax) {
    const text = `session takes 0 to 2^43 - 1 with storage 'diskless', whole, ascending, not ${session}`;
    throw new ExoError('EXO401', text);
  }
  if (enginesBefore >= ENGINES_A_SESSION) {
    const text = `${ENGINES_A_SESSION} engines have begun in session ${session}: join again with a greater one`;
    throw new ExoError('EXO401', text);
  }
  return session * ENGINES_A_SESSION + enginesBefore;
}

function nextSession(storage: Storage): Promise<number> {
  return new Promise((resolve, reject) =>
    openSession(storage, (error, session) => (error === null ? resolve(session) : reject(error))),
  );
}

function closed(log: OpenLog): Promise<void> {
  return new Promise((resolve) => log.close(resolve));
}

/** Passes on what a runtime tells, to whoever is made of it. */
export class DeferredEvents implements RuntimeEvents {
  private target: RuntimeEvents | null = null;

  to(target: RuntimeEvents): void {
    this.target = target;
  }

  changed(): void {
    this.target?.changed();
  }

  sent(number: number): void {
    this.target?.sent(number);
  }

  failed(error: Error): void {
    if (this.target === null) throw new ExoError('EXO423', error.message, { cause: error });
    this.target.failed(error);
  }

  trouble(error: Error): void {
    this.target?.trouble(error);
  }
}
