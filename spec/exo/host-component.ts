/** A host of the model: its machine, and what the model adds to it. */
import {
  announcing,
  eagerly,
  losing,
  xstateComponent,
  type Announcement,
  type Component,
  type Loss,
} from '../../checker/index.js';
import { isGranted } from '../../checker/environment/budget.js';
import { bytesKey } from '../../checker/tables/local-states.js';
import { hostName } from '../ring.js';
import { towardsAir, towardsTakeovers, wholeHorizon, type Horizon } from './dead.js';
import { showHost } from './display.js';
import { exoHost, type HostEvent } from './host.js';
import type { HostConfig } from './log.js';
import type { HostComponent, HostEffect, HostSnapshot } from './names.js';
import type { ExoOptions } from './options.js';
import { isAsking, isWrittenAtOnce, reduces } from './steps-made-one.js';

export type Heard = Announcement<'air' | 'oob', Horizon>;

/** A host as it stands in a slot. */
export type HostInSlot = Component<HostSnapshot, HostEvent, HostEffect | Heard | Loss>;

/**
 * The input of a host's machine.
 *
 * @example
 * const [bounds] = EXO_STANDARD;
 * console.log(exoHostInput({ ...bounds, reductions: ALL_REDUCTIONS }, 0)); // { self: 0, hosts: 3, isBusy: true }
 */
export function hostInput({ hosts, payloads, recovery = null }: ExoOptions, self: number): HostConfig {
  return { self, hosts, isBusy: payloads === 'inf', ...(recovery !== null && { recovery }) };
}

/** A host of a model, in the layers of which it is made; premises ask each of them. */
export interface HostLayers {
  readonly self: number;
  /** As it is called in its slot, in reports and in errors. */
  readonly name: string;
  /** The machine, with every step apart. */
  readonly machine: HostComponent;
  /** The machine with internal steps taken at once, where a reduction says so. */
  readonly settled: HostComponent;
  /** What it announces to the networks on which dead messages are dropped. */
  readonly horizons: Horizons | null;
  readonly inSlot: HostInSlot;
}

/** What a host announces, by network. */
export interface Horizons {
  readonly air: (snapshot: HostSnapshot) => Horizon;
  readonly oob: (snapshot: HostSnapshot) => Horizon;
}

export function hostLayers(options: ExoOptions, self: number): HostLayers {
  const machine = machineOf(options, self);
  const atOnce = eventsTakenAtOnce(options);
  const settled = atOnce.length > 0 ? eagerly(machine, atOnce) : machine;
  const horizons = reduces(options, 'dead-messages') ? horizonsOf(options, settled) : null;
  const heard: HostInSlot = horizons === null ? settled : announced(options, settled, horizons);
  const inSlot =
    options.medium === 'bus' && isGranted(options.losses) ? (losing(heard, 'RECEIVE') as HostInSlot) : heard;
  return { self, name: hostName(self), machine, settled, horizons, inSlot };
}

function machineOf(options: ExoOptions, self: number): HostComponent {
  if (options.component !== undefined) return options.component(exoHost, self);
  return xstateComponent(exoHost, {
    name: `host ${hostName(self)}`,
    input: hostInput(options, self),
    show: showHost,
  }) as HostComponent;
}

/** The internal steps that are taken in the transition that enables them. */
function eventsTakenAtOnce(options: ExoOptions): readonly HostEvent[] {
  return [
    ...(isWrittenAtOnce(options) ? [{ type: 'PERSISTED' } as const] : []),
    ...(reduces(options, 'deliver') ? [{ type: 'DELIVER' } as const] : []),
  ];
}

function announced(options: ExoOptions, host: HostComponent, horizons: Horizons): HostInSlot {
  const oob = announcing(host, 'oob', horizons.oob) as HostInSlot;
  return options.medium === 'bus' ? oob : (announcing(oob, 'air', horizons.air) as HostInSlot);
}

function horizonsOf(options: ExoOptions, host: HostComponent): Horizons {
  const whole = rememberedBy(host, (snapshot) =>
    wholeHorizon(snapshot, { bounds: options, atRest: atRest(host) }),
  );
  const outOfBand = isAsking(options) ? (horizon: Horizon): Horizon => horizon : towardsTakeovers;
  return {
    air: (snapshot) => towardsAir(whole(snapshot)),
    oob: (snapshot) => outOfBand(whole(snapshot)),
  };
}

/** The state of a host once it is up and has written what it has to. */
function atRest(host: HostComponent): (snapshot: HostSnapshot) => HostSnapshot {
  const after = (snapshot: HostSnapshot, type: 'RESTART' | 'PERSISTED'): HostSnapshot =>
    host.step(snapshot, { type })[0]?.next ?? snapshot;
  return (snapshot) => after(after(snapshot, 'RESTART'), 'PERSISTED');
}

/** Works each local state out once: many steps lead to the same one. */
function rememberedBy<T>(
  host: HostComponent,
  work: (snapshot: HostSnapshot) => T,
): (snapshot: HostSnapshot) => T {
  const ofSnapshot = new WeakMap<HostSnapshot, T>();
  const ofBytes = new Map<string, T>();
  const byBytes = (snapshot: HostSnapshot): T => {
    const key = bytesKey(host.encode(snapshot));
    const found = ofBytes.get(key) ?? work(snapshot);
    ofBytes.set(key, found);
    return found;
  };
  return (snapshot) => {
    const found = ofSnapshot.get(snapshot) ?? byBytes(snapshot);
    ofSnapshot.set(snapshot, found);
    return found;
  };
}
