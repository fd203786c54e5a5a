/** What the worker of an engine runs, until it is told to stop, or dies. */
import { parentPort, workerData } from 'node:worker_threads';
import { ExoError } from '../../../errors/index.js';
import { SharedMemory, type OffloadMemory } from '../../offload/layout.js';
import { engineOptionsOf, type EngineDescription } from './description.js';
import { EngineServer } from './engine-server.js';

export interface EngineThreadData {
  readonly memory: OffloadMemory;
  readonly engine: EngineDescription;
}

/** What the worker tells: that the engine has started, or why it has not. */
export type EngineThreadMessage =
  | { readonly kind: 'started' }
  | { readonly kind: 'refused'; readonly code: ExoError['code'] | null; readonly text: string };

async function run({ memory, engine }: EngineThreadData): Promise<void> {
  const stop = new AbortController();
  // The only message is that to stop. The port keeps the worker alive until then.
  parentPort?.once('message', () => stop.abort());
  let server: EngineServer;
  try {
    server = await EngineServer.start(engineOptionsOf(engine), () => new SharedMemory(memory), stop.signal);
  } catch (error) {
    const code = error instanceof ExoError ? error.code : null;
    tell({ kind: 'refused', code, text: (error as Error).message });
    parentPort?.close();
    return;
  }
  tell({ kind: 'started' });
  const end = (): void => void server.close().then(() => process.exit(0));
  if (stop.signal.aborted) end();
  else stop.signal.addEventListener('abort', end);
}

function tell(message: EngineThreadMessage): void {
  parentPort?.postMessage(message);
}

await run(workerData as EngineThreadData);
