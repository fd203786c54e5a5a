/** How hosts crash and restart, and what a crash would lose. */
import { leg, rule, type Offer, type Params, type Rule } from '../../checker/index.js';
import { isGranted } from '../../checker/environment/budget.js';
import { hostName } from '../ring.js';
import { agreedBy, isSynced } from './log.js';
import type { HostSnapshot } from './names.js';
import { isRebootedAtOnce, isRestartedAtOnce, mayForget, reduces } from './steps-made-one.js';
import { price, type HostSlot, type System } from './system.js';

/** s27: hosts crash and restart, at most once a crash, so restarts need no budget. */
export function crashRules(system: System, host: HostSlot, self: number): readonly Rule[] {
  const { options } = system;
  if (!isGranted(options.crashes)) return [];
  const params: Params = { host: hostName(self) };
  const crash = [leg(host, { type: 'CRASH' }), ...price(system.crashes, options.crashes)];
  const restart = leg(host, { type: 'RESTART' });
  const atOnce = (when: (own: HostSnapshot) => boolean): Rule =>
    crashRule(system, { name: 'CrashAndRestart', slot: host, when }, { params, legs: [...crash, restart] });
  if (isRebootedAtOnce(options)) return [atOnce(() => true)];
  if (isRestartedAtOnce(options)) return [atOnce(hasVolatile)];
  return [
    crashRule(system, { name: 'Crash', slot: host }, { params, legs: crash }),
    rule({
      name: 'Restart',
      slot: host,
      when: (own) => own.matches('down'),
      offers: () => [{ params, legs: [restart] }],
    }),
  ];
}

/**
 * With the last crash of hosts without disks, what is dead to a host is so for good: its inboxes learn of it. Where hosts are split, no
 * crash is known to be the last: engines are reset besides.
 */
function crashRule(
  { options, crashes, air, oob }: System,
  named: { readonly name: string; readonly slot: HostSlot; readonly when?: (own: HostSnapshot) => boolean },
  offer: Offer,
): Rule {
  const isCounted = typeof options.crashes === 'number' && reduces(options, 'dead-messages');
  if (!mayForget(options) || !isCounted || options.resets !== undefined)
    return rule({ ...named, offers: () => [offer] });
  const settled = [...air, ...oob].map((inbox) => leg(inbox, { type: 'SETTLE' }));
  return rule({
    ...named,
    reads: [crashes],
    offers: (_own, left) => [left === 1 ? { ...offer, legs: [...offer.legs, ...settled] } : offer],
  });
}

/** Whether a crash would lose anything: an attempt, what is not written, the agreement pointer, the queue. */
export function hasVolatile(own: HostSnapshot): boolean {
  const { context } = own;
  const { disk, agreed, delivered, queue, config } = context;
  const found = Math.max(delivered, agreedBy(disk, config.hosts));
  return own.matches({ up: 'preparing' }) || !isSynced(context) || agreed > found || queue.length > 0;
}
