/** Between a crash and a restart an actor is down, though nobody writes down its state: the film says so itself. */
import type { Json, Lens, RunEvent } from '../../traces/index.js';
import type { Change } from './film.js';
import { variableOf } from './run-lanes.js';

/** What the state of an actor is from its crash on. */
const DOWN = 'down';

/** A lens by which actors are down that have crashed. A kind that says so itself, or that has no crashes, stays as it is. */
export function withDown(lens: Lens): Lens {
  if (!Object.values(lens.actions ?? {}).includes('crash')) return lens;
  const kinds = Object.entries(lens.kinds).map(([name, paths]) => {
    const { down = { path: paths.state ?? DOWN, is: [DOWN] } } = paths;
    return [name, { ...paths, down }] as const;
  });
  return { ...lens, kinds: Object.fromEntries(kinds) };
}

/** Follows the actors of one run. */
export class DownWatch {
  /** By variable, the last state that an event told. */
  private readonly states = new Map<string, Json>();
  private readonly down = new Set<string>();

  constructor(private readonly lens: Lens) {}

  /** What an event changes beyond what it says. */
  changesOf(event: RunEvent): readonly Change[] {
    const name = variableOf(event);
    const field = this.fieldOf(name);
    if (field === null) return [];
    const told = event.set?.[field];
    if (told !== undefined) this.states.set(name, told);
    const kind = this.lens.actions?.[event.action];
    if (kind === 'crash') {
      this.down.add(name);
      return told === undefined ? [[[name, field], DOWN]] : [];
    }
    // Nothing but one that is up does anything.
    if (!this.down.delete(name) || told !== undefined) return [];
    const before = this.states.get(name);
    return [before === undefined ? [[name, field]] : [[name, field], before as Change[1] & Json]];
  }

  /** The field that says whether an actor is down; null where it is not one that `withDown` has given. */
  private fieldOf(variable: string): string | null {
    const kind = this.lens.lanes.find(({ name }) => name === variable)?.kind ?? '';
    const down = this.lens.kinds[kind]?.down;
    return down === undefined || down.path.includes('.') || !down.is.includes(DOWN) ? null : down.path;
  }
}
