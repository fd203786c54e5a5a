import type { EventLike } from '../model/component.js';

/** What became of the events of one type that an actor was sent in one of its states. */
export interface Reception {
  /** The name of the component. */
  readonly actor: string;
  /** The state of its chart, `waiting` or `on.busy`; empty for a machine without states. */
  readonly state: string;
  /** The type of the events. */
  readonly event: string;
  /** The number of pairs of a local state and an event of the type in which the event was taken. */
  readonly taken: number;
  /** The number of such pairs in which the event was sent all the same, and consumed without effect. */
  readonly ignored: number;
}

/** The number of local states whose names are remembered. */
const NAMES_MAX = 1 << 16;

/** Counts, of one component, what became of events by state and type. */
export class ReceptionTally {
  private readonly counts = new Map<string, Map<string, { taken: number; ignored: number }>>();
  /** The names of the first local states, by id, and that of the one asked for last. */
  private readonly names: string[] = [];
  private last = -1;
  private lastName = '';

  constructor(
    private readonly actor: string,
    private readonly nameOf: (state: number) => string,
    private readonly events: readonly EventLike[],
  ) {}

  /** An event of which is known only that it is disabled was not received. */
  add(state: number, event: number, isTaken: boolean, isIgnored: boolean): void {
    const { type } = this.events[event] as EventLike;
    if ((!isTaken && !isIgnored) || isInternal(type)) return;
    const name = this.nameAt(state);
    let byType = this.counts.get(name);
    if (byType === undefined) this.counts.set(name, (byType = new Map()));
    let count = byType.get(type);
    if (count === undefined) byType.set(type, (count = { taken: 0, ignored: 0 }));
    if (isTaken) count.taken += 1;
    else count.ignored += 1;
  }

  private nameAt(state: number): string {
    if (state < NAMES_MAX) return (this.names[state] ??= this.nameOf(state));
    if (state !== this.last) this.lastName = this.nameOf(state);
    this.last = state;
    return this.lastName;
  }

  all(): readonly Reception[] {
    return [...this.counts].flatMap(([state, byType]) =>
      [...byType].map(([event, count]) => ({ actor: this.actor, state, event, ...count })),
    );
  }
}

/** The most events that a component may have for its answers to be forgotten: each takes bits of its own. */
export const FORGETTABLE_EVENTS_MAX = 256;

/**
 * What became of events in the local states whose answers are not remembered, each pair counted once: two bits a pair, in
 * place of the answer.
 */
export class ForgottenReceptions {
  /** By event: four local states a byte; whether the event was taken, and whether it was ignored. */
  private readonly bits: Uint8Array[] = [];

  constructor(readonly tally: ReceptionTally) {}

  /** Counts what became of an event, unless that is counted already. */
  count(state: number, event: number, isTaken: boolean): void {
    const bit = (isTaken ? 1 : 2) << (2 * (state & 3));
    const at = state >>> 2;
    let bits = this.bits[event];
    if (bits === undefined || at >= bits.length) {
      const longer = new Uint8Array(Math.max(1024, 2 * at));
      longer.set(bits ?? []);
      this.bits[event] = bits = longer;
    }
    if (((bits[at] as number) & bit) !== 0) return;
    bits[at] = (bits[at] as number) | bit;
    this.tally.add(state, event, isTaken, !isTaken);
  }

  has(state: number, event: number): boolean {
    return (((this.bits[event]?.[state >>> 2] ?? 0) >>> (2 * (state & 3))) & 3) !== 0;
  }
}

/** Events by which a machine itself goes on: its timers, what it invoked, a crash. */
function isInternal(type: string): boolean {
  return type.startsWith('xstate.') || type.startsWith('exo.');
}

/** Adds up what actors of one name have received, in order of actor, state and type. */
export function mergedReceptions(lists: readonly (readonly Reception[])[]): readonly Reception[] {
  const merged = new Map<string, Reception>();
  for (const one of lists.flat()) {
    const key = JSON.stringify([one.actor, one.state, one.event]);
    const { taken = 0, ignored = 0 } = merged.get(key) ?? {};
    merged.set(key, { ...one, taken: taken + one.taken, ignored: ignored + one.ignored });
  }
  const places = [...merged].sort(([a], [b]) => (a < b ? -1 : 1));
  return places.map(([, reception]) => reception);
}
