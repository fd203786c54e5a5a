/**
 * A host's log, its epochs, and what it says, rules R1–R11 of docs/protocol.md. Pure functions of the host's
 * context, shared by the statechart's guards and actions, by the models and by the properties.
 */
import { hostAt, majority, ringFrom, successorsNeeded } from '../ring.js';
import type { HostContext } from './context.js';
import type { Durable, Entry, Epoch, Message } from './records.js';

export type { Gathered, HostConfig, HostContext } from './context.js';
export type { Durable, Entry, Epoch, Log, Message } from './records.js';

/** R1: the one host that may use this number. */
export function starterOf(epoch: number, hosts: number): number {
  return epoch % hosts;
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

/**
 * Payloads of different lives have different numbers, as those of an application do that has started anew: life times this,
 * and a count.
 */
export const PAYLOADS_A_LIFE = 1000;

/** R11: the first payload of the queue that is absent from the own log; null if there is none. */
export function nextPayload({ config, log, queue, lives }: HostContext): number | null {
  const isAbsent = (payload: number): boolean =>
    !log.some((entry) => entry.source === config.self && entry.payload === payload);
  if (!config.isBusy) return queue.find(isAbsent) ?? null;
  let payload = (lives?.boots ?? 0) * PAYLOADS_A_LIFE;
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
