import type { LoopMemory } from '../loop/memory.js';
import { TUPLES_A_PAGE, type TupleQueue } from './tuple-queue.js';

/**
 * The ends of the queue that the compiled loop works on: the oldest states, copied to where they are expanded, and new ones,
 * which are pushed a page at a time. The oldest stay in the queue until they have been expanded.
 */
export class LoopFrontier {
  /** The number of copied states that are still to be expanded. */
  left = 0;
  private readonly inTuples: Uint8Array;
  private readonly inPrints: Int32Array;
  private readonly outTuples: Uint8Array;
  private readonly outPrints: Int32Array;
  /** The number of new states that are not in the queue yet. */
  private found = 0;

  constructor(
    private readonly queue: TupleQueue,
    width: number,
    private readonly memory: LoopMemory,
  ) {
    this.inTuples = memory.bytes(4 * TUPLES_A_PAGE * width);
    this.inPrints = memory.words(2 * TUPLES_A_PAGE);
    this.outTuples = memory.bytes(4 * TUPLES_A_PAGE * width);
    this.outPrints = memory.words(2 * TUPLES_A_PAGE);
    this.push();
  }

  /** The number of states that wait to be expanded. */
  get size(): number {
    return this.queue.size + this.found;
  }

  /** The number of new states that may be written before the next `push`; at least one. */
  get room(): number {
    if (this.found === TUPLES_A_PAGE) this.push();
    return TUPLES_A_PAGE - this.found;
  }

  /** The largest local state that may be written. */
  get idMax(): number {
    return this.queue.idMax;
  }

  /** Copies the oldest states, where all that were copied are expanded. */
  copy(): void {
    const { memory, queue } = this;
    if (this.left > 0) return;
    if (queue.size === 0) this.push();
    this.left = queue.copyOldest(TUPLES_A_PAGE, this.inTuples, this.inPrints);
    memory.put('inTuples', this.inTuples.byteOffset);
    memory.put('inPrints', this.inPrints.byteOffset);
    memory.put('inIdBytes', queue.oldestIdBytes);
  }

  /** Counts copied states that were expanded. */
  expanded(count: number): void {
    this.queue.drop(count);
    this.left -= count;
  }

  /** Counts new states that were written. */
  wrote(count: number): void {
    this.found += count;
  }

  /** Puts the new states into the queue. */
  push(): void {
    const { memory, queue } = this;
    queue.pushAll(this.found, this.outTuples, this.outPrints);
    this.found = 0;
    memory.put('outTuples', this.outTuples.byteOffset);
    memory.put('outPrints', this.outPrints.byteOffset);
    memory.put('outIdBytes', queue.idBytes);
  }

  /** Gives further states as many bytes as local states with these bits need. */
  widenTo(bits: number): void {
    this.push();
    this.queue.widenTo(bits);
    this.memory.put('outIdBytes', this.queue.idBytes);
  }
}
