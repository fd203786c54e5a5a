/** The offload engine in the slides' metric, by the measurement of `npm run bench:offload`, beside the C program over shared memory. */
import { cost, median, type Figure } from './figures.js';
import type { Tools, Turns } from './impl-figures.js';
import { LOADS } from './impl-figures.js';
import { askOffload, PLACES } from './offload-asked.js';
import type { OffloadQuestion, RateTimes } from './offload-question.js';
import { pinnedTo, type Placement } from './placement.js';
import { HOSTS, sharedHop } from './ring-rows.js';

/** The C program in one thread is the nearest thing to it; with a process a host it passes messages between processors. */
const PATTERNS = [
  ['one-thread', 'C loop, all in one thread'],
  ['shared-memory', 'C loop, a process a host'],
] as const;
const NS_PER_US = 1_000;
const SECONDS_MIN = 4;

export interface OffloadRow {
  readonly name: string;
  readonly load: 'empty' | 'one';
  readonly engines: OffloadQuestion['engines'];
}

/** A message a hop, empty and with 64 bytes, unpacked. */
export const OFFLOAD_ROWS: readonly OffloadRow[] = PLACES.flatMap(([engines, place]) =>
  (['empty', 'one'] as const).map((load) => {
    const [, words] = LOADS.find(([one]) => one === load) ?? [load, load];
    return { name: `offload, ${place}, ${words}`, load, engines };
  }),
);

/** The figures of a row, one for each form of the C program, in each placement; all by turns. */
export function offloadFigures(row: OffloadRow, turns: Turns, { hop }: Tools): readonly Figure[] {
  const all = turns.placements.map((placement) => ({
    placement: inOneThread(placement),
    ours: [] as number[],
    theirs: PATTERNS.map(([pattern, peer]) => ({
      ...{ pattern, peer: peerName(peer, pattern, placement), values: [] as number[] },
      placement: pattern === 'one-thread' ? inOneThread(placement) : placement,
    })),
  }));
  for (let run = 0; run < turns.runs; run++) {
    for (const { placement, ours, theirs } of all) {
      ours.push(messageUs(row, turns.seconds, placement));
      for (const { pattern, values, placement: where } of theirs) {
        const us = sharedHop(hop, pattern, row.load, { seconds: turns.seconds, placement: where });
        if (us !== null) values.push(us);
      }
    }
  }
  return all.flatMap(({ placement, ours, theirs }) =>
    theirs.map(({ peer, values }) =>
      cost({
        ...{ name: row.name, placement: placement.name, unit: 'µs' },
        ...{ value: median(ours), spread: spreadOf(ours), peer },
        ...(values.length > 0
          ? { peerValue: median(values), peerSpread: spreadOf(values) }
          : { peerValue: null }),
      }),
    ),
  );
}

function messageUs({ load, engines }: OffloadRow, seconds: number, placement: Placement): number {
  const payloadBytes = load === 'empty' ? null : 64;
  // The first half of the time is for the compiler, which needs some seconds on a busy machine.
  const both = Math.max(2 * seconds, SECONDS_MIN);
  const question = { what: 'rate', hosts: HOSTS, payloadBytes, pack: 1, engines, seconds: both } as const;
  return askOffload<RateTimes>(question, pinnedTo(placement, 0)).entryNs.median / NS_PER_US;
}

/** The one process of a row is bound to the first processor. */
function inOneThread({ processors }: Placement): Placement {
  const first = processors?.[0];
  if (first === undefined) return { name: 'not pinned', processors: null };
  return { name: `pinned to ${first}`, processors: Array.from({ length: HOSTS }, () => first) };
}

function peerName(name: string, pattern: string, placement: Placement): string {
  return pattern === 'one-thread' || placement.processors === null ? name : `${name}, ${placement.name}`;
}

function spreadOf(values: readonly number[]): readonly [number, number] {
  return [Math.min(...values), Math.max(...values)];
}
