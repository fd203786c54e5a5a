import { RUN_SCHEMA, type RunHeader } from '../../traces/index.js';

/** Where a viewer finds in the fields of a host what it draws, so that it needs to know no protocol. */
const LENS = {
  state: ['status'],
  log: {
    start: ['start'],
    length: ['length'],
    agreed: ['agreed'],
    delivered: ['delivered'],
    unwritten: ['unwritten'],
  },
  epoch: ['epoch', 'number'],
  members: ['epoch', 'members'],
  promise: ['promised'],
  entry: { slot: ['slot'], epoch: ['epoch'], source: ['source'], payload: ['payload'] },
};

/** The first line of a run of hosts of Exo: `names` are those of all hosts, in ring order. */
export function runHeader(
  names: readonly string[],
  how: Pick<RunHeader, 'ordering'> & Partial<Pick<RunHeader, 'observed' | 'seed' | 'command' | 'version'>>,
): RunHeader {
  return {
    schema: RUN_SCHEMA,
    model: 'exo',
    parameters: { hosts: names.length },
    actors: names,
    ...how,
    lens: LENS,
  };
}
