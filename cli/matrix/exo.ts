/** Exo completed in the matrix: its lines, below those of the readings of the slides. */
import { ALL_REDUCTIONS, type ExoMedium, type ExoOptions } from '../../spec/index.js';
import { exoLargeLines, exoLines } from '../../spec/exo/matrix.js';
import { exoSource } from '../models/exo-source.js';
import { offloadSource } from '../models/offload-source.js';
import type { MatrixEntry } from './row.js';
import type { Paint } from '../terminal/terminal.js';

/** The lines, those of one reading together; on demand the large ones too. */
export function exoEntries(full: boolean): readonly MatrixEntry[] {
  const lines = [...exoLines(), ...(full ? exoLargeLines() : [])];
  const distinct = [...new Map(lines.map((line) => [JSON.stringify(line), line])).values()];
  const readings = [...new Set(distinct.map(readingOf))];
  const entries = readings
    .flatMap((reading) => distinct.filter((line) => readingOf(line) === reading))
    .map((line) => exoEntry(line));
  return [...entries, splitEntry()];
}

/** A host that is split into engine and driver, with a crash and a reset of it. */
function splitEntry(): MatrixEntry {
  const faults = { timeouts: 0, losses: 0, partitions: 0, crashes: 1, resets: 1 } as const;
  const sizes = { hosts: 3, slots: 2, epochs: 2, payloads: 1, medium: 'receive-any' } as const;
  return {
    reading: 'split host',
    meaning: 'one host is an engine and a driver, with channels between them; the medium is receive-any',
    source: offloadSource({ ...sizes, ...faults, literal: false, set: {}, offload: true }),
  };
}

/** The completed protocol on one medium. */
export function exoEntry(options: ExoOptions): MatrixEntry {
  const noReduce = switchedOff(options);
  return {
    reading: readingOf(options),
    meaning:
      noReduce.length === 0 ? MEDIA[options.medium] : 'what these reductions join are steps of their own',
    source: exoSource({
      ...options,
      literal: false,
      set: {},
      ...(noReduce.length > 0 && { noReduce }),
    }),
  };
}

const MEDIA: { readonly [M in ExoMedium]: string } = {
  bus: 'a broadcast is heard at once, by any of the hosts on its side',
  async: 'each message is delayed by itself, may overtake others, be lost or come twice',
  'receive-any': 'whatever was sent may arrive at any later time, any number of times, or never',
};

function readingOf(options: ExoOptions): string {
  const noReduce = switchedOff(options);
  return noReduce.length === 0 ? options.medium : `${options.medium} without ${noReduce.join(', ')}`;
}

function switchedOff({ reductions }: ExoOptions): readonly string[] {
  return ALL_REDUCTIONS.filter((name) => !reductions.includes(name));
}

/** What stands above the first of these lines. */
export function exoHeading(paint: Paint): readonly string[] {
  return [
    '',
    paint.bold(
      'Exo completed: the same common case, with rules for what the slides leave open, on every medium',
    ),
    paint.dim(
      'E epochs · R resets of engines · K payloads a host, where they are counted · time-outs and losses are not counted on receive-any',
    ),
    '',
  ];
}
