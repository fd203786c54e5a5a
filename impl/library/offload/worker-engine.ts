import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ExoError } from '../../../errors/index.js';
import { firstOfThread } from '../../offload/first-message.js';
import type { OffloadMemory } from '../../offload/layout.js';
import { unlockDirectory } from '../../storage/directory-lock.js';
import type { EngineDescription } from './description.js';
import type { EngineThreadData, EngineThreadMessage } from './engine-thread.js';

/** Told what becomes of an engine. */
export interface EngineEvents {
  /** It has died, and is started again over its log. */
  lost(error: Error): void;
  back(): void;
  /** It has died, and must not be started again, or could not be. */
  gone(error: Error): void;
}

const AGAIN_MS = 100;

/**
 * The worker in which an engine runs. One that dies is started again over its log on disk, or, where hosts have no disks, as a new life; an engine
 * that has forgotten its promises otherwise must not be.
 */
export class WorkerEngine {
  private worker: Worker | null = null;
  /** Ends what runs, and what is about to. */
  private readonly stop = new AbortController();
  /** What is under way towards another engine. */
  private beginning: Promise<void> | null = null;
  private again: NodeJS.Timeout | null = null;

  private constructor(
    private readonly memory: OffloadMemory,
    private engine: EngineDescription,
    private readonly events: EngineEvents,
  ) {}

  /** @throws ExoError as `join`; the reason of the signal, once nothing is left of the engine. */
  static async start(
    memory: OffloadMemory,
    engine: EngineDescription,
    events: EngineEvents,
    signal?: AbortSignal,
  ): Promise<WorkerEngine> {
    const made = new WorkerEngine(memory, engine, events);
    const abort = (): void => made.stop.abort(signal?.reason);
    signal?.addEventListener('abort', abort);
    try {
      await made.begin();
    } finally {
      signal?.removeEventListener('abort', abort);
    }
    return made;
  }

  async close(): Promise<void> {
    this.stop.abort();
    if (this.again !== null) clearTimeout(this.again);
    await this.beginning;
    const { worker } = this;
    if (worker === null) return;
    const ended = once(worker, 'exit');
    worker.postMessage('stop');
    await ended;
  }

  /** Ends the worker at once, wherever it is: for tests. */
  async kill(): Promise<void> {
    await this.worker?.terminate();
  }

  private async begin(): Promise<void> {
    const data: EngineThreadData = { memory: this.memory, engine: this.engine };
    const worker = new Worker(new URL('./engine-thread.js', import.meta.url), { workerData: data });
    let crash: Error | null = null;
    worker.on('error', (error) => (crash = error as Error));
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    const { signal } = this.stop;
    const abort = (): void => worker.postMessage('stop');
    signal.addEventListener('abort', abort);
    const first = await firstOfThread<EngineThreadMessage>(worker);
    signal.removeEventListener('abort', abort);
    if (signal.aborted) {
      await ended;
      throw signal.reason;
    }
    if (first.kind === 'ended') {
      const text = `the engine could not begin: ${messageOf(first.crash)}`;
      throw new ExoError('EXO449', text, { cause: first.crash });
    }
    if (first.message.kind === 'refused') throw refusalOf(first.message);
    this.worker = worker;
    void ended.then(() => this.died(crash));
  }

  private died(crash: Error | null): void {
    this.worker = null;
    if (this.stop.signal.aborted) return;
    const { log, options, enginesBefore } = this.engine;
    const { directory } = log;
    // D3: how many lives there were, the others know; how many sessions of this process, nobody else does.
    if (options?.storage === 'diskless')
      this.engine = { ...this.engine, asNew: true, enginesBefore: enginesBefore + 1 };
    else if (directory === null) {
      const text = `the engine has died (${messageOf(crash)}), and its log was in memory: it must not begin again, because it has forgotten its promises`;
      this.events.gone(new ExoError('EXO449', text, { cause: crash }));
      return;
    }
    this.events.lost(new ExoError('EXO449', `the engine has died: ${messageOf(crash)}`, { cause: crash }));
    // The lock names this process, which lives.
    if (directory !== null) unlockDirectory(directory);
    this.again = setTimeout(() => (this.beginning = this.beginAgain()), AGAIN_MS);
  }

  private async beginAgain(): Promise<void> {
    try {
      await this.begin();
    } catch (cause) {
      const text = `the engine has died, and could not begin again: ${(cause as Error).message}`;
      if (!this.stop.signal.aborted) this.events.gone(new ExoError('EXO449', text, { cause }));
      return;
    }
    this.events.back();
  }
}

function refusalOf({ code, text }: { readonly code: ExoError['code'] | null; readonly text: string }): Error {
  return code === null ? new Error(text) : new ExoError(code, text);
}

function messageOf(crash: Error | null): string {
  return crash?.message ?? 'its thread has ended';
}
