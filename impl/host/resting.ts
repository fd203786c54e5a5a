import type { Core } from '../core/core.js';
import type { HostOptions } from '../options.js';
import { countOf } from '../wire/layout.js';

/** A ring with this number of empty messages one after the other is at rest: whoever has a payload hurries the others, so that nobody has had one. */
const EMPTIES = 16;

/** What is to be seen of a log by whoever asks whether its ring is at rest. */
export type RestingLog = Pick<Core['log'], 'start' | 'length' | 'words' | 'placeOf'>;

/** R2: how much longer than `holdMs` the token is held now, in milliseconds: 0, but in a ring at rest, where `idleHoldMs` says so. */
export function longerHoldMs(
  log: RestingLog,
  { holdMs, idleHoldMs }: Pick<HostOptions, 'holdMs' | 'idleHoldMs'>,
): number {
  return holdMs > 0 && idleHoldMs > holdMs && isAtRest(log) ? idleHoldMs - holdMs : 0;
}

function isAtRest(log: RestingLog): boolean {
  const from = log.length - EMPTIES;
  if (from < log.start) return false;
  for (let slot = log.length - 1; slot >= from; slot--) {
    if (countOf(log.words, log.placeOf(slot)) > 0) return false;
  }
  return true;
}
