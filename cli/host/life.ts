import { Option, type Command } from 'commander';
import { ExoError } from '../../errors/index.js';
import type { JoinOptions } from '../../impl/index.js';
import { parseCount } from '../terminal/units.js';

/** What a command line says of the life of a host: a configuration is the same for all of them. */
export interface LifeFlags {
  /** Without a disk: whether the host has lived before, or the number of its life. */
  readonly asNew?: boolean | number;
  /** With a key, and without a disk: a number above that of every earlier life. */
  readonly session?: number;
}

/** Adds `--as-new`, `--no-as-new` and `--session` to a command that begins a host or an engine. */
export function withLifeFlags(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--as-new [life]',
        'without a disk: a later life of the host, which asks the others for what it has lost, and which life it is if no number is given',
      ).argParser((text) => parseCount('--as-new', text, 0)),
    )
    .addOption(new Option('--no-as-new', 'without a disk: the ring begins, and this host has never lived'))
    .addOption(
      new Option(
        '--session <n>',
        'with a key and without a log: above that of every earlier life; instead of the one in the file',
      ).argParser((text) => parseCount('--session', text, 0)),
    );
}

/**
 * The options of a host in the life that a command line says. `runs` is what the command runs: a host whose engine is another process has no life of
 * its own.
 *
 * @throws ExoError EXO313 where the life is not said and has to be, or is and must not.
 */
export function inLife(
  options: JoinOptions,
  { asNew, session }: LifeFlags,
  runs: 'host' | 'engine',
): JoinOptions {
  const isDiskless = options.options?.storage === 'diskless';
  const hasLife = isDiskless && (runs === 'engine' || options.offload !== 'process');
  if (asNew !== undefined && !isDiskless) {
    const text = `--as-new is for hosts without disks: a configuration with "options": { "storage": "diskless" }`;
    throw new ExoError('EXO313', text);
  }
  if (asNew !== undefined && !hasLife) {
    throw new ExoError('EXO313', '--as-new is for the engine of this host: give it to exo engine');
  }
  if (asNew === undefined && hasLife) {
    const text =
      'hosts without disks take --no-as-new where the ring begins, and --as-new in every later life of the host';
    throw new ExoError('EXO313', text);
  }
  return { ...options, ...(asNew !== undefined && { asNew }), ...(session !== undefined && { session }) };
}
