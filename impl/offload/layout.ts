/**
 * The shared memory of offload hosts in one process: rings, registers, bells. What is where follows from the plan alone, so that every thread
 * comes to the same.
 */
import { ExoError } from '../../errors/index.js';
import { Bell } from './bell.js';
import { REGISTER_WORDS } from './register.js';
import { isPowerOfTwo, RingReader, RingWriter, ringWords, type RingPlace } from './ring.js';
import { SharedWords } from './ring-words.js';

/** Which thread runs what, and how large the channels are. Threads are numbered from 0, without gaps. */
export interface OffloadPlan {
  /** By host, the thread of its engine. */
  readonly engines: readonly number[];
  /** By host, the thread of its driver and application. */
  readonly drivers: readonly number[];
  /** Words of C1 and of C2: a power of two, 2^16 to 2^24. Too small: more waiting. Too large: more that is in neither cache. */
  readonly channelWords: number;
  /** Words of the ring for snapshots, from driver to engine: a power of two, 2^10 to 2^24. */
  readonly snapshotWords: number;
  /** Words of the ring from one thread of engines to another: a power of two, 2^16 to 2^24. What finds no room there is lost. */
  readonly mediumWords: number;
  /** Words beside the channels of each host, in which its engine says how it does; none if left out. */
  readonly boardWords?: number;
  /** How many threads may spin at once: as many as there are cores, or fewer. */
  readonly spinnersMax: number;
}

/** The plan, and the memory. It can be posted to workers. */
export interface OffloadMemory {
  readonly plan: OffloadPlan;
  readonly buffer: SharedArrayBuffer;
}

/** How threads sleep on a word, and are woken there. */
export interface Sleeper {
  /** Resolves when somebody wakes who sleeps there, when the word is another one, or after so long. It keeps the process alive meanwhile. */
  wait(at: number, value: number, timeoutMs: number): Promise<void>;
  /** Blocks this thread until somebody wakes who sleeps there, the word is another one, or the time is over. Returns at once where the system has no means for it. */
  block(at: number, value: number, us: number): void;
  wake(at: number): void;
}

const LINE_WORDS = 16;
/** The words of a thread: its bell, whether it is to stop, and, on a line of its own, whether drivers have published something. */
const BELL_AT = 0;
const STOP_AT = 1;
const NEWS_AT = LINE_WORDS;
const THREAD_WORDS = 2 * LINE_WORDS;

/** Shared memory for a plan. @throws ExoError EXO401 for a plan that is none. */
export function offloadMemory(plan: OffloadPlan): OffloadMemory {
  expectPlan(plan);
  return { plan, buffer: new SharedArrayBuffer(4 * layoutOf(plan).size) };
}

/** How many bytes the memory for a plan has. @throws ExoError EXO401 for a plan that is none. */
export function offloadBytes(plan: OffloadPlan): number {
  expectPlan(plan);
  return 4 * layoutOf(plan).size;
}

/** How many threads a plan has. */
export function threadsOf({ engines, drivers }: OffloadPlan): number {
  return 1 + Math.max(...engines, ...drivers);
}

/** The threads that run engines, ascending. */
export function engineThreads({ engines }: OffloadPlan): readonly number[] {
  return [...new Set(engines)].sort((a, b) => a - b);
}

interface HostPlaces {
  readonly sessions: number;
  readonly register: number;
  readonly c1: number;
  readonly c2: number;
  readonly snapshots: number;
  readonly board: number;
}

interface Layout {
  readonly spinners: number;
  readonly threads: number;
  readonly hosts: readonly HostPlaces[];
  /** By thread that sends, by thread that receives; -1 where no ring is needed. */
  readonly medium: readonly (readonly number[])[];
  readonly size: number;
}

function layoutOf(plan: OffloadPlan): Layout {
  let end = 0;
  const take = (words: number): number => {
    const at = end;
    end += Math.ceil(words / LINE_WORDS) * LINE_WORDS;
    return at;
  };
  const spinners = take(plan.spinnersMax);
  const threads = take(THREAD_WORDS * threadsOf(plan));
  const hosts = plan.engines.map(() => ({
    sessions: take(1),
    register: take(REGISTER_WORDS),
    c1: take(ringWords(plan.channelWords)),
    c2: take(ringWords(plan.channelWords)),
    snapshots: take(ringWords(plan.snapshotWords)),
    board: take(plan.boardWords ?? 0),
  }));
  const running = new Set(plan.engines);
  const all = Array.from({ length: threadsOf(plan) }, (_, thread) => thread);
  const medium = all.map((from) =>
    all.map((to) =>
      from !== to && running.has(from) && running.has(to) ? take(ringWords(plan.mediumWords)) : -1,
    ),
  );
  return { spinners, threads, hosts, medium, size: end };
}

/** What one thread sees of the shared memory. */
export class SharedMemory {
  readonly words: SharedWords;
  readonly plan: OffloadPlan;
  private readonly layout: Layout;

  /** How threads of this memory sleep. */
  readonly sleeper: Sleeper;

  constructor(
    { plan, buffer }: { readonly plan: OffloadPlan; readonly buffer: ArrayBuffer | SharedArrayBuffer },
    sleeper?: Sleeper,
  ) {
    this.plan = plan;
    this.layout = layoutOf(plan);
    this.words = new SharedWords(new Int32Array(buffer));
    this.sleeper = sleeper ?? atomicSleeper(this.words.array);
  }

  /** The word at which the slots for threads that spin begin. */
  get spinnersAt(): number {
    return this.layout.spinners;
  }

  /** The first word of what the engine of a host says of itself. */
  boardAt(host: number): number {
    return this.places(host).board;
  }

  /** The word of the bell of a thread. */
  bellAt(thread: number): number {
    return this.layout.threads + THREAD_WORDS * thread + BELL_AT;
  }

  /** The word that is 1 when a thread is to stop. */
  stopAt(thread: number): number {
    return this.layout.threads + THREAD_WORDS * thread + STOP_AT;
  }

  /** The word that is 1 once a driver has published something for an engine of this thread. */
  newsAt(thread: number): number {
    return this.layout.threads + THREAD_WORDS * thread + NEWS_AT;
  }

  /** The word that counts the sessions of a host. */
  sessionsAt(host: number): number {
    return this.places(host).sessions;
  }

  registerAt(host: number): number {
    return this.places(host).register;
  }

  /** The bell of a thread, for those who ring it and for itself. */
  bell(thread: number): Bell {
    const at = this.bellAt(thread);
    return new Bell(this.words, at, () => this.sleeper.wake(at));
  }

  /**
   * The bell that drivers ring at a thread of engines. It sets the word for news first: so a thread with many channels looks at that one
   * word, as long as nobody has published anything.
   */
  newsBell(thread: number): Pick<Bell, 'ring'> {
    const bell = this.bell(thread);
    const at = this.newsAt(thread);
    const { array } = this.words;
    return {
      ring: () => {
        if (Atomics.load(array, at) === 0) Atomics.store(array, at, 1);
        bell.ring();
      },
    };
  }

  /** The end of a ring that puts records in, and rings the thread that reads. */
  writer(ring: RingPlace, reader: number): RingWriter {
    return new RingWriter(ring, this.bell(reader));
  }

  /** The writer of a ring by which a driver reaches its engine. */
  writerOfDriver(ring: RingPlace, engine: number): RingWriter {
    return new RingWriter(ring, this.newsBell(engine));
  }

  /** The end of a ring that takes records out, and rings the thread that writes. */
  reader(ring: RingPlace, writer: number): RingReader {
    return new RingReader(ring, this.bell(writer));
  }

  c1(host: number): RingPlace {
    return { words: this.words, at: this.places(host).c1, capacity: this.plan.channelWords };
  }

  c2(host: number): RingPlace {
    return { words: this.words, at: this.places(host).c2, capacity: this.plan.channelWords };
  }

  snapshots(host: number): RingPlace {
    return { words: this.words, at: this.places(host).snapshots, capacity: this.plan.snapshotWords };
  }

  /** The ring from one thread of engines to another. */
  medium(from: number, to: number): RingPlace {
    const at = this.layout.medium[from]?.[to] ?? -1;
    return { words: this.words, at, capacity: this.plan.mediumWords };
  }

  private places(host: number): HostPlaces {
    return this.layout.hosts[host] as HostPlaces;
  }
}

interface WaitAsync {
  readonly async: boolean;
  readonly value: Promise<string> | string;
}

const ALIVE_MS = 1_000;
const US_PER_MS = 1_000;

/** Sleeps on words that are shared between threads. */
export function atomicSleeper(array: Int32Array): Sleeper {
  const { waitAsync } = Atomics as unknown as {
    waitAsync(array: Int32Array, at: number, value: number, timeoutMs: number): WaitAsync;
  };
  return {
    async wait(at, value, timeoutMs) {
      const wait = waitAsync(array, at, value, timeoutMs);
      if (!wait.async) return;
      // The promise alone does not keep the process alive.
      const alive = setInterval(() => undefined, ALIVE_MS);
      await wait.value;
      clearInterval(alive);
    },
    block: (at, value, us) => void Atomics.wait(array, at, value, us / US_PER_MS),
    wake: (at) => void Atomics.notify(array, at),
  };
}

function expectPlan(plan: OffloadPlan): void {
  const { engines, drivers, spinnersMax } = plan;
  const threads = [...engines, ...drivers];
  if (
    engines.length !== drivers.length ||
    !threads.every((thread) => Number.isInteger(thread) && thread >= 0)
  ) {
    throw new ExoError(
      'EXO401',
      'a plan names a thread, a whole number from 0, for each engine and each driver',
    );
  }
  if (!Number.isInteger(spinnersMax) || spinnersMax < 0) {
    throw new ExoError('EXO401', `spinnersMax takes a whole number of threads from 0, not ${spinnersMax}`);
  }
  for (const [name, least] of [
    ['channelWords', 2 ** 10],
    ['snapshotWords', 2 ** 10],
    ['mediumWords', 2 ** 10],
  ] as const) {
    const words = plan[name];
    if (isPowerOfTwo(words, least, 2 ** 24)) continue;
    throw new ExoError('EXO401', `${name} takes a power of two from ${least} to 2^24 (words), not ${words}`);
  }
}
