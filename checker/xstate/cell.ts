/** The members of a family while a step is being taken. */
import type { AnyActorScope, AnyMachineSnapshot, EventObject } from 'xstate';
import type { PlainSnapshot, Progress, Timer } from './family.js';
import type { Logic } from './logics.js';
import type { Reference } from './references.js';

/** A member while a step is being taken. */
export interface Cell {
  readonly session: string;
  readonly id: string;
  readonly parent: Cell | null;
  readonly logic: Logic;
  readonly src: string | null;
  readonly systemId: string | null;
  readonly isSync: boolean;
  readonly reference: Reference;
  readonly scope: AnyActorScope;
  readonly input: unknown;
  snapshot: AnyMachineSnapshot | PlainSnapshot;
  life: 'new' | 'running' | 'stopped';
  /** Whether the system finds it under its system id. */
  isRegistered: boolean;
  /** Events that wait; the first one is being handled if `isOpen`. */
  queue: EventObject[];
  isOpen: boolean;
  deferred: (() => void)[];
  timers: Timer[];
  progress: Progress;
}

/** Stands for the snapshot of a member that has none yet. */
export const UNBORN: PlainSnapshot = { status: 'active' };

/** What a member is before it starts. */
export function unborn(): Pick<
  Cell,
  'snapshot' | 'life' | 'isRegistered' | 'isOpen' | 'timers' | 'progress'
> {
  return {
    snapshot: UNBORN,
    life: 'new',
    isRegistered: false,
    isOpen: false,
    timers: [],
    progress: { option: -1, at: 0 },
  };
}

/** The ids from the machine down to a member, without the machine's own. */
export function pathOf({ parent, id }: Cell): readonly string[] {
  return parent === null ? [] : [...pathOf(parent), id];
}
