/**
 * What is in flight where messages stay for ever, going by what a host has heard: an entry that it received, or an epoch's record, was
 * sent to all; and so was what it has itself sent, or may send now without anything else being different. Of a log that came
 * with another message the same holds at the host that sent it.
 */
import { keys } from '../../../checker/environment/inbox.js';
import type { HostEvent } from '../events.js';
import { messageOf } from '../log.js';
import type { Packet } from '../packets.js';
import type { Epoch, Entry } from '../records.js';
import { receptionOf } from '../system.js';
import type { AskedHost } from './asked.js';
import { edgesMet, initialIds, published, type LocalEdge } from './local-paths.js';

/** A host, and one of its local states. */
interface Place {
  readonly host: number;
  readonly state: number;
}

/** What a step tells a host. */
interface Source {
  readonly from: number;
  /** What was in flight for it to happen, or is from then on. */
  readonly told: ReadonlySet<string>;
  /** The message that brought a log, if one did. */
  readonly log: Packet | null;
}

interface HostSources {
  readonly initial: ReadonlySet<number>;
  /** By local state, the steps that lead to it. */
  readonly into: readonly (readonly Source[])[];
  /** By local state, what the host can send in it, as it is. */
  readonly sayable: readonly ReadonlySet<string>[];
}

export class InFlight {
  readonly keyOf = keys<Packet>();
  private readonly hosts: readonly HostSources[];
  /** Where messages with logs were sent: the local states after that. */
  private readonly senders = new Map<string, Place[]>();
  private readonly contents = new WeakMap<Packet, ReadonlySet<string>>();
  private readonly events = new Map<string, HostEvent>();
  private readonly proven = new Map<string, Set<number>>();
  private readonly refuted = new Set<string>();

  constructor(
    hosts: readonly AskedHost[],
    readonly size: number,
  ) {
    this.hosts = hosts.map((host, self) => this.sourcesOf(host, self));
  }

  /** The event that a packet is to its receiver; one object for equal ones, so that questions about it are asked once. */
  eventOf(packet: Packet): HostEvent {
    const key = this.keyOf(packet);
    const event = this.events.get(key) ?? receptionOf(packet);
    this.events.set(key, event);
    return event;
  }

  /** Whether a packet was sent to all others in every run that leads a host to a local state, or can be sent there at once. */
  has(host: number, state: number, packet: Packet): boolean {
    const key = this.keyOf(packet);
    const known = this.proven.get(key) ?? new Set<number>();
    this.proven.set(key, known);
    const start: Place = { host, state };
    if (known.has(this.number(start))) return true;
    const name = `${this.number(start)} ${key}`;
    if (this.refuted.has(name)) return false;
    const seen = this.followedBack(start, key, known);
    if (seen === null) this.refuted.add(name);
    for (const place of seen ?? []) known.add(place);
    return seen !== null;
  }

  /** All places that lead to `start` without the packet; null where one of them is a beginning. */
  private followedBack(start: Place, key: string, known: ReadonlySet<number>): ReadonlySet<number> | null {
    const seen = new Set([this.number(start)]);
    const stack = [start];
    for (let place = stack.pop(); place !== undefined; place = stack.pop()) {
      const { initial, into, sayable } = this.sourcesAt(place.host);
      if (sayable[place.state]?.has(key) === true) continue;
      if (initial.has(place.state)) return null;
      for (const source of into[place.state] ?? []) {
        for (const earlier of this.before(place.host, source, key)) {
          const number = this.number(earlier);
          if (seen.has(number) || known.has(number)) continue;
          seen.add(number);
          stack.push(earlier);
        }
      }
    }
    return seen;
  }

  /** Where the packet has to be in flight already, so that it is after a step. */
  private before(host: number, { from, told, log }: Source, key: string): readonly Place[] {
    if (told.has(key)) return [];
    const senders = log === null ? undefined : this.senders.get(this.keyOf(log));
    if (log !== null && senders !== undefined && this.contentOf(log).has(key)) return senders;
    return [{ host, state: from }];
  }

  private sourcesOf(host: AskedHost, self: number): HostSources {
    const into = host.graph.states.map((): Source[] => []);
    const sayable = host.graph.states.map(() => new Set<string>());
    for (const edge of edgesMet(host)) {
      const { from, next, effects } = edge;
      for (const packet of packetsWithLogs(effects)) this.noteSender(packet, { host: self, state: next });
      const sent = published(effects).map(this.keyOf);
      if (from === next) for (const key of sent) sayable[from]?.add(key);
      else into[next]?.push(this.sourceOf(edge, sent));
    }
    return { initial: initialIds(host), into, sayable };
  }

  private sourceOf({ from, event }: LocalEdge, sent: readonly string[]): Source {
    const heard = heardBy(event);
    const told = new Set(heard === null ? sent : [...sent, this.keyOf(heard)]);
    return { from, told, log: heard !== null && 'log' in heard ? heard : null };
  }

  private noteSender(packet: Packet, place: Place): void {
    const key = this.keyOf(packet);
    const places = this.senders.get(key) ?? [];
    this.senders.set(key, places);
    places.push(place);
  }

  /** The entries, and the record, that a message with a log stands for. */
  private contentOf(packet: Packet): ReadonlySet<string> {
    const known = this.contents.get(packet) ?? new Set(contentOf(packet, this.size).map(this.keyOf));
    this.contents.set(packet, known);
    return known;
  }

  private sourcesAt(host: number): HostSources {
    return this.hosts[host] ?? { initial: new Set(), into: [], sayable: [] };
  }

  private number({ host, state }: Place): number {
    return state * this.hosts.length + host;
  }
}

/** The packet that an event brings, where it is one of those that tell something of entries and records. */
function heardBy(event: LocalEdge['event']): Packet | null {
  if (event.type === 'RECEIVE') return event.message;
  if (!('packet' in event)) return null;
  return event.packet;
}

function packetsWithLogs(effects: LocalEdge['effects']): readonly Packet[] {
  return effects.flatMap(({ params }) =>
    'packets' in params ? params.packets.filter((packet) => 'log' in packet) : [],
  );
}

function contentOf(packet: Packet, hosts: number): readonly Packet[] {
  if (!('log' in packet)) return [];
  const { log } = packet;
  const epoch = packet.kind === 'answer' ? packet.installed : null;
  return [...messagesOf(log, 0, hosts), ...(epoch === null ? [] : [recordOf(epoch, log)])];
}

/** The entries of a log from a slot on, as they were broadcast. */
export function messagesOf(log: readonly Entry[], first: number, hosts: number): readonly Packet[] {
  return log.slice(first).map((_, i) => messageOf(log, first + i, hosts));
}

/** The record of an epoch as it came from its starter. */
export function recordOf(epoch: Epoch, log: readonly Entry[]): Packet & { readonly kind: 'start' } {
  const { base, snapshot } = epoch;
  return { kind: 'start', epoch, log: log.slice(0, base), delivered: snapshot };
}
