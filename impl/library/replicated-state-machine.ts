import { randomUUID } from 'node:crypto';
import { ExoError } from '../../errors/index.js';
import { expectMethods, expectNames, expectOneOf, expectSignal, shown, type Names } from '../given.js';
import type { ExoHost } from './exo-host.js';
import { COMMON_NAMES, join, type JoinOptions } from './join.js';
import { Replica, type Outcome } from './replica.js';
import type { RequestId, StateMachine } from './state-machine.js';

/** What a replica needs to join. */
export interface ReplicateOptions<State, Command, Result> extends Omit<
  JoinOptions,
  'snapshots' | 'deliveries'
> {
  readonly machine: StateMachine<State, Command, Result>;
  /** Clients whose last answer is kept, for when they ask again; 10,000 if left out. The same at all hosts. */
  readonly sessionsMax?: number;
}

export interface CommandOptions {
  /** The name of the request, by which it is applied once however often it comes; a new one if left out. */
  readonly id?: RequestId;
  readonly whenHalted?: 'wait' | 'fail';
  readonly signal?: AbortSignal;
}

export interface ReadOptions {
  /**
   * `linearizable`, the default: what is read has everything that was answered anywhere before the read began; it costs an ordered message,
   * which reads that come at the same time share. `stale`: the state of this host as it is, which may be any amount behind.
   */
  readonly consistency?: 'linearizable' | 'stale';
  readonly whenHalted?: 'wait' | 'fail';
  readonly signal?: AbortSignal;
}

interface Waiting<Result> {
  readonly id: RequestId;
  readonly isRead: boolean;
  /** Whether a snapshot stands for it, which the replica will become. */
  isBehindSnapshot: boolean;
  resolve(outcome: Outcome<Result>): void;
  reject(error: unknown): void;
}

const SESSIONS_MAX = 10_000;
const WAITING_NAMES = { whenHalted: true, signal: true } as const;
const NAMES = { ...COMMON_NAMES, machine: true, sessionsMax: true } as const satisfies Names<
  ReplicateOptions<never, never, never>
>;

/**
 * A state that all hosts of a ring have alike: commands are broadcast, and applied everywhere in one order.
 */
export class ReplicatedStateMachine<State, Command, Result> implements AsyncDisposable {
  private readonly client = randomUUID();
  private requests = 0;
  /** By request: the same one may be made again, here too, while it is under way, and the first answer is that of all who wait for it. */
  private readonly waiting = new Map<string, Set<Waiting<Result>>>();
  /** The mark that the next reads wait for, before it is broadcast. */
  private nextMark: Promise<void> | null = null;
  private failure: Error | null = null;

  /** @internal Use `replicate`. */
  constructor(
    readonly host: ExoHost,
    private readonly replica: Replica<State, Command, Result>,
  ) {
    void this.run();
  }

  /**
   * Applies a command at all hosts, once.
   *
   * @returns what the machine answered.
   * @throws ExoError EXO446 if the machine threw, or the answer of an old request is not kept; otherwise as `ExoHost.broadcast`. After EXO442 the same
   * request may be made again, at any host: it is applied once.
   */
  async command(command: Command, options: CommandOptions = {}): Promise<Result> {
    expectNames<CommandOptions>('command', options, { id: true, ...WAITING_NAMES });
    expectWaiting(options);
    const { id = this.nextId() } = options;
    expectId(id);
    const outcome = await this.ordered(this.replica.encode(command, id), id, false, options);
    if (outcome.kind === 'applied' || outcome.kind === 'repeated') return outcome.result;
    throw new ExoError('EXO446', `request ${id.request} of '${id.client}': ${whyNot(outcome)}`);
  }

  /** What `of` makes of the state. @throws ExoError as `ExoHost.broadcast`, if it is linearizable. */
  async read<T>(of: (state: State) => T, options: ReadOptions = {}): Promise<T> {
    expectNames<ReadOptions>('read', options, { consistency: true, ...WAITING_NAMES });
    expectOneOf('consistency', options.consistency, ['linearizable', 'stale']);
    expectWaiting(options);
    if (typeof of !== 'function')
      throw new ExoError('EXO402', `read takes a function of the state, not ${shown(of)}`);
    if (options.consistency !== 'stale') await this.mark(options);
    return of(this.replica.state);
  }

  async close(): Promise<void> {
    await this.host.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Waits until this host has everything that was answered before now. Calls that come in one turn of the event loop share a message. */
  private mark(options: ReadOptions): Promise<void> {
    if (options.signal !== undefined || options.whenHalted !== undefined) return this.ownMark(options);
    this.nextMark ??= Promise.resolve().then(() => {
      this.nextMark = null;
      return this.ownMark(options);
    });
    return this.nextMark;
  }

  private async ownMark(options: ReadOptions): Promise<void> {
    const id = this.nextId();
    await this.ordered(this.replica.encodeRead(id), id, true, options);
  }

  /** Broadcasts, and waits until it is this host's turn to take it. */
  private ordered(
    payload: Uint8Array,
    id: RequestId,
    isRead: boolean,
    { signal, whenHalted = 'wait' }: ReadOptions,
  ): Promise<Outcome<Result>> {
    return new Promise((resolve, reject) => {
      if (this.failure !== null) throw this.failure;
      const waiting: Waiting<Result> = { id, isRead, isBehindSnapshot: false, resolve, reject };
      this.wait(waiting);
      const broadcast = this.host.broadcast(payload, { whenHalted, ...(signal && { signal }) });
      broadcast.then(
        ({ seq }) => (waiting.isBehindSnapshot = seq === null),
        (error: unknown) => {
          this.forget(waiting);
          reject(error as Error);
        },
      );
    });
  }

  /** @internal The replica has become a snapshot, and will not take the messages that it stands for. */
  restored(): void {
    for (const waiting of [...this.waiting.values()].flatMap((all) => [...all])) {
      const { id, isRead, isBehindSnapshot, resolve } = waiting;
      if (!isBehindSnapshot) continue;
      this.forget(waiting);
      resolve(isRead ? { kind: 'read', id } : this.replica.recall(id));
    }
  }

  private wait(waiting: Waiting<Result>): void {
    const key = keyOf(waiting.id);
    const all = this.waiting.get(key);
    if (all === undefined) this.waiting.set(key, new Set([waiting]));
    else all.add(waiting);
  }

  private forget(waiting: Waiting<Result>): void {
    const key = keyOf(waiting.id);
    const all = this.waiting.get(key);
    if (all?.delete(waiting) === true && all.size === 0) this.waiting.delete(key);
  }

  private async run(): Promise<void> {
    try {
      for await (const { payload } of this.host.deliveries()) {
        const outcome = this.replica.take(payload);
        const key = keyOf(outcome.id);
        for (const { resolve } of this.waiting.get(key) ?? []) resolve(outcome);
        this.waiting.delete(key);
      }
      this.end(new ExoError('EXO442', 'the host was closed: what waits may be applied yet, or not'));
    } catch (error) {
      this.end(error as Error);
    }
  }

  private end(error: Error): void {
    this.failure = error;
    for (const all of this.waiting.values()) for (const { reject } of all) reject(error);
    this.waiting.clear();
  }

  private nextId(): RequestId {
    return { client: this.client, request: this.requests++ };
  }
}

/**
 * Joins a ring with a replica of a state machine. All hosts have to have the same machine.
 *
 * @throws ExoError as `join`.
 *
 * @example
 * const machine: StateMachine<number, number, number> = {
 *   initial: 0,
 *   apply: (total, amount) => ({ state: total + amount, result: total + amount }),
 * };
 * const ring = ['a', 'b', 'c'];
 * const transport = inProcess(new Bus());
 * const counters = await Promise.all(ring.map((id) => replicate({ id, ring, transport, machine })));
 * for (const counter of counters) await counter.command(2);
 * console.log(await counters[1]?.read((total) => total)); // 6
 * for (const counter of counters) await counter.close();
 */
export async function replicate<State, Command, Result>(
  options: ReplicateOptions<State, Command, Result>,
): Promise<ReplicatedStateMachine<State, Command, Result>> {
  expectNames<ReplicateOptions<never, never, never>>('replicate', options, NAMES);
  const { machine, sessionsMax = SESSIONS_MAX, ...rest } = options;
  // One that is left out is none that may be.
  expectMethods('machine', machine ?? null, ['apply']);
  if (!Number.isInteger(sessionsMax) || sessionsMax < 1) {
    throw new ExoError('EXO401', `sessionsMax takes 1 or more (clients), whole, not ${sessionsMax}`);
  }
  const replica = new Replica(machine, sessionsMax);
  let made: ReplicatedStateMachine<State, Command, Result> | null = null;
  const snapshots = {
    take: () => replica.snapshot(),
    restore: (bytes: Uint8Array) => {
      replica.restore(bytes);
      made?.restored();
    },
  };
  const host = await join({ ...rest, snapshots });
  made = new ReplicatedStateMachine(host, replica);
  return made;
}

/** Why a command has no answer. */
function whyNot(outcome: Outcome<unknown>): string {
  if (outcome.kind === 'refused') return `the machine threw: ${outcome.message}`;
  if (outcome.kind === 'outdated' && outcome.latest !== null && outcome.latest > outcome.id.request)
    return `its client has made request ${outcome.latest} already, and the answer of that alone is kept: the numbers of a client ascend`;
  return 'its answer is not kept any more';
}

/** How long is waited. @throws ExoError EXO401 for another word, and for what is no signal. */
function expectWaiting({ whenHalted, signal }: Pick<CommandOptions, 'whenHalted' | 'signal'>): void {
  expectOneOf('whenHalted', whenHalted, ['wait', 'fail']);
  expectSignal(signal);
}

function keyOf({ client, request }: RequestId): string {
  return `${request} ${client}`;
}

function expectId(id: RequestId): void {
  const { client, request } = (id ?? {}) as Partial<RequestId>;
  const isClient = typeof client === 'string' && client.length > 0 && client.length <= 64;
  if (isClient && typeof request === 'number' && Number.isSafeInteger(request) && request >= 0) return;
  throw new ExoError(
    'EXO402',
    'a request has the name of a client, 1 to 64 characters, and a whole number from 0',
  );
}
