/**
 * A cluster of cores that run, in lock step with specified hosts: every event goes to both, and what the cores say to each
 * other travels as the bytes that they make of it. Nothing is bounded here but the length of the run, so this reaches
 * further than the search does, to rings of nine and logs of hundreds of entries, along single runs.
 */
import { isAlive, promisersOf } from '../../spec/exo/lives.js';
import { holdsToken } from '../../spec/exo/log.js';
import type { Implementation } from '../compare/faulty-copy.js';
import type { Room } from '../compare/live-core.js';
import type { Command, OwnEvent } from './commands.js';
import type { LockStepCounts } from './divergence.js';
import { Pairs } from './pairs.js';
import { hasLittleLeft } from './room.js';

const ALL_HOSTS = -1;
type Asked = Pick<Extract<Command, { readonly do: 'takeover' }>, 'asked' | 'told' | 'members'>;

export class LockStep {
  private readonly pairs: Pairs;

  /** `compacts` has a bit for each host; where there is little room, all do. */
  constructor(
    private readonly hosts: number,
    compacts: number,
    impl?: Implementation,
    room?: Room,
    isDiskless = false,
  ) {
    this.pairs = new Pairs(hosts, compacts, impl, room, isDiskless);
  }

  get counts(): LockStepCounts {
    return this.pairs.counts;
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
    this.pairs.all.forEach((_, host) => this.pairs.compareWhole(host, 'the end'));
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
        this.pairs.arrive(command.which, command.again);
        return;
      case 'takeover':
        this.takeover(command.host % this.hosts, command);
        this.restartAll(command.crashed & command.told);
        return;
      case 'mend':
        this.mend(command.host % this.hosts, command.of % this.hosts);
        return;
      case 'compact':
        this.pairs.compact(command.host % this.hosts, command.upTo ?? null);
        return;
    }
  }

  /** Whoever holds the token of the newest epoch fills a slot, and some hear it. */
  private turn(heard: number, written: number, payloads: number): void {
    const host = this.newestHolder();
    if (host === null) return;
    for (let i = 0; i < payloads; i++) this.pairs.both(host, { type: 'SUBMIT' });
    this.pairs.write(host);
    this.pairs.both(host, { type: 'APPEND' });
    this.pairs.write(host);
    for (const message of this.pairs.sentOn(host, { type: 'BROADCAST' })) {
      if (!has(heard, message.to)) continue;
      this.pairs.receive(message);
      if (has(written, message.to)) this.pairs.write(message.to);
    }
  }

  private rounds(turns: number): void {
    for (let turn = 0; turn < turns; turn++) {
      const holder = this.newestHolder() ?? this.revived(turn);
      if (holder === null) return;
      const { log, promised } = this.pairs.of(holder).spec.context;
      this.pairs.all.forEach(({ spec }, host) => {
        const { context } = spec;
        const lacks =
          context.log.length < log.length || context.promised < promised || context.installed === null;
        if (lacks && host !== holder) this.mend(host, holder);
        if (this.pairs.isTight) this.relieve(host);
      });
      this.turn(ALL_HOSTS, ALL_HOSTS, turn % 2);
    }
  }

  /** Nobody holds a token: all are up again, and one takes over. */
  private revived(turn: number): number | null {
    this.pairs.all.forEach(({ spec }, host) => {
      if (spec.matches('down')) this.pairs.both(host, { type: 'RESTART' });
      this.recover(host);
    });
    this.takeover(turn % this.hosts, { asked: ALL_HOSTS, told: ALL_HOSTS, members: ALL_HOSTS });
    return this.newestHolder();
  }

  private newestHolder(): number | null {
    let newest: number | null = null;
    let epoch = -1;
    this.pairs.all.forEach(({ spec }, host) => {
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
    const { spec } = this.pairs.of(host);
    const to = (host + 1) % this.hosts;
    switch (event) {
      case 'CATCH_UP':
      case 'RETURN':
        this.pairs.both(host, { type: event, to, wanted: 'entries' });
        return;
      case 'TIMEOUT':
        this.pairs.both(host, { type: 'TIMEOUT', epoch: this.nextOwn(host, spec.context.promised) });
        return;
      case 'STALE_TIMEOUT':
        this.pairs.both(host, { type: 'TIMEOUT', epoch: Math.max(0, spec.context.promised - 1) });
        return;
      case 'CRASH':
      case 'RESTART':
        this.crashOrRestart(host, event);
        return;
      default:
        this.pairs.both(host, { type: event });
    }
  }

  private crashOrRestart(host: number, event: 'CRASH' | 'RESTART'): void {
    const isDown = this.pairs.of(host).spec.matches('down');
    if (isDown === (event === 'RESTART')) this.pairs.both(host, { type: event });
  }

  /** R5: a host takes over, is promised by some of those it asks, chooses its members, and some are told. */
  private takeover(host: number, { asked, told, members }: Asked): void {
    this.pairs.write(host);
    this.pairs.both(host, { type: 'TIMEOUT', epoch: this.nextOwn(host, this.highestPromise(asked, host)) });
    this.pairs.write(host);
    this.pairs.deliverAll('prepare', asked, true);
    this.pairs.deliverAll('promise', 1 << host, false);
    this.begin(host, members);
    this.pairs.write(host);
    this.pairs.deliverAll('start', told, true);
  }

  /** R5: with the promisers among some hosts, or with all of them where those may not be the members. */
  private begin(host: number, among: number): void {
    const promisers = promisersOf(this.pairs.of(host).spec.context);
    const members = promisers.filter((one) => has(among, one));
    if (members.length < promisers.length) this.pairs.both(host, { type: 'BEGIN', members });
    this.pairs.both(host, { type: 'BEGIN' });
  }

  private restartAll(hosts: number): void {
    this.pairs.all.forEach((_, host) => {
      if (!has(hosts, host)) return;
      this.crashOrRestart(host, 'CRASH');
      this.crashOrRestart(host, 'RESTART');
    });
  }

  /** R3, R9: a host asks another one for what it lacks, and gets it. */
  private mend(host: number, of: number): void {
    const { spec } = this.pairs.of(host);
    if (host === of || spec.matches('down')) return;
    if (spec.matches('recovering')) {
      this.recover(host);
      return;
    }
    this.pairs.write(host);
    this.pairs.write(of);
    const other = this.pairs.of(of).spec.context;
    const isBehind = other.promised === spec.context.promised && spec.matches({ up: 'following' });
    this.pairs.both(host, { type: isBehind ? 'CATCH_UP' : 'RETURN', to: of, wanted: 'entries' });
    for (const kind of ['fetch', 'join'] as const) this.pairs.deliverAll(kind, 1 << of, true);
    for (const kind of ['entry', 'start', 'install'] as const) this.pairs.deliverAll(kind, 1 << host, true);
    this.pairs.write(host);
  }

  /** D4-D6: a host that recovers asks all others, and hears all that answer. */
  private recover(host: number): void {
    if (!this.pairs.of(host).spec.matches('recovering')) return;
    this.pairs.both(host, { type: 'ASK_AGAIN' });
    this.pairs.deliverAll('announce', ALL_HOSTS, true);
    this.pairs.deliverAll('answer', 1 << host, false);
    this.pairs.write(host);
  }

  /** An application whose host has little room left compacts. */
  private relieve(host: number): void {
    if (hasLittleLeft(this.pairs.of(host).core, this.pairs.room)) this.pairs.compact(host, null);
  }

  /** R1: the next number of a host's own above another one. */
  private nextOwn(host: number, above: number): number {
    const next = above + 1;
    return next + ((host - (next % this.hosts) + this.hosts) % this.hosts);
  }

  private highestPromise(asked: number, host: number): number {
    return this.pairs.all.reduce(
      (highest, { spec }, other) =>
        other === host || has(asked, other) ? Math.max(highest, spec.context.promised) : highest,
      0,
    );
  }
}

function has(bits: number, host: number): boolean {
  return ((bits >>> host) & 1) === 1;
}
