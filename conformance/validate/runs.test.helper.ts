import { drawnOptions, simulate, withoutDisks, type SimulationOptions } from '../../impl/parts.js';
import { RunReader, type RunEvent, type RunHeader } from '../../traces/index.js';
import type { Validation, ValidatorOptions } from './validation.js';
import { RunValidator } from './validator.js';

/** A run as it is read. */
export interface ReadRun {
  readonly header: RunHeader;
  readonly events: readonly RunEvent[];
}

/** What hosts of a simulation do, as it is written and read again. */
export function simulatedRun(options: Partial<SimulationOptions>): ReadRun {
  const reader = new RunReader('run');
  const events: RunEvent[] = [];
  simulate(options, {
    runOut: (text) => {
      const line = reader.read(text);
      if (line?.kind === 'event') events.push(line.event);
    },
  });
  return { header: reader.header as RunHeader, events };
}

/** The run of a seed of the simulator, with whatever faults it draws. */
export function runOfSeed(seed: number, durationMs: number): ReadRun {
  return simulatedRun({ ...drawnOptions(seed), seed, durationMs, offload: 'off' });
}

/** The run of a seed of the simulator, of hosts without disks. */
export function disklessRunOfSeed(seed: number, durationMs: number): ReadRun {
  return simulatedRun({ ...withoutDisks(drawnOptions(seed)), seed, durationMs, offload: 'off' });
}

export function validationOf({ header, events }: ReadRun, options: ValidatorOptions = {}): Validation {
  const validator = new RunValidator(header, options);
  events.forEach((event, i) => validator.push(event, { file: 'run', line: i + 2 }));
  return validator.finish();
}
