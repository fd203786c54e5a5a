import { counted } from '../terminal/numbers.js';
import type { Source } from './source.js';

/** A model, its bounds, and the readings that are not the defaults, in one line. */
export function describeSource({
  name,
  model,
  bounds,
  boundsText,
  medium,
  literal,
  dropDead,
  offload,
  departures,
  noReduce,
}: DescribedSource): string {
  const set = Object.entries(departures).map(([knob, value]) => `${knob}=${value}`);
  return [
    TITLES[offload === true ? 'offload' : name] ?? `${model.name} (${name})`,
    ...(boundsText ?? sizes(bounds)),
    ...(medium === null ? [] : [literal ? `${medium}, literal` : medium]),
    ...(dropDead === true ? ['dead messages dropped'] : []),
    ...(boundsText === undefined ? faults(bounds, medium) : []),
    ...(noReduce.length === 0
      ? []
      : [`without the reduction${noReduce.length > 1 ? 's' : ''} ${noReduce.join(', ')}`]),
    ...set,
  ].join(' · ');
}

type DescribedSource = Pick<
  Source,
  'name' | 'bounds' | 'boundsText' | 'medium' | 'literal' | 'dropDead' | 'offload' | 'departures' | 'noReduce'
> & {
  readonly model: { readonly name: string };
};

const TITLES: Readonly<Record<string, string>> = {
  published: 'Exo as published',
  exo: 'Exo completed',
  offload: 'Exo completed, with engines',
  refine: 'the core beside Exo completed',
  driver: 'a running host beside Exo completed',
  'driver-among-any': 'a running host among any others',
  'driver-snapshots': 'a running host among any others that send it snapshots',
  ring: 'two threads at a ring in shared memory',
};

const SIZES: Readonly<Record<string, readonly [one: string, many: string]>> = {
  hosts: ['host', 'hosts'],
  slots: ['slot', 'slots'],
  epochs: ['epoch', 'epochs'],
  payloads: ['payload a host', 'payloads a host'],
  split: ['split host', 'split hosts'],
  fifo: ['record a channel', 'records a channel'],
  queue: ['place in a queue', 'places in a queue'],
  window: ['entry in the log of an engine', 'entries in the log of an engine'],
};

function sizes(bounds: Source['bounds']): readonly string[] {
  return Object.entries(SIZES).flatMap(([name, [one, many]]) => {
    const bound = bounds[name];
    return typeof bound === 'number' ? [counted(bound, one, many)] : [];
  });
}

const FAULTS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  timeouts: ['time-out', 'time-outs'],
  losses: ['loss', 'losses'],
  partitions: ['partition', 'partitions'],
  crashes: ['crash', 'crashes'],
  resets: ['reset', 'resets'],
};

function faults(bounds: Source['bounds'], medium: Source['medium']): readonly string[] {
  const granted = Object.entries(FAULTS).flatMap(([name, [one, many]]) => {
    const bound = bounds[name] ?? 0;
    if (bound === 0) return [];
    return [bound === 'inf' ? `any number of ${many}` : counted(bound, one, many)];
  });
  // The receive-any medium delays, loses and repeats whatever it likes.
  const isFaultless = granted.length === 0 && 'hosts' in bounds && medium !== 'receive-any';
  return isFaultless ? ['no faults'] : granted;
}
