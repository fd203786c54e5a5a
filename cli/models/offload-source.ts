import { ExoError } from '../../checker/index.js';
import { glueing } from '../../spec/exo/atomic-broadcast.js';
import { ALL_REDUCTIONS, ATOMIC_BROADCAST, isOfStorage, type Reduction } from '../../spec/index.js';
import { DEFAULT_OFFLOAD_KNOBS, offloadKnobsFrom, type OffloadKnobs } from '../../spec/offload/knobs.js';
import { offloadModel } from '../../spec/offload/model.js';
import { offloadMutation } from '../../spec/offload/mutants.js';
import type { OffloadOptions } from '../../spec/offload/options.js';
import { ENGINE_LIVES_MAX } from '../../spec/offload/payload.js';
import { readingOf } from '../../spec/offload/readings/index.js';
import { parseCount } from '../terminal/units.js';
import { exoBounds, exoKnobsOf, exoOptions } from './exo-source.js';
import { OFFLOAD_FLAGS, type Bounds, type ModelOptions } from './model-options.js';
import type { Source, SourceOptions } from './source.js';

/** More room than that nothing fills. */
const ROOM_MAX = 99;

/** Exo as completed, with hosts that are split into engine and driver. Throws EXO3xx where it does not take an option. */
export function offloadSource(
  options: ModelOptions,
  { reference = false, mutation = false, asked = [] }: SourceOptions = {},
): Source {
  const given = offloadOptions(options);
  const offload = asked.includes(ATOMIC_BROADCAST) ? unglued(given) : given;
  const knobs = knobsOf(offload);
  const defaults: Readonly<Record<string, string>> = DEFAULT_OFFLOAD_KNOBS;
  const departures = Object.entries(knobs).filter(([name, value]) => defaults[name] !== value);
  return {
    name: 'exo',
    file: null,
    model: offloadModel({ ...offload, ...(reference && { via: 'transition' }) }),
    bounds: boundsOf(offload),
    knobs,
    departures: Object.fromEntries(departures),
    medium: offload.medium,
    literal: false,
    offload: true,
    reductions: offload.reductions,
    noReduce: switchedOff(offload),
    ...(mutation && { mutation: offloadMutation(switchedOff(offload)) }),
    explain: (error) => error,
  };
}

/** The refinement is asked of a model in which its steps are not glued together. */
function unglued(options: OffloadOptions): OffloadOptions {
  const names = glueing(options);
  return { ...options, reductions: options.reductions.filter((name) => !names.includes(name)) };
}

function switchedOff({ reductions, recovery = null }: OffloadOptions): readonly Reduction[] {
  return ALL_REDUCTIONS.filter((name) => isOfStorage(name, recovery) && !reductions.includes(name));
}

/** The model's own options. Throws EXO3xx where it does not take one. */
export function offloadOptions(options: ModelOptions): OffloadOptions {
  const { split = 1, fifo = 1, queue = 1, window = 'inf', resets = 0 } = options;
  const { c2, reading, ...set } = offloadKnobsFrom(options.set);
  const plain = Object.fromEntries(Object.entries(options).filter(([name]) => !isOfOffload(name)));
  const exo = exoOptions({ ...(plain as unknown as ModelOptions), set: ofExo(options.set, set) });
  const { c2: needed, storage } = readingOf(reading);
  if (storage === 'diskless' && (exo.recovery ?? null) === null) {
    throw new ExoError(
      'EXO313',
      `reading '${reading}' is one of engines without disks: add --storage diskless`,
    );
  }
  if (needed !== undefined && c2 !== needed) {
    throw new ExoError(
      'EXO313',
      `reading '${reading}' is one of the early form of C2: add --set c2=${needed}`,
    );
  }
  expectLives(exo.recovery ?? null, resets);
  if (window === 0) throw new ExoError('EXO321', '--window takes a whole number from 1 on, or inf, not 0');
  return {
    ...exo,
    c2,
    reading,
    split: parseCount('--split', String(split), 1, exo.hosts),
    fifo: parseCount('--fifo', String(fifo), 1, ROOM_MAX),
    queue: parseCount('--queue', String(queue), 1, ROOM_MAX),
    window,
    resets,
  };
}

/** As much of what is set as the completed model knows; what is not set is left out, lest it look as if it were. */
function ofExo(given: ModelOptions['set'], known: Readonly<Record<string, string>>): ModelOptions['set'] {
  return Object.fromEntries(Object.entries(known).filter(([name]) => name in given));
}

/** Throws EXO313 for more resets of engines without disks than they have numbers for. */
function expectLives(recovery: OffloadOptions['recovery'], resets: OffloadOptions['resets']): void {
  const most = ENGINE_LIVES_MAX - 1;
  if (recovery === null || (resets !== 'inf' && resets <= most)) return;
  throw new ExoError(
    'EXO313',
    `without disks --resets takes 0 to ${most}, not ${resets}: each life of an engine numbers its payloads anew`,
  );
}

function isOfOffload(name: string): boolean {
  return (OFFLOAD_FLAGS as readonly string[]).includes(name);
}

function knobsOf({
  members = DEFAULT_OFFLOAD_KNOBS.members,
  recovery = null,
  c2,
  reading = 'rules',
}: OffloadOptions): OffloadKnobs {
  return { ...exoKnobsOf({ members, recovery }), c2, reading };
}

/** All bounds that the medium counts. */
function boundsOf(options: OffloadOptions): Bounds {
  const { split, fifo, queue, window, resets } = options;
  const { crashes = 0, payloads = 'inf', ...bounds } = exoBounds(options);
  return { ...bounds, split, fifo, queue, window, crashes, resets, payloads };
}
