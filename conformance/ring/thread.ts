/**
 * A thread at a ring, as a component: between any two of its accesses, in a memory that is ordered as little as JavaScript promises.
 * What a thread stores plainly waits in a buffer of its own, from which it goes to the memory in any order, at the latest with
 * its next atomic store. What it reads plainly it may have read at any time since its last atomic load; and the words of a
 * record, which it only hands on, at any time up to its next atomic store.
 */
import type { RingReaderState, RingWriterState } from '../../impl/parts.js';
import { plainComponent, type Component, type Step } from '../../checker/index.js';
import type { Place, Program } from './programs.js';
import { perform, type Access, type PlainStore } from './scripted-words.js';

export interface ThreadState extends Place {
  /** What the accesses of the operation so far have come to. */
  readonly answers: readonly number[];
  /** What the thread does next; null once it is done. */
  readonly access: Access | null;
  /** Plain stores that the others have not seen yet, the last one for each word. */
  readonly buffer: readonly PlainStore[];
  /** Values that were overwritten since the last atomic load, by word, oldest first. */
  readonly stale: readonly (readonly [at: number, values: readonly number[]])[];
  readonly isAsleep: boolean;
  /** What the code has thrown. */
  readonly problem: string | null;
}

export type ThreadEvent =
  /** The access is done, and this is what it has come to. */
  | { readonly type: 'ANSWER'; readonly value: number }
  /** The thread waits until it is woken. */
  | { readonly type: 'SLEEP' }
  | { readonly type: 'WOKEN' }
  /** The first word of those that are read late is read now. */
  | { readonly type: 'LATE'; readonly value: number }
  /** A plain store has come to the memory. */
  | { readonly type: 'COMMITTED'; readonly at: number }
  /** The other thread has changed a word. */
  | { readonly type: 'CHANGED'; readonly at: number; readonly before: number };

export interface ThreadComponent extends Component<ThreadState, ThreadEvent, never> {
  /** All first states where head and tail stand at a position. */
  startingAt(position: number): readonly ThreadState[];
}

export function threadComponent<E extends RingWriterState | RingReaderState>(
  program: Program<E>,
  startsAt: readonly number[],
): ThreadComponent {
  // A program is given its own places only.
  const { name, first, perform: performs } = program as Program;
  const resumed = (state: ThreadState): ThreadState[] => {
    if (state.operation === 'done') return [{ ...state, access: null }];
    try {
      const { access, done, stores } = perform(state.answers, (words) => performs(state, words));
      const buffer = withStores(state.buffer, stores);
      if (done === null) return [{ ...state, access, buffer }];
      return done.flatMap((place) => resumed({ ...state, ...place, answers: [], buffer }));
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      return [{ ...state, access: null, problem }];
    }
  };
  const startingAt = (position: number): readonly ThreadState[] =>
    resumed({
      ...first(position | 0),
      ...{ answers: [], access: null, buffer: [], stale: [], isAsleep: false, problem: null },
    });
  const component = plainComponent<ThreadState, ThreadEvent, never>({
    name,
    initial: startsAt.flatMap(startingAt),
    step: (state, event) => steps(state, event, resumed),
    show: shown,
  });
  return { ...component, startingAt };
}

function steps(
  state: ThreadState,
  event: ThreadEvent,
  resumed: (state: ThreadState) => readonly ThreadState[],
): readonly Step<ThreadState, never>[] {
  const to = (...next: readonly ThreadState[]): readonly Step<ThreadState, never>[] =>
    next.map((one) => ({ next: one, effects: [] }));
  switch (event.type) {
    case 'ANSWER':
      return to(...resumed(answered(state, event.value)));
    case 'SLEEP':
      return to({ ...state, isAsleep: true, buffer: [], stale: [] });
    case 'WOKEN':
      return state.isAsleep ? to(...resumed(answered({ ...state, isAsleep: false }, 0))) : [];
    case 'LATE': {
      const [at = 0, ...late] = state.late;
      const stale = readSince(state.stale, at, event.value);
      return to({ ...state, last: [...state.last, event.value], late, stale });
    }
    case 'COMMITTED':
      return to({ ...state, buffer: state.buffer.filter(([at]) => at !== event.at) });
    case 'CHANGED':
      return to({ ...state, stale: withStale(state.stale, event.at, event.before) });
  }
}

/** By atomic access: whether plain stores before it are seen by then, and whether what is read plainly behind it is read behind it. */
const ORDERS: Readonly<Record<Access['kind'], { readonly releases: boolean; readonly acquires: boolean }>> = {
  read: { releases: false, acquires: false },
  load: { releases: false, acquires: true },
  store: { releases: true, acquires: false },
  exchange: { releases: true, acquires: true },
  wait: { releases: true, acquires: true },
  wake: { releases: true, acquires: false },
};

function answered(state: ThreadState, value: number): ThreadState {
  const { access, answers, buffer, stale } = state;
  if (access === null) return state;
  const { releases, acquires } = ORDERS[access.kind];
  return {
    ...state,
    answers: [...answers, value],
    buffer: releases ? [] : buffer,
    stale: acquires ? [] : access.kind === 'read' ? readSince(stale, access.at, value) : stale,
  };
}

function withStores(buffer: readonly PlainStore[], stores: readonly PlainStore[]): readonly PlainStore[] {
  const latest = new Map([...buffer, ...stores]);
  return [...latest].sort(([one], [other]) => one - other);
}

function withStale(stale: ThreadState['stale'], at: number, before: number): ThreadState['stale'] {
  const values = stale.find(([word]) => word === at)?.[1] ?? [];
  const others = stale.filter(([word]) => word !== at);
  return [...others, [at, [...values, before]] as const].sort(([one], [other]) => one - other);
}

/** Who has read a value of a word does not read an older one of it afterwards. */
function readSince(stale: ThreadState['stale'], at: number, value: number): ThreadState['stale'] {
  return stale.flatMap(([word, values]) => {
    if (word !== at) return [[word, values] as const];
    const rest = values.slice(values.indexOf(value));
    return values.includes(value) ? [[word, rest] as const] : [];
  });
}

/** What a plain read may come to. */
export function readable({ buffer, stale }: ThreadState, at: number, inMemory: number): readonly number[] {
  const own = buffer.find(([word]) => word === at);
  if (own !== undefined) return [own[1]];
  const values = stale.find(([word]) => word === at)?.[1] ?? [];
  return [...new Set([inMemory, ...values])];
}

function shown(state: ThreadState): unknown {
  const { operation, end, count, last, late, access, buffer, stale, isAsleep, problem } = state;
  return {
    operation,
    ...end,
    count,
    ...(last.length > 0 && { last }),
    ...(late.length > 0 && { late }),
    next: isAsleep ? 'asleep' : access === null ? 'done' : accessText(access),
    ...(buffer.length > 0 && { unseen: buffer.map(([at, value]) => `${at} := ${value}`) }),
    ...(stale.length > 0 && { stale: stale.map(([at, values]) => `${at} was ${values.join(', ')}`) }),
    ...(problem !== null && { problem }),
  };
}

export function accessText(access: Access): string {
  return 'value' in access ? `${access.kind} ${access.at} ${access.value}` : `${access.kind} ${access.at}`;
}
