import { ExoError } from '../../checker/index.js';
import { checkModel } from '../check/command.js';
import { DRIVER, DRIVER_AMONG_ANY, DRIVER_SNAPSHOTS } from '../models/built-in.js';
import type { RefineFlags } from './flags.js';

/** Faults that the model has anyhow, as often as they may come. */
const ANY_NUMBER = ['timeouts', 'losses', 'partitions', 'crashes'] as const;

/** What is searched where no bounds are given: everything that a driver can come to comes up, in a few minutes. */
const STANDARD = { slots: 1, epochs: 3, payloads: 1 } as const;
const STANDARD_AMONG_ANY = { slots: 4, epochs: 3, payloads: 2 } as const;
const STANDARD_SNAPSHOTS = { slots: 2, epochs: 3, payloads: 1 } as const;

/**
 * `exo refine --driver`: every interleaving of a running host's timers, disk, networks and application, beside specified
 * hosts, or with `--among-any` whatever such hosts could send. Returns the exit code.
 */
export async function refineDriver(flags: RefineFlags): Promise<number> {
  const counted = ANY_NUMBER.find((name) => flags[name] !== 0);
  if (counted !== undefined) {
    const why = counted === 'crashes' ? 'there are none' : 'there is any number of them';
    throw new ExoError('EXO313', `--driver takes no --${counted} (${why} there): leave it out`);
  }
  if (flags.noReduce !== undefined) {
    throw new ExoError('EXO313', '--driver takes no --no-reduce: leave it out');
  }
  const [model, standard] = modelOf(flags);
  return checkModel(model, flags.hasBounds ? flags : { ...flags, ...standard });
}

function modelOf({
  amongAny,
  snapshots,
}: RefineFlags): readonly [model: string, standard: Partial<RefineFlags>] {
  if (!amongAny) return [DRIVER, STANDARD];
  return snapshots ? [DRIVER_SNAPSHOTS, STANDARD_SNAPSHOTS] : [DRIVER_AMONG_ANY, STANDARD_AMONG_ANY];
}
