/** How a host begins again with what its storage has: whatever had been written of what was under way, it has to be that. */
import { beginsAgain, lifeAfter, mayHaveWritten, type Ahead } from './behind-storage.js';
import { differs, type FieldDifference, type Problem } from './problem.js';
import type { RingRun } from './ring-run.js';
import type { SeenFields } from './seen.js';
import type { Situation } from './situation.js';
import type { AskedHost, SpecifiedHost } from './specified-host.js';
import { differencesFrom } from './unlike-host.js';

/** A life that begins with what storage had. */
export interface LifeFromStorage {
  /** What the specified host is asked. */
  readonly asked: readonly AskedHost[];
  readonly next: Situation;
  /** Whether all that was under way to storage had been written. */
  readonly isAllWritten: boolean;
}

/** The life that begins, after a crash that perhaps is unseen, as the run shows it; or why there is none. */
export function lifeFromStorage(
  spec: SpecifiedHost,
  run: RingRun,
  ahead: Ahead & { readonly isUnseen: boolean },
  set: SeenFields,
): LifeFromStorage | Problem {
  let nearest: readonly FieldDifference[] = [];
  for (const [place, before] of mayHaveWritten(spec, ahead).entries()) {
    const next = lifeAfter(spec, before, set);
    if (next === null) continue;
    const all = differencesFrom(set, next, 0, run);
    // The first of them is the one with everything written.
    const isAllWritten = ahead.unwritten.length > 0 && place === 0;
    if (all.length === 0) return { asked: beginsAgain(spec, before, ahead.isUnseen), next, isAllWritten };
    if (nearest.length === 0) nearest = all;
  }
  return differs('storage does not have what was written', ...nearest);
}
