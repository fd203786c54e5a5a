/**
 * Faults on real processes: a cluster is given payloads while one episode after the other is done to it; then all of it is undone, and it has to
 * agree again. What every host has delivered is judged for its users, and what every core did is held against the specification.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../impl/parts.js';
import { idOf } from '../foreign/options.js';
import { UsersJudge } from '../foreign/users.js';
import type { Validation } from '../validate/validation.js';
import { Cluster, type ClusterOptions } from './cluster.js';
import { episode, type Episode } from './episodes.js';
import { Printed } from './printed.js';
import { validateTraces } from './traces.js';

export interface CampaignOptions extends ClusterOptions {
  readonly program: 'host';
  /** What is done, one after the other. */
  readonly episodes: readonly Episode[];
  /** All of it again and again, until this number of payloads is submitted; once if left out. */
  readonly payloadsMin?: number;
  /** How many payloads each host is given at once; one if left out. */
  readonly payloadsAtOnce?: number;
  /** Whether the traces are validated here, all of them in memory; `yes` if left out. */
  readonly validation?: 'yes' | 'no';
  /** How soon after the last fault all must have delivered the same. */
  readonly settleMs: number;
  /** Told of each episode as it begins. */
  readonly onEpisode?: (kind: Episode) => void;
}

export interface CampaignResult {
  /** How often each fault was injected. */
  readonly faults: Readonly<Partial<Record<Episode, number>>>;
  readonly agreed: number;
  /** Payloads that a host had to deliver and has not; that one delivered twice; that two delivered in another order. */
  readonly lost: number;
  readonly duplicated: number;
  readonly reordered: number;
  /** From the last fault until all hosts had delivered all that was submitted by then and right after; null if they never had. */
  readonly againMs: number | null;
  readonly validation: Validation | null;
  /** What must not happen and did, a line each; none if all is well. */
  readonly failures: readonly string[];
}

const SUBMIT_MS = 25;
/** A host to which this number of payloads is owed is given no more for now. */
const OWED_MAX = 10_000;
const QUIET_MS = 150;
const POLL_MS = 20;

export async function campaign(options: CampaignOptions): Promise<CampaignResult> {
  return new Campaign(options).result();
}

class Campaign {
  private readonly ids: readonly string[];
  private readonly judge: UsersJudge;
  /** By host, payloads that were given to its present life and are not delivered by it. */
  private readonly owed: Set<string>[];
  /** By host, where what it has delivered stands. */
  private readonly deliveries: readonly Printed[];
  private readonly failures: string[] = [];
  private readonly counts = { duplicated: 0, reordered: 0 };
  private readonly faults: Partial<Record<Episode, number>> = {};
  private submitted = 0;

  constructor(private readonly options: CampaignOptions) {
    this.ids = Array.from({ length: options.hosts }, (_, place) => idOf(place));
    const { ids } = this;
    this.judge = new UsersJudge(ids);
    this.owed = ids.map(() => new Set());
    this.deliveries = ids.map(() => new Printed(this.judge.order));
  }

  async result(): Promise<CampaignResult> {
    const { options } = this;
    const cluster = await Cluster.open(options, (place, line) => this.printed(place, line));
    try {
      await Promise.all(
        cluster.members.map((member) => member.start().then((failure) => this.failed(failure))),
      );
      // What does not even start is not made worse.
      if (this.failures.length > 0) return this.notStarted();
      const clients = setInterval(() => this.submitAll(cluster), SUBMIT_MS);
      try {
        await this.sufferAll(cluster);
      } finally {
        clearInterval(clients);
      }
      const againMs = await this.agreesAgain(cluster);
      await cluster.close();
      return this.summary(cluster, againMs);
    } finally {
      await cluster.close();
    }
  }

  /** Episode after episode, round after round until there are enough payloads, or no host takes any more. */
  private async sufferAll(cluster: Cluster): Promise<void> {
    const { episodes, payloadsMin = 0 } = this.options;
    for (let before = -1; before < 0 || this.submitted < payloadsMin;) {
      before = this.submitted;
      for (const kind of episodes) await this.suffer(kind, cluster);
      if (this.submitted > before) continue;
      this.failed(`no host has taken a payload in ${episodes.length} episodes`);
      return;
    }
  }

  private async suffer(kind: Episode, cluster: Cluster): Promise<void> {
    const { seed, onEpisode } = this.options;
    onEpisode?.(kind);
    for (const member of cluster.members)
      cluster.printedUpTo[member.of.place] = Math.max(0, this.deliveriesOf(member.of.place).last.seq);
    const random = new Random(seed, `faults/${kind}/${Object.keys(this.faults).length}`);
    const times = await episode(kind, {
      ...{ cluster, random },
      ended: (place) => this.owed[place]?.clear(),
      failed: (text) => this.failed(text),
    });
    this.faults[kind] = (this.faults[kind] ?? 0) + times;
    await sleep(QUIET_MS);
  }

  private failed(text: string | null): void {
    if (text !== null) this.failures.push(text);
  }

  private submitAll(cluster: Cluster): void {
    for (const member of cluster.members) {
      const { place, id } = member.of;
      if (!member.isReady || (this.owed[place]?.size ?? 0) > OWED_MAX) continue;
      for (let k = 0; k < (this.options.payloadsAtOnce ?? 1); k++) {
        const payload = `${id}-${++this.submitted}`;
        this.judge.submitted(place, payload);
        this.owed[place]?.add(payload);
        member.write(payload);
      }
    }
  }

  /** Each host is given something more; then all has to come everywhere. */
  private async agreesAgain(cluster: Cluster): Promise<number | null> {
    const began = performance.now();
    this.submitAll(cluster);
    while (performance.now() - began < this.options.settleMs) {
      if (this.isSettled()) return performance.now() - began;
      await sleep(POLL_MS);
    }
    return null;
  }

  private isSettled(): boolean {
    const owed = this.owed.flatMap((payloads) => [...payloads]);
    return this.judge.counts.every((_, place) => this.judge.missing(place, owed).length === 0);
  }

  private deliveriesOf(host: number): Printed {
    return this.deliveries[host] as Printed;
  }

  private printed(
    host: number,
    { seq, index, text, event, line, reason }: Readonly<Record<string, unknown>>,
  ): void {
    if (event === 'lost') this.owed[host]?.delete(String(line));
    if (event === 'failed' && !/disk/.test(String(reason)))
      this.failed(`host ${host} failed: ${String(reason)}`);
    if (event === 'started') this.deliveriesOf(host).begin();
    if (typeof seq !== 'number' || typeof index !== 'number') return;
    const payload = String(text);
    const taken = this.deliveriesOf(host).take({ seq, index }, payload);
    if (taken.kind === 'again') return;
    this.owed[host]?.delete(payload);
    if (taken.kind === 'wrong') {
      this.counts.duplicated += 1;
      this.failedSoon(`Integrity: ${this.ids[host] ?? ''} ${taken.text}`);
      return;
    }
    const violation = this.judge.delivered(host, payload);
    if (violation === null) return;
    if (violation.property === 'Integrity') this.counts.duplicated += 1;
    if (violation.property === 'TotalOrder') this.counts.reordered += 1;
    this.failedSoon(`${violation.property}: ${violation.text}`);
  }

  /** The first failures of a kind that there may be many of. */
  private failedSoon(text: string): void {
    if (this.failures.length < FAILURES_MAX) this.failed(text);
  }

  private notStarted(): CampaignResult {
    const { faults, counts, failures } = this;
    return { ...{ faults, againMs: null, validation: null, failures, lost: 0 }, ...counts, agreed: 0 };
  }

  private missingText(owed: readonly string[]): string {
    const { ids } = this;
    const lacking = ids.flatMap((id, place) => {
      const [next] = this.judge.missing(place, owed);
      return next === undefined ? [] : [`${next} at ${id}`];
    });
    return lacking.join(', ');
  }

  private summary(cluster: Cluster, againMs: number | null): CampaignResult {
    const owed = this.owed.flatMap((payloads) => [...payloads]);
    const lost = this.judge.counts.reduce((sum, _, place) => sum + this.judge.missing(place, owed).length, 0);
    if (againMs === null)
      this.failed(
        `the hosts have not agreed again within ${this.options.settleMs / 1_000} s: ${lost} deliveries are missing, such as ${this.missingText(owed)}`,
      );
    for (const kind of new Set(this.options.episodes))
      if ((this.faults[kind] ?? 0) === 0) this.failed(`no fault of kind ${kind} was injected`);
    const isValidated = this.options.validation !== 'no';
    const validation = isValidated
      ? validateTraces(cluster.members.flatMap((member) => member.traces))
      : null;
    if (validation !== null && validation.rejection !== null) {
      const { event, place, problem } = validation.rejection;
      this.failed(
        `${validation.verdict}: ${event.action} of ${event.actor} at ${place.file}:${place.line}: ${problem.text}`,
      );
    }
    const { faults, counts, failures, judge } = this;
    return { ...{ faults, againMs, validation, failures, lost }, ...counts, agreed: judge.order.length };
  }
}

const FAILURES_MAX = 5;
