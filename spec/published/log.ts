/**
 * A host's log and what it says: sequence number, history, token, agreement (P1–P7). Pure functions of the
 * host's context, shared by the statechart's guards and actions and by the properties.
 */
import { historyLength, type Knobs } from './knobs.js';

/** Stands in a history for a sender that there has not been yet; the slides draw an X (s31). */
export const NOBODY = -1;

/** What a slot holds. A host numbers its own payloads, so two entries are equal only if they are one. */
export interface Entry {
  readonly source: number;
  readonly payload: number;
}

/** P2: M = (seq, history, data), here with the source that the medium knows (s32). */
export interface Message extends Entry {
  readonly slot: number;
  /** The last h senders, newest first (s37: `1,B,X`). */
  readonly history: readonly number[];
}

/** An entry and its slot. */
export interface Filled extends Entry {
  readonly slot: number;
}

/** What never changes at a host. */
export interface HostConfig {
  readonly self: number;
  readonly hosts: number;
  /** Slots in a log: the bound of the model. No host fills more. */
  readonly slots: number;
  /** The host that holds the token while its log is empty. */
  readonly starter: number;
  readonly knobs: Knobs;
  /** False in the literal form: nothing is marked an error, payloads are not numbered, no ghosts are kept. */
  readonly complete: boolean;
}

/** P1 (s31), and what the worked runs add to it. */
export interface HostContext {
  readonly config: HostConfig;
  /** Slots 0, 1, …: what this host has accepted. The append pointer is its length, and so is `seq`. */
  readonly log: readonly Entry[];
  /** The agreement pointer: this many slots are agreed. */
  readonly agreed: number;
  /** P9: messages that contradict the log, kept at their slots, in slot order (s76–s79). */
  readonly disputed: readonly Message[];
  /** A5: slots once filled and lost by truncation, ascending. */
  readonly barred: readonly number[];
  /** Payloads that the application has submitted so far, restarts included. */
  readonly submitted: number;
  readonly ghost: Ghost;
}

/** For properties only: no guard or action of the protocol reads it. */
export interface Ghost {
  /** Entries once in the log that are there no longer. */
  readonly lost: readonly Filled[];
  /** The entries lost that were agreed. */
  readonly lostAgreed: readonly Filled[];
}

/** P10: what a host answers when asked about its log (s80). */
export interface Report {
  readonly from: number;
  /** The entries of the answering host's log from the slot that was asked for. */
  readonly log: readonly Filled[];
  /** The disputed messages of the answering host at slots that its log does not fill. */
  readonly disputed: readonly Filled[];
}

/** P10: what a host hears back once every host that it asked has answered. */
export interface Responses {
  /** For each slot reported, in slot order, what was reported there and by how many. */
  readonly votes: readonly Vote[];
  /** The longest log reported, from the asked slot on. */
  readonly longest: readonly Filled[];
}

export interface Vote extends Filled {
  readonly count: number;
}

/** Slot order, then source and payload: the one order in which lists of entries are kept. */
export function bySlot(a: Filled, b: Filled): number {
  return a.slot - b.slot || a.source - b.source || a.payload - b.payload;
}

export function entryOf({ source, payload }: Entry): Entry {
  return { source, payload };
}

export function sameEntry(a: Entry | undefined, b: Entry | undefined): boolean {
  return a !== undefined && b !== undefined && a.source === b.source && a.payload === b.payload;
}

/** The last h senders of a log, newest first (P1, s31, s35). */
export function historyOf(log: readonly Entry[], config: HostConfig): readonly number[] {
  const length = historyLength(config.hosts, config.knobs.history);
  return Array.from({ length }, (_, back) => log[log.length - 1 - back]?.source ?? NOBODY);
}

/**
 * Everything at the append pointer's side of the log: what was accepted and, in error, what was appended
 * though it does not fit (P9, P11). Stops at the first slot that is empty.
 */
export function appended({ log, disputed }: HostContext): readonly Entry[] {
  const all = [...log];
  for (const message of disputed) if (message.slot === all.length) all.push(entryOf(message));
  return all;
}

/** P9: whether the message continues this log: next slot, same history. */
export function matches(log: readonly Entry[], config: HostConfig, message: Message): boolean {
  if (message.slot !== log.length) return false;
  const mine = historyOf(log, config);
  return config.knobs.match === 'off' || mine.every((source, i) => source === message.history[i]);
}

/** P7 (s67, s68): whether the source is among the last h senders. */
export function inHistory(log: readonly Entry[], config: HostConfig, source: number): boolean {
  return historyOf(log, config).includes(source);
}

/** P4 (s36–s39): whoever hears its ring predecessor holds the token; the starter holds the first one. */
export function holdsToken(host: HostContext): boolean {
  const { self, hosts, starter } = host.config;
  const last = appended(host).at(-1);
  return last === undefined ? self === starter : last.source === (self + hosts - 1) % hosts;
}

/** P5 (s41–s47): accepting slot k + h agrees slot k. The pointer never moves back. */
export function agreementAfter(log: readonly Entry[], { config, agreed }: HostContext): number {
  return Math.max(agreed, log.length - historyLength(config.hosts, config.knobs.history));
}

/** The entries of a log, each with its slot. */
export function withSlots(log: readonly Entry[]): readonly Filled[] {
  return log.map((entry, slot) => ({ slot, ...entry }));
}

/** The agreed part of a host's log. */
export function agreedLog({ log, agreed }: HostContext): readonly Entry[] {
  return log.slice(0, agreed);
}

/** The message that this host would broadcast now (P2, s32). */
export function nextMessage(host: HostContext): Message {
  const log = appended(host);
  return {
    slot: log.length,
    history: historyOf(log, host.config),
    source: host.config.self,
    payload: host.submitted,
  };
}

/** A6: the message that this host broadcast last, if it is the last entry of its log. */
export function lastMessage(host: HostContext): Message {
  const before = host.log.slice(0, -1);
  const { source, payload } = host.log.at(-1) ?? { source: NOBODY, payload: 0 };
  return { slot: before.length, history: historyOf(before, host.config), source, payload };
}
