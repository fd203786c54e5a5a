/**
 * Specified hosts and running cores side by side: every event goes to both, and what the cores say to each other is under way as the
 * bytes that they make of it.
 */
import * as implementation from '../../impl/parts.js';
import type { HostEvent } from '../../spec/exo/events.js';
import { isSynced } from '../../spec/exo/log.js';
import type { HostComponent, HostSnapshot } from '../../spec/exo/names.js';
import type { Packet as SpecPacket } from '../../spec/exo/packets.js';
import { hostName } from '../../spec/ring.js';
import { compareEffects, outgoingOf } from '../compare/effects.js';
import { compareLive } from '../compare/live.js';
import { compareStates } from '../compare/states.js';
import { text, unlike, type Difference } from '../compare/difference.js';
import type { Implementation } from '../compare/faulty-copy.js';
import {
  AMPLE_ROOM,
  LiveCore,
  receivedPacket,
  sentPacket,
  type Arrived,
  type Room,
  type Outgoing,
} from '../compare/live-core.js';
import { arrivalOf } from './arrival.js';
import { Diverged, type LockStepCounts } from './divergence.js';
import { compareRefusal } from './refusals.js';
import { compactable, compareCompactable, mayBeFull, compareKept } from './room.js';
import { specifiedHosts } from './specified-hosts.js';

/** A message under way: as it is specified, and as the core has made it. */
interface InFlight {
  readonly to: number;
  readonly spec: SpecPacket;
  readonly core: Outgoing;
}

/** A specified host, and the core that has to be as it is. */
export interface Pair {
  spec: HostSnapshot;
  readonly core: LiveCore;
  /** Whether its application compacts. */
  readonly compacts: boolean;
}

/** What happens too often for whole states to be compared each time. */
const FREQUENT: readonly HostEvent['type'][] = [
  'SUBMIT',
  'DELIVER',
  'PERSISTED',
  'APPEND',
  'BROADCAST',
  'RECEIVE',
];
/** Older messages are lost. */
const IN_FLIGHT_MAX = 256;

export class Pairs {
  readonly counts: LockStepCounts = { events: 0, refused: 0, full: 0, slots: 0, epochs: 0 };
  readonly all: readonly Pair[];
  private readonly components: readonly HostComponent[];
  private inFlight: InFlight[] = [];

  /** `compacts` has a bit for each host; where there is little room, all do. */
  constructor(
    readonly hosts: number,
    compacts: number,
    private readonly impl: Implementation = implementation,
    readonly room: Room = AMPLE_ROOM,
    private readonly isDiskless = false,
  ) {
    this.components = specifiedHosts(hosts, isDiskless);
    this.all = this.components.map((component, self) => ({
      spec: component.initial()[0] as HostSnapshot,
      core: new LiveCore(impl, self, hosts, room, isDiskless),
      compacts: this.isTight || ((compacts >>> self) & 1) === 1,
    }));
  }

  /** Whether frames come to stand where others were. */
  get isTight(): boolean {
    return this.room !== AMPLE_ROOM;
  }

  /** The pair of a host. */
  of(host: number): Pair {
    return this.all[host] as Pair;
  }

  private componentOf(host: number): HostComponent {
    return this.components[host] as HostComponent;
  }

  /** An event goes to both. Throws `Diverged` where they part. */
  both(host: number, event: HostEvent, arrived: Arrived = null): void {
    const { impl, hosts, counts } = this;
    const member = this.of(host);
    const { core } = member;
    if (member.spec.matches('down') && event.type !== 'RESTART') return;
    counts.events += 1;
    core.outgoing = [];
    const [outcome] = this.componentOf(host).step(member.spec, event);
    const answer = this.guarded(host, text(event), () => core.take(member.spec, event, arrived));
    if (answer === impl.ANSWER.full && outcome !== undefined) {
      this.expectFull(host, outcome.next, event, arrived);
      return;
    }
    const isTaken = answer === impl.ANSWER.taken;
    this.expectSame(host, text(event), unlike('acceptance', outcome !== undefined, isTaken));
    if (outcome === undefined) {
      counts.refused += 1;
      this.expectSame(host, text(event), compareRefusal(member.spec, event, answer, impl));
      this.expectSame(host, text(event), compareLive(member.spec, core.core));
      return;
    }
    member.spec = outcome.next;
    if (event.type === 'CRASH') return;
    this.guarded(host, text(event), () => core.rest());
    const { outgoing } = core;
    this.expectSame(
      host,
      text(event),
      this.guarded(host, text(event), () => compareEffects(impl, outcome.effects, outgoing, hosts)),
    );
    this.expectSame(host, text(event), compareLive(member.spec, core.core));
    this.expectSame(host, text(event), compareCompactable(member.spec, core.core));
    if (this.isTight) this.expectSame(host, text(event), compareKept(core, this.room));
    if (!FREQUENT.includes(event.type)) this.compareWhole(host, text(event));
    this.send(host, outcome.effects.flatMap(outgoingOf), outgoing);
    counts.slots = Math.max(counts.slots, member.spec.context.log.length);
    counts.epochs = Math.max(counts.epochs, member.spec.context.installed?.number ?? 0);
  }

  /** Outgoing messages are under way: to one, or to all others. */
  private send(from: number, specified: ReturnType<typeof outgoingOf>, outgoing: readonly Outgoing[]): void {
    specified.forEach(({ to, packet }, i) => {
      const one = outgoing[i] as Outgoing;
      const core: Outgoing =
        one.kind === 'packet' ? { ...one, packet: sentPacket(this.impl, one.packet, this.hosts) } : one;
      for (let host = 0; host < this.hosts; host++) {
        if (host !== from && (to === null || to === host))
          this.inFlight.push({ to: host, spec: packet, core });
      }
    });
    if (this.inFlight.length > IN_FLIGHT_MAX) this.inFlight.splice(0, this.inFlight.length - IN_FLIGHT_MAX);
  }

  /** Whole states are the same. Throws `Diverged` where they are not. */
  compareWhole(host: number, event: string): void {
    const { spec, core } = this.of(host);
    if (spec.matches('down')) return;
    const difference = compareStates(this.impl, spec, core.core.save()) ?? compareLive(spec, core.core);
    if (difference !== null) throw new Diverged({ ...difference, host: hostName(host), event });
  }

  /** A core may leave out what it has no room for, and then it is as before. */
  private expectFull(host: number, next: HostSnapshot, event: HostEvent, arrived: Arrived): void {
    const { spec, core } = this.of(host);
    const isFull = mayBeFull(core, this.room, spec.context, next.context, event, arrived);
    this.expectSame(host, text(event), unlike('has no room', isFull, true));
    this.compareWhole(host, text(event));
    this.counts.full += 1;
  }

  private expectSame(host: number, event: string, difference: Difference | null): void {
    if (difference !== null) throw new Diverged({ ...difference, host: hostName(host), event });
  }

  /** What a core throws is where it parts. */
  private guarded<T>(host: number, event: string, run: () => T): T {
    try {
      return run();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new Diverged({
        field: 'exception',
        spec: 'none',
        core: message,
        host: hostName(host),
        event,
      });
    }
  }

  /** Everything is written, and the application takes what is agreed. */
  write(host: number): void {
    const member = this.of(host);
    if (member.spec.matches('down')) return;
    if (!isSynced(member.spec.context)) this.both(host, { type: 'PERSISTED' });
    while (member.spec.context.delivered < member.spec.context.agreed && isSynced(member.spec.context)) {
      this.both(host, { type: 'DELIVER' });
    }
  }

  /** R10: the application of a host compacts, if it does that: all it may, or up to a slot, which may be refused. */
  compact(host: number, upTo: number | null): void {
    const { spec, core, compacts } = this.of(host);
    if (!compacts || spec.matches('down')) return;
    const most = compactable(spec, core.core);
    const slot = upTo === null ? most : upTo % (spec.context.log.length + 1);
    const mayBe = slot > core.core.log.start && slot <= most;
    const isTaken = this.guarded(host, 'compacting', () => core.compactTo(slot, spec));
    if (isTaken !== null) this.expectSame(host, 'compacting', unlike('acceptance', mayBe, isTaken));
    this.compareWhole(host, 'compacting');
  }

  /** What a host sends because of an event, which is not under way then. */
  sentOn(host: number, event: HostEvent): readonly InFlight[] {
    const before = this.inFlight.length;
    this.both(host, event);
    return this.inFlight.splice(Math.min(before, this.inFlight.length));
  }

  /** One of the messages under way arrives, and perhaps once more later. */
  arrive(which: number, again: boolean): void {
    const { inFlight } = this;
    if (inFlight.length === 0) return;
    const at = which % inFlight.length;
    const message = inFlight[at] as InFlight;
    if (!again) inFlight.splice(at, 1);
    this.receive(message);
  }

  /** A message arrives. */
  receive({ to, spec, core }: InFlight): void {
    const arrived =
      core.kind === 'packet' ? receivedPacket(this.impl, core.packet, this.hosts) : core.frame.slice();
    const event = arrivalOf(spec, this.of(to));
    // A host that is no member may lack what a record leaves out. To it the record is lost: it asks for a snapshot.
    if (event.type === 'START' && !event.packet.epoch.members.includes(to) && this.lacks(to, arrived)) return;
    // D2: so may one that has forgotten what it once said to have.
    if (this.isDiskless && this.lacks(to, arrived)) return;
    this.both(to, event, arrived);
  }

  private lacks(to: number, arrived: Arrived): boolean {
    const { core } = this.of(to).core;
    return (
      arrived !== null &&
      'kind' in arrived &&
      (arrived.kind === 'start' || arrived.kind === 'install') &&
      !core.log.canBecome(arrived.log, core.settled)
    );
  }

  /** Messages of a kind arrive at some hosts, which write what they have to. */
  deliverAll(kind: SpecPacket['kind'], hosts: number, writes: boolean): void {
    const mine = this.inFlight.filter((one) => one.spec.kind === kind && has(hosts, one.to));
    this.inFlight = this.inFlight.filter((one) => !mine.includes(one));
    for (const message of mine) {
      if (writes) this.write(message.to);
      this.receive(message);
      if (writes) this.write(message.to);
    }
  }
}

function has(bits: number, host: number): boolean {
  return ((bits >>> host) & 1) === 1;
}
