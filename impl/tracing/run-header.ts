import { lensAsJson, RUN_SCHEMA, type Lens, type RunHeader } from '../../traces/index.js';

/** Where a viewer finds in the fields of a host what it draws, so that it needs to know no protocol. */
function lensOf(names: readonly string[]): Lens {
  return {
    lanes: names.map((name) => ({ name, kind: 'host' })),
    kinds: {
      host: {
        ...{ base: 'start', length: 'length', agreed: 'agreed', delivered: 'delivered' },
        ...{ epoch: 'epoch.number', members: 'epoch.members', state: 'status' },
      },
    },
    actions: {
      ...{
        Broadcast: 'broadcast',
        Receive: 'receive',
        Gather: 'receive',
        Timeout: 'takeover',
        Promise: 'promise',
      },
      ...{ Start: 'start', Install: 'install', CatchUp: 'install', Crash: 'crash', Restart: 'restart' },
      ...{ Persist: 'local', Deliver: 'local', Append: 'local', Submit: 'local' },
    },
  };
}

/** The first line of a run of hosts of Exo: `names` are those of all hosts, in ring order; `storage` says where there is something particular to it. */
export function runHeader(
  names: readonly string[],
  {
    storage,
    ...how
  }: Pick<RunHeader, 'ordering'> &
    Partial<Pick<RunHeader, 'observed' | 'layers' | 'seed' | 'command' | 'version'>> & {
      readonly storage?: 'diskless';
    },
): RunHeader {
  return {
    schema: RUN_SCHEMA,
    model: 'exo',
    parameters: { hosts: names.length, ...(storage !== undefined && { storage }) },
    actors: names,
    ...how,
    lens: lensAsJson(lensOf(names)) as RunHeader['lens'] & object,
  };
}
