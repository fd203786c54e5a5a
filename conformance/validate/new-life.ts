/** How a host without a disk begins a new life (D2, D3): with nothing, and with a number that none of its lives had. */
import { differs, type Problem } from './problem.js';
import type { Happening, Situation } from './situation.js';
import type { SpecifiedHost } from './specified-host.js';
import type { Step } from './step.js';

/** A life that has begun. */
export interface BegunLife {
  readonly before: Situation;
  readonly happening: Happening;
  readonly step: Step;
}

/** The life of this number of a host, however its last one has ended; or why that cannot be. */
export function newLife(spec: SpecifiedHost, front: Situation, life: number): BegunLife | Problem {
  const last = front.lives?.life ?? 0;
  if (life <= last) {
    return differs(`D3: a life has a number above those of all lives before it`, {
      field: 'life',
      run: String(life),
      spec: `above ${last}`,
    });
  }
  const before = front.name === 'down' ? front : spec.ask(front, { type: 'CRASH' })?.next;
  const happening: Happening = { type: 'RESTART', life };
  const step = before && spec.ask(before, happening);
  return before && step ? { before, happening, step } : differs('the specified host does not begin a life');
}
