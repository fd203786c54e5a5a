/**
 * A cluster of cores that run, in lock step with specified hosts: every event goes to both, and what the cores say to each
 * other travels as the bytes that they make of it. Nothing is bounded here but the length of the run, so this reaches
 * further than the search does, to rings of nine and logs of hundreds of entries, along single runs.
 */
import { xstateComponent } from '../../checker/index.js';
import * as implementation from '../../impl/parts.js';
import { exoHost } from '../../spec/exo/host.js';
import type { HostEvent } from '../../spec/exo/events.js';
import { isAlive, promisersOf } from '../../spec/exo/lives.js';
import { holdsToken, isSynced } from '../../spec/exo/log.js';
import type { HostComponent, HostSnapshot } from '../../spec/exo/names.js';
import type { Packet as SpecPacket } from '../../spec/exo/packets.js';
import { hostName } from '../../spec/ring.js';
import type { Command, OwnEvent } from './commands.js';
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
import { Diverged, type LockStepCounts } from './divergence.js';
import { compactable, compareCompactable, hasLittleLeft, mayBeFull, compareKept } from './room.js';

/** A message under way: as it is specified, and as the core has made it. */
interface InFlight {
  readonly to: number;
  readonly spec: SpecPacket;
  readonly core: Outgoing;
}

interface Member {
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
const ALL_HOSTS = -1;
type Asked = Pick<Extract<Command, { readonly do: 'takeover' }>, 'asked' | 'told' | 'members'>;
/** Older messages are lost. */
const IN_FLIGHT_MAX = 256;

export class LockStep {
  readonly counts: LockStepCounts = { events: 0, refused: 0, full: 0, slots: 0, epochs: 0 };
  private readonly hosts: number;
  private readonly members: readonly Member[];
  private readonly components: readonly HostComponent[];
  private inFlight: InFlight[] = [];

  /** `compacts` has a bit for each host; where there is little room, all do. */
  constructor(
    hosts: number,
    compacts: number,
    private readonly impl: Implementation = implementation,
    private readonly room: Room = AMPLE_ROOM,
    private readonly isDiskless = false,
  ) {
    this.hosts = hosts;
    this.components = specifiedHosts(hosts, isDiskless);
    this.members = this.components.map((component, self) => ({
      spec: component.initial()[0] as HostSnapshot,
      core: new LiveCore(impl, self, hosts, room, isDiskless),
      compacts: this.isTight || ((compacts >>> self) & 1) === 1,
    }));
  }

  /** Runs commands; those that make no sense where they come do nothing. Throws `Diverged` where the two part. */
  run(commands: readonly Command[]): void {
    const steps = this.running(commands);
    while (steps.next().done !== true);
  }

  /** Runs commands, and pauses after each: a long run can be left in between. Throws `Diverged` where the two part. */
  *running(commands: readonly Command[]): Generator<void> {
    for (const command of commands) {
      this.obey(command);
      yield;
    }
    this.members.forEach((_, host) => this.compareWhole(host, 'the end'));
  }

  private obey(command: Command): void {
    switch (command.do) {
      case 'turn':
        this.turn(command.heard, command.written, command.payloads);
        return;
      case 'rounds':
        this.rounds(command.turns);
        return;
      case 'own':
        this.own(command.host % this.hosts, command.event);
        return;
      case 'arrive':
        this.arrive(command.which, command.again);
        return;
      case 'takeover':
        this.takeover(command.host % this.hosts, command);
        this.restartAll(command.crashed & command.told);
        return;
      case 'mend':
        this.mend(command.host % this.hosts, command.of % this.hosts);
        return;
      case 'compact':
        this.compact(command.host % this.hosts, command.upTo ?? null);
        return;
    }
  }

  /** Whoever holds the token of the newest epoch fills a slot, and some hear it. */
  private turn(heard: number, written: number, payloads: number): void {
    const host = this.newestHolder();
    if (host === null) return;
    for (let i = 0; i < payloads; i++) this.both(host, { type: 'SUBMIT' });
    this.write(host);
    this.both(host, { type: 'APPEND' });
    this.write(host);
    const before = this.inFlight.length;
    this.both(host, { type: 'BROADCAST' });
    const outgoing = this.inFlight.splice(Math.min(before, this.inFlight.length));
    for (const message of outgoing) {
      if (!has(heard, message.to)) continue;
      this.receive(message);
      if (has(written, message.to)) this.write(message.to);
    }
  }

  private rounds(turns: number): void {
    for (let turn = 0; turn < turns; turn++) {
      const holder = this.newestHolder() ?? this.revived(turn);
      if (holder === null) return;
      const { log, promised } = this.memberOf(holder).spec.context;
      this.members.forEach(({ spec }, host) => {
        const { context } = spec;
        const lacks =
          context.log.length < log.length || context.promised < promised || context.installed === null;
        if (lacks && host !== holder) this.mend(host, holder);
        if (this.isTight) this.relieve(host);
      });
      this.turn(ALL_HOSTS, ALL_HOSTS, turn % 2);
    }
  }

  /** Nobody holds a token: all are up again, and one takes over. */
  private revived(turn: number): number | null {
    this.members.forEach(({ spec }, host) => {
      if (spec.matches('down')) this.both(host, { type: 'RESTART' });
      this.recover(host);
    });
    this.takeover(turn % this.hosts, { asked: ALL_HOSTS, told: ALL_HOSTS, members: ALL_HOSTS });
    return this.newestHolder();
  }

  private newestHolder(): number | null {
    let newest: number | null = null;
    let epoch = -1;
    this.members.forEach(({ spec }, host) => {
      const { promised, installed } = spec.context;
      if (!spec.matches({ up: 'following' }) || !holdsToken(spec.context) || promised <= epoch) return;
      // D8: nobody holds the token of an epoch that is dead.
      if (installed === null || !isAlive(installed, spec.context)) return;
      newest = host;
      epoch = promised;
    });
    return newest;
  }

  private own(host: number, event: OwnEvent): void {
    const { spec } = this.memberOf(host);
    const to = (host + 1) % this.hosts;
    switch (event) {
      case 'CATCH_UP':
      case 'RETURN':
        this.both(host, { type: event, to, wanted: 'entries' });
        return;
      case 'TIMEOUT':
        this.both(host, { type: 'TIMEOUT', epoch: this.nextOwn(host, spec.context.promised) });
        return;
      case 'STALE_TIMEOUT':
        this.both(host, { type: 'TIMEOUT', epoch: Math.max(0, spec.context.promised - 1) });
        return;
      case 'CRASH':
      case 'RESTART':
        this.crashOrRestart(host, event);
        return;
      default:
        this.both(host, { type: event });
    }
  }

  private crashOrRestart(host: number, event: 'CRASH' | 'RESTART'): void {
    const isDown = this.memberOf(host).spec.matches('down');
    if (isDown === (event === 'RESTART')) this.both(host, { type: event });
  }

  /** One of the messages under way arrives, and perhaps once more later. */
  private arrive(which: number, again: boolean): void {
    const { inFlight } = this;
    if (inFlight.length === 0) return;
    const at = which % inFlight.length;
    const message = inFlight[at] as InFlight;
    if (!again) inFlight.splice(at, 1);
    this.receive(message);
  }

  /** R5: a host takes over, is promised by some of those it asks, chooses its members, and some are told. */
  private takeover(host: number, { asked, told, members }: Asked): void {
    this.write(host);
    this.both(host, { type: 'TIMEOUT', epoch: this.nextOwn(host, this.highestPromise(asked, host)) });
    this.write(host);
    this.deliverAll('prepare', asked, true);
    this.deliverAll('promise', 1 << host, false);
    this.begin(host, members);
    this.write(host);
    this.deliverAll('start', told, true);
  }

  /** R5: with the promisers among some hosts, or with all of them where those may not be the members. */
  private begin(host: number, among: number): void {
    const promisers = promisersOf(this.memberOf(host).spec.context);
    const members = promisers.filter((one) => has(among, one));
    if (members.length < promisers.length) this.both(host, { type: 'BEGIN', members });
    this.both(host, { type: 'BEGIN' });
  }

  private restartAll(hosts: number): void {
    this.members.forEach((_, host) => {
      if (!has(hosts, host)) return;
      this.crashOrRestart(host, 'CRASH');
      this.crashOrRestart(host, 'RESTART');
    });
  }

  /** Messages of a kind arrive at some hosts, which write what they have to. */
  private deliverAll(kind: SpecPacket['kind'], hosts: number, writes: boolean): void {
    const mine = this.inFlight.filter((one) => one.spec.kind === kind && has(hosts, one.to));
    this.inFlight = this.inFlight.filter((one) => !mine.includes(one));
    for (const message of mine) {
      if (writes) this.write(message.to);
      this.receive(message);
      if (writes) this.write(message.to);
    }
  }

  /** R3, R9: a host asks another one for what it lacks, and gets it. */
  private mend(host: number, of: number): void {
    const { spec } = this.memberOf(host);
    if (host === of || spec.matches('down')) return;
    if (spec.matches('recovering')) {
      this.recover(host);
      return;
    }
    this.write(host);
    this.write(of);
    const other = this.memberOf(of).spec.context;
    const isBehind = other.promised === spec.context.promised && spec.matches({ up: 'following' });
    this.both(host, { type: isBehind ? 'CATCH_UP' : 'RETURN', to: of, wanted: 'entries' });
    for (const kind of ['fetch', 'join'] as const) this.deliverAll(kind, 1 << of, true);
    for (const kind of ['entry', 'start', 'install'] as const) this.deliverAll(kind, 1 << host, true);
    this.write(host);
  }

  /** D4-D6: a host that recovers asks all others, and hears all that answer. */
  private recover(host: number): void {
    if (!this.memberOf(host).spec.matches('recovering')) return;
    this.both(host, { type: 'ASK_AGAIN' });
    this.deliverAll('announce', ALL_HOSTS, true);
    this.deliverAll('answer', 1 << host, false);
    this.write(host);
  }

  /** An application whose host has little room left compacts. */
  private relieve(host: number): void {
    if (hasLittleLeft(this.memberOf(host).core, this.room)) this.compact(host, null);
  }

  private compact(host: number, upTo: number | null): void {
    const { spec, core, compacts } = this.memberOf(host);
    if (!compacts || spec.matches('down')) return;
    const most = compactable(spec, core.core);
    const slot = upTo === null ? most : upTo % (spec.context.log.length + 1);
    const mayBe = slot > core.core.log.start && slot <= most;
    const isTaken = this.guarded(host, 'compacting', () => core.compactTo(slot, spec));
    if (isTaken !== null) this.expectSame(host, 'compacting', unlike('acceptance', mayBe, isTaken));
    this.compareWhole(host, 'compacting');
  }

  /** Everything is written, and the application takes what is agreed. */
  private write(host: number): void {
    const member = this.memberOf(host);
    if (member.spec.matches('down')) return;
    if (!isSynced(member.spec.context)) this.both(host, { type: 'PERSISTED' });
    while (member.spec.context.delivered < member.spec.context.agreed && isSynced(member.spec.context)) {
      this.both(host, { type: 'DELIVER' });
    }
  }

  private receive({ to, spec, core }: InFlight): void {
    const arrived =
      core.kind === 'packet' ? receivedPacket(this.impl, core.packet, this.hosts) : core.frame.slice();
    const event = this.eventOf(to, spec);
    // A host that is no member may lack what a record leaves out. To it the record is lost: it asks for a snapshot.
    if (event.type === 'START' && !event.packet.epoch.members.includes(to) && this.lacks(to, arrived)) return;
    // D2: so may one that has forgotten what it once said to have.
    if (this.isDiskless && this.lacks(to, arrived)) return;
    this.both(to, event, arrived);
  }

  private lacks(to: number, arrived: Arrived): boolean {
    const { core } = this.memberOf(to).core;
    return (
      arrived !== null &&
      'kind' in arrived &&
      (arrived.kind === 'start' || arrived.kind === 'install') &&
      !core.log.canBecome(arrived.log, core.settled)
    );
  }

  /** What arrives, as an event: whether something is compacted is a fact at a core, and a choice in the specification. */
  private eventOf(to: number, packet: SpecPacket): HostEvent {
    const { spec, core } = this.memberOf(to);
    const { start } = core.core.log;
    switch (packet.kind) {
      case 'entry':
        return { type: 'RECEIVE', message: packet };
      case 'prepare':
        return { type: 'PREPARE', packet };
      case 'promise':
        return { type: 'PROMISE', packet };
      case 'start':
        return { type: 'START', packet };
      case 'install':
        return { type: 'INSTALL', packet };
      case 'announce':
        return { type: 'ANNOUNCE', packet };
      case 'answer':
        return { type: 'ANSWER', packet };
      case 'fetch':
        return {
          type: 'FETCH',
          packet: { ...packet, wanted: packet.length >= start ? 'entries' : 'snapshot' },
        };
      case 'join': {
        const snapshot = spec.context.installed?.snapshot ?? 0;
        return { type: 'JOIN', packet: { ...packet, wanted: start <= snapshot ? 'entries' : 'snapshot' } };
      }
    }
  }

  /** An event goes to both. Throws `Diverged` where they part. */
  private both(host: number, event: HostEvent, arrived: Arrived = null): void {
    const { impl, hosts, counts } = this;
    const member = this.memberOf(host);
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

  private compareWhole(host: number, event: string): void {
    const { spec, core } = this.memberOf(host);
    if (spec.matches('down')) return;
    const difference = compareStates(this.impl, spec, core.core.save()) ?? compareLive(spec, core.core);
    if (difference !== null) throw new Diverged({ ...difference, host: hostName(host), event });
  }

  /** A core may leave out what it has no room for, and then it is as before. */
  private expectFull(host: number, next: HostSnapshot, event: HostEvent, arrived: Arrived): void {
    const { spec, core } = this.memberOf(host);
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

  /** R1: the next number of a host's own above another one. */
  private nextOwn(host: number, above: number): number {
    const next = above + 1;
    return next + ((host - (next % this.hosts) + this.hosts) % this.hosts);
  }

  private highestPromise(asked: number, host: number): number {
    return this.members.reduce(
      (highest, { spec }, other) =>
        other === host || has(asked, other) ? Math.max(highest, spec.context.promised) : highest,
      0,
    );
  }

  /** Whether frames come to stand where others were. */
  private get isTight(): boolean {
    return this.room !== AMPLE_ROOM;
  }

  private memberOf(host: number): Member {
    return this.members[host] as Member;
  }

  private componentOf(host: number): HostComponent {
    return this.components[host] as HostComponent;
  }
}

/** By size of the ring: components are pure. That these machines are deterministic has been found out by searches. */
const specified = new Map<string, readonly HostComponent[]>();

function specifiedHosts(hosts: number, isDiskless: boolean): readonly HostComponent[] {
  const key = `${hosts}${isDiskless ? ' without disks' : ''}`;
  const recovery = isDiskless ? ({ recovery: 'repaired' } as const) : {};
  const known = specified.get(key);
  if (known !== undefined) return known;
  const components = Array.from({ length: hosts }, (_, self) => {
    const component = xstateComponent(exoHost, {
      input: { self, hosts, isBusy: false, ...recovery },
      askedTwice: 0,
    });
    return component as HostComponent;
  });
  specified.set(key, components);
  return components;
}

function has(bits: number, host: number): boolean {
  return ((bits >>> host) & 1) === 1;
}
