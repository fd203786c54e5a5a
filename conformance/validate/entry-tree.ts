/**
 * Logs as nodes of one tree: a node is an entry and all that come before it, so two logs are equal if they are the same node, and a
 * log costs a number. Typed arrays: a run of ten million events has about a million entries.
 */
import { withNewest, withoutOldest, weightOfOldest } from '../../impl/parts.js';

/** A log: the node of its last entry; 0 is the empty one. */
export type LogNode = number;

export const EMPTY_LOG: LogNode = 0;

/** What a slot holds, as it is seen in a run. */
export interface SeenEntry {
  readonly epoch: number;
  readonly source: number;
  /** The number of its first payload; -1 for an empty message. */
  readonly first: number;
  /** How many payloads it has. */
  readonly count: number;
  readonly crc: number;
}

const NODES_AT_FIRST = 1_024;

export class EntryTree {
  /** Nodes there are, the root among them. */
  size = 1;
  private lengths = new Uint32Array(NODES_AT_FIRST);
  private parents = new Int32Array(NODES_AT_FIRST);
  /** An ancestor further up: from node to node by these, any is found in a logarithmic number of steps (Myers 1983). */
  private jumps = new Int32Array(NODES_AT_FIRST);
  private children = new Int32Array(NODES_AT_FIRST);
  private siblings = new Int32Array(NODES_AT_FIRST);
  private epochs = new Float64Array(NODES_AT_FIRST);
  private sources = new Uint8Array(NODES_AT_FIRST);
  private firsts = new Float64Array(NODES_AT_FIRST);
  private counts = new Uint16Array(NODES_AT_FIRST);
  private crcs = new Int32Array(NODES_AT_FIRST);
  private digests = new Int32Array(NODES_AT_FIRST);
  private sent = new Uint8Array(NODES_AT_FIRST);
  /** By node, the one that was sent before it for the same slot. */
  private sentBefore = new Int32Array(NODES_AT_FIRST);
  /** By slot, the node that was sent last for it. */
  private sentLast = new Int32Array(NODES_AT_FIRST);
  private readonly weight: number;

  /** `history` is how many senders a message names (P1). */
  constructor(private readonly history: number) {
    this.weight = weightOfOldest(history);
  }

  lengthOf(node: LogNode): number {
    return this.lengths[node] as number;
  }

  parentOf(node: LogNode): LogNode {
    return this.parents[node] as number;
  }

  epochOf(node: LogNode): number {
    return this.epochs[node] as number;
  }

  sourceOf(node: LogNode): number {
    return this.sources[node] as number;
  }

  firstOf(node: LogNode): number {
    return this.firsts[node] as number;
  }

  countOf(node: LogNode): number {
    return this.counts[node] as number;
  }

  crcOf(node: LogNode): number {
    return this.crcs[node] as number;
  }

  /** The digest of the last senders of a log, as the message after it carries it (P9). */
  digestOf(node: LogNode): number {
    return this.digests[node] as number;
  }

  isSent(node: LogNode): boolean {
    return this.sent[node] === 1;
  }

  /** The last h senders of a log, newest first. */
  historyOf(node: LogNode): readonly number[] {
    const sources: number[] = [];
    for (let at = node; at !== EMPTY_LOG && sources.length < this.history; at = this.parentOf(at)) {
      sources.push(this.sourceOf(at));
    }
    return sources;
  }

  /** The first `length` entries of a log that has at least as many. */
  prefix(node: LogNode, length: number): LogNode {
    const { lengths, jumps, parents } = this;
    let at = node;
    while ((lengths[at] as number) > length) {
      const jump = jumps[at] as number;
      at = (lengths[jump] as number) >= length ? jump : (parents[at] as number);
    }
    return at;
  }

  /** A log with one more entry, if it is known. */
  find(log: LogNode, entry: SeenEntry): LogNode | null {
    for (let at = this.children[log] as number; at !== 0; at = this.siblings[at] as number) {
      if (this.isOf(at, entry)) return at;
    }
    return null;
  }

  /** A log with one more entry. */
  child(log: LogNode, entry: SeenEntry): LogNode {
    return this.find(log, entry) ?? this.add(log, entry);
  }

  /** The message that has put the last entry into this log is under way from now on. */
  send(node: LogNode): void {
    if (this.sent[node] === 1) return;
    const slot = this.lengthOf(node) - 1;
    if (slot >= this.sentLast.length) this.sentLast = grown(this.sentLast, slot);
    this.sent[node] = 1;
    this.sentBefore[node] = this.sentLast[slot] as number;
    this.sentLast[slot] = node;
  }

  /** The log of the sender of a message with this entry, slot and history; null if nobody has sent it. */
  sentNode(slot: number, entry: SeenEntry, digest: number): LogNode | null {
    for (let at = this.sentLast[slot] ?? 0; at !== 0; at = this.sentBefore[at] as number) {
      if (this.isOf(at, entry) && this.digestOf(this.parentOf(at)) === digest) return at;
    }
    return null;
  }

  /** What was sent for a slot, the last first. */
  sentAt(slot: number): readonly LogNode[] {
    const nodes: LogNode[] = [];
    for (let at = this.sentLast[slot] ?? 0; at !== 0; at = this.sentBefore[at] as number) nodes.push(at);
    return nodes;
  }

  /** Whether the last entry of a log is this one; its slot and what comes before it may be others. */
  isOf(node: LogNode, { epoch, source, first, count, crc }: SeenEntry): boolean {
    return (
      this.crcs[node] === crc &&
      this.epochs[node] === epoch &&
      this.sources[node] === source &&
      this.firsts[node] === first &&
      this.counts[node] === count
    );
  }

  private add(log: LogNode, { epoch, source, first, count, crc }: SeenEntry): LogNode {
    if (this.size === this.parents.length) this.grow();
    const node = this.size++;
    const jump = this.jumps[log] as number;
    const length = this.lengthOf(log);
    const isEven =
      length - this.lengthOf(jump) === this.lengthOf(jump) - this.lengthOf(this.jumps[jump] as number);
    this.lengths[node] = length + 1;
    this.parents[node] = log;
    this.jumps[node] = isEven ? (this.jumps[jump] as number) : log;
    this.siblings[node] = this.children[log] as number;
    this.children[log] = node;
    this.epochs[node] = epoch;
    this.sources[node] = source;
    this.firsts[node] = first;
    this.counts[node] = count;
    this.crcs[node] = crc;
    this.digests[node] = withNewest(this.digestBefore(log), source);
    return node;
  }

  /** The digest of a log without the oldest of its last h senders, where it has that many. */
  private digestBefore(log: LogNode): number {
    const digest = this.digestOf(log);
    const oldest = this.lengthOf(log) - this.history;
    if (oldest < 0) return digest;
    return withoutOldest(digest, this.sourceOf(this.prefix(log, oldest + 1)), this.weight);
  }

  private grow(): void {
    const most = this.size;
    this.lengths = grown(this.lengths, most);
    this.parents = grown(this.parents, most);
    this.jumps = grown(this.jumps, most);
    this.children = grown(this.children, most);
    this.siblings = grown(this.siblings, most);
    this.epochs = grown(this.epochs, most);
    this.sources = grown(this.sources, most);
    this.firsts = grown(this.firsts, most);
    this.counts = grown(this.counts, most);
    this.crcs = grown(this.crcs, most);
    this.digests = grown(this.digests, most);
    this.sent = grown(this.sent, most);
    this.sentBefore = grown(this.sentBefore, most);
  }
}

type Cells = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/** The same cells, with room for one at `index`. */
export function grown<T extends Cells>(cells: T, index: number): T {
  const length = Math.max(2 * cells.length, index + 1);
  const more = new (cells.constructor as new (length: number) => T)(length);
  more.set(cells);
  return more;
}
