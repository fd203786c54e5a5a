import type { Value } from '../../traces/index.js';

/** What a step is, and of which host it changes the state, if of any. */
export interface Change {
  readonly action: string;
  readonly name: string | null;
  readonly state: Value;
}

/** A step that is kept, with what was left out between it and the one before: how many steps, and the states that hosts had after them. */
export interface KeptStep<S> {
  readonly step: S;
  readonly leftOut: number;
  readonly states: ReadonlyMap<string, Value>;
}

/** Around what steps are kept: a fault that comes once, what ends it, and a takeover. Of losses there are too many. */
const POINTS: ReadonlySet<string> = new Set([
  ...['Crash', 'Restart', 'DiskFails', 'Partition', 'Heal', 'FaultsEnd', 'Timeout'],
]);

/** A trace that had more would be refused: no more are kept. */
const KEPT_MAX = 50_000;

/** Keeps the last steps of a run, and those around faults and takeovers. */
export class KeptSteps<S extends Change> {
  private readonly recent: S[] = [];
  private count = 0;
  private readonly around: KeptStep<S>[] = [];
  private gap = new Gap();
  /** The places of what steps are kept around, of those that a step that is still there may be near. */
  private readonly points: number[] = [];
  private readonly reach: number;
  private readonly capacity: number;

  /** `last`: how many of the last are kept. `around`: how many around each fault and takeover, half of them before it. */
  constructor(
    private readonly last: number,
    around: number,
  ) {
    this.reach = around / 2;
    // Whether a step is near a later one is known once that has come.
    this.capacity = Math.max(last, Math.ceil(this.reach) + 1);
  }

  add(step: S): void {
    const { recent, capacity, count, points } = this;
    if (this.reach > 0 && POINTS.has(step.action)) points.push(count);
    const oldest = recent[count % capacity];
    if (oldest !== undefined) this.leave(oldest, count - capacity);
    recent[count % capacity] = step;
    this.count += 1;
  }

  kept(): readonly KeptStep<S>[] {
    const { recent, capacity, count, last } = this;
    const kept = [...this.around];
    let gap = this.gap.copy();
    for (let place = Math.max(0, count - capacity); place < count; place++) {
      const step = recent[place % capacity] as S;
      if (place < count - last && !this.isNear(place)) gap.add(step);
      else {
        kept.push({ step, ...gap.parts });
        gap = new Gap();
      }
    }
    return kept;
  }

  /** How many steps there were. */
  get all(): number {
    return this.count;
  }

  private leave(step: S, place: number): void {
    const { points, around, reach } = this;
    while (points[0] !== undefined && points[0] < place - reach) points.shift();
    if (!this.isNear(place) || around.length >= KEPT_MAX) return this.gap.add(step);
    around.push({ step, ...this.gap.parts });
    this.gap = new Gap();
  }

  private isNear(place: number): boolean {
    return this.points.some((point) => Math.abs(point - place) <= this.reach);
  }
}

/** What is left out between two steps. */
class Gap {
  private leftOut = 0;
  private readonly states = new Map<string, Value>();

  get parts(): Pick<KeptStep<unknown>, 'leftOut' | 'states'> {
    const { leftOut, states } = this;
    return { leftOut, states };
  }

  add({ name, state }: Change): void {
    this.leftOut += 1;
    if (name !== null) this.states.set(name, state);
  }

  copy(): Gap {
    const copy = new Gap();
    copy.leftOut = this.leftOut;
    for (const [name, state] of this.states) copy.states.set(name, state);
    return copy;
  }
}
