/** What the header of a run of Exo says of the ring: it has to fit, or the run would be held against another ring than its own. */
import { TraceError, type RunHeader } from '../../traces/index.js';
import { shown } from './read-fields.js';

const LAYERS: readonly string[] = ['host', 'engine', 'driver'];

/**
 * Expects of the header of a run of Exo that its parts fit each other: every host once, as many as there are, and layers of theirs. `file` is where it
 * stands.
 *
 * @throws TraceError EXO212 for one that is of no ring.
 * @example
 * const header = { schema: 'exo-run/2', model: 'exo', parameters: { hosts: 3 }, actors: ['a', 'b', 'c'], ordering: 'total' } as const;
 * expectRing(header, 'run.ndjson');
 */
export function expectRing({ actors, parameters, layers = [] }: RunHeader, file: string): void {
  const wrong = (path: string, found: unknown, accepted: string): TraceError =>
    new TraceError('EXO212', { file, path: `line 1: ${path}`, found: shown(found), accepted });
  const twice = actors.find((name, place) => actors.indexOf(name) !== place);
  if (twice !== undefined) throw wrong('actors', twice, 'every host once');
  for (const name in parameters) {
    if (name !== 'hosts' && name !== 'storage')
      throw wrong(`parameters.${name}`, parameters[name], 'hosts and storage only');
  }
  const { hosts = actors.length, storage = 'diskless' } = parameters;
  if (hosts !== actors.length) throw wrong('parameters.hosts', hosts, `${actors.length}, as many as actors`);
  if (storage !== 'diskless') throw wrong('parameters.storage', storage, '"diskless", or nothing');
  const strange = layers.find((layer) => !LAYERS.includes(layer));
  if (strange !== undefined) throw wrong('layers', strange, `some of ${LAYERS.join(', ')}`);
}
