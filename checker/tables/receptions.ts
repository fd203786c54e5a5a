import type { EventLike } from '../model/model.js';

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

/** Counts, of one component, what became of events by state and type. */
export class ReceptionTally {
  private readonly counts = new Map<string, Map<string, { taken: number; ignored: number }>>();
  /** The names of local states that were asked for already, by id. */
  private readonly names: string[] = [];

  constructor(
    private readonly actor: string,
    private readonly nameOf: (state: number) => string,
    private readonly events: readonly EventLike[],
  ) {}

  /** An event of which is known only that it is disabled was not received. */
  add(state: number, event: number, isTaken: boolean, isIgnored: boolean): void {
    const { type } = this.events[event] as EventLike;
    if ((!isTaken && !isIgnored) || isInternal(type)) return;
    const name = (this.names[state] ??= this.nameOf(state));
    let byType = this.counts.get(name);
    if (byType === undefined) this.counts.set(name, (byType = new Map()));
    let count = byType.get(type);
    if (count === undefined) byType.set(type, (count = { taken: 0, ignored: 0 }));
    if (isTaken) count.taken += 1;
    else count.ignored += 1;
  }

  all(): readonly Reception[] {
    return [...this.counts].flatMap(([state, byType]) =>
      [...byType].map(([event, count]) => ({ actor: this.actor, state, event, ...count })),
    );
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
