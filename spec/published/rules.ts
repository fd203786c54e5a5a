/** The joint actions that both media share: time-outs, crashes, restarts, recovery. */
import { leg, rule, type Rule } from '../../checker/index.js';
import { draw, isGranted, type Budget, type BudgetSlot } from '../../checker/environment/budget.js';
import { hostName, majority } from '../ring.js';
import type { AnyHostSlot } from './names.js';
import type { QuerySlot } from './out-of-band.js';

/** P8 (s66): a host that waits too long assumes that it holds the token. */
export function timeoutRules(
  hosts: readonly AnyHostSlot[],
  timeouts: BudgetSlot,
  granted: Budget,
): readonly Rule[] {
  if (!isGranted(granted)) return [];
  return hosts.map((host, self) =>
    rule({
      name: 'Timeout',
      slot: host,
      offers: () => [
        { params: { host: hostName(self) }, legs: [leg(host, { type: 'TIMEOUT' }), draw(timeouts)] },
      ],
    }),
  );
}

/** s27: hosts may crash, and restart. A host restarts at most as often as it crashed, so that needs no budget. */
export function crashRules(
  hosts: readonly AnyHostSlot[],
  crashes: BudgetSlot,
  granted: Budget,
): readonly Rule[] {
  if (!isGranted(granted)) return [];
  return hosts.flatMap((host, self) => [
    rule({
      name: 'Crash',
      slot: host,
      offers: () => [
        { params: { host: hostName(self) }, legs: [leg(host, { type: 'CRASH' }), draw(crashes)] },
      ],
    }),
    rule({
      name: 'Restart',
      slot: host,
      when: (own) => own.matches('down'),
      offers: () => [{ params: { host: hostName(self) }, legs: [leg(host, { type: 'RESTART' })] }],
    }),
  ]);
}

/** P10 (s80): a host in error asks a majority, its own log counted in; any such majority may be the first. */
export function recoverRules(hosts: readonly AnyHostSlot[], network: QuerySlot): readonly Rule[] {
  const needed = majority(hosts.length) - 1;
  return hosts.map((host, self) => {
    const others = hosts.flatMap((_, other) => (other === self ? [] : [other]));
    const majorities = subsets(others).filter((responders) => responders.length >= needed);
    return rule({
      name: 'Recover',
      slot: host,
      when: (own) => own.matches({ up: { log: 'inError' } }),
      offers: () =>
        majorities.map((responders) => ({
          params: { host: hostName(self), responders: responders.map(hostName) },
          legs: [leg(network, { type: 'AIM', requester: self, responders }), leg(host, { type: 'QUERY' })],
        })),
    });
  });
}

/** All subsets, smaller ones first. */
function subsets(items: readonly number[]): readonly (readonly number[])[] {
  return Array.from({ length: 2 ** items.length }, (_, bits) =>
    items.filter((_item, i) => (bits & (1 << i)) !== 0),
  ).sort((a, b) => a.length - b.length);
}
