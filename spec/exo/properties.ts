/**
 * What is asked of the completed protocol: docs/protocol.md, section 5, termination apart. What plain atomic
 * broadcast says is asked as a refinement (atomic-broadcast.ts).
 */
import { each, pairs, type Finding, type Property } from '../../checker/index.js';
import { amount, explainedInvariant, explainedStep, firstBroken, placesWhere } from '../findings.js';
import { hostName, majority } from '../ring.js';
import { bookkeeping, hasForgotten } from './bookkeeping.js';
import { showEntry } from './display.js';
import { PAYLOADS_A_LIFE, sameEntry, type Entry } from './log.js';
import type { HostSlots, HostSnapshot } from './names.js';
import { isDiskless } from './steps-made-one.js';
import type { System } from './system.js';
import { witnesses } from './witnesses.js';

/**
 * All that a host has ever agreed. Stability keeps it in its log, so the log is memory enough; the pointer, which
 * a crash sets back, is remembered by a ghost.
 */
export function everAgreed({ context }: HostSnapshot): readonly Entry[] {
  return context.log.slice(0, context.everAgreed);
}

/** All that a host has ever agreed, and what it has agreed in former lives, as far as that is not the same. */
export function agreedInAnyLife(host: HostSnapshot): readonly (readonly Entry[])[] {
  const { lives } = host.context;
  return lives === null || lives.agreedBefore.length === 0
    ? [everAgreed(host)]
    : [everAgreed(host), lives.agreedBefore];
}

/** Of any two hosts' agreed logs one is a prefix of the other; without disks, of any two lives of any hosts. */
export function agreement(hosts: HostSlots): Property {
  return explainedInvariant({
    name: 'Agreement',
    over: pairs(hosts),
    view: agreedInAnyLife,
    holds: ([left, right]) => {
      const logs = [...left.map((log) => ({ log, place: 0 })), ...right.map((log) => ({ log, place: 1 }))];
      return firstBroken(logs, (one, i) => {
        const broken = logs.slice(i + 1).map((other) => contradiction(one, other));
        return broken.find((finding) => finding !== null) ?? null;
      });
    },
  });
}

interface LogAt {
  readonly log: readonly Entry[];
  readonly place: number;
}

/** The first slot at which one log has something else than the other; null if one is a prefix of the other. */
function contradiction(left: LogAt, right: LogAt): Finding | null {
  const slot = left.log.findIndex((entry, k) => k < right.log.length && !sameEntry(entry, right.log[k]));
  const [one, other] = [left.log[slot], right.log[slot]];
  if (one === undefined || other === undefined) return null;
  const values = [showEntry(one), showEntry(other)];
  return { slot, values, at: [[left.place], [right.place]], how: 'agreed as' };
}

/** An agreed entry never changes or disappears at a host, crashes and restarts included; without disks, in one life. */
export function stability(hosts: HostSlots): Property {
  return explainedStep({
    name: 'Stability',
    over: each(hosts),
    view: (host) => ({
      log: host.context.log,
      agreed: host.context.everAgreed,
      hasForgotten: hasForgotten(host),
    }),
    holds: ([before], [after]) =>
      after.hasForgotten ||
      firstBroken(before.log.slice(0, before.agreed), (entry, slot) => {
        const now = after.log[slot];
        if (sameEntry(entry, now)) return null;
        const because = `it is no longer: ${now === undefined ? 'nothing' : showEntry(now)} is there now`;
        return { slot, values: [showEntry(entry)], at: [[0]], how: 'agreed as', because };
      }),
  });
}

/**
 * An agreed payload was submitted at its source, which is one of the hosts. An application that always has one more
 * submits its next number when the last one is in the log of its host, and a log that has an entry has all that were before it
 * when it was made: so the k-th payload of a source is number k, counted from 0, in every log.
 */
export function validity(hosts: HostSlots, sources: HostSlots = hosts): Property {
  return explainedInvariant({
    name: 'Validity',
    over: hosts.flatMap((host) => sources.map((source) => ({ host, source }))),
    view: (host) => ({
      agreed: everAgreed(host),
      self: host.context.config.self,
      submitted: host.context.config.isBusy ? ('inf' as const) : host.context.submitted,
      boots: host.context.lives?.boots ?? 0,
    }),
    holds: ({ host, source }) => {
      const { self, submitted, boots } = source;
      return firstBroken(host.agreed, (entry, slot) => {
        const because = whyUnsubmitted(host.agreed.slice(0, slot), entry);
        return because === null
          ? null
          : { slot, values: [showEntry(entry)], at: [[0]], how: 'agreed as', because };
      });

      function whyUnsubmitted(before: readonly Entry[], { source: from, payload }: Entry): string | null {
        if (!(from in hosts)) return 'its source is none of the hosts';
        if (from !== self || payload === null) return null;
        const name = hostName(self);
        if (submitted !== 'inf')
          return payload < submitted ? null : `${name} has submitted ${amount(submitted, 'payload')}`;
        const numbers = before.flatMap((one) => (one.source === self ? [one.payload ?? -1] : []));
        return isInTurn(numbers, payload, boots) ? null : `${name} has not submitted it, or others before it`;
      }
    },
  });
}

/** In each life of a source, the k-th number is that of its k-th payload. */
function isInTurn(before: readonly number[], number: number, boots: number): boolean {
  const life = lifeOf(number);
  const ofLife = before.filter((one) => one >= 0 && lifeOf(one) === life);
  return life <= boots && number === life * PAYLOADS_A_LIFE + ofLife.length;
}

function lifeOf(number: number): number {
  return Math.floor(number / PAYLOADS_A_LIFE);
}

/** A payload is agreed at most once. */
export function integrity(hosts: HostSlots): Property {
  return explainedInvariant({
    name: 'Integrity',
    over: each(hosts),
    view: everAgreed,
    holds: ([agreed]) =>
      firstBroken(agreed, (entry, slot) => {
        const { source, payload } = entry;
        const first = agreed.findIndex((other) => other.source === source && other.payload === payload);
        if (payload === null || first === slot) return null;
        const because = `its payload is agreed in slot ${first} already`;
        const also = agreed.slice(first, first + 1).map((other) => [first, showEntry(other)] as const);
        return { slot, values: [showEntry(entry)], at: [[0]], also, how: 'agreed as', because };
      }),
  });
}

/** The payloads of one source are agreed in the order in which it submitted them. */
export function fifo(hosts: HostSlots): Property {
  return explainedInvariant({
    name: 'Fifo',
    over: each(hosts),
    view: everAgreed,
    holds: ([agreed]) =>
      firstBroken(agreed, (entry, slot) => {
        const { source, payload } = entry;
        if (payload === null) return null;
        const first = agreed.findIndex(
          (other, k) => k < slot && other.source === source && (other.payload ?? -1) > payload,
        );
        const other = agreed[first];
        if (other === undefined) return null;
        const because = `${showEntry(other)}, which ${hostName(source)} submitted later, is agreed in slot ${first}`;
        return { slot, values: [showEntry(entry)], at: [[0]], how: 'agreed as', because };
      }),
  });
}

/**
 * What the application has been given it keeps, and is not given again: the position that is recorded for it never moves back, crashes
 * included. A snapshot counts once it is written, with the log that it is a part of. Without disks, within a life.
 */
export function deliveredAscends(hosts: HostSlots): Property {
  return explainedStep({
    name: 'DeliveredAscends',
    over: each(hosts),
    view: (host) => ({ delivered: host.context.disk.delivered, hasForgotten: hasForgotten(host) }),
    holds: ([before], [after]) =>
      after.hasForgotten ||
      after.delivered >= before.delivered || {
        slot: after.delivered,
        values: ['no longer delivered'],
        at: [[0]],
        because: `${amount(before.delivered, 'entry was', 'entries were')}, and ${after.delivered} ${after.delivered === 1 ? 'is' : 'are'} now`,
      },
  });
}

/** Every agreed entry is in the logs of a majority of the hosts, on their disks. */
export function minorityHalt(hosts: HostSlots): Property {
  return explainedInvariant({
    name: 'MinorityHalt',
    over: [hosts],
    view: ({ context }) => ({ agreed: context.everAgreed, log: context.disk.log }),
    holds: (views) =>
      firstBroken(
        views.flatMap(({ agreed, log }, host) =>
          log.slice(0, agreed).map((entry, slot) => ({ entry, slot, host })),
        ),
        ({ entry, slot, host }) => {
          const holders = placesWhere(views, (other) => sameEntry(other.log[slot], entry));
          if (holders.length >= majority(views.length)) return null;
          const names = holders.map((place) => hosts[place]?.name).join(', ');
          const because = `only ${names} ${holders.length > 1 ? 'have' : 'has'} it on a disk, and ${majority(views.length)} must`;
          return { slot, values: [showEntry(entry)], at: [[host]], how: 'agreed as', because };
        },
      ),
  });
}

/**
 * Without disks, an entry that is agreed nowhere before is in the logs of a majority of the hosts, counting those that have crashed since
 * the epoch began in which it is agreed: they may have had it.
 */
export function minorityHaltOfLives(hosts: HostSlots): Property {
  return explainedStep({
    name: 'MinorityHalt',
    over: [hosts],
    view: (host) => ({
      agreed: agreedInAnyLife(host),
      log: host.context.log,
      life: (host.context.lives?.boots ?? 0) + (host.matches('down') ? 1 : 0),
      members: host.context.installed?.lives ?? [],
    }),
    holds: (before, after) => {
      const known = before.flatMap(({ agreed }) => agreed);
      const all = after.flatMap(({ agreed, members }, host) =>
        agreed.flatMap((log) => log.map((entry, slot) => ({ entry, slot, host, members }))),
      );
      return firstBroken(all, ({ entry, slot, host, members }) => {
        if (known.some((one) => sameEntry(one[slot], entry))) return null;
        const mayHaveHad = placesWhere(
          after.map((one, place) => ({ ...one, member: members[place] ?? 0 })),
          ({ log, life, member }) => sameEntry(log[slot], entry) || life > member,
        );
        if (mayHaveHad.length >= majority(after.length)) return null;
        const names = mayHaveHad.map((place) => hosts[place]?.name).join(', ');
        const because = `only ${names} can have had it since its epoch began, and ${majority(after.length)} must`;
        return { slot, values: [showEntry(entry)], at: [[host]], how: 'agreed as', because };
      });
    },
  });
}

/** All properties and witnesses of the model; `sources` are the hosts that count themselves what was submitted to them. */
export function exoProperties(system: System, sources: HostSlots = system.hosts): readonly Property[] {
  const hosts: HostSlots = system.hosts;
  return [
    agreement(hosts),
    stability(hosts),
    ...(sources.length > 0 ? [validity(hosts, sources)] : []),
    integrity(hosts),
    fifo(hosts),
    isDiskless(system.options) ? minorityHaltOfLives(hosts) : minorityHalt(hosts),
    deliveredAscends(hosts),
    ...bookkeeping(system),
    ...witnesses(system),
  ];
}
