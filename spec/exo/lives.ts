/**
 * Hosts without disks: the lives of hosts, and how one comes back, rules D1–D10 of docs/protocol.md. Pure functions of a
 * host's context, as in log.ts. Where hosts have disks there are no lives, and everything here lets everything pass.
 *
 * Of D3 this is the variant with a boot counter (or a clock): the number of a life survives a crash, and nothing else does. So
 * no two lives of a host have one number, and the number serves as the nonce of D4.
 */
import { allHosts, majority } from '../ring.js';
import type { HostEvent } from './events.js';
import type { HostContext, Lives } from './context.js';
import { isGreater, sameEntry } from './log.js';
import type { Answer, Promised } from './packets.js';
import type { Durable, Entry, Epoch, Log } from './records.js';

export type { Lives, Recovery } from './context.js';

/** The first life of a host without a disk; null for a host with one. */
export function firstLife({ recovery, hosts }: HostContext['config']): Lives | null {
  if (recovery === undefined || recovery === null) return null;
  return { life: 0, boots: 0, known: allHosts(hosts).map(() => 0), answers: [], agreedBefore: [] };
}

/** D7: the record of the first epoch has the first lives of all. */
export function withFirstLives(epoch: Epoch, { recovery, hosts }: HostContext['config']): Epoch {
  return recovery === undefined || recovery === null
    ? epoch
    : { ...epoch, lives: allHosts(hosts).map(() => 0) };
}

/** D1: of two vectors the newer life of each host. */
export function joined(left: readonly number[], right: readonly number[]): readonly number[] {
  return left.map((life, host) => Math.max(life, right[host] ?? 0));
}

/** D1: a message from a life that its receiver knows to be over is dropped. */
export function isOfNewestLife({ lives }: HostContext, { from, life }: Sender): boolean {
  return lives === null || (life ?? 0) >= (lives.known[from] ?? 0);
}

export interface Sender {
  readonly from: number;
  readonly life?: number;
}

/** D1: the life of a sender is known from its message on. */
export function withLifeOf(sender: Sender | null, lives: Lives): Lives {
  if (sender === null || (lives.known[sender.from] ?? 0) >= (sender.life ?? 0)) return lives;
  return { ...lives, known: lives.known.with(sender.from, sender.life ?? 0) };
}

/** D8: an epoch is dead to whoever knows a newer life of one of its members, be it its own. */
export function isAlive(epoch: Epoch, { lives }: Pick<HostContext, 'lives'>): boolean {
  return (
    lives === null || epoch.members.every((host) => (lives.known[host] ?? 0) <= (epoch.lives?.[host] ?? 0))
  );
}

/** D1, D7: the lives of who prepares, together with those that come with the promises: the lives of the epoch that it starts. */
export function livesGathered({ lives, gathered }: HostContext): readonly number[] {
  return (gathered?.promises ?? []).reduce((all, { known = [] }) => joined(all, known), lives?.known ?? []);
}

/** D9: the promises that count: nobody whose promise is here, nor the starter, knows a newer life of who gave it. */
export function countedPromises(context: HostContext): readonly Promised[] {
  const known = livesGathered(context);
  return (context.gathered?.promises ?? []).filter(({ from, life = 0 }) => life >= (known[from] ?? 0));
}

/**
 * R5: who promised the epoch that is prepared, the starter with them, ascending. Only the starter while it has no other
 * promise, or prepares nothing.
 */
export function promisersOf(context: HostContext): readonly number[] {
  const { gathered, config, lives } = context;
  const from = lives === null ? (gathered?.from ?? []) : countedPromises(context).map((one) => one.from);
  return [...from, config.self].sort((a, b) => a - b);
}

/** R5: the greatest of the own log and those of the promises that count. */
export function greatestLog(context: HostContext): Log | null {
  const { gathered, lives } = context;
  if (gathered === null || lives === null) return gathered;
  return countedPromises(context).reduce<Log>(
    (greatest, one) => (isGreater(one.log, greatest.log) ? one : greatest),
    gathered,
  );
}

/** D9: a promise taken in, in the place of one of a former life. */
export function withPromise(promises: readonly Promised[], promise: Promised): readonly Promised[] {
  return [...promises.filter(({ from }) => from !== promise.from), promise].sort((a, b) => a.from - b.from);
}

/** Whether a promise is of a life of its sender of which there is none yet. */
export function isOfNewLife(taken: readonly Promised[], { from, life = 0 }: Promised): boolean {
  return taken.every((one) => one.from !== from || (one.life ?? 0) < life);
}

/** D5: the answers that count: no answer here knows a newer life of who gave it. */
export function countedAnswers({ lives }: HostContext): readonly Answer[] {
  const answers = lives?.answers ?? [];
  return answers.filter(({ from, life }) => answers.every(({ known }) => (known[from] ?? 0) <= life));
}

/** D5: q answers of others. */
export function hasAnswers(context: HostContext): boolean {
  return countedAnswers(context).length >= majority(context.config.hosts);
}

/** D6: what a recovering host takes from the answers that count. */
export function recovered(context: HostContext): Durable & { readonly agreed: number } {
  const answers = countedAnswers(context);
  const [first] = answers;
  const promised = answers.reduce((greatest, answer) => Math.max(greatest, answer.promised), 0);
  if (first === undefined) return { promised, installed: null, log: [], delivered: 0, agreed: 0 };
  const best = answers.reduce((greatest, one) => (isGreater(one.log, greatest.log) ? one : greatest), first);
  const { log, delivered, agreed } = best;
  const installed = best.installed?.number === promised ? best.installed : null;
  return { promised, installed, log, delivered, agreed };
}

/** D6: the lives that a recovering host knows of afterwards. */
export function livesAnswered(context: HostContext): readonly number[] {
  return countedAnswers(context).reduce((all, { known }) => joined(all, known), context.lives?.known ?? []);
}

/** The sender of what an event brings, with its life: that of an entry is a member's, by the record of its epoch (D7). */
export function senderOf(event: HostEvent, starter: number, installed: Epoch | null): Sender | null {
  switch (event.type) {
    case 'RECEIVE': {
      const { source } = event.message;
      return { from: source, life: installed?.lives?.[source] ?? 0 };
    }
    case 'PREPARE':
      return { from: starter, life: event.packet.life ?? 0 };
    case 'PROMISE':
    case 'FETCH':
    case 'JOIN':
    case 'ANNOUNCE':
      return event.packet;
    default:
      return null;
  }
}

/** The lives of a host whose life has ended, until it starts anew: nothing but how many there were, and a ghost. */
export function afterLife({ lives, log, agreed, config }: HostContext): Lives | null {
  if (lives === null) return null;
  const { life, boots } = lives;
  const known = allHosts(config.hosts).map(() => 0);
  const agreedBefore = agreed >= lives.agreedBefore.length ? log.slice(0, agreed) : lives.agreedBefore;
  return { life, boots, known, answers: [], agreedBefore };
}

/** Ghost: how much of its present log a host has ever known to be agreed, in this life or in one before. */
export function everKnown({
  everAgreed,
  lives,
  log,
}: Pick<HostContext, 'everAgreed' | 'lives' | 'log'>): number {
  const before = lives?.agreedBefore ?? [];
  return before.every((entry, slot) => sameEntry(entry, log[slot]))
    ? Math.max(everAgreed, before.length)
    : everAgreed;
}

/** The lives of a host that is told how much of its log is agreed: what it knows now it need not remember. */
export function livesKnowing(
  { lives, log }: Pick<HostContext, 'lives' | 'log'>,
  agreed: number,
): Lives | null {
  return lives && { ...lives, agreedBefore: agreedOnlyBefore(lives, log, agreed) };
}

/** What a host agreed in former lives, as long as its present log has not as much of it agreed, and the same. */
export function agreedOnlyBefore(
  { agreedBefore }: Lives,
  log: readonly Entry[],
  agreed: number,
): readonly Entry[] {
  const isSame =
    agreed >= agreedBefore.length && agreedBefore.every((entry, slot) => sameEntry(entry, log[slot]));
  return isSame ? [] : agreedBefore;
}
