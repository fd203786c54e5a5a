/**
 * Counterexamples are runs in which a protocol does what it must not do: the protocol as published, or the completed one
 * with a change in its rules. Here such a run is played against the core: it must not follow it to the end.
 */
import { silencing, xstateComponent, type Mutated, type Transition } from '../../checker/index.js';
import * as implementation from '../../impl/parts.js';
import type { HostEvent } from '../../spec/exo/events.js';
import type { exoHost } from '../../spec/exo/host.js';
import type { HostComponent, HostSnapshot } from '../../spec/exo/names.js';
import { hostName } from '../../spec/ring.js';
import { NOBODY } from '../../spec/published/log.js';
import type { HostEvent as PublishedEvent } from '../../spec/published/host.js';
import type { HostSnapshot as PublishedHost } from '../../spec/published/names.js';
import { LiveCore } from '../compare/live-core.js';
import { CONFIGURATION, payloadBytes } from '../compare/logs.js';
import { noCounts } from './model.js';
import { pairedComponent, type PairState } from './paired-component.js';

/** What came of a run that the core was to follow. */
export interface Played {
  /** Where the run is from. */
  readonly name: string;
  readonly steps: number;
  /** Where the core does otherwise; null if it follows to the end. */
  readonly divergence: PlayedDivergence | null;
  /** Whether the cores agree on more after the end, by themselves. Null where the run is not about that. */
  readonly goesOn: boolean | null;
}

/** Whether the core does what it must not do. */
export function isFollowed({ divergence, goesOn }: Played): boolean {
  return goesOn === null ? divergence === null : !goesOn;
}

export interface PlayedDivergence {
  /** From 1. */
  readonly step: number;
  readonly host: string;
  /** What the core does otherwise, in a few words. */
  readonly how: string;
}

/** A run of the completed model with a changed host. */
export function playMutant(
  name: string,
  mutated: Mutated<typeof exoHost>,
  initial: readonly unknown[],
  steps: readonly Transition[],
): Played {
  const hosts = initial.filter(isHost);
  const pairs = hosts.map(({ context: { config } }) => {
    const plain = xstateComponent(mutated.machine, { input: config, askedTwice: 0 }) as HostComponent;
    return pairedComponent({
      impl: implementation,
      self: config.self,
      hosts: hosts.length,
      epochs: 0,
      counts: noCounts(),
      spec: silencing(plain, mutated.silenced) as HostComponent,
      asksMore: false,
    });
  });
  const states = pairs.map((pair) => pair.initial()[0] as PairState);
  for (const [i, { legs }] of steps.entries()) {
    for (const { slot, event, skipped } of legs) {
      const host = hosts.findIndex((_, self) => hostName(self) === slot.name);
      const state = states[host];
      if (state === undefined || skipped) continue;
      const [step] = pairs[host]?.step(state, event as HostEvent) ?? [];
      const next = step?.next as PairState | undefined;
      const how = next === undefined ? `${event.type} is refused` : differenceText(next);
      if (how !== null)
        return { name, steps: steps.length, divergence: { step: i + 1, host: slot.name, how }, goesOn: null };
      states[host] = next as PairState;
    }
  }
  // Of a host that is down there is nothing to compare before it is up again.
  for (const [host, state] of states.entries()) {
    const [step] = state.matches('down') ? (pairs[host]?.step(state, { type: 'RESTART' }) ?? []) : [];
    const how = step && differenceText(step.next as PairState);
    if (how) {
      const divergence = { step: steps.length + 1, host: hostName(host), how: `after its restart ${how}` };
      return { name, steps: steps.length, divergence, goesOn: null };
    }
  }
  return { name, steps: steps.length, divergence: null, goesOn: null };
}

function isHost(state: unknown): state is HostSnapshot {
  const { context } = Object(state) as { readonly context?: { readonly config?: unknown } };
  return context?.config !== undefined;
}

function differenceText({ divergence }: PairState): string | null {
  return divergence && `${divergence.field} is ${divergence.core}, not ${divergence.spec}`;
}

/**
 * A run of the model as published. Its hosts are in epoch 0 for ever: a time-out there means to assume the token, here to
 * take over; what is mended there by votes, here an epoch would bring. Compared are logs and agreement pointers.
 */
export function playPublished(
  name: string,
  initial: readonly unknown[],
  steps: readonly Transition[],
  isStuck: boolean,
): Played {
  const hosts = initial.filter(isPublishedHost).length;
  const cores = Array.from({ length: hosts }, (_, self) => new LiveCore(implementation, self, hosts));
  let divergence: PlayedDivergence | null = null;
  for (const [i, { legs, states }] of steps.entries()) {
    for (const { slot, event, skipped } of legs) {
      const host = cores.findIndex((_, self) => hostName(self) === slot.name);
      const core = cores[host];
      if (core !== undefined && !skipped) feed(core, event as PublishedEvent);
    }
    divergence ??= firstDivergence(cores, states, i + 1);
  }
  return { name, steps: steps.length, divergence, goesOn: isStuck ? agreeOnMore(cores) : null };
}

function firstDivergence(
  cores: readonly LiveCore[],
  states: readonly unknown[],
  step: number,
): PlayedDivergence | null {
  for (const [host, core] of cores.entries()) {
    const how = publishedDifference(states[host] as PublishedHost, core);
    if (how !== null) return { step, host: hostName(host), how };
  }
  return null;
}

/** The first host takes over, over networks that lose nothing; then the token goes round. Whether all agree on more. */
function agreeOnMore(cores: readonly LiveCore[]): boolean {
  const before = Math.max(...cores.map(({ core }) => core.agreed));
  const first = cores[0] as LiveCore;
  const highest = Math.max(...cores.map(({ core }) => core.promised));
  for (const live of cores) live.outgoing = [];
  first.core.timeout((Math.floor(highest / cores.length) + 1) * cores.length);
  settle(cores);
  first.core.begin();
  settle(cores);
  for (let turn = 0; turn < 2 * cores.length; turn++) {
    const holder = cores.find(({ core }) => core.holdsToken);
    if (holder === undefined) return false;
    holder.core.append();
    write(holder);
    holder.core.broadcast();
    settle(cores);
  }
  return cores.every(({ core }) => core.agreed > before);
}

/** Everything is written, and every outgoing message arrives, until there are no more. */
function settle(cores: readonly LiveCore[]): void {
  for (;;) {
    cores.forEach(write);
    const from = cores.find(({ outgoing }) => outgoing.length > 0);
    const one = from?.outgoing.shift();
    if (from === undefined || one === undefined) return;
    for (const to of cores) {
      if (to === from || (one.kind !== 'broadcast' && one.to !== to.self)) continue;
      to.hear(one.kind === 'packet' ? one.packet : one.frame);
      write(to);
    }
  }
}

function isPublishedHost(state: unknown): state is PublishedHost {
  const { context } = Object(state) as { readonly context?: { readonly disputed?: unknown } };
  return context?.disputed !== undefined;
}

/** What happens to a published host happens to the core, as far as there is such a thing; it writes at once. */
function feed(live: LiveCore, event: PublishedEvent): void {
  const { core, self, hosts, storage } = live;
  switch (event.type) {
    case 'SEND':
      if (core.holdsToken) submitNext(live);
      core.append();
      break;
    case 'RECEIVE': {
      const { slot, source, payload, history } = event.message;
      const words = new Int32Array(32);
      const fields = { configuration: CONFIGURATION, epoch: 0, slot, source, firstNumber: payload };
      implementation.writeFrame(
        {
          ...fields,
          history: implementation.historyDigest(history.filter((sender) => sender !== NOBODY)),
          payloads: [payloadBytes(source, payload)],
        },
        words,
        0,
      );
      core.receive(words, 0);
      break;
    }
    case 'TIMEOUT': {
      const above = core.promised + 1;
      core.timeout(above + ((self - (above % hosts) + hosts) % hosts));
      break;
    }
    case 'REPEAT':
      core.broadcast();
      break;
    case 'CRASH':
      storage.crash();
      break;
    case 'RESTART':
      live.restart();
      break;
    default:
      return;
  }
  write(live);
}

function write({ core, storage }: LiveCore): void {
  const position = core.takeWrites(storage);
  storage.flush(() => undefined);
  core.persisted(position);
}

function submitNext({ core, self }: LiveCore): void {
  const number = (core.log.lastNumbers[self] as number) + 1;
  core.submit(number, payloadBytes(self, number));
}

function publishedDifference(host: PublishedHost, { core }: LiveCore): string | null {
  const { log, agreed } = host.context;
  if (log.length !== core.log.length) return `its log is ${core.log.length} long, not ${log.length}`;
  const slot = log.findIndex((entry, k) => {
    const isSame = core.log.sourceAt(k) === entry.source && core.log.lastNumberAt(k) === entry.payload;
    return !isSame;
  });
  if (slot >= 0) return `its log has another entry in slot ${slot}`;
  return agreed === core.agreed ? null : `its agreement pointer is ${core.agreed}, not ${agreed}`;
}
