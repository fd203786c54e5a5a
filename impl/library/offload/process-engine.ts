import { ExoError } from '../../../errors/index.js';
import type { HostOptions } from '../../options.js';
import { isLocked, lockDirectory, unlockDirectory } from '../../storage/directory-lock.js';
import { configurationDigest } from '../../wire/configuration.js';
import { runLine } from '../../../traces/index.js';
import { runHeader } from '../../tracing/run-header.js';
import type { RunSink } from '../../tracing/run-sink.js';
import { DriverTracer } from '../../tracing/traced-driver.js';
import { membersOf } from '../members.js';
import { placeOf, type EngineOptions } from '../open-runtime.js';
import { describeEngine } from './description.js';
import { DriverSide } from './driver-side.js';
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
 * may die and come back; so may this. `trace` takes a line for each step of the engine, for `exo validate`.
 *
 * @throws ExoError as `join`; EXO448 without a log in a directory; EXO450 where processes cannot share memory.
 */
export async function runEngine(given: EngineOptions & { readonly trace?: RunSink }): Promise<RunningEngine> {
  const directory = directoryOf(given);
  const { options, place } = placeOf(given);
  // The log has one engine at a time: only who has locked it touches the memory.
  return EngineServer.start({ ...given, layer: 'engine' }, () => {
    const wanted = { plan: planFor(options), configuration: place.configuration, self: place.self };
    return memoryOfEngine(meetingPlace(directory), wanted).memory;
  });
}

/**
 * A host whose engine runs in a process of its own, with the driver here.
 *
 * @throws ExoError EXO402 if another process has the driver; EXO422 for an engine of another ring; EXO448 without a log in a directory; EXO449 if
 * there is no engine; EXO450 where processes cannot share memory.
 */
export async function processSide(
  given: EngineOptions & { readonly trace?: RunSink },
  options: HostOptions,
  events: OffloadEvents,
): Promise<DriverSide> {
  const directory = directoryOf(given);
  const folder = meetingPlace(directory);
  const found = await foundMemory(folder, options);
  lockDirectory(folder);
  const side = new DriverSide(found.memory, options, events, tracerFor(given, options.self));
  const watch = new EngineWatch(directory, folder, found.id, events);
  side.engine = {
    close: () => {
      watch.close();
      unlockDirectory(folder);
      given.trace?.close();
      return Promise.resolve();
    },
  };
  await attached(side);
  return side;
}

/** What writes the run of a driver; null where nobody wants it. */
function tracerFor(
  { trace, id, ring }: EngineOptions & { readonly trace?: RunSink },
  self: number,
): DriverTracer | null {
  if (trace === undefined) return null;
  const names = membersOf(ring, id).members.map((member) => member.id);
  trace.write(runLine(runHeader(names, { ordering: 'actors', observed: [id], layers: ['driver'] })));
  const nowUs = (): number => Math.round(1_000 * (performance.timeOrigin + performance.now()));
  return new DriverTracer(names, self, (line) => trace.write(line), nowUs);
}

async function foundMemory(folder: string, options: HostOptions): Promise<EngineMemory> {
  const { hosts, cluster, self } = options;
  const configuration = configurationDigest({ hosts, cluster });
  const endMs = performance.now() + FOUND_MS_MAX;
  for (;;) {
    const found = memoryOfDriver(folder, { configuration, self });
    if (found !== null) return found;
    if (performance.now() > endMs) {
      const text = `there is no engine at ${folder}: start it with exo engine, over the same log`;
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
    private readonly directory: string,
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
    const isThere = isLocked(this.directory);
    if (isThere === this.isThere) return;
    this.isThere = isThere;
    if (isThere) this.events.engineBack();
    else this.events.engineLost(new ExoError('EXO449', `the engine at ${this.folder} is gone`));
  }
}

function directoryOf(given: EngineOptions): string {
  const { directory } = describeEngine(given).log;
  if (directory !== null) return directory;
  throw new ExoError(
    'EXO448',
    'an engine in a process of its own needs a log in a directory: that names it too',
  );
}
