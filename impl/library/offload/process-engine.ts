import path from 'node:path';
import { ExoError } from '../../../errors/index.js';
import type { HostOptions } from '../../options.js';
import { isLocked, lockDirectory, unlockDirectory } from '../../storage/directory-lock.js';
import { makeFolder } from '../../storage/make-folder.js';
import { configurationDigest } from '../../wire/configuration.js';
import type { RunSink } from '../../tracing/run-sink.js';
import { ENGINE_NAMES, expectGiven, placeOf, type EngineOptions } from '../open-runtime.js';
import { describeEngine } from './description.js';
import { DriverSide } from './driver-side.js';
import { guardedSink } from '../guarded.js';
import { driverTracerFor } from './driver-trace.js';
import {
  meetingPlace,
  memoryIdIn,
  memoryOfDriver,
  memoryOfEngine,
  type EngineMemory,
} from './engine-files.js';
import { EngineServer } from './engine-server.js';
import { attached, type OffloadEvents } from './offload-side.js';
import { planFor } from './plan.js';

const FOUND_MS_MAX = 10_000;
const LOOK_MS = 50;

/** An engine that runs in this process, for a driver in another one. */
export interface RunningEngine {
  close(): Promise<void>;
}

/**
 * Runs the engine of a host in this process (`exo engine`). A host that joins with `offload: 'process'` and the same options uses it, and
 * may die and come back; so may this: over its log, or, where hosts have no disks, in a life of which `asNew` says that it is new.
 * `trace` takes a line for each step of the engine, for `exo validate`.
 *
 * @throws ExoError as `join`; EXO402 if another process has the engine; EXO448 without a log in a directory, or an `engineFolder`;
 * EXO450 where processes cannot share memory.
 *
 * @example
 * const ring = [
 *   { id: 'a', address: '10.0.0.1:47001' },
 *   { id: 'b', address: '10.0.0.2:47001' },
 * ];
 * const options = { id: 'a', ring, log: directory('./data') };
 * const transport = udpBroadcast({ port: 47_000, address: '10.0.0.255' });
 * // In one process; in another one, `join({ ...options, transport, offload: 'process' })`.
 * const start = () => runEngine({ ...options, transport });
 */
export async function runEngine(given: EngineOptions & { readonly trace?: RunSink }): Promise<RunningEngine> {
  expectGiven<typeof given>('runEngine', given, { ...ENGINE_NAMES, trace: true });
  const { folder, engine, isLog } = meetingOf(given);
  const { options, place } = placeOf(given);
  const traced = given.trace !== undefined && { trace: guardedSink(given.trace) };
  const start = (): Promise<EngineServer> =>
    EngineServer.start({ ...given, ...traced, layer: 'engine' }, () => {
      const wanted = { plan: planFor(options), configuration: place.configuration, self: place.self };
      return memoryOfEngine(folder, wanted).memory;
    });
  // There is one engine at a time: only who has locked the log, or what stands for it, touches the memory.
  if (isLog) return start();
  makeFolder(engine);
  lockDirectory(engine);
  try {
    const server = await start();
    return { close: () => server.close().finally(() => unlockDirectory(engine)) };
  } catch (error) {
    unlockDirectory(engine);
    throw error;
  }
}

/**
 * The ring of a host whose engine runs in another process, and who of it the host is. Which life it is, is the engine's to know.
 *
 * @throws ExoError EXO401 for an option that is wrong.
 */
export function placeOfDriver(given: EngineOptions): ReturnType<typeof placeOf> {
  if (given.options?.storage !== 'diskless') return placeOf(given);
  if (given.asNew !== undefined) {
    const text =
      'asNew is for the engine, which runs in another process: give it to runEngine, or exo engine';
    throw new ExoError('EXO401', text);
  }
  return placeOf({ ...given, asNew: 0 });
}

/**
 * A host whose engine runs in a process of its own, with the driver here.
 *
 * @throws ExoError EXO402 if another process has the driver; EXO422 for an engine of another ring; EXO448 without a log in a directory, or an
 * `engineFolder`; EXO449 if there is no engine; EXO450 where processes cannot share memory.
 */
export async function processSide(
  given: EngineOptions & { readonly trace?: RunSink },
  options: HostOptions,
  events: OffloadEvents,
  signal?: AbortSignal,
): Promise<DriverSide> {
  const { folder, engine } = meetingOf(given);
  const found = await foundMemory(folder, options, signal);
  lockDirectory(folder);
  const side = new DriverSide(found.memory, options, events, driverTracerFor(given, options.self));
  const watch = new EngineWatch(engine, folder, found.id, events);
  side.engine = {
    close: () => {
      watch.close();
      unlockDirectory(folder);
      return Promise.resolve();
    },
  };
  side.release = () => given.trace?.close();
  await attached(side, signal);
  return side;
}

async function foundMemory(
  folder: string,
  options: HostOptions,
  signal: AbortSignal | undefined,
): Promise<EngineMemory> {
  const { hosts, cluster, storage, self } = options;
  const configuration = configurationDigest({ hosts, cluster, storage });
  const endMs = performance.now() + FOUND_MS_MAX;
  for (;;) {
    const found = memoryOfDriver(folder, { configuration, self });
    if (found !== null) return found;
    signal?.throwIfAborted();
    if (performance.now() > endMs) {
      const text = `there is no engine at ${folder}: start it with exo engine, over the same log, or in the same engineFolder`;
      throw new ExoError('EXO449', text);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** Notices that the process of an engine dies, and that another one runs. */
class EngineWatch {
  private isThere = true;
  private readonly looks: NodeJS.Timeout;

  constructor(
    private readonly engine: string,
    private readonly folder: string,
    private readonly id: string,
    private readonly events: OffloadEvents,
  ) {
    this.looks = setInterval(() => this.look(), LOOK_MS);
    this.looks.unref();
  }

  close(): void {
    clearInterval(this.looks);
  }

  private look(): void {
    if (memoryIdIn(this.folder) !== this.id) {
      const text = `the engine at ${this.folder} has begun again with other options: join again`;
      this.close();
      this.events.failed(new ExoError('EXO449', text));
      return;
    }
    const isThere = isLocked(this.engine);
    if (isThere === this.isThere) return;
    this.isThere = isThere;
    if (isThere) this.events.engineBack();
    else this.events.engineLost(new ExoError('EXO449', `the engine at ${this.folder} is gone`));
  }
}

/** Where a host and its engine meet, and what the engine has locked as long as it runs. */
interface Meeting {
  readonly folder: string;
  readonly engine: string;
  /** Whether what is locked is the log, which is locked where it is opened. */
  readonly isLog: boolean;
}

function meetingOf(given: EngineOptions): Meeting {
  const { directory } = describeEngine(given).log;
  const { engineFolder } = given;
  if (given.options?.storage === 'diskless') {
    if (engineFolder === undefined) {
      const text =
        'an engine in a process of its own, without a disk, needs an engineFolder: there its host finds it';
      throw new ExoError('EXO448', text);
    }
    return { folder: path.resolve(engineFolder), engine: path.resolve(engineFolder, 'engine'), isLog: false };
  }
  if (engineFolder !== undefined) {
    const text = "engineFolder is for storage 'diskless': with a log, host and engine meet beside that";
    throw new ExoError('EXO401', text);
  }
  if (directory !== null) return { folder: meetingPlace(directory), engine: directory, isLog: true };
  throw new ExoError(
    'EXO448',
    'an engine in a process of its own needs a log in a directory: that names it too',
  );
}
