/**
 * P10 (s80): how a host in error mends its log from the reports of others. The slides say only that a majority
 * of responses is gathered; what is then adopted is knob A3.
 */
import { majority } from '../ring.js';
import {
  bySlot,
  entryOf,
  inHistory,
  matches,
  sameEntry,
  withSlots,
  type Entry,
  type Filled,
  type HostContext,
  type Report,
  type Responses,
  type Vote,
} from './log.js';

export const NO_RESPONSES: Responses = { votes: [], longest: [] };

/** What this host answers about the slots from `since` on. */
export function reportOf({ config, log, disputed, barred }: HostContext, since: number): Report {
  const filled = withSlots(log).slice(since);
  const beyond = disputed
    .filter(({ slot }) => slot >= log.length && !barred.includes(slot))
    .map((message) => ({ slot: message.slot, ...entryOf(message) }));
  return { from: config.self, log: filled, disputed: beyond };
}

/** The responses with one more report counted in. Who reported what is not kept: no rule asks for it. */
export function countedIn({ votes, longest }: Responses, report: Report): Responses {
  const counted = [...report.log, ...report.disputed].reduce(withVote, votes);
  return {
    votes: [...counted].sort(bySlot),
    longest: isLonger(report.log, longest) ? report.log : longest,
  };
}

function withVote(votes: readonly Vote[], { slot, source, payload }: Filled): readonly Vote[] {
  const known = votes.find((vote) => vote.slot === slot && sameEntry(vote, { source, payload }));
  if (known === undefined) return [...votes, { slot, source, payload, count: 1 }];
  return votes.map((vote) => (vote === known ? { ...vote, count: vote.count + 1 } : vote));
}

/** Longer, or as long and first by source and payload where the two differ. */
function isLonger(log: readonly Filled[], than: readonly Filled[]): boolean {
  if (log.length !== than.length) return log.length > than.length;
  const at = log.findIndex((entry, i) => !sameEntry(entry, than[i]));
  const [mine, other] = [log[at], than[at]];
  return mine !== undefined && other !== undefined && bySlot(mine, other) < 0;
}

/** The log that the responses lead to, or null if they do not settle what is in dispute. */
export function mendedLog(host: HostContext, responses: Responses): readonly Entry[] | null {
  const own = reportOf(host, host.agreed);
  const settled = host.log.slice(0, host.agreed);
  switch (host.config.knobs.recovery) {
    case 'majority':
      return byMajority(host, countedIn(responses, own).votes, settled);
    case 'longest': {
      const longest = responses.longest.length > own.log.length ? responses.longest : own.log;
      return withFittingDisputes(host, [...settled, ...longest.map(entryOf)]);
    }
    case 'frequent':
      return byFrequency(own, countedIn(responses, own).votes, settled);
  }
}

/** A slot is settled only by a value that a majority of all hosts reports. */
function byMajority(
  host: HostContext,
  votes: readonly Vote[],
  settled: readonly Entry[],
): readonly Entry[] | null {
  const log = [...settled];
  for (;;) {
    const chosen = votes.find(
      ({ slot, count }) => slot === log.length && count >= majority(host.config.hosts),
    );
    if (chosen === undefined) break;
    log.push(entryOf(chosen));
  }
  const settledTo = log.length;
  const unchanged = log.every((entry, slot) => sameEntry(entry, host.log[slot]));
  const mended = withFittingDisputes(host, unchanged ? [...log, ...host.log.slice(settledTo)] : log);
  const open = host.disputed.some(
    (message) => message.slot >= settledTo && !sameEntry(mended[message.slot], message),
  );
  return open ? null : mended;
}

/** Per slot, the value most reported, the own one first on a tie; the log ends where nothing is reported. */
function byFrequency(own: Report, votes: readonly Vote[], settled: readonly Entry[]): readonly Entry[] {
  const log = [...settled];
  for (;;) {
    const here = votes.filter(({ slot }) => slot === log.length);
    const most = Math.max(0, ...here.map(({ count }) => count));
    const best = here.filter(({ count }) => count === most);
    const mine = [...own.log, ...own.disputed].find(({ slot }) => slot === log.length);
    const chosen = best.find((vote) => sameEntry(vote, mine)) ?? best[0];
    if (chosen === undefined) return log;
    log.push(entryOf(chosen));
  }
}

/**
 * Accepts, in order, the disputed messages that continue the mended log after all. A5 `kept`: not where this
 * host has filled the slot before; it would take back the vote that others may have counted.
 */
function withFittingDisputes(
  { config, disputed, barred, log }: HostContext,
  settled: readonly Entry[],
): readonly Entry[] {
  const mended = [...settled];
  for (const message of disputed) {
    const hasVoted = message.slot < log.length || barred.includes(message.slot);
    const mayFill = config.knobs.votes === 'forgotten' || !hasVoted;
    const continues = matches(mended, config, message) && !inHistory(mended, config, message.source);
    if (continues && mayFill) mended.push(entryOf(message));
  }
  return mended;
}

/** What the host held before and would hold no longer with the mended log. */
export function lostBy(host: HostContext, mended: readonly Entry[]): readonly Filled[] {
  const held = [...withSlots(host.log), ...reportOf(host, 0).disputed];
  return held.filter((entry) => !sameEntry(mended[entry.slot], entry));
}
