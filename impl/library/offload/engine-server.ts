import { ExoError } from '../../../errors/index.js';
import { EngineEdge } from '../../offload/engine-edge.js';
import { Waiter } from '../../offload/idling.js';
import type { SharedMemory } from '../../offload/layout.js';
import { RegisterReader } from '../../offload/register.js';
import { RingC2, takeC1 } from '../../offload/ring-channels.js';
import type { RingReader } from '../../offload/ring.js';
import { SnapshotReader } from '../../offload/snapshots.js';
import { DeferredEvents, openRuntime, type TracedOptions } from '../open-runtime.js';
import type { Runtime } from '../runtime.js';
import { BoardWriter, type EngineStatus } from './board.js';
import { ONLY, THREAD } from './plan.js';

/** Records of a channel in a turn. */
const RECORDS = 256;
const BOARD_MS = 20;
const REST_MS = 1_000;
const TROUBLE_LENGTH_MAX = 500;

/**
 * An engine that runs on the event loop of its thread: sockets and log are there, and between two events it looks after its ends of the channels
 * to the driver. The protocol never waits for these (O1).
 */
export class EngineServer {
  private readonly edge: EngineEdge;
  private readonly c1: RingReader;
  private readonly toDriver: RingC2;
  private readonly register: RegisterReader;
  private readonly snapshots: SnapshotReader;
  private readonly board: BoardWriter;
  private readonly waiter: Waiter;
  private readonly told: NodeJS.Timeout;
  private trouble = { count: 0, text: '' };
  private failure: EngineStatus['failure'] = null;
  private isTurning = false;
  private isClosed = false;

  private constructor(
    private readonly memory: SharedMemory,
    private readonly runtime: Runtime,
  ) {
    this.edge = new EngineEdge(runtime.engine);
    this.edge.trace = runtime.tracer?.attached ?? null;
    this.c1 = memory.reader(memory.c1(ONLY), THREAD.driver);
    const c2 = memory.writer(memory.c2(ONLY), THREAD.driver);
    this.toDriver = new RingC2(c2, memory.words, memory.plan.channelWords);
    this.register = new RegisterReader(memory.words, memory.registerAt(ONLY));
    this.snapshots = new SnapshotReader(memory.reader(memory.snapshots(ONLY), THREAD.driver), memory.words);
    this.board = new BoardWriter(memory.words, memory.boardAt(ONLY));
    this.waiter = new Waiter(memory, THREAD.engine, 0);
    this.told = setInterval(() => this.tell(), BOARD_MS);
  }

  /** Opens log and networks, then the memory, and starts. @throws ExoError as `join`; the reason of the signal. */
  static async start(
    given: TracedOptions,
    memoryOf: () => SharedMemory,
    signal?: AbortSignal,
  ): Promise<EngineServer> {
    const events = new DeferredEvents();
    const { runtime, start } = await openRuntime(given, events, signal);
    let server: EngineServer;
    try {
      server = new EngineServer(memoryOf(), runtime);
    } catch (error) {
      await runtime.close();
      throw error;
    }
    events.to({
      changed: () => void server.turn(),
      sent: () => undefined,
      failed: (error) => server.fail(error),
      trouble: (error) => server.met(error),
    });
    start();
    server.tell();
    void server.serve();
    return server;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearInterval(this.told);
    this.waiter.wake();
    await this.runtime.close();
  }

  private serve(): Promise<void> {
    return this.waiter.turnWhile(
      () => !this.isClosed,
      () => this.turn(),
      REST_MS,
    );
  }

  /** Takes what the driver has sent, and gives it what there is for it. Returns whether there was anything. */
  private turn(): boolean {
    // What is taken here may become durable at once, and so be told in here.
    if (this.isTurning || this.isClosed || this.failure !== null) return false;
    this.isTurning = true;
    try {
      const hasTaken = this.takeFromDriver();
      return this.giveToDriver() || hasTaken;
    } catch (error) {
      if (!(error instanceof ExoError)) throw error;
      this.fail(error);
      return false;
    } finally {
      this.isTurning = false;
    }
  }

  private takeFromDriver(): boolean {
    const { edge, runtime, memory } = this;
    let hasWorked = this.register.read(edge);
    if (this.snapshots.take(edge)) hasWorked = true;
    if (takeC1(this.c1, memory.words, edge, RECORDS) > 0) {
      runtime.engine.goOn();
      hasWorked = true;
    }
    return hasWorked;
  }

  private giveToDriver(): boolean {
    this.edge.goOnCompacting();
    let put = 0;
    while (put < RECORDS && this.edge.putC2(this.toDriver)) put += 1;
    this.toDriver.publish();
    return put > 0;
  }

  private met(error: Error): void {
    this.trouble = { count: this.trouble.count + 1, text: error.message.slice(0, TROUBLE_LENGTH_MAX) };
  }

  private fail(error: Error): void {
    const code = error instanceof ExoError ? error.code : 'EXO423';
    this.failure = { code, text: error.message.slice(0, TROUBLE_LENGTH_MAX) };
    this.tell();
    this.memory.bell(THREAD.driver).ring();
  }

  private tell(): void {
    const { view } = this.runtime;
    const { status, promised, epoch, log, agreed } = view;
    this.board.write({
      ...{ status, promised, length: log.length, start: log.start, agreed },
      epoch: epoch && { number: epoch.number, members: [...epoch.members] },
      ...{ failure: this.failure, trouble: this.trouble },
      ...this.runtime.counts(),
    });
  }
}
