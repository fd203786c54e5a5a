/** The bounded FIFO that a ring refines, and what a state of the ring is in it. */
import {
  leg,
  plainComponent,
  refinementMapping,
  rule,
  slot,
  type Model,
  type RefinementMapping,
  type Slot,
} from '../../checker/index.js';
import { recordOf, type RingBounds, type RingImplementation } from './programs.js';
import type { ThreadState } from './thread.js';

/** The words of a ring by place, as far as any is not 0. */
export type MemoryState = Readonly<Record<number, number>>;

type Words = readonly number[];

/** A FIFO: the records in it, oldest first, how many were taken out of it, and which one last. */
interface Fifo {
  readonly inside: readonly Words[];
  readonly taken: number;
  readonly last: Words;
}

type FifoEvent = { readonly type: 'PUT'; readonly batch: number } | { readonly type: 'TAKE' };

/** The property that says that a ring is a FIFO. */
export const IS_FIFO = 'IsFifo';

/** A FIFO with room for as many words as the ring has, a word more for each record: what it means to be one. */
export function fifoModel({ capacity, records }: RingBounds): Model {
  const all = records.map((words, number) => recordOf(number, words));
  const sizeOf = (inside: readonly Words[]): number =>
    inside.reduce((sum, record) => sum + record.length + 1, 0);
  const fifo = slot(
    'fifo',
    plainComponent<Fifo, FifoEvent, never>({
      name: 'fifo',
      initial: [{ inside: [], taken: 0, last: [] }],
      step: (state, event) => {
        const { inside, taken } = state;
        if (event.type === 'TAKE') {
          const [last, ...rest] = inside;
          return last === undefined ? [] : [{ next: { inside: rest, taken: taken + 1, last }, effects: [] }];
        }
        const put = taken + inside.length;
        const more = [...inside, ...all.slice(put, put + event.batch)];
        return sizeOf(more) > capacity ? [] : [{ next: { ...state, inside: more }, effects: [] }];
      },
    }),
  );
  return {
    name: 'a bounded FIFO',
    slots: [fifo],
    rules: [
      rule({
        name: 'Put',
        slot: fifo,
        offers: ({ inside, taken }) =>
          all.slice(taken + inside.length).map((_, i) => ({
            params: { records: i + 1 },
            legs: [leg(fifo, { type: 'PUT', batch: i + 1 })],
          })),
      }),
      rule({ name: 'Take', slot: fifo, offers: () => [{ legs: [leg(fifo, { type: 'TAKE' })] }] }),
    ],
    routes: [],
    properties: [],
    mayEnd: () => true,
  };
}

/** Where the state of the FIFO is. */
interface FifoSlots {
  readonly memory: Slot<MemoryState, never, never>;
  readonly reader: Slot<ThreadState, never, never>;
}

/** What is between the reader and the published tail, as it stands in the memory, and what the reader has taken. */
export function fifoMapping(
  { memory, reader }: FifoSlots,
  { capacity }: RingBounds,
  { RING }: RingImplementation,
): RefinementMapping {
  return refinementMapping({
    name: IS_FIFO,
    reads: [memory, reader],
    map: ([words, { end, count, last, late }]): readonly unknown[] => {
      const head = 'released' in end ? end.head : 0;
      const inside = recordsBetween(words, RING, capacity, head, words[RING.tail] ?? 0);
      return [{ inside, taken: count, last: [...last, ...late.map((at) => words[at] ?? 0)] }];
    },
  });
}

/** The records between two positions; null where there are none that could have been put there. */
function recordsBetween(
  words: MemoryState,
  { records }: RingImplementation['RING'],
  capacity: number,
  head: number,
  tail: number,
): readonly Words[] | null {
  const found: Words[] = [];
  let at = head;
  while (at !== tail) {
    const index = at & (capacity - 1);
    const count = words[records + index] ?? 0;
    if (count === -1 && index > 0) at = (at + capacity - index) | 0;
    else if (count < 0 || index + count >= capacity) return null;
    else {
      found.push(Array.from({ length: count }, (_, i) => words[records + index + 1 + i] ?? 0));
      at = (at + count + 1) | 0;
    }
    if (((tail - at) | 0) < 0) return null;
  }
  return found;
}
