import { assert } from '../../errors/index.js';
import { majority } from '../../impl/parts.js';
import { EMPTY_LOG, grown, type EntryTree, type LogNode } from './entry-tree.js';

/** What a run breaks, with what shows it. */
export interface Violation {
  readonly property: 'Agreement' | 'Stability' | 'MinorityHalt' | 'Integrity' | 'Fifo' | 'Validity';
  readonly text: string;
  readonly evidence: {
    readonly slot: number;
    readonly hosts: readonly string[];
    readonly values: readonly string[];
  };
}

/** A host's log, and how much of it is agreed there. */
interface AgreedLog {
  readonly log: LogNode;
  readonly agreed: number;
}

/**
 * The order that all hosts agree on: what any host has ever agreed, slot by slot. Holds each host against it as its agreement pointer
 * moves: Agreement, Stability, MinorityHalt, Integrity and FIFO, each entry once for each host.
 */
export class AgreedOrder {
  length = 0;
  private order = new Int32Array(1_024);
  private readonly first: number[] = [];
  /** By node and 32 hosts, which have had it in their logs. */
  private holders = new Int32Array(1_024);
  private readonly wordsOfHolders: number;
  private readonly checked: number[];
  /** By source, the number of the last payload that is agreed. */
  private readonly numbers: Float64Array;

  constructor(
    private readonly tree: EntryTree,
    private readonly names: readonly string[],
  ) {
    this.wordsOfHolders = (names.length + 31) >>> 5;
    this.checked = names.map(() => 0);
    this.numbers = new Float64Array(names.length).fill(-1);
  }

  /** The log whose last entry is that of an agreed slot. */
  at(slot: number): LogNode {
    assert(slot < this.length, 'the slot is agreed');
    return this.order[slot] as number;
  }

  /** A host has a log: it holds all of its entries from now on. */
  holds(host: number, log: LogNode): void {
    const { tree, wordsOfHolders } = this;
    const bit = 1 << (host & 31);
    for (let node = log; node !== 0; node = tree.parentOf(node)) {
      const at = node * wordsOfHolders + (host >>> 5);
      if (at >= this.holders.length) this.holders = grown(this.holders, at);
      if (((this.holders[at] as number) & bit) !== 0) return;
      (this.holders[at] as number) |= bit;
    }
  }

  /** A host's agreed log has become this one. Returns the first thing that is wrong with it. */
  agrees(host: number, { log, agreed }: AgreedLog): Violation | null {
    const { tree } = this;
    const from = Math.min(this.checked[host] as number, agreed);
    let node = tree.prefix(log, agreed);
    const found: LogNode[] = [];
    for (let slot = agreed - 1; slot >= from; slot--) {
      found.push(node);
      node = tree.parentOf(node);
    }
    for (let slot = from; slot < agreed; slot++) {
      const violation = this.agreeSlot(host, slot, found[agreed - 1 - slot] as LogNode);
      if (violation !== null) return violation;
    }
    this.checked[host] = Math.max(this.checked[host] as number, agreed);
    // R7: what was agreed before stays as it is, whatever is installed.
    const last = this.checked[host] as number;
    if (last > 0 && last <= tree.lengthOf(log) && tree.prefix(log, last) !== this.order[last - 1]) {
      return this.violation(
        'Stability',
        last - 1,
        [host],
        [tree.prefix(log, last), this.order[last - 1] as number],
      );
    }
    return null;
  }

  private agreeSlot(host: number, slot: number, node: LogNode): Violation | null {
    const known = this.order[slot];
    if (slot < this.length) {
      if (known === node) return null;
      return this.violation(
        'Agreement',
        slot,
        [this.first[slot & FIRST_MASK] ?? 0, host],
        [known as number, node],
      );
    }
    if (slot >= this.order.length) this.order = grown(this.order, slot);
    this.order[slot] = node;
    this.first[slot & FIRST_MASK] = host;
    this.length = slot + 1;
    if (this.countHolders(node) < majority(this.names.length)) {
      return this.violation('MinorityHalt', slot, [host], [node]);
    }
    return this.orderPayloads(host, slot, node);
  }

  private orderPayloads(host: number, slot: number, node: LogNode): Violation | null {
    const { tree, numbers } = this;
    const count = tree.countOf(node);
    if (count === 0) return null;
    const source = tree.sourceOf(node);
    const first = tree.firstOf(node);
    const last = numbers[source] as number;
    if (first <= last) {
      return this.violation(this.isRepeated(node) ? 'Integrity' : 'Fifo', slot, [host], [node]);
    }
    numbers[source] = first + count - 1;
    return null;
  }

  /** Whether a payload of the last entry of a log is in one of those before it, too. Asked only where something is wrong. */
  private isRepeated(node: LogNode): boolean {
    const { tree } = this;
    const [source, first] = [tree.sourceOf(node), tree.firstOf(node)];
    const end = first + tree.countOf(node);
    for (let at = tree.parentOf(node); at !== EMPTY_LOG; at = tree.parentOf(at)) {
      const other = tree.firstOf(at);
      if (tree.sourceOf(at) === source && other < end && first < other + tree.countOf(at)) return true;
    }
    return false;
  }

  private countHolders(node: LogNode): number {
    let count = 0;
    for (let word = 0; word < this.wordsOfHolders; word++) {
      let bits = this.holders[node * this.wordsOfHolders + word] ?? 0;
      for (; bits !== 0; bits &= bits - 1) count += 1;
    }
    return count;
  }

  private violation(
    property: Violation['property'],
    slot: number,
    hosts: readonly number[],
    nodes: readonly LogNode[],
  ): Violation {
    const names = hosts.map((host) => this.names[host] ?? '');
    const values = nodes.map((node) => this.valueText(node));
    const text = `${property}: slot ${slot} at ${names.join(' and ')} is ${values.join(' and ')}`;
    return { property, text, evidence: { slot, hosts: names, values } };
  }

  private valueText(node: LogNode): string {
    const { tree, names } = this;
    const first = tree.firstOf(node);
    const payload = first < 0 ? 'nothing' : `payload ${first}`;
    return `${payload} of ${names[tree.sourceOf(node)] ?? ''} in epoch ${tree.epochOf(node)}`;
  }
}

/** Who agreed a slot first is remembered for this number of slots at the end, for what is told. */
const FIRST_MASK = 0xfffff;
