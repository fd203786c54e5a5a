import { PLACES } from '../loop/layout.js';
import { LoopMemory, type LoopExports } from '../loop/memory.js';
import type { Explored, OnNewState } from './explored.js';
import { FingerprintSet } from './fingerprint-set.js';
import { LoopFrontier } from './loop-frontier.js';
import { seeBatch, showBatch, showRows } from './shown-tables.js';
import type { SearchLoop } from './search-loop.js';
import type { Ending, Session } from './session.js';
import { SeenTuples } from './seen-tuples.js';
import { SlotClasses } from './slot-classes.js';
import { SlotNotes } from './slot-notes.js';
import type { TupleQueue } from './tuple-queue.js';

/** The links of the states that are taken in at once, a thousand or so, take less: ten bytes each at most. */
const LINKS_BYTES = 1 << 15;

/**
 * The loop in WebAssembly: the same steps in the same order as in JavaScript, which goes on answering what is not in
 * the tables. Between two batches everything that was found is where the loop in JavaScript looks for it: in the queue, the
 * links and the visited set, so that either can go on.
 */
export class CompiledLoop implements SearchLoop {
  deadEnd: number | null = null;
  private readonly run: LoopExports;
  private readonly classes: SlotClasses;
  private readonly within: SlotNotes;
  private readonly seen: SeenTuples;
  private readonly enqueue: OnNewState;
  private readonly frontier: LoopFrontier;
  /** Links that are not with the others yet, and from which place among the new states of the batch on. */
  private readonly links: Uint8Array;
  private linkedFrom = 0;
  /** The state that is taken in. */
  private readonly tuple: Int32Array;
  private fresh: Int32Array;
  private homes: Int32Array;
  private violated = -1;

  /** Null where the search cannot go on in WebAssembly. */
  static create(session: Session, explored: Explored, queue: TupleQueue): CompiledLoop | null {
    const { visited } = session;
    if (!(visited instanceof FingerprintSet)) return null;
    const memory = LoopMemory.create(visited.bytesMax);
    if (memory === null || !visited.fits(memory.cells)) return null;
    return new CompiledLoop(session, explored, queue, visited, memory);
  }

  private constructor(
    private readonly session: Session,
    private readonly explored: Explored,
    queue: TupleQueue,
    private readonly visited: FingerprintSet,
    private readonly memory: LoopMemory,
  ) {
    const { batch, expander } = session;
    this.enqueue = (found, _, low, high) => queue.push(found, low, high);
    this.frontier = new LoopFrontier(queue, expander.width, memory);
    this.links = memory.bytes(LINKS_BYTES);
    this.tuple = memory.words(expander.width);
    this.fresh = memory.words(4096);
    this.homes = memory.words(4096);
    this.within = new SlotNotes(expander.width, (slot) => session.bounds.has(slot), memory);
    this.classes = new SlotClasses(session.monitor, expander.width, memory);
    const slots = Array.from({ length: expander.width }, (_, slot) => slot).filter((slot) =>
      session.monitor.sees(slot),
    );
    this.seen = new SeenTuples(slots, this.classes.notes, memory);
    batch.moveTo(memory);
    expander.fused.moveTo(memory);
    visited.moveTo(memory.cells, memory);
    this.describe();
    this.run = memory.start({
      goesOn: () => this.goesOn(),
      isDeadEnd: () => this.isDeadEnd(),
      makeRow: (root) => this.makeRow(root),
      walkRoots: (from, until) => this.walkRoots(from, until),
      walkOn: (node, low, high, change, change2) => this.walkOn(node, low, high, change, change2),
      enlarge: () => this.enlarge(),
      askState: (k, i) => this.askState(k, i),
    });
  }

  get queued(): number {
    return this.frontier.size;
  }

  /** Whether all that the loop needs is in its memory. */
  get canGoOn(): boolean {
    return this.memory.owns(this.visited.cells);
  }

  fill(limit: number): number {
    const { memory, session, frontier } = this;
    const { batch, expander } = session;
    let taken = 0;
    this.deadEnd = null;
    batch.clear();
    showBatch(this.memory.header, this.session.batch);
    while (taken < limit) {
      frontier.copy();
      memory.put('number', session.expanded);
      const some = this.run.expand(Math.min(limit - taken, frontier.left));
      seeBatch(this.memory.header, this.session.batch);
      session.expanded = memory.get('number');
      expander.expanded = session.expanded;
      frontier.expanded(some);
      taken += some;
      if (memory.get('isDeadEnd') !== 0) this.deadEnd = session.expanded - 1;
      // The batch is full unless all that was copied is expanded.
      if (frontier.left > 0 || this.deadEnd !== null) break;
    }
    return taken;
  }

  absorb(): Ending | null {
    const { session, visited, memory } = this;
    const { batch } = session;
    session.countTransitions(batch);
    visited.reserve(batch.count);
    if (!this.canGoOn) {
      this.frontier.push();
      return this.explored.absorbNew(batch, session.keepNew(batch), this.enqueue);
    }
    this.makeRoomFor(batch.count);
    memory.putScale(visited.scale);
    const found = this.run.insert(batch.count) / 4;
    visited.added(found);
    if (!session.monitor.watchesSteps && session.mayCount(found)) return this.takeIn(found);
    this.frontier.push();
    return this.explored.absorbNew(batch, this.fresh.subarray(0, found), this.enqueue);
  }

  /** Takes in the new states of the batch. */
  private takeIn(found: number): Ending | null {
    const { memory, frontier } = this;
    const { links } = this.explored;
    this.violated = -1;
    for (let k = 0; k < found;) {
      const until = Math.min(found, k + frontier.room, k + links.appendMax);
      this.linkedFrom = k;
      memory.put('links', this.links.byteOffset);
      memory.put('lastParent', links.lastParent);
      const reached = this.run.absorb(k, until, frontier.idMax);
      frontier.wrote(reached - k);
      if (this.violated >= 0) return this.explored.violationOfNewest(this.violated);
      this.takeLinks(reached);
      k = reached;
      if (k < until) frontier.widenTo(this.tuple.reduce((bits, id) => bits | id, 0));
    }
    return null;
  }

  /** Puts the links of the new states before place `until` to the others, and counts these states. */
  private takeLinks(until: number): void {
    const { memory, links, linkedFrom } = this;
    if (until === linkedFrom) return;
    const bytes = links.subarray(0, memory.get('links') - links.byteOffset);
    this.explored.append(until - linkedFrom, memory.get('lastParent'), bytes);
    this.linkedFrom = until;
  }

  private makeRoomFor(count: number): void {
    const { memory } = this;
    while (this.fresh.length < count) {
      this.fresh = memory.words(2 * this.fresh.length);
      this.homes = memory.words(this.fresh.length);
    }
    memory.put('fresh', this.fresh.byteOffset);
    memory.put('homes', this.homes.byteOffset);
  }

  /** Tells the compiled code where everything is that stays where it is. */
  private describe(): void {
    const { memory, session, visited } = this;
    const { batch, expander } = session;
    const rootSlots = memory.words(expander.rootSlots.length);
    rootSlots.set(expander.rootSlots);
    memory.put('rootSlots', rootSlots.byteOffset);
    memory.put('roots', rootSlots.length);
    memory.put('faultsFrom', expander.faultsFrom);
    memory.put('width', expander.width);
    memory.put('isBounded', Number(session.bounds.isBounded));
    memory.put('within', session.bounds.areLocal ? this.within.entries.byteOffset : 0);
    memory.put('recent', batch.recent?.byteOffset ?? 0);
    memory.put('madeBy', batch.madeBy.byteOffset);
    memory.put('parentTuples', batch.parentTuples.byteOffset);
    memory.put('parentNumbers', batch.parentNumbers.byteOffset);
    memory.put('cells', memory.cells.byteOffset);
    memory.put('visitedRecent', batch.recent === null ? (visited.recent?.byteOffset ?? 0) : 0);
    memory.put('tuple', this.tuple.byteOffset);
    memory.put('classes', this.classes.notes.entries.byteOffset);
    memory.put('seenCount', this.seen.slots.length);
    memory.put('seenSlots', this.seen.slots.byteOffset);
    memory.put('seenKey', this.seen.key.byteOffset);
    this.showSeen();
    showRows(this.memory.header, this.session.expander.fused);
  }

  /** Takes over the batch, and makes the state that the compiled code is at the current one of the expander. */
  private seeState(): void {
    const { header } = this.memory;
    const { batch, expander } = this.session;
    seeBatch(this.memory.header, this.session.batch);
    const at = ((header[PLACES.current] as number) - batch.parentTuples.byteOffset) / 4;
    expander.goTo(batch.parentTuples, at, header[PLACES.low] as number, header[PLACES.high] as number);
  }

  private showSeen(): void {
    const { header } = this.memory;
    header[PLACES.seenCells] = this.seen.cells.byteOffset;
    header[PLACES.seenMask] = this.seen.mask;
  }

  private goesOn(): number {
    this.seeState();
    const { current } = this.session.expander;
    if (!this.session.goesOnFrom(current)) return 0;
    current.forEach((id, slot) => this.within.learn(slot, id, () => 1));
    return 1;
  }

  private isDeadEnd(): number {
    this.seeState();
    return Number(!this.session.isAcceptedEnd(this.session.expander.current));
  }

  private makeRow(root: number): number {
    this.seeState();
    const { fused } = this.session.expander;
    const isMade = fused.make(root, this.memory.get('number'));
    showRows(this.memory.header, this.session.expander.fused);
    return Number(isMade);
  }

  private walkRoots(from: number, until: number): number {
    this.seeState();
    const end = this.session.expander.walkUnfitRoots(this.session.batch, from, until);
    showBatch(this.memory.header, this.session.batch);
    return end;
  }

  private walkOn(node: number, low: number, high: number, change: number, change2: number): void {
    this.seeState();
    this.session.expander.nodes.walkFrom(node, low, high, change, change2, this.session.batch);
    showBatch(this.memory.header, this.session.batch);
  }

  private enlarge(): void {
    seeBatch(this.memory.header, this.session.batch);
    this.session.batch.enlarge();
    showBatch(this.memory.header, this.session.batch);
  }

  private askState(k: number, i: number): number {
    const { batch, monitor } = this.session;
    this.violated = monitor.state(batch, i, this.tuple, (witness) => {
      this.takeLinks(k + 1);
      this.memory.put('links', this.links.byteOffset);
      this.explored.noteNewest(witness);
    });
    if (this.violated >= 0) {
      this.takeLinks(k + 1);
      return 1;
    }
    for (const slot of this.seen.slots) this.classes.learn(slot, this.tuple[slot] as number);
    this.seen.add(this.tuple);
    this.showSeen();
    return 0;
  }
}
