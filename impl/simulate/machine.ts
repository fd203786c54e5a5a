import type { Packet } from '../core/records.js';
import type { Host } from '../host/host.js';
import type { EngineEdge } from '../offload/engine-edge.js';
import type { Delivery, HostPort, Timer } from '../host/port.js';
import { PAYLOADS_A_LIFE } from '../host/payload-numbers.js';
import type { HostOptions } from '../options.js';
import { STATUS } from '../core/core.js';
import { Application } from './application.js';
import type { AuditedStorage } from './audited-storage.js';
import { Client } from './client.js';
import { compactEvery } from './compact-every.js';
import { DeliveryCheck } from './delivery-check.js';
import { makeHost } from './made-host.js';
import type { PooledFrame } from './frame-pool.js';
import type { DiskPace, HostDisk } from './host-disk.js';
import { Outgoing } from './outgoing.js';
import { Snapshots } from './snapshots.js';
import { SPLIT_CRASHES, SplitSide, type SplitCrash } from './split-side.js';
import type { Random } from './random.js';
import { refuseFrame, takeFrame, takePacket } from './reception.js';
import { Timers } from './timers.js';
import type { World } from './world.js';

export interface MachineParts {
  readonly self: number;
  readonly name: string;
  readonly options: HostOptions;
  readonly storage: AuditedStorage;
  readonly disk: HostDisk;
  readonly pace: DiskPace;
  /** How much longer its timers take than they should. */
  readonly clock: number;
  readonly random: Random;
  /** Told when the host has found out that its disk fails. */
  readonly whenDiskFails: (machine: Machine) => void;
}

/** One host of a cluster, in one life after the other, with its disk, its clock and its application. */
export class Machine implements HostPort {
  readonly self: number;
  readonly name: string;
  readonly storage: AuditedStorage;
  readonly pace: DiskPace;
  readonly application: Application;
  /** The host, while it is up. */
  host: Host | null = null;
  /** Counts lives, so that what was planned for an earlier one is known. */
  lives = 0;
  /** What hosts of earlier lives have done. */
  readonly past = { takeovers: 0, repeats: 0 };
  private readonly options: HostOptions;
  private readonly disk: HostDisk;
  private readonly whenDiskFails: MachineParts['whenDiskFails'];
  private readonly random: Random;
  private readonly client: Client;
  private readonly timers: Timers;
  private readonly deliveries: DeliveryCheck;
  private readonly outgoing: Outgoing;
  private readonly snapshots: Snapshots;
  /** Driver and channels, where the host is split. */
  private readonly split: SplitSide | null;
  private edge: EngineEdge | null = null;
  private readonly crashes: Random;

  constructor(
    private readonly world: World,
    parts: MachineParts,
  ) {
    const { self, name, options, storage, disk, pace, clock, random, whenDiskFails } = parts;
    this.self = self;
    this.name = name;
    this.options = options;
    this.storage = storage;
    this.disk = disk;
    this.pace = pace;
    this.timers = new Timers(world.events, self, clock);
    this.outgoing = new Outgoing(world, self, name, storage);
    this.whenDiskFails = whenDiskFails;
    this.random = random.split('host');
    this.client = new Client(world, self, random.split('workload'));
    this.application = new Application(name, world.order, world.judge);
    this.snapshots = new Snapshots(world, {
      ...{ self, name, storage, application: this.application },
      every: compactEvery(world.options, options),
      random: random.split('snapshots'),
      running: () => this.host,
      compacted: (host) => this.deliveries.look(host),
    });
    this.crashes = random.split('split');
    const isSplit = world.options.offload === 'on';
    this.split = isSplit ? this.makeSplit() : null;
    this.deliveries = new DeliveryCheck(world, { name, storage, application: this.application, isSplit });
    this.openDisk();
  }

  private makeSplit(): SplitSide {
    const { world, options, application, crashes } = this;
    return new SplitSide(
      world,
      options,
      crashes.split('channels'),
      this,
      {
        numbersFrom: (next) => this.numbersFrom(next),
        delivered: (entries) => {
          application.entries = entries;
          application.check();
        },
      },
      () => (this.host === null || this.edge === null ? null : { host: this.host, edge: this.edge }),
    );
  }

  /** Whether a crash leaves nothing of the host. */
  private get isDiskless(): boolean {
    return this.world.options.storage === 'diskless';
  }

  /** D10: whether the others can do without this host, and it with them: it is up, and has recovered. */
  get isWhole(): boolean {
    return this.isUp && this.host?.view.status !== STATUS.recovering;
  }

  /** Whether its application does not compact. */
  set isHoarding(isHoarding: boolean) {
    this.snapshots.isHoarding = isHoarding;
  }

  get isUp(): boolean {
    return this.host !== null && !this.host.isFailed;
  }

  /** Starts the host over what its disk has. */
  start(): void {
    const { world, storage, application, self, split, deliveries, lives } = this;
    const isSplit = split !== null;
    const { host, edge } = makeHost(world, {
      ...{ self, lives, isSplit, storage },
      machine: this,
      random: this.random.next,
    });
    this.edge = edge;
    world.hooks.onHost?.(host, self);
    this.host = host;
    const { start } = storage.durable;
    const reserved = this.isDiskless ? PAYLOADS_A_LIFE * this.lives : storage.durable.reserved;
    this.snapshots.begin(start);
    this.lives += 1;
    world.sealing?.begin(self);
    if (this.lives > 1) world.recorder?.note('Restart', this);
    if (split === null) {
      if (world.options.application === 'forgets') application.forget();
      deliveries.checked = application.entries;
      this.numbersFrom(reserved);
      host.start(application.entries);
    } else {
      host.start();
      deliveries.checked = host.view.delivered;
      if (!split.hasDriver) this.startDriver();
    }
    this.afterStep();
  }

  /** A driver that has crashed is followed by another one. */
  private startDriver(): void {
    const { world, application, split } = this;
    if (world.options.application === 'forgets') application.forget();
    split?.startDriver(application.entries);
  }

  /** Payloads have numbers from this one on; anew where nothing with them has left the host. */
  private numbersFrom(next: number): void {
    const { world, client, self, name } = this;
    client.begin(next);
    if (!world.submissions.reuseFrom(self, next)) {
      world.judge.blame('Durability', `${name} has forgotten which numbers its payloads have had`);
    }
  }

  /** The host is gone, with all that its disk did not have; if it is split, perhaps a part of it alone, which is returned. */
  stop(): SplitCrash {
    const { host, past, split } = this;
    const what = split === null ? 'both' : this.crashes.pick(SPLIT_CRASHES);
    if (what !== 'engine') {
      this.world.submissions.loseUnordered(this.self);
      this.split?.crashDriver(this.crashes, () => this.startDriver());
    }
    if (what === 'driver' && host !== null && !host.isFailed) return what;
    if (host !== null) {
      past.takeovers += host.counts.takeovers;
      past.repeats += host.counts.repeats;
    }
    this.host = null;
    this.timers.clear();
    this.disk.mend();
    this.disk.stop();
    if (this.isDiskless) this.storage.forget();
    this.openDisk();
    this.world.recorder?.note('Crash', this);
    this.world.tracers[this.self]?.note('Crash');
    return what === 'engine' ? what : 'both';
  }

  /** From now on the disk fails, or will soon. */
  failDisk(): void {
    this.disk.fail(this.storage);
  }

  mendDisk(): void {
    this.disk.mend();
  }

  frame(frame: PooledFrame, mark: number): void {
    if (this.host !== null) takeFrame(this.world, this.self, this.host, frame, mark);
    this.afterStep();
  }

  /** A frame of which some bits are others. It has to be refused. */
  brokenFrame(bytes: Uint8Array, mark: number): void {
    if (this.host !== null && refuseFrame(this.world, this, this.host, bytes, mark)) this.afterStep();
  }

  packet(bytes: Uint8Array, isBroken: boolean): void {
    if (this.host !== null && takePacket(this.world, this, this.host, bytes, isBroken)) this.afterStep();
  }

  /** The time of a timer has come, if it has not been set again. */
  timer(place: number, setting: number): void {
    const timer = this.timers.due(place, setting);
    if (timer === null) return;
    this.host?.timer(timer);
    this.afterStep();
  }

  /** The application submits a payload, if there is a host that takes it. */
  submit(): void {
    const to = this.split ?? this.host;
    if (to !== null) this.client.submit(to);
  }

  /** What has to be seen to after anything that has happened to the host. */
  afterStep(): void {
    const { host } = this;
    if (host === null) return;
    this.deliveries.look(host);
    this.client.fill(this.split ?? host);
    this.split?.plan(true);
    this.deliveries.look(host);
    this.snapshots.look(host, this.deliveries.checked);
  }

  broadcast(source: Uint8Array, at: number, bytes: number): void {
    this.outgoing.broadcast(source, at, bytes);
  }

  resend(to: number, source: Uint8Array, at: number, bytes: number): void {
    this.outgoing.resend(to, source, at, bytes);
  }

  send(to: number, packet: Packet): void {
    this.outgoing.send(to, packet);
  }

  setTimer(timer: Timer, delayMs: number): void {
    this.timers.set(timer, delayMs);
  }

  deliver(delivery: Delivery): void {
    const { world, application } = this;
    if (this.split === null && this.host !== null) this.deliveries.given(this.host, delivery.slot);
    const id = world.order.deliver(this.name, application.payloads, delivery);
    if (id < 0) return;
    application.take(delivery.slot, id);
    this.client.delivered(delivery, id);
    world.watch.delivered(this.self, id, world.events.now);
  }

  restore(slot: number, snapshot: Uint8Array): void {
    this.application.restore(slot, snapshot);
    const { deliveries } = this;
    if (this.split === null) deliveries.checked = Math.max(deliveries.checked, slot);
    this.client.restored();
  }

  failed(error: Error): void {
    if (this.isDiskless)
      this.world.judge.blame('Sound', `${this.name} fails without a disk: ${error.message}`);
    this.whenDiskFails(this);
  }

  /** Opens the disk, which must have what was durable if it has been used before. */
  private openDisk(): void {
    const { judge, hooks } = this.world;
    const opened = this.disk.open();
    const wrong = this.storage.open(hooks.storage?.(opened, this.self) ?? opened);
    if (wrong !== null) judge.blame('Durability', `after a crash the disk of ${this.name} ${wrong}`);
  }
}
