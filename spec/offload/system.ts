/** The parts of a model with split hosts: those of the completed model, with engines among its hosts, and drivers and channels. */
import {
  leg,
  silencing,
  slot,
  xstateComponent,
  type AnySlot,
  type Leg,
  type Loss,
  type Route,
  type Slot,
} from '../../checker/index.js';
import { route } from '../../checker/index.js';
import { budgetSlot, isGranted, type BudgetSlot } from '../../checker/environment/budget.js';
import { showHost } from '../exo/display.js';
import { hostInput, type Heard } from '../exo/host-component.js';
import type { HostComponent, HostEffect } from '../exo/names.js';
import type { ExoOptions } from '../exo/options.js';
import { routesOf as exoRoutesOf, slotsOf as exoSlotsOf, systemOf, type System } from '../exo/system.js';
import { allHosts, hostAt, hostName } from '../ring.js';
import { c1Channel, c2Channel, type C1Slot, type C2Slot } from './channels.js';
import {
  exoDriver,
  type DriverConfig,
  type DriverEffect,
  type DriverEvent,
  type DriverSnapshot,
} from './driver.js';
import type { EngineConfig } from './edge.js';
import { choosingSnapshots } from './chosen-snapshots.js';
import { exoEngine, type EngineEvent, type EngineSnapshot } from './engine.js';
import { pendingMax, type OffloadOptions } from './options.js';
import { readingOf } from './readings/index.js';
import { RULES, type Changed, type World } from './readings/reading.js';
import type { C2Record, EngineBegin } from './records.js';
import { showDriver, showEngine } from './display.js';

export type EngineEffect =
  | { readonly type: 'putC2'; readonly params: { readonly record: C2Record } }
  | { readonly type: 'beginC2'; readonly params: { readonly begin: EngineBegin } };

export type EngineSlot = Slot<EngineSnapshot, EngineEvent, EngineEffect | HostEffect | Heard | Loss>;
export type DriverSlot = Slot<DriverSnapshot, DriverEvent, DriverEffect>;

/** A host that is split: its engine, in the slot of the host, its driver, and what is between them. */
export interface SplitHost {
  readonly self: number;
  readonly engine: EngineSlot;
  readonly driver: DriverSlot;
  readonly c1: C1Slot;
  readonly c2: C2Slot;
}

export interface OffloadSystem {
  readonly options: OffloadOptions;
  /** Engines and plain hosts as the completed model has them. */
  readonly exo: System;
  readonly split: readonly SplitHost[];
  readonly resets: BudgetSlot;
  /** What rules, routes and channels do. */
  readonly world: World;
}

/** What stands in the slots of split hosts, made of what is specified: code may be beside it. */
export interface BesideSplitHosts {
  readonly watching: <M extends typeof exoDriver | typeof exoEngine>(machine: M) => M;
  readonly engine: (specified: EngineSlot['component'], config: EngineConfig) => EngineSlot['component'];
  readonly driver: (specified: DriverSlot['component'], config: DriverConfig) => DriverSlot['component'];
}

const NOTHING_BESIDE: BesideSplitHosts = {
  watching: (machine) => machine,
  engine: (specified) => specified,
  driver: (specified) => specified,
};

export function offloadSystem(options: OffloadOptions, beside = NOTHING_BESIDE): OffloadSystem {
  const exo = systemOf({ ...options, component: (machine, self) => hostOf(options, beside, machine, self) });
  return {
    options,
    exo,
    split: allHosts(options.split).map((self) => splitHost(options, beside, exo, self)),
    resets: budgetSlot('resets', options.resets),
    world: worldOf(options),
  };
}

function hostOf(
  options: OffloadOptions,
  beside: BesideSplitHosts,
  machine: Parameters<NonNullable<ExoOptions['component']>>[0],
  self: number,
): HostComponent {
  const isSplit = self < options.split;
  const { queue: queueMax, window, c2 } = options;
  const plain = hostInput(options, self);
  const config: EngineConfig = {
    ...plain,
    isBusy: false,
    queueMax,
    c2,
    window: window === 'inf' ? null : window,
  };
  const { engine = same } = readingOf(options.reading ?? 'rules');
  const { engine: given = engine(exoEngine), silenced = null } = options.machines ?? {};
  const specified = xstateComponent(isSplit ? beside.watching(given as typeof exoEngine) : machine, {
    name: `host ${hostName(self)}`,
    input: isSplit ? config : plain,
    show: isSplit ? showEngine : showHost,
    ...(options.via && { via: options.via }),
  } as never) as HostComponent;
  if (!isSplit) return specified;
  const component = silencing(specified, silenced) as EngineSlot['component'];
  return choosingSnapshots(options, beside.engine(component, config) as HostComponent);
}

function worldOf({ reading = 'rules' }: OffloadOptions): World {
  return { ...RULES, ...readingOf(reading).world };
}

const same: Changed = (machine) => machine;

function splitHost(
  options: OffloadOptions,
  beside: BesideSplitHosts,
  { hosts }: System,
  self: number,
): SplitHost {
  const name = hostName(self);
  const config: DriverConfig = { self, c2: options.c2, pendingMax: pendingMax(options) };
  const { driver: changed = same } = readingOf(options.reading ?? 'rules');
  const { c1Survives, c2Survives, c2Drops, deliveredBehindPayloads } = worldOf(options);
  const { driver: machine = changed(exoDriver), silenced = null } = options.machines ?? {};
  const specified = xstateComponent(beside.watching(machine as typeof exoDriver), {
    name: `driver ${name}`,
    input: config,
    show: showDriver,
    ...(options.via && { via: options.via }),
  });
  const { fifo: recordsMax } = options;
  const c1 = c1Channel(`C1 of ${name}`, { recordsMax, survives: c1Survives, deliveredBehindPayloads });
  const c2 = c2Channel(`C2 of ${name}`, { recordsMax, survives: c2Survives, drops: c2Drops });
  return {
    self,
    engine: hostAt(hosts, self) as EngineSlot,
    driver: slot(
      `driver${name}`,
      beside.driver(silencing(specified, silenced) as DriverSlot['component'], config),
    ),
    c1: slot(`c1${name}`, c1),
    c2: slot(`c2${name}`, c2),
  };
}

/** All slots of a model, in the order of the global state. */
export function slotsOf({ options, exo, split, resets }: OffloadSystem): readonly AnySlot[] {
  const { resets: amount } = options;
  return [
    ...exoSlotsOf(exo),
    ...split.flatMap(({ driver, c1, c2 }) => [driver, c1, c2]),
    ...(amount !== 'inf' && isGranted(amount) ? [resets] : []),
  ];
}

/** The slots that traces have columns for: hosts, and of each split one the driver and the channels. */
export function columnsOf({ exo, split }: OffloadSystem): readonly AnySlot[] {
  return [...exo.hosts, ...split.flatMap(({ driver, c1, c2 }) => [c1, c2, driver] as const)];
}

/** Where effects go: those of hosts as in the completed model, those of edges and drivers to each other and to the channels. */
export function routesOf({ exo, split }: OffloadSystem): readonly Route[] {
  const ofHosts = exoRoutesOf(exo).map((one): Route => {
    const host = split.find(({ engine }) => (engine as AnySlot) === one.slot);
    if (host === undefined) return one;
    return { slot: one.slot, legs: (effect) => edgeLegs(host, effect as EngineEffect) ?? one.legs(effect) };
  });
  return [...ofHosts, ...split.map((host) => route(host.driver, (effect) => driverLegs(host, effect)))];
}

/** O5, O9: what an engine's edge says; null for what is the host's. */
function edgeLegs({ driver, c2 }: SplitHost, effect: EngineEffect): readonly Leg[] | null {
  switch (effect.type) {
    case 'putC2':
      return [leg(c2, { type: 'PUT', record: effect.params.record })];
    case 'beginC2':
      return [leg(c2, { type: 'BEGIN' }), leg(driver, { type: 'BEGUN', begin: effect.params.begin })];
    default:
      return null;
  }
}

function driverLegs({ engine, c1 }: SplitHost, effect: DriverEffect): readonly Leg[] {
  switch (effect.type) {
    case 'putC1':
      return [leg(c1, { type: 'PUT', payload: effect.params.payload })];
    case 'tellDelivered':
      return [leg(c1, { type: 'DELIVERED', delivered: effect.params.delivered })];
    case 'beginC1': {
      const { begin } = effect.params;
      return [leg(c1, { type: 'BEGIN', delivered: begin.delivered }), leg(engine, { type: 'ATTACH', begin })];
    }
  }
}
