/**
 * What is asked of the completed protocol: docs/protocol.md, section 5, termination apart. What plain atomic
 * broadcast says is asked as a refinement (atomic-broadcast.ts).
 */
import { each, invariant, pairs, stepProperty, type Finding, type Property } from '../../checker/index.js';
import { firstBroken, placesWhere } from '../findings.js';
import { majority } from '../ring.js';
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
  return invariant({
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
  return stepProperty({
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
  return invariant({
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
      const numbers = host.agreed.flatMap((entry) =>
        entry.source === self && entry.payload !== null ? [entry.payload] : [],
      );
      return (
        host.agreed.every((entry) => entry.source in hosts) &&
        (submitted === 'inf' ? areInTurn(numbers, boots) : numbers.every((number) => number < submitted))
      );
    },
  });
}

/** In each life of a source, the k-th number is that of its k-th payload. */
function areInTurn(numbers: readonly number[], boots: number): boolean {
  return numbers.every((number, i) => {
    const life = lifeOf(number);
    const before = numbers.slice(0, i).filter((one) => lifeOf(one) === life);
    return life <= boots && number === life * PAYLOADS_A_LIFE + before.length;
  });
}

function lifeOf(number: number): number {
  return Math.floor(number / PAYLOADS_A_LIFE);
}

/** A payload is agreed at most once. */
export function integrity(hosts: HostSlots): Property {
  return invariant({
    name: 'Integrity',
    over: each(hosts),
    view: everAgreed,
    holds: ([agreed]) =>
      firstBroken(agreed, (entry, slot) => {
        const { source, payload } = entry;
        const first = agreed.findIndex((other) => other.source === source && other.payload === payload);
        if (payload === null || first === slot) return null;
        const because = `its payload is agreed in slot ${first} already`;
        return { slot, values: [showEntry(entry)], at: [[0]], how: 'agreed as', because };
      }),
  });
}

/** The payloads of one source are agreed in the order in which it submitted them. */
export function fifo(hosts: HostSlots): Property {
  return invariant({
    name: 'Fifo',
    over: each(hosts),
    view: everAgreed,
    holds: ([agreed]) =>
      agreed.every(
        ({ source, payload }, slot) =>
          payload === null ||
          agreed.slice(0, slot).every((other) => other.source !== source || (other.payload ?? -1) <= payload),
      ),
  });
}

/**
 * What the application has been given it keeps, and is not given again: the position that is recorded for it never moves back, crashes
 * included. A snapshot counts once it is written, with the log that it is a part of. Without disks, within a life.
 */
export function deliveredAscends(hosts: HostSlots): Property {
  return stepProperty({
    name: 'DeliveredAscends',
    over: each(hosts),
    view: (host) => ({ delivered: host.context.disk.delivered, hasForgotten: hasForgotten(host) }),
    holds: ([before], [after]) => after.hasForgotten || after.delivered >= before.delivered,
  });
}

/** Every agreed entry is in the logs of a majority of the hosts, on their disks. */
export function minorityHalt(hosts: HostSlots): Property {
  return invariant({
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
  return stepProperty({
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
      return after.every(({ agreed, members }) =>
        agreed.every((agreedLog) =>
          agreedLog.every((entry, slot) => {
            if (known.some((one) => sameEntry(one[slot], entry))) return true;
            const mayHaveHad = after.filter(
              ({ log, life }, host) => sameEntry(log[slot], entry) || life > (members[host] ?? 0),
            );
            return mayHaveHad.length >= majority(after.length);
          }),
        ),
      );
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
