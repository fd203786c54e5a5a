import { Option, type Command } from 'commander';
import { parseCount } from '../terminal/units.js';

export interface LockStepFlags {
  readonly hosts?: number;
  readonly runs: number;
  readonly commands: number;
  readonly seed: number;
  readonly path?: string;
  readonly failures?: string;
  /** Whether hosts have disks, or recover from each other. */
  readonly storage?: 'durable' | 'diskless';
  /** Engines and drivers of split hosts. */
  readonly offload?: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}

const HOSTS = [2, 9] as const;
const COMMANDS_MAX = 10_000;

export function addLockStepFlags(command: Command): Command {
  const whole = (flags: string, meaning: string, min: number, max?: number): Option => {
    const option = new Option(flags, meaning);
    return option.argParser((text) => parseCount(option.long ?? flags, text, min, max));
  };
  return command
    .addOption(whole('--hosts <n>', 'hosts in the ring, 2 to 9 (default: any of these)', ...HOSTS))
    .addOption(whole('--runs <k>', 'runs that are drawn; 0 with --failures only', 0).default(100))
    .addOption(whole('--commands <k>', 'commands in a run, at most', 1, COMMANDS_MAX).default(300))
    .addOption(whole('--seed <n>', 'all runs are drawn from it', 0, 2 ** 31 - 1).default(1))
    .option('--path <path>', 'go to this run, and its smaller forms, at once')
    .option('--failures <file>', 'runs to begin with; one that fails is added to them')
    .addOption(
      new Option(
        '--storage <storage>',
        'hosts without disks, which recover from each other (D1-D10)',
      ).choices(['durable', 'diskless']),
    )
    .option('--offload', 'hosts that are split into engine and driver (default: 3)')
    .option('--json', 'print one JSON object instead', false)
    .option('--quiet', 'the verdict only, and no progress', false);
}
