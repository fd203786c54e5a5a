import { majority } from '../core/ring.js';
import { assert } from '../../errors/index.js';
import { configurationDigest } from '../wire/configuration.js';
import type { PacketRing } from '../wire/packets.js';
import { AuditedStorage } from './audited-storage.js';
import { damaged } from './damage.js';
import { EventQueue } from './event-queue.js';
import { EVENT, type Events, type Subject } from './events.js';
import { Faults } from './faults.js';
import { FramePool, type PooledFrame } from './frame-pool.js';
import { GlobalOrder } from './global-order.js';
import { DiskPace, makeDisk } from './host-disk.js';
import { hostName } from './host-name.js';
import { Judge } from './judge.js';
import { Latencies } from './latencies.js';
import { Machine } from './machine.js';
import { Network, type LinkOptions, type WhenSent } from './network.js';
import { hostOptionsOf, type SimulationOptions } from './options.js';
import { Random } from './random.js';
import { Sealing } from './sealing.js';
import { runHeader } from '../tracing/run-header.js';
import { DriverTracer } from '../tracing/traced-driver.js';
import { RunTracer } from '../tracing/run-tracer.js';
import { runLine } from '../../traces/index.js';
import { Recorder } from './recorder.js';
import { Statements } from './statements.js';
import { Submissions } from './submissions.js';
import { Watch } from './watch.js';
import type { SimulationHooks, World } from './world.js';

/** Hosts, networks, disks, clocks and applications in virtual time, with all that is held against them. */
export class Cluster implements World {
  readonly ring: PacketRing;
  readonly events: Events = new EventQueue<Subject>();
  readonly judge = new Judge();
  readonly latencies = new Latencies();
  readonly submissions: Submissions;
  readonly order: GlobalOrder;
  readonly statements = new Statements(this.judge);
  readonly watch: Watch;
  readonly network: Network;
  readonly sealing: Sealing | null;
  readonly machines: readonly Machine[];
  readonly faults: Faults;
  readonly recorder: Recorder | null;
  readonly tracers: readonly RunTracer[];
  readonly driverTracers: readonly DriverTracer[];
  /** Applications submit nothing any more. */
  isDraining = false;
  /** What has happened so far. */
  eventsDone = 0;
  /** Whether the last event was that it is to be looked whether all is done. */
  isLooking = false;
  private readonly pool = new FramePool();
  private readonly damages: Random;
  private readonly arrivals: readonly Random[];

  constructor(
    readonly options: SimulationOptions,
    readonly hooks: SimulationHooks,
  ) {
    const { hosts, seed } = options;
    const random = new Random(seed);
    const names = Array.from({ length: hosts }, (_, host) => hostName(host));
    const { cluster, storage } = hostOptionsOf(options, 0);
    this.ring = { configuration: configurationDigest({ hosts, cluster, storage }), hosts, storage };
    this.submissions = new Submissions(hosts, random.split('payloads'));
    const storages = names.map(() => this.makeStorage());
    const disks = storages.map(({ durable }) => durable);
    this.order = new GlobalOrder(disks, majority(hosts), this.submissions, this.judge);
    this.watch = new Watch(hosts, this.submissions);
    this.sealing =
      options.authentication === 'on' ? new Sealing(hosts, cluster, this.judge, hooks.opener) : null;
    this.network = new Network(
      this.ring,
      this.events,
      this.pool,
      this.sealing,
      linksOf(options),
      random.split('network'),
    );
    this.recorder = this.makeRecorder(names);
    this.tracers = this.makeTracers(names);
    this.driverTracers = this.makeDriverTracers(names);
    this.network.whenSent = this.watchSent();
    this.damages = random.split('damages');
    this.arrivals = names.map((name) => random.split(`arrivals ${name}`));
    this.machines = storages.map((storage, self) => this.makeMachine(self, storage, random));
    this.faults = new Faults(this, this.machines, random.split('faults'));
  }

  /** Starts all hosts, and plans what is to happen. */
  begin(): void {
    this.faults.plan();
    for (const machine of this.machines) {
      machine.start();
      if (this.options.rate !== null) this.planSubmission(machine.self);
    }
    this.planLook();
  }

  /** Makes the next thing happen. */
  step(): void {
    const { events } = this;
    assert(events.take(), 'there is always something to come: a look');
    this.eventsDone += 1;
    this.isLooking = false;
    const { kind, host } = events;
    const machine = this.machines[host] as Machine;
    switch (kind) {
      case EVENT.frame: {
        const frame = events.subject as PooledFrame;
        machine.frame(frame, events.mark);
        this.pool.release(frame);
        break;
      }
      case EVENT.brokenFrame: {
        const frame = events.subject as PooledFrame;
        machine.brokenFrame(
          damaged(new Uint8Array(frame.words.buffer, 0, frame.bytes), this.damages),
          events.mark,
        );
        this.pool.release(frame);
        break;
      }
      case EVENT.packet:
        machine.packet(events.subject as Uint8Array, false);
        break;
      case EVENT.brokenPacket:
        machine.packet(damaged(events.subject as Uint8Array, this.damages), true);
        break;
      case EVENT.call:
        (events.subject as () => void)();
        machine.afterStep();
        break;
      case EVENT.submit:
        machine.submit();
        machine.afterStep();
        this.planSubmission(host);
        break;
      case EVENT.fault:
        (events.subject as () => void)();
        return;
      case EVENT.look:
        this.isLooking = true;
        this.forgetCompacted();
        this.planLook();
        return;
      default:
        machine.timer(kind - EVENT.firstTimer, events.mark);
    }
    if (this.recorder !== null) this.recorder.endStep(machine);
    this.tracers[host]?.endStep();
  }

  /** What stands in no log any more need not be known, once it is not under way to a driver either: one may be behind what its engine still has. */
  private forgetCompacted(): void {
    const { machines, order, statements } = this;
    const isSplit = this.options.offload === 'on';
    const least = Math.min(
      ...machines.map(({ storage, application }) =>
        Math.min(storage.durable.start, isSplit ? application.entries : Infinity),
      ),
    );
    order.dropBefore(least);
    statements.dropBefore(least);
  }

  private makeRecorder(names: readonly string[]): Recorder | null {
    const { traceSteps = 0, traceAround = 0 } = this.hooks;
    if (traceSteps === 0) return null;
    return new Recorder(names, traceSteps, traceAround, () => this.events.now);
  }

  private makeTracers(names: readonly string[]): readonly RunTracer[] {
    const { runOut: write } = this.hooks;
    if (write === undefined) return [];
    const { seed, offload, storage } = this.options;
    const isSplit = offload === 'on';
    const how = {
      ...(isSplit && { layers: ['engine', 'driver'] }),
      ...(storage === 'diskless' && { storage }),
    };
    write(runLine(runHeader(names, { ordering: 'total', seed, ...how })));
    const layer = isSplit ? 'engine' : 'host';
    return names.map((_, self) => new RunTracer({ names, self, write, nowUs: () => this.nowUs, layer }));
  }

  private makeDriverTracers(names: readonly string[]): readonly DriverTracer[] {
    const { runOut: write } = this.hooks;
    if (write === undefined || this.options.offload !== 'on') return [];
    return names.map((_, self) => new DriverTracer(names, self, write, () => this.nowUs));
  }

  private get nowUs(): number {
    return Math.round(10_000 * this.events.now) / 10;
  }

  /** What traces are told of what is sent. */
  private watchSent(): WhenSent | null {
    const { recorder, tracers } = this;
    if (recorder === null && tracers.length === 0) return null;
    return (from, to, what, isLost) => {
      recorder?.sent(from, to, what, isLost);
      if (isLost) tracers[from]?.lost(to);
    };
  }

  private planLook(): void {
    this.events.push(this.events.now + LOOK_MS, EVENT.look, 0, 0, null);
  }

  /** The next payload of an application comes after a random time. */
  private planSubmission(host: number): void {
    const { rate } = this.options;
    if (rate === null || this.isDraining) return;
    const random = this.arrivals[host] as Random;
    const waitMs = (-1_000 * Math.log(1 - random.next())) / rate;
    this.events.push(this.events.now + waitMs, EVENT.submit, host, 0, null);
  }

  private makeStorage(): AuditedStorage {
    const { logEntriesMax } = hostOptionsOf(this.options, 0);
    return new AuditedStorage(logEntriesMax, (slot, checksum) => {
      if (slot < this.order.length && this.order.checksumAt(slot) === checksum)
        this.order.checkMajority(slot);
    });
  }

  private makeMachine(self: number, storage: AuditedStorage, seeds: Random): Machine {
    const { options, events, ring } = this;
    const random = seeds.split(hostName(self));
    const pace = new DiskPace(
      random.split('pace'),
      () => events.now,
      (delayMs, callback) => events.push(events.now + delayMs, EVENT.call, self, 0, callback),
    );
    const disk = makeDisk(options, { self, configuration: ring.configuration }, pace, random.split('disk'));
    const clock = random.split('clock').between(1 - options.skew, 1 + options.skew);
    const name = hostName(self);
    return new Machine(this, {
      self,
      name,
      options: hostOptionsOf(options, self),
      storage,
      disk,
      pace,
      clock,
      random,
      whenDiskFails: (machine) => this.faults.diskFailed(machine),
    });
  }
}

/** The two networks as the options say. */
function linksOf(options: SimulationOptions): {
  readonly medium: LinkOptions;
  readonly outOfBand: LinkOptions;
} {
  const { delayMs, losses, duplicates, corruption } = options;
  return {
    medium: { delayMs, losses, duplicates, corruption },
    outOfBand: {
      delayMs: options.outOfBandDelayMs,
      losses: options.outOfBandLosses,
      duplicates: options.outOfBandDuplicates,
      corruption,
    },
  };
}

/** How often it is looked at whether all is done. */
const LOOK_MS = 5;
