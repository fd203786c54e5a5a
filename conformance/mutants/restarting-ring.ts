/**
 * Split hosts over shared memory in one thread: engines and drivers do, turn by turn, what their threads do, and either end may begin anew over
 * what the other has left in the memory between them.
 */
import type { EngineLoop, HostOptions, OffloadHost, OffloadMemory, Storage } from '../../impl/parts.js';
import type { Implementation } from '../compare/faulty-copy.js';

/** Whether engines that begin anew have their disks, or are new lives without. */
export type Kept = 'durable' | 'diskless';

const HOSTS = 3;

/** Few entries fit into the log, few payloads into the queue, and a snapshot into no channel at once. */
const QUICK: Partial<HostOptions> = {
  ...{
    holdMs: 1,
    repeatMs: 10,
    takeoverMs: 60,
    takeoverStepMs: 10,
    backOffMs: 20,
    graceMs: 1,
    returnMs: 600,
  },
  ...{ logEntriesMax: 64, logBytesMax: 65_536, payloadBytesMax: 256, packBytesMax: 400, queuePayloadsMax: 4 },
};
const ROOM = { channelWords: 2 ** 10, snapshotWords: 2 ** 10, mediumWords: 2 ** 17, spinnersMax: 1 };

/** An application, which loses nothing that it has; the driver that it uses; and what that has taken. */
export class RestartingUser {
  given: string[] = [];
  readonly taken: { readonly text: string; readonly life: number }[] = [];
  /** How many drivers there were before this one. */
  life = 0;
  private host: OffloadHost;

  constructor(
    readonly self: number,
    private readonly driverFor: (user: RestartingUser, delivered: number) => OffloadHost,
  ) {
    this.host = driverFor(this, 0);
  }

  deliver({ payload }: { readonly payload: Uint8Array }): void {
    this.given.push(Buffer.from(payload).toString());
  }

  restore(_: number, snapshot: Uint8Array): void {
    this.given = JSON.parse(Buffer.from(snapshot).toString()) as string[];
  }

  /** Submits a payload that nobody else submits, of one length or another. */
  submit(turn: number): void {
    const text = `${this.self}:${this.life}.${turn}${'.'.repeat((turn * 7) % 90)}`;
    const isTaken = this.host.submit(Buffer.from(text)) !== 'full';
    if (isTaken) this.taken.push({ text, life: this.life });
  }

  compact(): void {
    this.host.compact(this.host.delivered, Buffer.from(JSON.stringify(this.given)));
  }

  /** Takes what is agreed, at most a number of entries; what more comes waits at the driver. */
  poll(entriesMax: number): void {
    this.host.poll(entriesMax);
  }

  /** O7: payloads that the driver keeps. */
  get waiting(): number {
    return this.host.waiting;
  }

  /** O10: the driver is gone, and another one begins. */
  crash(): void {
    this.life += 1;
    this.host = this.driverFor(this, this.host.delivered);
  }
}

export class RestartingRing {
  readonly users: readonly RestartingUser[];
  private readonly memory: OffloadMemory;
  private readonly storages: readonly Storage[];
  /** Null while an engine is down. */
  private readonly loops: (EngineLoop | null)[];
  private readonly downUntil: number[];
  private readonly lives: number[];
  private nowMs = 0;

  constructor(
    private readonly impl: Implementation,
    private readonly kept: Kept,
  ) {
    const all = Array.from({ length: HOSTS }, (_, self) => self);
    this.memory = impl.offloadMemory({ ...ROOM, engines: all, drivers: all.map(() => HOSTS) });
    this.lives = all.map(() => 0);
    this.downUntil = all.map(() => 0);
    this.storages = all.map(() =>
      kept === 'durable' ? new impl.MemoryStorage(impl.firstStored(HOSTS)) : new impl.NoStorage(HOSTS),
    );
    this.loops = all.map((self) => this.engine(self));
    this.users = all.map((self) => new RestartingUser(self, (user, from) => this.driver(user, from)));
  }

  /** O3: an engine is gone, and begins anew after some turns; no other one is gone then, nor has still to recover (D10). */
  reset(self: number, turns: number): void {
    const isWell = this.loops.every((loop, one) => loop?.engineOf(one)?.host.engine?.isRecovering === false);
    if (!isWell) return;
    this.loops[self] = null;
    this.downUntil[self] = this.nowMs + turns;
    this.lives[self] = (this.lives[self] ?? 0) + 1;
  }

  /** A turn of all: of the engines, but those that are asleep, and of the applications, each of which takes some entries. */
  turn(isAsleep: () => boolean, takes: () => number): void {
    this.nowMs += 1;
    for (const [self, loop] of this.loops.entries()) {
      if (loop === null && this.nowMs >= (this.downUntil[self] ?? 0)) this.loops[self] = this.engine(self);
      else if (!isAsleep()) loop?.turn();
    }
    for (const user of this.users) user.poll(takes());
  }

  private engine(self: number): EngineLoop {
    const { impl, storages, memory } = this;
    const loop = new impl.EngineLoop({
      memory: new impl.SharedMemory(memory),
      thread: self,
      engines: [{ options: this.optionsOf(self), storage: storages[self] as Storage }],
      random: () => 0.5,
      now: () => this.nowMs,
      activity: { payloads: 0 },
      failed: (_, error) => {
        throw error;
      },
    });
    loop.start();
    return loop;
  }

  private driver(user: RestartingUser, delivered: number): OffloadHost {
    const { memory, impl } = this;
    return new impl.OffloadHost({ memory, options: this.optionsOf(user.self), application: user, delivered });
  }

  private optionsOf(self: number): HostOptions {
    const { kept, lives, impl } = this;
    const life = kept === 'diskless' ? { storage: kept, life: lives[self] ?? 0 } : {};
    return impl.hostOptions({ ...QUICK, ...life, hosts: HOSTS, self });
  }
}
