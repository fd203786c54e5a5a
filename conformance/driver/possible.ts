import { allHosts, hostAt, majority, othersThan, setsOfHosts } from '../../spec/ring.js';
import {
  firstEpoch,
  historyOf,
  isGreater,
  lastEpochOf,
  sameEntry,
  starterOf,
  type Entry,
  type Message,
} from '../../spec/exo/log.js';
import type { Install, Prepare, Promised, Start } from '../../spec/exo/packets.js';
import type { Known, OthersBounds } from './known.js';
import { turnOf } from './turn.js';

export interface Messages {
  readonly entries: readonly Message[];
  readonly prepares: readonly Prepare[];
  readonly promises: readonly Promised[];
  readonly starts: readonly Start[];
  readonly installs: readonly Install[];
}

/** A log, and where the epoch of its last entry begins in it. */
interface Chain {
  readonly log: readonly Entry[];
  readonly base: number;
}

/** All messages that there may be, where so much is known. */
export class Possible implements Messages {
  readonly entries: readonly Message[];
  readonly prepares: readonly Prepare[];
  readonly promises: readonly Promised[];
  readonly starts: readonly Start[];
  readonly installs: readonly Install[];
  private readonly lastSlotOf = new Map<number, number>();

  constructor(
    private readonly bounds: OthersBounds,
    private readonly known: Known,
  ) {
    known.log.forEach(({ epoch }, slot) => this.lastSlotOf.set(epoch, slot));
    const { epochs } = bounds;
    const logs = this.logsBelow(epochs);
    this.entries = this.entriesOf(logs);
    const others = allHosts(epochs).filter((epoch) => !this.isOwn(epoch));
    this.prepares = others
      .filter((epoch) => epoch > 0 && epoch >= known.promised)
      .map((epoch): Prepare => ({ kind: 'prepare', epoch }));
    this.promises = this.isOwn(known.promised) && known.installed === null ? this.promisesOf(logs) : [];
    this.starts = others
      .filter((epoch) => this.mayInstall(epoch))
      .flatMap((epoch) => this.startsOf(epoch, logs));
    this.installs = bounds.installs ? logs.flatMap((log) => this.installsOf(log)) : [];
  }

  private isOwn(epoch: number): boolean {
    return starterOf(epoch, this.bounds.hosts) === this.bounds.self;
  }

  private mayInstall(epoch: number): boolean {
    const { promised, installed } = this.known;
    return epoch > 0 && epoch >= promised && epoch > (installed?.number ?? -1);
  }

  /** Entries that others have broadcast, and that are not dead to the host. */
  private entriesOf(logs: readonly (readonly Entry[])[]): readonly Message[] {
    const { hosts, self } = this.bounds;
    const { promised, installed, log: own } = this.known;
    const messages = new Map<string, Message>();
    for (const log of logs) {
      const slot = log.length - 1;
      const entry = log[slot];
      if (entry === undefined || entry.source === self || entry.epoch < promised) continue;
      if (entry.epoch === installed?.number && slot < own.length) continue;
      const message: Message = {
        kind: 'entry',
        slot,
        history: historyOf(log.slice(0, slot), hosts),
        ...entry,
      };
      messages.set(JSON.stringify(message), message);
    }
    return [...messages.values()];
  }

  /** R5: promises for the takeover of the running host, with logs of epochs before it. */
  private promisesOf(logs: readonly (readonly Entry[])[]): readonly Promised[] {
    const { hosts, self } = this.bounds;
    const { promised: epoch } = this.known;
    return othersThan(self, hosts).flatMap((from) =>
      logs
        .filter((log) => lastEpochOf(log) < epoch)
        .flatMap((log) =>
          this.deliveredOf(log, epoch).map((delivered): Promised => ({
            kind: 'promise',
            epoch,
            from,
            log,
            delivered,
          })),
        ),
    );
  }

  /** R5: records of an epoch of somebody else. */
  private startsOf(number: number, logs: readonly (readonly Entry[])[]): readonly Start[] {
    const { self } = this.bounds;
    const { log: own, agreed } = this.known;
    const bases = logs.filter((log) => lastEpochOf(log) < number && beginsWith(log, own, agreed));
    return this.membersOf(number).flatMap((members) =>
      bases
        .filter((log) => !members.includes(self) || !isGreater(own, log))
        .flatMap((log) =>
          this.deliveredOf(log, number).map((delivered): Start => {
            const epoch = { number, members, base: log.length, snapshot: delivered };
            return { kind: 'start', epoch, log, delivered };
          }),
        ),
    );
  }

  /**
   * R3, R9, R10: what an epoch has made agreed, which a host that follows it has compacted, and sends in place of the entries. That it is agreed takes
   * q - 1 entries more of the epoch, which others have appended by now; with three hosts, one.
   */
  private installsOf(log: readonly Entry[]): readonly Install[] {
    const { self } = this.bounds;
    const { promised, installed, log: own, agreed } = this.known;
    const number = lastEpochOf(log);
    const isRunning = number === installed?.number && number === promised && log.length > own.length;
    if (!isRunning && (this.isOwn(number) || !this.mayInstall(number))) return [];
    const base = log.findIndex(({ epoch }) => epoch === number);
    const before = log.slice(0, base);
    return this.membersOf(number)
      .filter((members) => this.isInTurn(log, number, base, members))
      .filter((members) => this.goesOn(log, number, base, members))
      .filter((members) => isRunning || !members.includes(self) || !isGreater(own, before))
      .filter(() => beginsWith(log, own, agreed))
      .flatMap((members) =>
        (isRunning ? [installed.snapshot] : this.deliveredOf(before, number)).map((snapshot): Install => {
          const epoch = { number, members, base, snapshot };
          return { kind: 'install', epoch, log, delivered: log.length };
        }),
      );
  }

  /** Whether whoever has its turn after a log may have appended the next entry. */
  private goesOn(log: readonly Entry[], epoch: number, base: number, members: readonly number[]): boolean {
    const next = this.entryBy(turnOf(epoch, base, members, log.length, this.bounds.hosts), log, epoch);
    return next !== null && this.fits(log, next);
  }

  /**
   * R7: how much of a log another host may have known to be agreed before an epoch: all but the last entry, where the epoch of that has filled q
   * slots, and no other epoch without entries may have come between; otherwise any number below.
   */
  private deliveredOf(log: readonly Entry[], before: number): readonly number[] {
    const { hosts } = this.bounds;
    const last = lastEpochOf(log);
    const most = Math.max(0, log.length - 1);
    const isOnlyOne = before - last === 1;
    const filled = log.filter(({ epoch }) => epoch === last).length;
    if (isOnlyOne && filled >= majority(hosts)) return [most];
    if (isOnlyOne && last === 0) return [0];
    return allHosts(most + 1);
  }

  /** All logs that others may have, with entries of epochs below this one. */
  private logsBelow(epochs: number): readonly (readonly Entry[])[] {
    const found = new Map<string, readonly Entry[]>();
    const grow = ({ log, base }: Chain): void => {
      found.set(JSON.stringify(log), log);
      if (log.length >= this.bounds.slots) return;
      const last = lastEpochOf(log);
      for (let epoch = Math.max(0, last); epoch < epochs; epoch++) {
        const from = epoch === last ? base : log.length;
        for (const entry of this.nextOf(log, epoch, from)) grow({ log: [...log, entry], base: from });
      }
    };
    grow({ log: [], base: 0 });
    return [...found.values()];
  }

  /** The entries that may come next in a log, of an epoch that begins at a slot. */
  private nextOf(log: readonly Entry[], epoch: number, base: number): readonly Entry[] {
    if (epoch === 0 && base > 0) return [];
    if (!this.mayBegin(log, epoch, base)) return [];
    const entries = this.membersOf(epoch)
      .filter((members) => this.isInTurn(log, epoch, base, members))
      .flatMap(
        (members) =>
          this.entryBy(turnOf(epoch, base, members, log.length, this.bounds.hosts), log, epoch) ?? [],
      );
    const first = entries.map(({ source }) => source);
    return entries.filter(
      ({ source }, i) => first.indexOf(source) === i && this.fits(log, hostAt(entries, i)),
    );
  }

  /** Whether the epoch may have this base. */
  private mayBegin(log: readonly Entry[], epoch: number, base: number): boolean {
    const { log: own, installed, promised, agreed } = this.known;
    const begins = own.findIndex((entry) => entry.epoch === epoch);
    if (begins >= 0 && (base !== begins || !beginsWith(log, own, base))) return false;
    if (begins < 0 && installed?.number === epoch && (base !== installed.base || !beginsWith(log, own, base)))
      return false;
    return epoch <= promised || (base >= agreed && beginsWith(log, own, agreed));
  }

  private isInTurn(log: readonly Entry[], epoch: number, base: number, members: readonly number[]): boolean {
    const { hosts } = this.bounds;
    return log.slice(base).every(({ source }, i) => source === turnOf(epoch, base, members, base + i, hosts));
  }

  /** R11: of others, the first payload that is not in the log; of the running host, what it has appended and broadcast. */
  private entryBy(source: number, log: readonly Entry[], epoch: number): Entry | null {
    const { self } = this.bounds;
    const { log: own, unsent } = this.known;
    if (source !== self) {
      const payload = log.filter((entry) => entry.source === source).length;
      return { epoch, source, payload };
    }
    const entry = own[log.length];
    const isHeard = log.length !== unsent && entry?.epoch === epoch && entry.source === self;
    return isHeard ? entry : null;
  }

  /** R3: of one epoch there is one chain. */
  private fits(log: readonly Entry[], entry: Entry): boolean {
    const { log: own } = this.known;
    const last = this.lastSlotOf.get(entry.epoch);
    if (last === undefined) return true;
    if (!beginsWith(log, own, Math.min(log.length, last + 1))) return false;
    const there = own[log.length];
    return there?.epoch !== entry.epoch || sameEntry(there, entry);
  }

  /** Who may be members: a majority with the starter, and who takes over without a promise of the host does so without the host. */
  private membersOf(number: number): readonly (readonly number[])[] {
    const { hosts, self } = this.bounds;
    const { installed, promised, isPromiseSent } = this.known;
    if (number === 0) return [firstEpoch(hosts).members];
    if (installed?.number === number) return [installed.members];
    const mayBeMember = number < promised || (number === promised && isPromiseSent) || this.isOwn(number);
    const starter = starterOf(number, hosts);
    return setsOfHosts(hosts).filter(
      (members) =>
        members.includes(starter) &&
        members.length >= majority(hosts) &&
        (mayBeMember || !members.includes(self)),
    );
  }
}

/** Whether two logs have the same first entries. */
function beginsWith(log: readonly Entry[], other: readonly Entry[], length: number): boolean {
  return log.length >= length && log.slice(0, length).every((entry, slot) => sameEntry(entry, other[slot]));
}
