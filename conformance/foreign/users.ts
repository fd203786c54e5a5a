/** Plain atomic broadcast, as its users see it: what is submitted and what is delivered, whatever the protocol in between. */

/** What is broken, with the words that tell it. */
export interface UserViolation {
  readonly property: 'Validity' | 'Integrity' | 'TotalOrder';
  readonly text: string;
}

/**
 * Judges deliveries as they come. The deliveries of a host are one sequence over all of its lives. Of any two hosts' sequences one is a prefix of
 * the other (TotalOrder, which is agreement too); what is delivered was submitted before (Validity), and no host delivers it twice
 * (Integrity). That everybody delivers everything in the end is asked with `missing`.
 */
export class UsersJudge {
  /** By place, what the hosts have delivered: the longest sequence so far, of which all others are prefixes. */
  readonly order: string[] = [];
  readonly counts: number[];
  private readonly sources = new Map<string, number>();
  private readonly places = new Map<string, number>();
  /** By place in the order, who delivered it first. */
  private readonly first: number[] = [];

  constructor(private readonly ids: readonly string[]) {
    this.counts = ids.map(() => 0);
  }

  submitted(host: number, payload: string): void {
    this.sources.set(payload, host);
  }

  delivered(host: number, payload: string): UserViolation | null {
    const { ids, order, counts } = this;
    const id = ids[host] ?? '';
    const at = counts[host] as number;
    const name = JSON.stringify(payload);
    if (!this.sources.has(payload)) {
      return { property: 'Validity', text: `${id} delivers ${name}, which nobody has submitted` };
    }
    const before = this.places.get(payload);
    if (before !== undefined && before < at) {
      const text = `${id} delivers ${name} twice: as its number ${before + 1}, and as number ${at + 1}`;
      return { property: 'Integrity', text };
    }
    const known = order[at];
    if (known !== undefined && known !== payload) {
      const other = ids[this.first[at] as number] ?? '';
      const text = `as number ${at + 1} ${other} has delivered ${JSON.stringify(known)}, and ${id} delivers ${name}`;
      return { property: 'TotalOrder', text };
    }
    if (known === undefined) {
      order.push(payload);
      this.first.push(host);
      this.places.set(payload, at);
    }
    counts[host] = at + 1;
    return null;
  }

  /** What host `host` has not delivered: what others have, and what was submitted at hosts that have not crashed since. */
  missing(host: number, owed: Iterable<string>): readonly string[] {
    const from = this.counts[host] as number;
    const rest = this.order.slice(from);
    for (const payload of owed) if (!this.places.has(payload)) rest.push(payload);
    return rest;
  }

  /** The payloads that a host was given. */
  payloadsOf(host: number): readonly string[] {
    return [...this.sources].flatMap(([payload, source]) => (source === host ? [payload] : []));
  }
}
