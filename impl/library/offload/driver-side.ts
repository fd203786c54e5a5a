import { ExoError } from '../../../errors/index.js';
import type { C2 } from '../../offload/channels.js';
import type { Application } from '../../offload/application.js';
import { Driver } from '../../offload/driver.js';
import { Waiter } from '../../offload/idling.js';
import type { SharedMemory } from '../../offload/layout.js';
import { RegisterWriter } from '../../offload/register.js';
import { C2Reader, RingC1 } from '../../offload/ring-channels.js';
import type { RingWriter } from '../../offload/ring.js';
import { SnapshotWriter } from '../../offload/snapshots.js';
import type { HostOptions } from '../../options.js';
import { TracedDriver, type DriverTracer } from '../../tracing/traced-driver.js';
import { countOf, firstNumberOf, sourceOf } from '../../wire/layout.js';
import type { AgreedCursor, HostSide, OwnAgreed, OwnEntries, SideCounts, SideView } from '../host-side.js';
import { BoardReader, UNKNOWN_STATUS, type EngineStatus } from './board.js';
import { ONLY, THREAD } from './plan.js';
import { Sending } from './sending.js';
import { sideView } from './side-view.js';

/** Told what happens at the driver. */
export interface DriverEvents {
  changed(): void;
  sent(number: number): void;
  failed(error: Error): void;
  trouble(error: Error): void;
}

const RECORDS = 256;
const REST_MS = 1_000;
const BOARD_MS = 10;
/** The application here takes entries by the cursor, and is given nothing. */
const TAKEN: Application = { deliver: () => undefined, restore: () => undefined };

/** A host whose protocol runs in an engine: the driver in this thread, and its ends of the channels. */
export class DriverSide implements HostSide, C2 {
  readonly own: OwnEntries = { take: (to) => this.tellOwn(to) };
  readonly cursor: AgreedCursor;
  readonly view: SideView;
  private readonly driver: Driver;
  private readonly waiter: Waiter;
  private readonly ring: RingWriter;
  private readonly sending: Sending;
  private readonly toEngine: RingC1;
  private readonly fromEngine: C2Reader;
  private readonly register: RegisterWriter;
  private readonly snapshotRing: RingWriter;
  private readonly snapshots: SnapshotWriter;
  private readonly board: BoardReader;
  private readonly looks: NodeJS.Timeout;
  private status = UNKNOWN_STATUS;
  /** A snapshot that the driver has, and the application does not. */
  private due: { readonly mark: number; readonly bytes: Uint8Array } | null = null;
  /** Own payloads that are agreed, and have not been told yet. */
  private agreed: ((to: OwnAgreed) => void)[] = [];
  private isKicked = false;
  private isClosed = false;
  /** The snapshot that was announced with the session stands for this number of entries. */
  private announced = 0;
  /** What runs the engine, if this process does. */
  engine: { close(): Promise<void> } | null = null;
  /** Called when it has been closed. */
  release: () => void = () => undefined;

  constructor(
    private readonly memory: SharedMemory,
    private readonly options: HostOptions,
    private readonly events: DriverEvents,
    tracer: DriverTracer | null = null,
  ) {
    const { words, plan } = memory;
    const held = driverOptions(options);
    this.driver = tracer === null ? new Driver(held, 0) : new TracedDriver(held, 0, tracer);
    this.waiter = new Waiter(memory, THREAD.driver, 0);
    this.ring = memory.writer(memory.c1(ONLY), THREAD.engine);
    this.toEngine = new RingC1(this.ring, words);
    this.sending = new Sending(this.ring, this.toEngine);
    this.fromEngine = new C2Reader(memory.reader(memory.c2(ONLY), THREAD.engine), words);
    this.register = new RegisterWriter(words, memory.registerAt(ONLY));
    this.snapshotRing = memory.writer(memory.snapshots(ONLY), THREAD.engine);
    this.snapshots = new SnapshotWriter(this.snapshotRing, words, plan.snapshotWords);
    this.board = new BoardReader(words, memory.boardAt(ONLY));
    this.cursor = this.makeCursor();
    this.view = sideView(
      options.self,
      () => this.status,
      () => this.pointer,
    );
    this.looks = setInterval(() => this.look(), BOARD_MS);
    this.looks.unref();
    void this.run();
  }

  /** Whether a session has begun, and what stands before it has come. */
  get isReady(): boolean {
    return this.driver.isAttached && this.pointer >= this.announced && this.status !== UNKNOWN_STATUS;
  }

  /** What the engine said of itself last. */
  get engineStatus(): EngineStatus {
    return this.status;
  }

  submit(payload: Uint8Array): number | 'full' {
    const answer = this.driver.submit(payload);
    if (answer === 'apart') return 'full';
    this.goOn();
    return answer;
  }

  counts(): SideCounts {
    const { takeovers, repeats, medium, outOfBand, refused } = this.status;
    return { takeovers, repeats, medium, outOfBand, refused };
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearInterval(this.looks);
    this.waiter.wake();
    await this.engine?.close();
    this.release();
  }

  // What comes from the engine, on its way to the driver.

  reset(): boolean {
    return this.driver.reset();
  }

  begin(session: number, next: number, mark: number): boolean {
    if (session === this.driver.inSession) this.announced = mark;
    return this.driver.begin(session, next, mark);
  }

  snapshot(mark: number, number: number, bytes: Uint8Array): boolean {
    if (this.driver.isAttached) {
      this.due = { mark, bytes: bytes.slice() };
      this.agreed.push((to) => to.agreedUpTo(number));
    }
    return this.driver.snapshot(mark, number, bytes);
  }

  append(slot: number, words: Int32Array, at: number): boolean {
    const { driver } = this;
    const count = countOf(words, at);
    const isOwn = driver.isAttached && count > 0 && sourceOf(words, at) === this.options.self;
    if (!driver.append(slot, words, at)) return false;
    if (isOwn) {
      const first = firstNumberOf(words, at);
      this.agreed.push((to) => to.agreedIn(slot, first, count));
    }
    return true;
  }

  private get pointer(): number {
    return this.driver.delivered + this.driver.lag;
  }

  private run(): Promise<void> {
    return this.waiter.turnWhile(
      () => !this.isClosed,
      () => this.turn(),
      REST_MS,
    );
  }

  private turn(): boolean {
    if (this.isClosed) return false;
    const taken = this.fromEngine.take(this, RECORDS);
    const hasSent = this.goOn();
    this.tellSent();
    if (taken > 0) this.events.changed();
    return taken > 0 || hasSent;
  }

  /** Whatever is due towards the engine. */
  private goOn(): boolean {
    const { driver, memory, ring, snapshots, snapshotRing } = this;
    if (driver.isApart) {
      driver.attach(Atomics.add(memory.words.array, memory.sessionsAt(ONLY), 1) + 1);
    }
    const before = ring.records;
    const isNews = this.register.write(driver.inSession, driver.delivered);
    const hasSnapshot = snapshots.goOn();
    if (hasSnapshot) snapshotRing.publish();
    while (driver.putC1(this.sending));
    this.sending.publish();
    if (isNews) memory.bell(THREAD.engine).ring();
    return ring.records !== before || hasSnapshot;
  }

  /** The copy has room again, or the engine is to hear of something: soon, and once for much. */
  private kick(): void {
    if (this.isKicked) return;
    this.isKicked = true;
    setImmediate(() => {
      this.isKicked = false;
      this.turn();
    });
  }

  private tellSent(): void {
    const number = this.sending.taken();
    if (number !== null) this.events.sent(number);
  }

  private tellOwn(to: OwnAgreed): void {
    const { agreed } = this;
    if (agreed.length === 0) return;
    this.agreed = [];
    for (const tell of agreed) tell(to);
  }

  private look(): void {
    this.tellSent();
    const status = this.board.read();
    if (status === null) return;
    const { trouble, failure } = this.status;
    this.status = status;
    if (status.failure !== null && failure === null) {
      this.events.failed(new ExoError(status.failure.code, status.failure.text));
      return;
    }
    if (status.trouble.count > trouble.count) this.events.trouble(new Error(status.trouble.text));
    this.events.changed();
  }

  private makeCursor(): AgreedCursor {
    const { driver } = this;
    const { copied } = driver;
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- getters have a `this` of their own
    const side = this;
    const log: AgreedCursor['log'] = {
      get start() {
        return side.due?.mark ?? driver.delivered;
      },
      get length() {
        return Math.max(side.status.length, side.pointer);
      },
      get snapshot() {
        return side.due?.bytes ?? null;
      },
      words: copied.words,
      bytes: copied.bytes,
      // The one at the position is the oldest of the copy.
      placeOf: () => copied.place,
    };
    return {
      log,
      isRecovering: false,
      get agreed() {
        return side.pointer;
      },
      begin: (from) => this.beginAt(from),
      acknowledge: (delivered) => this.acknowledge(delivered),
      compact: (slot, snapshot) => {
        this.snapshots.put(driver.inSession, slot, snapshot);
        this.kick();
      },
    };
  }

  private acknowledge(delivered: number): void {
    const { driver } = this;
    while (driver.delivered < delivered && driver.deliver(TAKEN)) this.due = null;
    this.kick();
  }

  /** The application goes on at another place than the driver is: that begins a session there, with all that is pending. */
  private beginAt(from: number): void {
    const { driver, due } = this;
    if (from >= driver.delivered && from <= this.pointer) {
      if (due === null || from >= due.mark) this.acknowledge(from);
      return;
    }
    this.due = null;
    const state = driver.save();
    driver.load({
      ...state,
      ...{ attachment: 'apart', sent: 0, copy: [], snapshot: null, pointer: from, delivered: from },
    });
    this.kick();
  }
}

/** The copy holds what the log of a host without an engine does. */
function driverOptions(options: HostOptions): ConstructorParameters<typeof Driver>[0] {
  const { self, queuePayloadsMax, queueBytesMax, payloadBytesMax, logEntriesMax, logBytesMax } = options;
  return {
    self,
    payloadBytesMax,
    pending: { payloadsMax: queuePayloadsMax, bytesMax: queueBytesMax },
    copy: { entriesMax: logEntriesMax, bytesMax: logBytesMax },
  };
}
