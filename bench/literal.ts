import type { CheckResult, Model } from '../checker/index.js';
import { DEFAULT_KNOBS, publishedModel } from '../spec/index.js';
import type { SpinBounds } from './spin.js';

/** Hosts, slots of a log, and the budgets of time-outs and losses. */
export type Bounds = SpinBounds;

/** The model that `literal.pml` is for SPIN: the published protocol on the async medium, in its literal form. */
export function literalModel(bounds: Bounds): Model {
  const { hosts, slots, timeouts, losses } = bounds;
  return publishedModel({
    hosts,
    slots,
    timeouts,
    losses,
    partitions: 0,
    crashes: 0,
    medium: 'async',
    literal: true,
    knobs: DEFAULT_KNOBS,
  });
}

/** For example `n=5 L=4 T=1 D=1`. */
export function boundsText({ hosts, slots, timeouts, losses }: Bounds): string {
  return `n=${hosts} L=${slots} T=${timeouts} D=${losses}`;
}

/** What two searches of one model must agree on. */
export type Counts = Pick<CheckResult, 'states' | 'transitions'>;

/** @throws Error naming both counts: figures of programs that searched different systems compare nothing. */
export function requireEqualCounts(bounds: Bounds, ours: Counts, peer: string, theirs: Counts): void {
  if (ours.states === theirs.states && ours.transitions === theirs.transitions) return;
  throw new Error(
    `the counts differ at ${boundsText(bounds)}: this checker has ${countsText(ours)}, ${peer} has ${countsText(theirs)}`,
  );
}

export function countsText({ states, transitions }: Counts): string {
  return `${states.toLocaleString('en-US')} states, ${transitions.toLocaleString('en-US')} transitions`;
}
