/** Offload hosts in one process: engines in worker threads, which meet on a medium in shared memory, and drivers wherever they are made. */
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { ExoError } from '../../errors/index.js';
import { hostOptions, type HostOptions } from '../options.js';
import { unlockDirectory } from '../storage/directory-lock.js';
import type { Application } from './application.js';
import type { EngineWorkerData, EngineWorkerMessage } from './engine-worker.js';
import { firstOfThread } from './first-message.js';
import { SPINS, SpinSlot, Waiter } from './idling.js';
import { offloadMemory, SharedMemory, type OffloadMemory, type OffloadPlan } from './layout.js';
import { OffloadHost } from './offload-host.js';

export interface OffloadRingOptions {
  readonly hosts: number;
  /** By host, the worker that runs its engine, from 0; all in one if left out. */
  readonly placement?: readonly number[];
  /**
   * As for `hostOptions`, of all hosts. With `storage: 'diskless'` an engine that begins anew is a new life, and asks the others for what it has
   * lost (D1-D10): so at most n - q engines may run in one worker that is killed. Lives are counted here.
   */
  readonly host?: Partial<Omit<HostOptions, 'hosts' | 'self' | 'life'>>;
  /**
   * Where engines keep what is durable, each in a directory of its own in there; in memory if left out, and then an engine cannot begin
   * anew, unless `host` says `storage: 'diskless'`.
   */
  readonly directory?: string;
  /** Threads that may spin at once, the one of the drivers counted; no more than there are cores do, whatever this says. */
  readonly spinnersMax: number;
  /** Turns without anything to do after which a thread sleeps; 2,000 if left out. */
  readonly spins?: number;
  readonly channelWords?: number;
}

const CHANNEL_WORDS = 2 ** 16;
const SNAPSHOT_WORDS = 2 ** 14;
const MEDIUM_WORDS = 2 ** 18;

export class OffloadRing {
  readonly memory: OffloadMemory;
  /** Engines whose storage has failed, and why. */
  readonly failures = new Map<number, string>();
  private readonly shared: SharedMemory;
  private readonly workers = new Map<number, Worker>();
  private readonly waiter: Waiter;
  private readonly placement: readonly number[];
  /** D3: by worker, the number of the lives of its engines. */
  private readonly lives = new Map<number, number>();

  private constructor(private readonly options: OffloadRingOptions) {
    const { hosts, placement = Array.from({ length: hosts }, () => 0), spinnersMax, channelWords } = options;
    this.placement = placement;
    const plan: OffloadPlan = {
      // Thread 0 is that of the drivers.
      engines: placement.map((worker) => worker + 1),
      drivers: placement.map(() => 0),
      channelWords: channelWords ?? CHANNEL_WORDS,
      snapshotWords: SNAPSHOT_WORDS,
      mediumWords: MEDIUM_WORDS,
      spinnersMax: Math.min(spinnersMax, availableParallelism()),
    };
    this.memory = offloadMemory(plan);
    this.shared = new SharedMemory(this.memory);
    this.waiter = new Waiter(this.shared, 0, options.spins ?? SPINS);
  }

  /** All engines, started. @throws ExoError EXO401 for an option that is wrong, a directory without disks among them. */
  static async start(options: OffloadRingOptions): Promise<OffloadRing> {
    if (options.host?.storage === 'diskless' && options.directory !== undefined) {
      throw new ExoError('EXO401', "engines with storage 'diskless' keep nothing: leave directory out");
    }
    const ring = new OffloadRing(options);
    await Promise.all([...new Set(ring.placement)].map((worker) => ring.startWorker(worker)));
    return ring;
  }

  /** The driver of a host, in this thread, for an application that has what it made of the first `delivered` entries. */
  driver(self: number, application: Application, delivered = 0): OffloadHost {
    const { memory, waiter } = this;
    return new OffloadHost({ memory, waiter, options: this.optionsOf(self), application, delivered });
  }

  /**
   * The engines of a worker are gone, at once, wherever they were. They can be started again over what is in their directories.
   */
  async killWorker(worker: number): Promise<void> {
    await this.workers.get(worker)?.terminate();
    this.workers.delete(worker);
    new SpinSlot(this.shared, worker + 1).free();
    for (const { directory } of this.enginesOf(worker)) if (directory !== null) unlockDirectory(directory);
  }

  /**
   * Starts the engines of a worker again: over what is in their directories, or, without disks, in their next lives.
   *
   * @throws ExoError EXO402 if the engines keep what is durable in memory: they must not begin anew with nothing.
   */
  async restartWorker(worker: number): Promise<void> {
    if (this.isDiskless) this.lives.set(worker, (this.lives.get(worker) ?? 0) + 1);
    else if (this.options.directory === undefined) {
      throw new ExoError(
        'EXO402',
        "engines that keep what is durable in memory cannot begin anew: give them a directory, or storage 'diskless'",
      );
    }
    await this.startWorker(worker);
  }

  /** Whatever hosts of this thread wait for: `turn` polls all of them. Returns when something has happened, or after so long. */
  wait(turn: () => boolean, timeoutMs: number): Promise<void> {
    return this.waiter.until(turn, timeoutMs);
  }

  /** Stops all engines, after what they do just now. */
  async stop(): Promise<void> {
    const ends = [...this.workers].map(async ([worker, thread]) => {
      const ended = new Promise((resolve) => thread.once('exit', resolve));
      Atomics.store(this.shared.words.array, this.shared.stopAt(worker + 1), 1);
      this.shared.bell(worker + 1).ring();
      await ended;
    });
    await Promise.all(ends);
    this.workers.clear();
    this.waiter.close();
  }

  private async startWorker(worker: number): Promise<void> {
    const data: EngineWorkerData = {
      memory: this.memory,
      thread: worker + 1,
      engines: this.enginesOf(worker),
      spins: this.options.spins ?? SPINS,
    };
    const thread = new Worker(new URL('./engine-worker.js', import.meta.url), { workerData: data });
    this.workers.set(worker, thread);
    thread.once('exit', () => {
      if (this.workers.get(worker) === thread) this.workers.delete(worker);
    });
    thread.on('message', (message: EngineWorkerMessage) => {
      if (message.kind === 'failed') this.failures.set(message.self, message.text);
    });
    const first = await firstOfThread<EngineWorkerMessage>(thread);
    if (first.kind === 'ended') throw first.crash ?? new Error('the thread of the engines has ended');
  }

  private enginesOf(worker: number): EngineWorkerData['engines'] {
    const { directory } = this.options;
    return this.placement.flatMap((one, self) => {
      if (one !== worker) return [];
      const own = directory === undefined ? null : path.join(directory, `host-${self}`);
      return [{ options: this.optionsOf(self), directory: own }];
    });
  }

  private get isDiskless(): boolean {
    return this.options.host?.storage === 'diskless';
  }

  private optionsOf(self: number): HostOptions {
    const { hosts, host } = this.options;
    const worker = this.placement[self] ?? 0;
    return hostOptions({
      ...host,
      hosts,
      self,
      ...(this.isDiskless && { life: this.lives.get(worker) ?? 0 }),
    });
  }
}
