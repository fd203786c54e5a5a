/** What the premises of the completed model have in common: what was met of each host, and how to ask it more. */
import type { LocalGraph, Met, Premise, PremiseFailure, Step, Verification } from '../../../checker/index.js';
import { firstInTurn, firstOf } from '../../../checker/environment/dead-for-good.js';
import { Alike } from '../../../checker/model/alike.js';
import { bytesKey } from '../../../checker/tables/local-states.js';
import type { HostEvent } from '../events.js';
import type { HostLayers } from '../host-component.js';
import type { HostComponent, HostEffect, HostSnapshot } from '../names.js';
import type { ExoOptions, Reduction } from '../options.js';
import { isWrittenAtOnce, reduces } from '../steps-made-one.js';
import type { System } from '../system.js';

export { firstInTurn, firstOf };

/** One host of a search. */
export interface AskedHost extends HostLayers {
  readonly options: ExoOptions;
  /** What the search has met of it. */
  readonly graph: LocalGraph<HostSnapshot>;
  /** Every event that it was ever sent. */
  readonly events: readonly HostEvent[];
  /** The events that it was sent in a local state, by the bytes of that state. */
  readonly askedIn: ReadonlyMap<string, ReadonlySet<HostEvent>>;
  /** The bytes of local states, as far as they are known. */
  readonly bytes: WeakMap<HostSnapshot, string>;
  /** Gives one object for all equal local states, so that questions about it are asked once. */
  readonly canonical: (state: HostSnapshot) => HostSnapshot;
  /** Whether the host takes an event in a local state; to be asked of many events, most of which differ in nothing that guards read. */
  readonly takes: (state: HostSnapshot) => (event: HostEvent) => boolean;
  /** Those of `events` that it takes in a local state. */
  readonly taken: (state: HostSnapshot) => readonly HostEvent[];
}

export type HostStep = Step<HostSnapshot, HostEffect>;

/** A premise that is verified of each host by itself. */
export function hostPremise(
  reduction: Reduction,
  { layers, options }: System,
  verifyHost: (host: AskedHost) => Verification,
): Premise {
  return {
    name: reduction,
    remedy: remedyOf(reduction),
    verify: (met, _, tick) =>
      firstInTurn(layers, function* (one) {
        const host = yield* askedHost(options, one, met, tick);
        return yield* firstInTurn([host], verifyHost);
      }),
  };
}

/** A premise about what hosts are to each other. */
export function systemPremise(
  reduction: Reduction,
  { layers, options }: System,
  verifyAll: (hosts: readonly AskedHost[]) => Generator<void, PremiseFailure | null>,
): Premise {
  return {
    name: reduction,
    remedy: remedyOf(reduction),
    *verify(met, _, tick) {
      const hosts: AskedHost[] = [];
      for (const one of layers) hosts.push(yield* askedHost(options, one, met, tick));
      return yield* verifyAll(hosts);
    },
  };
}

/** The hosts that one pass over all premises asks: what a search has met does not change in between. */
const askedInPass = new WeakMap<Met, Map<HostLayers, AskedHost>>();

function* askedHost(
  options: ExoOptions,
  layers: HostLayers,
  met: Met,
  tick: () => void,
): Generator<void, AskedHost> {
  const hosts = askedInPass.get(met) ?? new Map<HostLayers, AskedHost>();
  askedInPass.set(met, hosts);
  const host = hosts.get(layers) ?? (yield* newHost(options, layers, met, tick));
  hosts.set(layers, host);
  return host;
}

function* newHost(
  options: ExoOptions,
  layers: HostLayers,
  met: Met,
  tick: () => void,
): Generator<void, AskedHost> {
  const whole = met(layers.name) as LocalGraph<HostSnapshot>;
  const events = whole.events as readonly HostEvent[];
  const memory = memoryOf(layers, events, tick);
  const states: HostSnapshot[] = [];
  for (const state of whole.states) {
    states.push(memory.met(state));
    if (states.length % STATES_AT_ONCE === 0) yield;
  }
  const graph = { ...whole, states };
  const keys = graph.states.map((state) => memory.bytes.get(state) ?? '');
  const askedIn = new Map(keys.map((key) => [key, new Set<HostEvent>()]));
  for (const { from, event } of graph.steps()) askedIn.get(keys[from] ?? '')?.add(event as HostEvent);
  return { ...layers, ...memory, options, graph, events, askedIn, ...takingOf(events, tick) };
}

/** The number of local states that are looked at between two pauses. */
const STATES_AT_ONCE = 64;

/** What is remembered of a host from one pass over the premises to the next: its answers, and one object for all equal local states. */
type Memory = Pick<AskedHost, 'machine' | 'settled' | 'bytes' | 'canonical'> & {
  /** One object for all equal local states that the search has met. */
  readonly met: (state: HostSnapshot) => HostSnapshot;
};

/** Local states on the way to others are remembered only as long as there are no more than this. */
const PASSING_MAX = 1 << 14;

/** By the events of a search, which are one list that grows: what was asked in another search is of no use. */
const memories = new WeakMap<readonly HostEvent[], Map<HostLayers, Memory>>();

function memoryOf(layers: HostLayers, events: readonly HostEvent[], tick: () => void): Memory {
  const ofSearch = memories.get(events) ?? new Map<HostLayers, Memory>();
  memories.set(events, ofSearch);
  const memory = ofSearch.get(layers) ?? newMemory(layers, tick);
  ofSearch.set(layers, memory);
  return memory;
}

function newMemory({ machine: asked, settled }: HostLayers, tick: () => void): Memory {
  const known = new Map<string, HostSnapshot>();
  let passing = new Map<string, HostSnapshot>();
  const bytes = new WeakMap<HostSnapshot, string>();
  const keyOf = (state: HostSnapshot): string => {
    const key = bytes.get(state) ?? bytesKey(asked.encode(state));
    bytes.set(state, key);
    return key;
  };
  const canonical: AskedHost['canonical'] = (state) => {
    const key = keyOf(state);
    const found = known.get(key) ?? passing.get(key);
    if (found !== undefined) return found;
    if (passing.size === PASSING_MAX) passing = new Map();
    passing.set(key, state);
    return state;
  };
  const met: Memory['met'] = (state) => {
    const key = keyOf(state);
    const found = known.get(key) ?? passing.get(key) ?? state;
    known.set(key, found);
    return found;
  };
  const machine = remembering(asked, canonical, tick);
  return {
    machine,
    settled: settled === asked ? machine : remembering(settled, canonical, tick),
    bytes,
    canonical,
    met,
  };
}

function takingOf(events: readonly HostEvent[], tick: () => void): Pick<AskedHost, 'takes' | 'taken'> {
  const alike = new Alike(events);
  const known = new WeakMap<HostSnapshot, (event: HostEvent) => boolean>();
  const takes: AskedHost['takes'] = (state) => {
    tick();
    const question = known.get(state) ?? alike.question((event: HostEvent) => state.can(event));
    known.set(state, question);
    return question;
  };
  return { takes, taken: (state) => alike.where(takes(state)) };
}

/**
 * Whether an event may happen in the local state that the search has in the place of another: a message is in flight there
 * in both or in neither, and then it was asked about. What has no message may happen at any time.
 */
export function mayHappen(host: AskedHost, inPlace: HostSnapshot, event: HostEvent): boolean {
  if (!('packet' in event) && !('message' in event)) return true;
  const asked = host.askedIn.get(bytesOf(host, inPlace));
  return asked === undefined || asked.has(event);
}

/** The events that may happen in a local state, taken or not: those without a message, and those that were asked about in it. */
export function possibleIn(host: AskedHost, state: HostSnapshot): readonly HostEvent[] {
  const asked = host.askedIn.get(bytesOf(host, state));
  if (asked === undefined) return host.events;
  return [...host.events.filter((event) => !('packet' in event) && !('message' in event)), ...asked];
}

/** A state once all that the reductions do at once is done. */
export function atRest(host: AskedHost, state: HostSnapshot): HostSnapshot {
  const { options } = host;
  return doneIn(host, state, isWrittenAtOnce(options), reduces(options, 'deliver'));
}

/** A state once all is written and delivered, whatever the reductions do. */
export function allDone(host: AskedHost, state: HostSnapshot): HostSnapshot {
  return doneIn(host, state, true, true);
}

function doneIn(
  { machine }: AskedHost,
  state: HostSnapshot,
  writes: boolean,
  delivers: boolean,
): HostSnapshot {
  const written = writes ? outcome(machine, state, PERSISTED) : null;
  let rest = written?.next ?? state;
  while (delivers) {
    const step = outcome(machine, rest, DELIVER);
    if (step === null) break;
    rest = step.next;
  }
  return rest;
}

const PERSISTED: HostEvent = { type: 'PERSISTED' };
const DELIVER: HostEvent = { type: 'DELIVER' };

/**
 * Asks each question once, while premises are verified. Steps to equal local states lead to one object, because most of
 * what is asked then is what follows on a step, and many steps lead to the same.
 */
function remembering(
  component: HostComponent,
  canonical: AskedHost['canonical'],
  tick: () => void,
): HostComponent {
  const known = new WeakMap<HostSnapshot, Map<HostEvent, readonly HostStep[]>>();
  const asked = (state: HostSnapshot, event: HostEvent): readonly HostStep[] => {
    tick();
    return component.step(state, event).map(({ next, effects }) => ({ next: canonical(next), effects }));
  };
  const step = (state: HostSnapshot, event: HostEvent): readonly HostStep[] => {
    const answers = known.get(state) ?? new Map<HostEvent, readonly HostStep[]>();
    known.set(state, answers);
    const answer = answers.get(event) ?? asked(state, event);
    answers.set(event, answer);
    return answer;
  };
  return { ...component, step };
}

export function remedyOf(reduction: Reduction): string {
  return `search without it (--no-reduce ${reduction})`;
}

/** An event in a local state, in words. */
export function shown(event: HostEvent, { value, context }: HostSnapshot): string {
  const { type, ...details } = event;
  const what = Object.keys(details).length === 0 ? type : `${type} ${JSON.stringify(details)}`;
  const { promised, log, disk } = context;
  const log_ = log.map(({ epoch, source }) => `${epoch}.${source}`).join(' ');
  const written = disk.log.length === log.length ? '' : `, ${disk.log.length} of it written`;
  return `${what} in state ${JSON.stringify(value)} with promise ${promised} and log [${log_}]${written}`;
}

export function failure(
  { machine }: AskedHost,
  event: HostEvent,
  state: HostSnapshot,
  claim: string,
): PremiseFailure {
  return { machine: machine.name, step: shown(event, state), claim };
}

/** The bytes of a local state, to compare them. */
export function bytesOf({ machine, bytes }: AskedHost, state: HostSnapshot): string {
  const key = bytes.get(state) ?? bytesKey(machine.encode(state));
  bytes.set(state, key);
  return key;
}

/** The outcome of an event; null if it is disabled. A host never chooses, so there is one at most. */
export function outcome(component: HostComponent, state: HostSnapshot, event: HostEvent): HostStep | null {
  return component.step(state, event)[0] ?? null;
}

/** Whether an event is one that the bounds of the model allow in a state; the machine itself has no bounds. */
export function isInBounds({ options }: AskedHost, { context }: HostSnapshot, { type }: HostEvent): boolean {
  if (type === 'APPEND') return context.log.length < options.slots;
  if (type === 'SUBMIT') return options.payloads !== 'inf' && context.submitted < options.payloads;
  return true;
}

/** Whether two steps send the same, in the same order. */
export function sameEffects(left: readonly HostEffect[], right: readonly HostEffect[]): boolean {
  return (
    left.length === right.length && (left.length === 0 || JSON.stringify(left) === JSON.stringify(right))
  );
}
