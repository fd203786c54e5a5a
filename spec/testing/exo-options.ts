import { ALL_REDUCTIONS, type ExoOptions, type Reduction } from '../exo/options.js';

/** The bounds in which most tests check: any medium, 3 hosts, 3 slots, 3 epochs, no crash. */
const SMALL: Omit<ExoOptions, 'reductions' | 'component'> = {
  hosts: 3,
  slots: 3,
  epochs: 3,
  medium: 'receive-any',
  timeouts: 0,
  losses: 0,
  partitions: 0,
  crashes: 0,
  payloads: 'inf',
};

/** The small bounds and all reductions, with what is given in their place, and without those named. */
export function exoOptions(
  bounds: Partial<Omit<ExoOptions, 'reductions'>> = {},
  off: readonly Reduction[] = [],
): ExoOptions {
  const reductions = ALL_REDUCTIONS.filter((reduction) => !off.includes(reduction));
  return { ...SMALL, ...bounds, reductions };
}
