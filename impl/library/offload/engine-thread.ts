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
  let server: EngineServer;
  try {
    server = await EngineServer.start(engineOptionsOf(engine), () => new SharedMemory(memory));
  } catch (error) {
    const code = error instanceof ExoError ? error.code : null;
    tell({ kind: 'refused', code, text: (error as Error).message });
    return;
  }
  tell({ kind: 'started' });
  // The only message is that to stop. The port keeps the worker alive until then.
  parentPort?.once('message', () => void server.close().then(() => process.exit(0)));
}

function tell(message: EngineThreadMessage): void {
  parentPort?.postMessage(message);
}

await run(workerData as EngineThreadData);
