import { majority } from '../core/ring.js';
import { EVENT } from './events.js';
import type { Machine } from './machine.js';
import { faultsEndMs, LASTING_FAULTS } from './options.js';
import type { Random } from './random.js';
import type { SplitCrash } from './split-side.js';
import type { World } from './world.js';

/** Faults that have happened so far, but for those of networks. */
export interface FaultCounts {
  crashes: number;
  /** Of the crashes, those of the engine of a split host alone, and those of its driver alone. */
  engineCrashes: number;
  driverCrashes: number;
  restarts: number;
  partitions: number;
  diskFailures: number;
  slowDisks: number;
}

/** Crashes, partitions and faults of disks: when they happen, to whom, and for how long. All end at one time. */
export class Faults {
  readonly counts: FaultCounts = {
    ...{ crashes: 0, engineCrashes: 0, driverCrashes: 0, restarts: 0 },
    ...{ partitions: 0, diskFailures: 0, slowDisks: 0 },
  };
  /** Whether no fault will happen any more, and none goes on. */
  isOver = false;
  private readonly endMs: number;
  private readonly crashes: Random;
  private readonly partitions: Random;
  private readonly disks: Random;
  private readonly slowness: Random;
  /** Which partition is the last one: the end of an earlier one does not heal it. */
  private lastPartition = 0;

  constructor(
    private readonly world: World,
    private readonly machines: readonly Machine[],
    random: Random,
  ) {
    this.endMs = faultsEndMs(world.options);
    this.crashes = random.split('crashes');
    this.partitions = random.split('partitions');
    this.disks = random.split('disks');
    this.slowness = random.split('slowness');
  }

  /** Puts all faults into the events to come. */
  plan(): void {
    const { options } = this.world;
    const plans: readonly (readonly [number, Random, () => void])[] = [
      [options.crashes, this.crashes, () => this.crash()],
      [options.partitions, this.partitions, () => this.split()],
      [options.diskFailures, this.disks, () => this.failDisk()],
      [options.slowDisks, this.slowness, () => this.slowDisk()],
    ];
    for (const [count, random, happen] of plans) {
      let time = 0;
      for (let i = 0; i < count; i++) {
        // Some faults come together.
        if (i === 0 || !random.happens(CLUSTERED)) time = random.between(0.02, 0.98) * this.endMs;
        this.at(time + random.between(0, TOGETHER_MS), happen);
      }
    }
    this.planLasting();
    this.at(this.endMs, () => this.end());
  }

  /** What is wrong with one host from the start to the end of all faults. */
  private planLasting(): void {
    const { options, network } = this.world;
    network.deaf = options.deaf;
    network.mute = options.mute;
    const hoarding = options.hoarding === null ? undefined : this.machines[options.hoarding];
    if (hoarding !== undefined) hoarding.isHoarding = true;
    const absent = options.absent === null ? undefined : this.machines[options.absent];
    if (absent === undefined) return;
    this.at(0, () => {
      this.countCrash(absent.stop());
    });
  }

  /** A host has found out that its disk fails: it stops, and is restarted over what was durable. */
  diskFailed(machine: Machine): void {
    this.counts.diskFailures += 1;
    this.world.recorder?.note('DiskFails', machine);
    const { lives } = machine;
    // Not at once, because the host is in the middle of a step.
    this.in(0, () => {
      if (machine.lives === lives && machine.host !== null) this.stop(machine, this.disks);
    });
  }

  private crash(): void {
    const machine = this.anyUp(this.crashes);
    if (machine === null || this.isOver || !this.mayLose(machine)) return;
    this.countCrash(this.stop(machine, this.crashes));
  }

  private countCrash(what: SplitCrash): void {
    this.counts.crashes += 1;
    if (what === 'engine') this.counts.engineCrashes += 1;
    if (what === 'driver') this.counts.driverCrashes += 1;
  }

  /** D10: without disks, a crash that leaves fewer than q hosts that are up and have recovered is the end: there is none. */
  private mayLose(machine: Machine): boolean {
    if (this.world.options.storage !== 'diskless') return true;
    const others = this.machines.filter((one) => one !== machine && one.isWhole);
    return others.length >= majority(this.machines.length);
  }

  private stop(machine: Machine, random: Random): SplitCrash {
    const [least, most] = this.world.options.downMs;
    const what = machine.stop();
    const { lives } = machine;
    const downMs = this.isOver ? RESTART_MS : random.acrossScales(least, most);
    this.in(downMs, () => {
      if (machine.lives === lives) this.restart(machine);
    });
    return what;
  }

  private restart(machine: Machine): void {
    if (machine.host !== null) return;
    this.counts.restarts += 1;
    this.world.watch.faultEnded(this.world.events.now);
    machine.start();
  }

  private split(): void {
    if (this.isOver) return;
    const { world, partitions } = this;
    const { partition } = world.network;
    const [least, most] = world.options.partitionMs;
    this.counts.partitions += 1;
    const shape = partition.split(partitions);
    world.recorder?.noteAll('Partition', shape);
    const mine = (this.lastPartition += 1);
    this.in(partitions.acrossScales(least, most), () => {
      if (mine === this.lastPartition && partition.isCut) this.heal();
    });
  }

  private heal(): void {
    const { world } = this;
    world.network.partition.heal();
    world.recorder?.noteAll('Heal', '');
    world.watch.faultEnded(world.events.now);
  }

  private failDisk(): void {
    if (!this.isOver) this.anyUp(this.disks)?.failDisk();
  }

  private slowDisk(): void {
    const { world, slowness } = this;
    const machine = this.anyUp(slowness);
    if (machine === null || this.isOver) return;
    const [least, most] = world.options.partitionMs;
    this.counts.slowDisks += 1;
    machine.pace.isSlow = true;
    this.in(slowness.acrossScales(least, most), () => {
      if (!machine.pace.isSlow) return;
      machine.pace.isSlow = false;
      world.watch.faultEnded(world.events.now);
    });
  }

  /** All that is wrong is mended, and nothing goes wrong any more. */
  private end(): void {
    const { world, machines } = this;
    const { network, watch, events, options } = world;
    const isSlow = machines.some(({ pace }) => pace.isSlow);
    const hasRates =
      options.losses + options.duplicates + options.corruption > 0 ||
      options.outOfBandLosses + options.outOfBandDuplicates > 0;
    this.isOver = true;
    const isLasting = LASTING_FAULTS.some((name) => options[name] !== null);
    if (isLasting || isSlow || hasRates || network.partition.isCut) watch.faultEnded(events.now);
    network.heal();
    for (const machine of machines) {
      machine.pace.isSlow = false;
      machine.isHoarding = false;
      machine.mendDisk();
      if (machine.host === null) this.in(this.crashes.between(0, RESTART_MS), () => this.restart(machine));
    }
    world.recorder?.noteAll('FaultsEnd', '');
  }

  private anyUp(random: Random): Machine | null {
    const up = this.machines.filter((machine) => machine.isUp);
    return up.length === 0 ? null : random.pick(up);
  }

  private at(timeMs: number, happen: () => void): void {
    this.world.events.push(timeMs, EVENT.fault, 0, 0, happen);
  }

  private in(delayMs: number, happen: () => void): void {
    this.at(this.world.events.now + delayMs, happen);
  }
}

/** The share of the faults of a kind that come together with the one before. */
const CLUSTERED = 0.3;
const TOGETHER_MS = 2;
/** When faults have ended, hosts that are down are up again within this time. */
const RESTART_MS = 10;
