/**
 * What no run has both of: two packets that are sent to all by one host alone, which after the one does not send the other. Local states are
 * those of all runs together, so it tells pairs of them apart that no run has at a time.
 */
import { edgesOf } from '../../../checker/environment/dead-for-good.js';
import type { Packet } from '../packets.js';
import type { AskedHost } from './asked.js';
import { edgesMet, published, reachFrom } from './local-paths.js';

/** Where a packet is sent to all. */
interface Sending {
  readonly host: number;
  /** The local states in which it is sent, and those after that. */
  readonly from: number[];
  readonly next: number[];
}

export class OneRun {
  private readonly sendings = new Map<string, Sending[]>();
  private readonly edges: readonly (readonly (readonly number[])[])[];
  private readonly known = new Map<string, boolean>();

  constructor(
    hosts: readonly AskedHost[],
    private readonly keyOf: (packet: Packet) => string,
  ) {
    this.edges = hosts.map(({ graph }) => edgesOf(graph));
    for (const [host, one] of hosts.entries()) {
      for (const { from, next, effects } of edgesMet(one)) {
        for (const packet of published(effects)) this.note(keyOf(packet), host, from, next);
      }
    }
  }

  /** Whether no run has both packets in flight; false where they are the same, or where it cannot be told. */
  excludes(one: Packet, other: Packet): boolean {
    const keys = [this.keyOf(one), this.keyOf(other)] as const;
    const name = keys.join(' ');
    const found = this.known.get(name) ?? (this.isNotAfter(...keys) && this.isNotAfter(keys[1], keys[0]));
    this.known.set(name, found);
    return found;
  }

  private isNotAfter(first: string, second: string): boolean {
    const [early, ...others] = this.sendings.get(first) ?? [];
    const [late, ...more] = this.sendings.get(second) ?? [];
    if (first === second || early === undefined || late === undefined) return false;
    if (others.length > 0 || more.length > 0 || early.host !== late.host) return false;
    const reached = reachFrom(early.next, this.edges[early.host] ?? []);
    return late.from.every((id) => reached[id] !== 1);
  }

  private note(key: string, host: number, from: number, next: number): void {
    const sendings = this.sendings.get(key) ?? [];
    this.sendings.set(key, sendings);
    const known = sendings.find((sending) => sending.host === host);
    const sending = known ?? { host, from: [], next: [] };
    if (known === undefined) sendings.push(sending);
    sending.from.push(from);
    sending.next.push(next);
  }
}
