import type { Cluster } from './cluster.js';
import { hostName } from './host-name.js';

/** How it stands with a cluster that nothing is wrong with: it has to go on, is done, or has not made it in time. */
export type Outcome =
  | { readonly kind: 'running' }
  | { readonly kind: 'done' }
  | { readonly kind: 'late'; readonly reason: string };

/**
 * Whether the cluster agrees again after the last fault, and in the end has agreed on everything. First every host must
 * have delivered something new, and something new of its own; then, once the time is over and nothing is submitted any more,
 * every host must have delivered all that there is. Each has `settleMs`.
 */
export class Liveness {
  /** When all has to be delivered; infinite while payloads are submitted. */
  private doneByMs = Infinity;

  constructor(private readonly cluster: Cluster) {}

  look(): Outcome {
    const { cluster } = this;
    if (!cluster.faults.isOver) return RUNNING;
    return cluster.isDraining ? this.lookForRest() : this.lookForAgreement();
  }

  private lookForAgreement(): Outcome {
    const { cluster } = this;
    const { watch, options, events } = cluster;
    const { settleMs, durationMs } = options;
    if (watch.isSettled) {
      if (events.now < durationMs) return RUNNING;
      cluster.isDraining = true;
      this.doneByMs = events.now + settleMs;
      return RUNNING;
    }
    if (events.now <= (watch.lastFaultMs ?? 0) + settleMs) return RUNNING;
    const { isAgreed } = watch;
    const what = isAgreed ? 'nothing new of their own' : 'nothing new';
    const hosts = isAgreed ? watch.withoutOwn() : watch.withoutAny();
    return late(settleMs, watch.lastFaultMs === null ? 'the start' : 'the last fault', what, hosts);
  }

  private lookForRest(): Outcome {
    const { events, machines, order, submissions, options } = this.cluster;
    const left = machines.filter(
      ({ self, application }) => application.payloads < order.payloads || !submissions.isDone(self),
    );
    if (left.length === 0) return DONE;
    if (events.now < this.doneByMs) return RUNNING;
    const hosts = left.map(({ self }) => self);
    return late(options.settleMs, 'the last payload was submitted', 'not everything', hosts);
  }
}

const RUNNING: Outcome = { kind: 'running' };
const DONE: Outcome = { kind: 'done' };

function late(afterMs: number, since: string, what: string, hosts: readonly number[]): Outcome {
  const time = afterMs >= 1_000 ? `${afterMs / 1_000} s` : `${afterMs} ms`;
  const names = hosts.map(hostName).join(', ');
  return { kind: 'late', reason: `${time} after ${since}, ${what} is delivered at ${names}` };
}
