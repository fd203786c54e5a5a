/** Exo completed in the matrix: its lines, below those of the readings of the slides. */
import { ALL_REDUCTIONS, type ExoMedium, type ExoOptions } from '../../spec/index.js';
import { exoLargeLines, exoLines } from '../../spec/exo/matrix.js';
import { exoSource } from '../models/exo-source.js';
import type { ModelOptions } from '../models/model-options.js';
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
  return [...entries, ...(full ? [disklessEntry()] : []), ...splitEntries(full)];
}

const FAULTS = { timeouts: 0, losses: 0, partitions: 0, crashes: 1 } as const;

/** Hosts whose crashes leave nothing, twice: minutes. */
function disklessEntry(): MatrixEntry {
  const sizes = { hosts: 3, slots: 3, epochs: 3, payloads: 'inf', medium: 'receive-any' } as const;
  return {
    reading: 'without disks',
    meaning:
      'a crash leaves nothing, and a host comes back in a new life (D1-D10); the medium is receive-any',
    source: exoSource({ ...sizes, ...FAULTS, crashes: 2, literal: false, set: { storage: 'diskless' } }),
  };
}

/** A host that is split into engine and driver, with a crash and a reset of it; the large lines take up to minutes each. */
function splitEntries(full: boolean): readonly MatrixEntry[] {
  const sizes = { hosts: 3, slots: 3, epochs: 3, payloads: 'inf', medium: 'receive-any' } as const;
  const small = { ...sizes, slots: 2, epochs: 2, payloads: 1 } as const;
  const late = splitEntry('split host', small);
  if (!full) return [late];
  return [
    late,
    splitEntry('split host', { ...sizes, fifo: 2 }),
    splitEntry('split host c2=early', { ...sizes, set: { c2: 'early' } }),
    splitEntry('split host without a disk', { ...small, set: { storage: 'diskless' } }, 0),
  ];
}

function splitEntry(
  reading: string,
  options: Pick<ModelOptions, 'hosts' | 'slots' | 'epochs' | 'payloads' | 'medium' | 'fifo'> &
    Partial<Pick<ModelOptions, 'set'>>,
  crashes: number = FAULTS.crashes,
): MatrixEntry {
  return {
    reading,
    meaning: 'one host is an engine and a driver, with channels between them; the medium is receive-any',
    source: offloadSource({
      literal: false,
      set: {},
      ...options,
      ...FAULTS,
      crashes,
      resets: 1,
      offload: true,
    }),
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
      'E epochs · R resets of engines · F records a channel, where not one · K payloads a host, where they are counted · time-outs and losses are not counted on receive-any',
    ),
    '',
  ];
}
