/**
 * What split hosts are to the protocol (O11, first refinement): plain hosts. What drivers and channels do is no step of it, nor is a
 * crash of a host; that an engine takes a payload is a submission, what is acknowledged is delivered, and a reset is a crash and
 * a restart.
 *
 * After its restart such a host may know again how much of its log was agreed before: a driver that has outlived its engine's reset
 * tells it when it attaches. O11 lets the restart keep any part of the pointer; what is kept and not looked at cannot be told from
 * what is found again, so here it is found again, which needs no foresight.
 */
import {
  leg,
  rule,
  xstateComponent,
  type AnySlot,
  type Model,
  type RefinementMapping,
  type Rule,
  type Slot,
} from '../../checker/index.js';
import { isGranted } from '../../checker/environment/budget.js';
import { showHost } from '../exo/display.js';
import { hostInput } from '../exo/host-component.js';
import { everKnown } from '../exo/lives.js';
import type { HostComponent, HostSnapshot } from '../exo/names.js';
import type { ExoOptions } from '../exo/options.js';
import { rulesOf as exoRulesOf } from '../exo/rules.js';
import { routesOf as exoRoutesOf, slotsOf as exoSlotsOf, systemOf, type System } from '../exo/system.js';
import { allHosts, hostAt, hostName } from '../ring.js';
import { choosingSnapshots, withChosenSnapshots } from './chosen-snapshots.js';
import type { EngineSnapshot } from './engine.js';
import type { OffloadOptions } from './options.js';
import { plainHost, type PlainHostEvent, type PlainHostSnapshot } from './plain-host.js';
import { isResetAtOnce, NOT_OF_ENGINES } from './rules.js';
import type { OffloadSystem } from './system.js';
import { allNumbers } from './users.js';

/** The property's name. */
export const PLAIN_PROTOCOL = 'PlainProtocol';

/** Whether a host that restarts may know again what it knew to be agreed; it must, or split hosts are no plain ones. */
export type Pointer = 'recalled' | 'forgotten';

export function protocolRefinement(
  { options, exo }: OffloadSystem,
  pointer: Pointer = 'recalled',
): { readonly high: () => Model; readonly mapping: RefinementMapping } {
  const slots = protocolSlots(exo);
  const hosts = exo.hosts as readonly AnySlot[];
  const seen = (state: unknown, { name }: AnySlot): unknown =>
    hosts.some((host) => host.name === name) ? ofProtocol(state as HostSnapshot | EngineSnapshot) : state;
  return {
    high: () => plainModel(options, pointer),
    mapping: { name: PLAIN_PROTOCOL, reads: slots, view: seen, map: (views) => views, seen },
  };
}

/** The slots of the protocol: faults are free in the plain model, since those of split hosts are counted otherwise. */
function protocolSlots(exo: System): readonly AnySlot[] {
  return exoSlotsOf(exo).filter((slot) => slot !== exo.crashes);
}

/** As much of a host as the protocol has: all but an engine's edge, and what never changes. */
function ofProtocol({ value, context }: HostSnapshot | EngineSnapshot): unknown {
  const parts = Object.entries(context).filter(([name]) => name !== 'config' && name !== 'edge');
  return { value, context: Object.fromEntries(parts) as unknown };
}

/** The plain model: the same hosts and media, and in place of engines plain hosts of applications that number their payloads. */
function plainModel(options: OffloadOptions, pointer: Pointer): Model {
  const { split, crashes, ...others } = options;
  const bounds: ExoOptions = {
    ...others,
    crashes: isGranted(crashes) ? 'inf' : 0,
    component: (machine, self) => {
      const input = hostInput(options, self);
      const name = `host ${hostName(self)}`;
      const host = xstateComponent(self < split ? plainHost : machine, {
        ...{ name, show: showHost },
        input: self < split ? { ...input, isBusy: false } : input,
      } as never) as HostComponent;
      return self < split ? choosingSnapshots(options, host) : host;
    },
  };
  const exo = systemOf(bounds);
  const splitHosts = allHosts(split).map((self) => hostAt(exo.hosts, self) as AnySlot);
  const ofOthers = exoRulesOf(exo).filter(
    ({ name, slot }) => !splitHosts.includes(slot) || !NOT_OF_ENGINES.includes(name),
  );
  return {
    name: 'exo',
    slots: exoSlotsOf(exo),
    rules: [
      ...ofOthers.map((one) => withChosenSnapshots(exo.options, splitHosts, one)),
      ...splitHosts.flatMap((host, self) => plainRules(options, host as PlainHostSlot, self, pointer)),
    ],
    routes: exoRoutesOf(exo),
    properties: [],
    mayEnd: () => true,
  };
}

type PlainHostSlot = Slot<PlainHostSnapshot, PlainHostEvent, never>;

/** What the application of a plain host does, and its faults. */
function plainRules(
  options: OffloadOptions,
  host: PlainHostSlot,
  self: number,
  pointer: Pointer,
): readonly Rule[] {
  const params = { host: hostName(self) };
  const each = (name: string, eventsOf: (own: PlainHostSnapshot) => readonly PlainHostEvent[]): Rule =>
    rule({
      name,
      slot: host,
      offers: (own) =>
        eventsOf(own)
          .filter((event) => own.can(event))
          .map((event) => ({ params, legs: [leg(host, event)] })),
    });
  const numbers = allNumbers(options);
  const crash: PlainHostEvent = { type: 'CRASH' };
  const restart: PlainHostEvent = { type: 'RESTART' };
  const faults = isResetAtOnce(options)
    ? [
        rule({
          name: 'CrashAndRestart',
          slot: host,
          offers: () => [{ params, legs: [leg(host, crash), leg(host, restart)] }],
        }),
      ]
    : [each('Crash', () => [crash]), each('Restart', () => [restart])];
  return [
    each('Submit', () => numbers.map((payload) => ({ type: 'SUBMIT', payload }))),
    each('Deliver', () => [{ type: 'DELIVER', toApplication: true }]),
    ...(pointer === 'recalled'
      ? [
          each('Recall', ({ context }) =>
            allHosts(everKnown(context) + 1).map((known) => ({ type: 'RECALL', pointer: known })),
          ),
        ]
      : []),
    ...(isGranted(options.resets) ? faults : []),
  ];
}
