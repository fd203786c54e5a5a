import { counted } from './numbers.js';
import type { Source } from './source.js';

/** A model, its bounds, and the readings that are not the defaults, in one line. */
export function describeSource({
  name,
  model,
  bounds,
  medium,
  literal,
  departures,
}: DescribedSource): string {
  const set = Object.entries(departures).map(([knob, value]) => `${knob}=${value}`);
  const title = name === 'published' ? 'Exo as published' : `${model.name} (${name})`;
  return [
    title,
    ...sizes(bounds),
    ...(medium === null ? [] : [literal ? `${medium}, literal` : medium]),
    ...faults(bounds),
    ...set,
  ].join(' · ');
}

type DescribedSource = Pick<Source, 'name' | 'bounds' | 'medium' | 'literal' | 'departures'> & {
  readonly model: { readonly name: string };
};

function sizes({ hosts, slots }: Source['bounds']): readonly string[] {
  return [
    ...(typeof hosts === 'number' ? [counted(hosts, 'host')] : []),
    ...(typeof slots === 'number' ? [counted(slots, 'slot')] : []),
  ];
}

const FAULTS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  timeouts: ['time-out', 'time-outs'],
  losses: ['loss', 'losses'],
  partitions: ['partition', 'partitions'],
  crashes: ['crash', 'crashes'],
};

function faults(bounds: Source['bounds']): readonly string[] {
  const granted = Object.entries(FAULTS).flatMap(([name, [one, many]]) => {
    const bound = bounds[name] ?? 0;
    if (bound === 0) return [];
    return [bound === 'inf' ? `any number of ${many}` : counted(bound, one, many)];
  });
  return granted.length === 0 && 'hosts' in bounds ? ['no faults'] : granted;
}
