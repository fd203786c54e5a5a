/** Which steps of the completed model are one, and what is not modelled, by the medium and the reductions in force. */
import { isGranted } from '../../checker/environment/budget.js';
import type { ExoOptions, Reduction } from './options.js';

/** Whether a reduction is on. */
export function reduces({ reductions }: ExoOptions, reduction: Reduction): boolean {
  return reductions.includes(reduction);
}

/** Whether hosts have no disks (D1-D10). */
export function isDiskless({ recovery = null }: ExoOptions): boolean {
  return recovery !== null;
}

/** Whether hosts forget: they have no disks, and crash, or are reset. */
export function mayForget(options: ExoOptions): boolean {
  return isDiskless(options) && (isGranted(options.crashes) || isGranted(options.resets ?? 0));
}

/** Whether what changes is written in the step that changes it; without a disk there is nothing to wait for. */
export function isWrittenAtOnce(options: ExoOptions): boolean {
  return isDiskless(options) || reduces(options, 'persist');
}

/** Whether packets in flight stay there for ever: nothing is counted, and all may come again and again. */
export function isEverlasting({ medium, losses }: ExoOptions): boolean {
  return medium === 'receive-any' || losses === 'inf';
}

/**
 * Whether hosts ask for entries and epochs at all. On the receive-any medium every answer is in flight anyhow,
 * or dead; with the reduction, nobody asks there.
 */
export function isAsking(options: ExoOptions): boolean {
  return options.medium !== 'receive-any' || !reduces(options, 'requests');
}

/**
 * Whether a host that asks takes in the next entry, or the snapshot in its place, in the step in which it asks.
 * On the bus with unlimited losses that is as good as later (docs/decisions/0010).
 */
export function isFetchedAtOnce(options: ExoOptions): boolean {
  return options.medium === 'bus' && isEverlasting(options) && reduces(options, 'requests');
}

/**
 * Whether what a host that recovers is answered reaches it in the step of the answer (docs/decisions/0019): it does nothing but wait
 * for answers, and that of a host that answers twice takes the place of its first.
 */
export function isAnsweredAtOnce(options: ExoOptions): boolean {
  return isEverlasting(options) && reduces(options, 'answers');
}

/**
 * Whether a crash and the restart are one step. A host that is down hears nothing; that costs nothing then only
 * where losses cost nothing, or where messages wait for it.
 */
export function isRestartedAtOnce(options: ExoOptions): boolean {
  return (options.medium !== 'bus' || isEverlasting(options)) && reduces(options, 'restart');
}

/** Whether a host without a disk restarts in the step of its crash: where it may be late, being down is the same. */
export function isRebootedAtOnce(options: ExoOptions): boolean {
  return isDiskless(options) && isEverlasting(options) && reduces(options, 'reboot');
}

/** Whether there is a partition to model. */
export function isSplit(options: ExoOptions): boolean {
  if (options.medium !== 'bus' || !isGranted(options.partitions)) return false;
  return !(options.losses === 'inf' && reduces(options, 'partitions'));
}
