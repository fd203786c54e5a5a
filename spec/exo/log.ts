/**
 * A host's log, its epochs, and what it says, rules R1–R11 of docs/protocol.md. Pure functions of the host's
 * context, shared by the statechart's guards and actions, by the models and by the properties.
 */
import { hostAt, majority, ringFrom, successorsNeeded } from '../ring.js';

/** What a slot holds (R4): an entry keeps the epoch in which it was broadcast. */
export interface Entry {
  readonly epoch: number;
  readonly source: number;
  /** The payload's number in the order in which its source submitted them; null in an empty message (R11). */
  readonly payload: number | null;
}

/** R2: M = (epoch, seq, history, data?), here with the source that the medium knows. */
export interface Message extends Entry {
  readonly kind: 'entry';
  readonly slot: number;
  /** The last h senders, newest first; shorter at the beginning of the log. */
  readonly history: readonly number[];
}

/** R1: an epoch, fixed for ever when it starts. Its starter follows from its number. */
export interface Epoch {
  readonly number: number;
  /** At least a majority of the hosts, ascending. */
  readonly members: readonly number[];
  /** The length of its base log: the first slot that the epoch itself fills. */
  readonly base: number;
  /** How much of the base log is a snapshot. */
  readonly snapshot: number;
}

/**
 * A log as it is stored and sent: the first `delivered` entries may be compacted. What the application made of
 * them is its snapshot, and only a snapshot can stand for them, whole. The model keeps the entries behind it in
 * its place, and reads of them only what a snapshot says: how many there are, the epoch of the last one, the
 * last h senders, and which payloads they held.
 */
export interface Log {
  readonly log: readonly Entry[];
  readonly delivered: number;
}

/** R4: what is durable, and changed in one atomic step. */
export interface Durable extends Log {
  /** No part is taken in epochs below this one. */
  readonly promised: number;
  /** The installed epoch; null once a promise has taken the host out of it. Its number is `promised`. */
  readonly installed: Epoch | null;
}

/** R5: the promises that a starter has, its own apart, and the greatest log among them and its own. */
export interface Gathered extends Log {
  /** Who promised, ascending. */
  readonly from: readonly number[];
}

/** What never changes at a host. */
export interface HostConfig {
  readonly self: number;
  readonly hosts: number;
  /** Whether the application always has one more payload: then nothing is ever queued or counted. */
  readonly isBusy: boolean;
}

/** All that a host is. Only `disk` survives a crash. */
export interface HostContext extends Durable {
  readonly config: HostConfig;
  /** What storage holds. It is behind the rest of the context until the next Persist. */
  readonly disk: Durable;
  /** The agreement pointer: this many of the first entries are agreed. */
  readonly agreed: number;
  /** While a takeover is prepared. */
  readonly gathered: Gathered | null;
  /** R11: payloads that the application has submitted, oldest first. */
  readonly queue: readonly number[];
  /** How many the application has ever submitted. */
  readonly submitted: number;
  /** Ghost, for properties only: the agreement pointer as far as it has ever been, crashes included. */
  readonly everAgreed: number;
}

/** R1: the one host that may use this number. */
export function starterOf(epoch: number, hosts: number): number {
  return epoch % hosts;
}

/**
 * R5: who promised the epoch that is prepared, the starter with them, ascending. Only the starter while it has no other
 * promise, or prepares nothing.
 */
export function promisersOf({
  gathered,
  config,
}: Pick<HostContext, 'gathered' | 'config'>): readonly number[] {
  return [...(gathered?.from ?? []), config.self].sort((a, b) => a - b);
}

/** R1: everybody is a member of epoch 0, which host 0 starts with nothing. */
export function firstEpoch(hosts: number): Epoch {
  return { number: 0, members: Array.from({ length: hosts }, (_, host) => host), base: 0, snapshot: 0 };
}

/** R2, R3: the one host that may fill this slot in this epoch; strict rotation from the starter. */
export function proposerOf(epoch: Epoch, slot: number, hosts: number): number {
  const order = ringFrom(starterOf(epoch.number, hosts), epoch.members);
  return hostAt(order, (slot - epoch.base) % order.length);
}

/** R2: whether this host is the one to broadcast next, as far as it knows. */
export function holdsToken({ installed, log, config }: HostContext): boolean {
  return installed !== null && proposerOf(installed, log.length, config.hosts) === config.self;
}

/** The last h senders of a log, newest first (P1). */
export function historyOf(log: readonly Entry[], hosts: number): readonly number[] {
  return log
    .slice(-successorsNeeded(hosts))
    .map(({ source }) => source)
    .reverse();
}

export function sameEntry(a: Entry | undefined, b: Entry | undefined): boolean {
  return (
    a !== undefined &&
    b !== undefined &&
    a.epoch === b.epoch &&
    a.source === b.source &&
    a.payload === b.payload
  );
}

export function entryOf({ epoch, source, payload }: Entry): Entry {
  return { epoch, source, payload };
}

/** The message that put, or would put, this slot's entry into the log. */
export function messageOf(log: readonly Entry[], slot: number, hosts: number): Message {
  return {
    kind: 'entry',
    slot,
    history: historyOf(log.slice(0, slot), hosts),
    ...entryOf(hostAt(log, slot)),
  };
}

/** R11: the first payload of the queue that is absent from the own log; null if there is none. */
export function nextPayload({ config, log, queue }: HostContext): number | null {
  const isAbsent = (payload: number): boolean =>
    !log.some((entry) => entry.source === config.self && entry.payload === payload);
  if (!config.isBusy) return queue.find(isAbsent) ?? null;
  let payload = 0;
  while (!isAbsent(payload)) payload += 1;
  return payload;
}

/** R7: how many slots are agreed, going by the installed log alone; 0 if it does not tell. */
export function agreedBy({ installed, log }: Durable, hosts: number): number {
  const q = majority(hosts);
  const last = log.slice(-q);
  const isProven =
    installed !== null && last.length === q && last.every((one) => one.epoch === installed.number);
  return isProven ? log.length - q + 1 : 0;
}

/** R7: the agreement pointer once what storage holds is counted; it never moves back. */
export function agreeing(context: HostContext): Pick<HostContext, 'agreed' | 'everAgreed'> {
  const proven = agreedBy(context.disk, context.config.hosts);
  const agreed = Math.max(context.agreed, context.delivered, proven);
  return { agreed, everAgreed: Math.max(context.everAgreed, agreed) };
}

/** R5: by the epoch of the last entry, then by length. */
export function isGreater(one: readonly Entry[], other: readonly Entry[]): boolean {
  const epochs = lastEpochOf(one) - lastEpochOf(other);
  return epochs > 0 || (epochs === 0 && one.length > other.length);
}

/** The epoch of the last entry; -1 for an empty log. */
export function lastEpochOf(log: readonly Entry[]): number {
  return log.at(-1)?.epoch ?? -1;
}

/** The agreed part of a log. */
export function agreedLog({ log, agreed }: Pick<HostContext, 'log' | 'agreed'>): readonly Entry[] {
  return log.slice(0, agreed);
}

/** What is durable of a context. */
export function durableOf({ promised, installed, log, delivered }: Durable): Durable {
  return { promised, installed, log, delivered };
}

/** Whether storage holds all that is durable. */
export function isSynced({ disk, promised, installed, log, delivered }: HostContext): boolean {
  return (
    disk.promised === promised &&
    disk.installed?.number === installed?.number &&
    disk.delivered === delivered &&
    disk.log.length === log.length &&
    disk.log.every((entry, slot) => sameEntry(entry, log[slot]))
  );
}
