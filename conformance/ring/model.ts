/**
 * Two threads at a ring in shared memory, one access a step: the code of the implementation itself, in a memory that shows plain
 * stores late and in any order.
 */
import {
  each,
  invariant,
  leg,
  plainComponent,
  rule,
  slot,
  sometimes,
  type Leg,
  type Model,
  type Offer,
  type Rule,
  type Slot,
} from '../../checker/index.js';
import * as implementation from '../../impl/parts.js';
import { fifoMapping, fifoModel, type MemoryState } from './fifo.js';
import { readerProgram, writerProgram, type RingBounds, type RingImplementation } from './programs.js';
import { accessText, readable, threadComponent, type ThreadEvent, type ThreadState } from './thread.js';
import type { Access } from './scripted-words.js';

type MemoryEvent = { readonly type: 'STORE'; readonly at: number; readonly value: number };
type MemorySlot = Slot<MemoryState, MemoryEvent, never>;
type ThreadSlot = Slot<ThreadState, ThreadEvent, never>;

/** The slots of the model, in its order. */
interface RingSlots {
  readonly memory: MemorySlot;
  readonly writer: ThreadSlot;
  readonly reader: ThreadSlot;
}

/**
 * A ring through which some records go. Head and tail begin where the ring does, so that it is full before they come to its end; in the
 * middle; and shortly before the greatest number with a sign.
 */
export function ringBounds(records: number): RingBounds {
  return { capacity: 8, records: LENGTHS.slice(0, records), startsAt: [0, 5, 2 ** 31 - 3] };
}

const LENGTHS = [2, 1, 3, 0, 2, 1, 1, 3] as const;
/** How many records may go through a ring. */
export const RECORDS_MAX = LENGTHS.length;

export function ringModel(bounds: RingBounds, impl: RingImplementation = implementation): Model {
  const writers = writerProgram(impl, bounds);
  const readers = readerProgram(impl, bounds);
  const memories = memoryComponent(impl, bounds);
  const writing = threadComponent(writers, bounds.startsAt);
  const reading = threadComponent(readers, bounds.startsAt);
  const ring: RingSlots = {
    memory: slot('memory', memories),
    writer: slot('writer', writing),
    reader: slot('reader', reading),
  };
  const bells = new Map([
    [writers.bellAt, ring.writer],
    [readers.bellAt, ring.reader],
  ]);
  const { memory, writer, reader } = ring;
  return {
    name: 'ring',
    slots: [memory, writer, reader],
    // All start at the same place of the ring.
    initial: bounds.startsAt.flatMap((at, i) =>
      writing
        .startingAt(at)
        .flatMap((one) => reading.startingAt(at).map((other) => [memories.initial()[i], one, other])),
    ),
    rules: [...threadRules(ring, writer, reader, bells), ...threadRules(ring, reader, writer, bells)],
    routes: [],
    mayEnd: ([, one, other]) => isDone(one as ThreadState) && isDone(other as ThreadState),
    properties: propertiesOf(ring, bounds),
    refinements: [{ high: () => fifoModel(bounds), mapping: fifoMapping(ring, bounds, impl) }],
  };
}

function isDone({ operation }: ThreadState): boolean {
  return operation === 'done';
}

function memoryComponent({ RING }: RingImplementation, { startsAt }: RingBounds): MemorySlot['component'] {
  return plainComponent<MemoryState, MemoryEvent, never>({
    name: 'memory',
    initial: startsAt.map((at) => withWord(withWord({}, RING.tail, at | 0), RING.head, at | 0)),
    step: (words, { at, value }) => [{ next: withWord(words, at, value), effects: [] }],
  });
}

function withWord(words: MemoryState, at: number, value: number): MemoryState {
  const others = Object.entries(words).filter(([word]) => word !== String(at));
  return Object.fromEntries(value === 0 ? others : [...others, [String(at), value]]);
}

function wordAt(words: MemoryState, at: number): number {
  return words[at] ?? 0;
}

type Kind = Access['kind'];

function threadRules(
  { memory }: RingSlots,
  own: ThreadSlot,
  other: ThreadSlot,
  bells: ReadonlyMap<number, ThreadSlot>,
): readonly Rule[] {
  const thread = own.name;
  /** A word that the others see from now on. */
  const seen = (words: MemoryState, at: number, value: number): readonly Leg[] => {
    const before = wordAt(words, at);
    if (before === value) return [];
    return [leg(memory, { type: 'STORE', at, value }), leg(other, { type: 'CHANGED', at, before })];
  };
  const flushed = ({ buffer }: ThreadState, words: MemoryState): readonly Leg[] =>
    buffer.flatMap(([at, value]) => seen(words, at, value));
  const accessRule = (
    kind: Kind,
    outcomes: (access: Access, state: ThreadState, words: MemoryState) => readonly (readonly Leg[])[],
    isOptional = false,
  ): Rule =>
    rule({
      name: kind.charAt(0).toUpperCase() + kind.slice(1),
      slot: own,
      reads: [memory],
      isOptional,
      when: ({ access, isAsleep, late }) =>
        access?.kind === kind && !isAsleep && (kind === 'load' || late.length === 0),
      offers: (state, words): readonly Offer[] => {
        const { access } = state;
        if (access === null) return [];
        return outcomes(access, state, words).map((legs, i) => ({
          params: { thread, access: accessText(access), ...(i > 0 && { stale: i }) },
          legs,
        }));
      },
    });
  const answer = (value: number): Leg => leg(own, { type: 'ANSWER', value });
  return [
    rule({
      name: 'Commit',
      slot: own,
      reads: [memory],
      // A reader stores nothing plainly.
      isOptional: true,
      when: ({ buffer }) => buffer.length > 0,
      offers: ({ buffer }, words) =>
        buffer.map(([at, value]) => ({
          params: { thread, at },
          legs: [...seen(words, at, value), leg(own, { type: 'COMMITTED', at })],
        })),
    }),
    rule({
      name: 'ReadLate',
      slot: own,
      reads: [memory],
      isOptional: true,
      when: ({ late }) => late.length > 0,
      offers: (state, words) => {
        const [at = 0] = state.late;
        return readable(state, at, wordAt(words, at)).map((value, i) => ({
          params: { thread, at, ...(i > 0 && { stale: i }) },
          legs: [leg(own, { type: 'LATE', value })],
        }));
      },
    }),
    accessRule(
      'read',
      ({ at }, state, words) => readable(state, at, wordAt(words, at)).map((value) => [answer(value)]),
      true,
    ),
    accessRule('load', ({ at }, { buffer }, words) => {
      const own = buffer.find(([word]) => word === at);
      return [[answer(own?.[1] ?? wordAt(words, at))]];
    }),
    accessRule('store', (access, state, words) => {
      const after = afterFlush(state, words);
      const value = valueOf(access);
      return [[...flushed(state, words), ...seen(after, access.at, value), answer(0)]];
    }),
    accessRule('exchange', (access, state, words) => {
      const after = afterFlush(state, words);
      const before = wordAt(after, access.at);
      return [[...flushed(state, words), ...seen(after, access.at, valueOf(access)), answer(before)]];
    }),
    accessRule('wait', (access, state, words) => {
      const isDue = wordAt(afterFlush(state, words), access.at) !== valueOf(access);
      return [[...flushed(state, words), isDue ? answer(0) : leg(own, { type: 'SLEEP' })]];
    }),
    accessRule('wake', ({ at }, state, words) => {
      const sleeper = bells.get(at);
      const woken = sleeper === undefined ? [] : [leg(sleeper, { type: 'WOKEN' }, 'skip')];
      return [[...flushed(state, words), answer(0), ...woken]];
    }),
  ];
}

function valueOf(access: Access): number {
  return 'value' in access ? access.value : 0;
}

function afterFlush({ buffer }: ThreadState, words: MemoryState): MemoryState {
  return buffer.reduce((all, [at, value]) => withWord(all, at, value), words);
}

/** The names of all properties and witnesses of the model, but that it is a FIFO. */
export const RING_PROPERTIES: readonly string[] = [
  'ThrowsNothing',
  'WriterSleeps',
  'ReaderSleeps',
  'StoresUnseen',
  'AllTaken',
];

function propertiesOf({ writer, reader }: RingSlots, { records }: RingBounds): Model['properties'] {
  const threads = [writer, reader];
  const seen = (
    name: string,
    of: ThreadSlot,
    isSeen: (state: ThreadState) => boolean,
  ): Model['properties'][number] => sometimes({ name, over: each([of]), view: isSeen, holds: ([is]) => is });
  return [
    invariant({
      name: 'ThrowsNothing',
      over: each(threads),
      view: ({ problem }) => problem,
      holds: ([problem]) => problem === null || { values: [problem], at: [[0]] },
    }),
    seen('WriterSleeps', writer, ({ isAsleep }) => isAsleep),
    seen('ReaderSleeps', reader, ({ isAsleep }) => isAsleep),
    seen('StoresUnseen', writer, ({ buffer }) => buffer.length > 1),
    seen('AllTaken', reader, ({ count }) => count === records.length),
  ];
}
