/**
 * Decides whether the specified hosts explain a run of Exo. Each host has a cursor over its events. What hosts have to do with each other
 * is the set of messages that were sent, which only grows; so steps of different hosts commute, an event that can be explained can be explained after any
 * others too, and one order that goes on for as long as it can decides for all. What a network loses, delays, duplicates and reorders
 * needs no steps.
 */
import { TraceError, type RunEvent, type RunHeader, type RunPlace } from '../../traces/index.js';
import { HostAnswers } from './host-answers.js';
import { DriverRun } from './driver-run.js';
import { HostRun } from './host-run.js';
import type { Problem } from './problem.js';
import { brings, type Seen } from './brings.js';
import { RingRun } from './ring-run.js';
import { readDriverEvent } from './seen-driver.js';
import { SpecifiedDriver } from './specified-driver.js';
import { SpecifiedHost, VALUES } from './specified-host.js';
import type { Explained, Rejection, Validation, ValidatorOptions } from './validation.js';
import { enabledIn } from './why-disabled.js';
import { Malformed } from './read-fields.js';
import { EventReader } from './event-reader.js';

interface Waiting {
  readonly event: RunEvent;
  readonly seen: Seen;
  readonly place: RunPlace;
}

const LAST_EVENTS = 40;
/** While one host waits for a message, others may go on for this number of events. */
const WAITING_MAX = 1_000_000;

export class RunValidator {
  private readonly run: RingRun;
  private readonly reader: EventReader;
  private readonly hosts: readonly HostRun[];
  private readonly specs: readonly SpecifiedHost[];
  private readonly specifiedDriver = new SpecifiedDriver();
  private readonly drivers: readonly DriverRun[];
  /** By host, and behind them by driver, the events that wait for one that is not explained yet. */
  private readonly queues: Waiting[][];
  private readonly last: RunEvent[] = [];
  private events = 0;
  private explained = 0;
  private waiting = 0;
  private filledIn = 0;
  private rejection: Rejection | null = null;
  private readonly told: ((explained: Explained) => void) | null;

  constructor(
    private readonly header: RunHeader,
    { shift = 'on', drivers = driversIn(header), answers = new HostAnswers(), told }: ValidatorOptions = {},
  ) {
    const { actors } = header;
    const isDiskless = header.parameters['storage'] === 'diskless';
    const showsSessions = header.schema !== 'exo-run/1';
    this.run = new RingRun(actors, header.ordering === 'actors', drivers, isDiskless, showsSessions);
    this.reader = new EventReader(actors);
    const { hosts, tree } = this.run;
    const isShifted = shift === 'on';
    this.specs = actors.map((_, self) => new SpecifiedHost(self, hosts, tree, isShifted, answers));
    this.hosts = this.specs.map((spec) => new HostRun(this.run, spec));
    this.drivers = actors.map((_, self) => new DriverRun(this.run, this.specifiedDriver, self));
    this.queues = [...actors, ...actors].map(() => []);
    this.told = told ?? null;
  }

  /** Whether nothing that comes can change the verdict any more. */
  get isDecided(): boolean {
    return this.rejection !== null;
  }

  /** Whether all of these actors wait for others, in all of these layers. */
  waits(actors: readonly string[], layers: readonly string[] = ['host']): boolean {
    const { actors: all } = this.header;
    return layers.every((layer) =>
      actors.every((actor) => {
        const place = all.indexOf(actor) + (layer === 'driver' ? all.length : 0);
        return (this.queues[place] ?? []).length > 0;
      }),
    );
  }

  /**
   * Takes the next event.
   *
   * @throws TraceError EXO212 for one that is no event of a run of Exo.
   */
  push(event: RunEvent, place: RunPlace): void {
    this.events += 1;
    if (this.rejection !== null) return;
    const one = { event, seen: this.read(event, place), place };
    const queue = this.queues[this.placeOf(one.seen)] as Waiting[];
    if (queue.length > 0) {
      this.wait(queue, one);
      return;
    }
    if (!this.explains(one)) {
      if (this.rejection === null) this.wait(queue, one);
      return;
    }
    if (this.waiting > 0) this.goOn();
  }

  /**
   * What came of it. To be asked once all events are in. `isCut` where a file ends in the middle of something: what its actor has done then is not
   * known, and others may have taken messages of it. In a run whose lines stand in the order of all, what is missing comes after all that is there.
   */
  finish({ isCut = false }: { readonly isCut?: boolean } = {}): Validation {
    while (this.rejection === null && this.waiting > 0) {
      if (this.fillIn()) this.goOn();
      else this.reject();
    }
    const { header, rejection } = this;
    const isWhole = header.observed === undefined || header.observed.length === header.actors.length;
    const isLateUnknown = isCut && header.ordering === 'actors';
    if (rejection?.problem.kind !== 'unsent' || (isWhole && !isLateUnknown)) return this.validation(null);
    const sender = isWhole
      ? 'a host may have sent after its trace was cut off'
      : 'a host which was not observed may have sent';
    return this.validation(`an event takes a message that ${sender}`);
  }

  /** What came of it so far, where the events that are left are not read: a rejection stands, and nothing else is decided. */
  interrupted(): Validation {
    return this.validation(this.rejection === null ? 'interrupted' : null);
  }

  /** With why it is inconclusive; null where it is not. */
  private validation(reason: string | null): Validation {
    const { rejection, run, specs } = this;
    return {
      verdict: reason !== null ? 'inconclusive' : rejection === null ? 'accepted' : 'rejected',
      reason,
      events: this.events,
      explained: this.explained,
      entries: run.tree.size - 1,
      agreed: run.order.length,
      hasDrivers: run.drivers.watched.includes(true),
      filledIn: this.filledIn,
      asked: specs.reduce((sum, { counts }) => sum + counts.asked, this.specifiedDriver.counts.asked),
      known: specs.reduce((sum, { counts }) => sum + counts.known, this.specifiedDriver.counts.known),
      rejection,
    };
  }

  private placeOf({ layer, actor }: Seen): number {
    return layer === 'driver' ? this.hosts.length + actor : actor;
  }

  private read(event: RunEvent, { file, line }: RunPlace): Seen {
    const { reader } = this;
    try {
      if (event.layer === 'driver') {
        const driver = readDriverEvent(reader, event);
        if (!this.hasDriver(driver.actor))
          throw new Malformed('layer', '"driver"', 'a layer that the header has');
        return { layer: 'driver', actor: driver.actor, driver };
      }
      const host = reader.read(event);
      // What an engine takes is held against what its driver gives it; what a plain host takes is not.
      if (host.layer === 'host' && this.hasDriver(host.actor))
        throw new Malformed('layer', '"host"', '"engine", as of a host whose driver is in the run');
      return { layer: 'host', actor: host.actor, host };
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      const { path, found, accepted } = error;
      throw new TraceError('EXO212', { file, path: `line ${line}: ${path}`, found, accepted });
    }
  }

  private hasDriver(host: number): boolean {
    return this.run.drivers.watched[host] === true;
  }

  private wait(queue: Waiting[], one: Waiting): void {
    queue.push(one);
    this.waiting += 1;
    if (this.waiting > WAITING_MAX) this.reject();
  }

  /** Goes on with hosts that have waited, until none of them can. */
  private goOn(): void {
    let hasMoved = true;
    while (hasMoved && this.waiting > 0) {
      hasMoved = false;
      for (const queue of this.queues) {
        let taken = 0;
        while (taken < queue.length && this.explains(queue[taken] as Waiting)) taken += 1;
        if (this.rejection !== null) return;
        if (taken === 0) continue;
        queue.splice(0, taken);
        this.waiting -= taken;
        hasMoved = true;
      }
    }
  }

  /** Whether the event is explained by what has happened so far. What cannot be explained by anything is rejected. */
  private explains(one: Waiting): boolean {
    const before = this.situationsOf(one.seen);
    const problem = this.take(one.seen);
    if (problem === null) {
      this.explained += 1;
      this.last.push(one.event);
      if (this.last.length > 2 * LAST_EVENTS) this.last.splice(0, LAST_EVENTS);
      this.told?.(this.explainedBy(one));
      return true;
    }
    const mayCome = problem.kind === 'unsent' && this.header.ordering === 'actors';
    if (!mayCome) this.rejectFor(one, problem, before);
    return false;
  }

  private explainedBy({ event, seen: { layer, actor } }: Waiting): Explained {
    if (layer === 'driver') {
      const { asked, front } = this.drivers[actor] as DriverRun;
      const questions = asked.map((one) => this.specifiedDriver.question(one.situation, one.happening));
      return { event, chart: 'driver', value: front.name, questions };
    }
    const { asked, front, spec } = this.hosts[actor] as HostRun;
    const value = VALUES[event.action === 'Crash' ? 'down' : front.name];
    const questions = asked.map((one) => spec.question(one.situation, one.happening));
    return { event, chart: 'host', value, questions };
  }

  private take(seen: Seen): Problem | null {
    return seen.layer === 'driver'
      ? (this.drivers[seen.actor] as DriverRun).take(seen.driver)
      : (this.hosts[seen.actor] as HostRun).take(seen.host);
  }

  private situationsOf({ layer, actor }: Seen): Pick<Rejection, 'situation' | 'driver'> {
    const driver = layer === 'driver' ? (this.drivers[actor] as DriverRun).front : null;
    return { situation: (this.hosts[actor] as HostRun).front, driver };
  }

  /** Everybody waits, and nothing more comes: whether a message that is waited for was the last that a killed host has sent. */
  private fillIn(): boolean {
    for (const [to, queue] of this.queues.entries()) {
      const seen = queue[0]?.seen;
      const message = seen?.layer === 'host' ? seen.host.received : null;
      if (message === null) continue;
      const isFound = this.hosts.some((host, from) =>
        host.sendsAtLast({ to, message }, this.queues[from]?.length === 0),
      );
      if (!isFound) continue;
      this.filledIn += 1;
      return true;
    }
    return false;
  }

  /** Everybody waits: told of is the event that waits for what no event that is left would bring, and for which others wait. */
  private reject(): void {
    const heads = this.queues.flatMap(([one], place) => {
      if (one === undefined) return [];
      const before = this.situationsOf(one.seen);
      const problem = this.take(one.seen);
      return problem === null ? [] : [{ one, place, before, problem }];
    });
    const found = heads.find(({ place, problem }) => this.isStuck(problem, place)) ?? heads[0];
    if (found !== undefined) this.rejectFor(found.one, found.problem, found.before);
  }

  /** Whether the first event of a queue waits for something that no event of another queue brings. */
  private isStuck(problem: Problem, place: number): boolean {
    if (problem.kind !== 'unsent') return true;
    const { awaits } = problem;
    return !this.queues.some((queue, at) => at !== place && queue.some(({ seen }) => brings(seen, awaits)));
  }

  private rejectFor(
    { event, place, seen }: Waiting,
    problem: Problem,
    before: Pick<Rejection, 'situation' | 'driver'>,
  ): void {
    const enabled =
      before.driver === null
        ? enabledIn(this.specs[seen.actor] as SpecifiedHost, before.situation)
        : this.specifiedDriver.enabledIn(before.driver);
    const last = this.last.slice(-LAST_EVENTS);
    this.rejection = { event, place, problem, ...before, enabled, last };
  }
}

/**
 * Names of the hosts of whose drivers there are events, as a header has it.
 *
 * @example
 * const header = { schema: 'exo-run/1', model: 'exo', parameters: { hosts: 3 }, actors: ['a', 'b', 'c'], ordering: 'actors' } as const;
 * console.log(driversIn(header), driversIn({ ...header, layers: ['driver'], observed: ['a'] })); // [] [ 'a' ]
 */
export function driversIn({ layers = [], observed, actors }: RunHeader): readonly string[] {
  return layers.includes('driver') ? (observed ?? actors) : [];
}
