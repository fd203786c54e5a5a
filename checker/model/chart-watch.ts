/** What of the charts of machines was met while they were asked: states, transitions, guards both ways, events. */

/** The parts of a chart that may be met. */
export type ChartPartKind = 'states' | 'transitions' | 'guards' | 'events';

/** A part of a chart, by its place: `waiting`, `waiting.on.REPLY[0]`, `isNew is false`, `REPLY`. */
export interface ChartPart {
  readonly kind: ChartPartKind;
  readonly place: string;
}

/** Fields of an event that a machine has read, and that no event of that type had. */
export interface UnsaidFields {
  /** The type of the event, which came with nothing but that. */
  readonly event: string;
  readonly fields: readonly string[];
}

/** One chart of a component, watched. */
export interface ChartWatch {
  /** The id of the machine. */
  readonly machine: string;
  /** The same object for all machines with the same chart. */
  readonly chart: object;
  readonly parts: readonly ChartPart[];
  isMet(part: ChartPart): boolean;
  /** Forgets what was met since the component started. */
  forget(): void;
  /** What was read of events and never there; left out by whoever does not look. */
  unsaid?(): readonly UnsaidFields[];
}

/** How much of one kind was met. */
export interface Covered {
  readonly total: number;
  readonly met: number;
  /** The places of the others. */
  readonly missing: readonly string[];
}

/** What was met of the chart of a machine, in all slots that run it. */
export type ChartCoverage = {
  readonly machine: string;
  /** What the machine has read of events and was never given; left out where that is nothing. */
  readonly unsaid?: readonly UnsaidFields[];
} & Readonly<Record<ChartPartKind, Covered>>;

/** The coverage of each chart once, however many components have a machine with that chart. */
export function coverageOf(watches: readonly ChartWatch[]): readonly ChartCoverage[] {
  const byChart = new Map<object, ChartWatch[]>();
  for (const watch of watches) byChart.set(watch.chart, [...(byChart.get(watch.chart) ?? []), watch]);
  return [...byChart.values()].map((same) => {
    const [first] = same;
    const covered = (kind: ChartPartKind): Covered => {
      const parts = (first?.parts ?? []).filter((part) => part.kind === kind);
      const missing = parts.filter((part) => !same.some((watch) => watch.isMet(part)));
      return {
        total: parts.length,
        met: parts.length - missing.length,
        missing: missing.map(({ place }) => place),
      };
    };
    const unsaid = unsaidOf(same);
    return {
      machine: first?.machine ?? '',
      ...(unsaid.length > 0 && { unsaid }),
      states: covered('states'),
      transitions: covered('transitions'),
      guards: covered('guards'),
      events: covered('events'),
    };
  });
}

/** By event; of the same chart in several slots, what any of them lacks. */
function unsaidOf(watches: readonly ChartWatch[]): readonly UnsaidFields[] {
  const fields = new Map<string, Set<string>>();
  for (const one of watches.flatMap((watch) => watch.unsaid?.() ?? [])) {
    fields.set(one.event, new Set([...(fields.get(one.event) ?? []), ...one.fields]));
  }
  return [...fields].map(([event, names]) => ({ event, fields: [...names] }));
}
