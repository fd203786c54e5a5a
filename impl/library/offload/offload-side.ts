import { ExoError } from '../../../errors/index.js';
import { offloadMemory, SharedMemory } from '../../offload/layout.js';
import type { HostOptions } from '../../options.js';
import type { RunSink } from '../../tracing/run-sink.js';
import type { EngineOptions } from '../open-runtime.js';
import { describeEngine } from './description.js';
import { DriverSide, type DriverEvents } from './driver-side.js';
import { driverTracerFor } from './driver-trace.js';
import { planFor } from './plan.js';
import { WorkerEngine } from './worker-engine.js';

/** Told what happens at a host with an engine of its own. */
export interface OffloadEvents extends DriverEvents {
  engineLost(error: Error): void;
  engineBack(): void;
}

const ATTACHED_MS_MAX = 10_000;
const LOOK_MS = 2;

/** What a host with an engine in a worker is made of, and where the steps of both are written. */
export interface OffloadOptions extends EngineOptions {
  readonly trace?: RunSink;
  readonly engineTrace?: string;
}

/**
 * A host whose engine runs in a worker, with the driver here.
 *
 * @throws ExoError as `join`.
 */
export async function offloadSide(
  given: OffloadOptions,
  options: HostOptions,
  events: OffloadEvents,
  signal?: AbortSignal,
): Promise<DriverSide> {
  const { trace, engineTrace } = given;
  const described = describeEngine(given);
  const description = engineTrace === undefined ? described : { ...described, trace: engineTrace };
  const memory = offloadMemory(planFor(options));
  const told = {
    lost: (error: Error) => events.engineLost(error),
    back: () => events.engineBack(),
    gone: (error: Error) => events.failed(error),
  };
  const engine = await WorkerEngine.start(memory, description, told, signal);
  const side = new DriverSide(
    new SharedMemory(memory),
    options,
    events,
    driverTracerFor(given, options.self),
  );
  side.engine = engine;
  side.release = () => trace?.close();
  await attached(side, signal);
  return side;
}

/** Waits for the first session to begin. @throws ExoError EXO449 if the engine does not answer; the reason of the signal. The side is closed then. */
export async function attached(side: DriverSide, signal?: AbortSignal): Promise<void> {
  const endMs = performance.now() + ATTACHED_MS_MAX;
  while (!side.isReady) {
    if (signal?.aborted === true) {
      await side.close();
      throw signal.reason;
    }
    if (performance.now() > endMs) {
      await side.close();
      throw new ExoError('EXO449', `the engine has not answered within ${ATTACHED_MS_MAX} ms`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
