/** What `exo mutate --json` prints: one object. */
import type { ListedMutant, MutationResult } from '../checker/index.js';
import type { Source } from './source.js';
import { version } from './version.js';

/** `trace` is the path of the trace that was written, or null. */
export function mutationJson(
  source: Source,
  { arenas, mutants, counts, mislisted, seconds }: MutationResult,
  traces: ReadonlyMap<string, string>,
): string {
  const lines = mutants.map((mutant) => {
    const { name, kind, of, verdict, by, steps, arena, states, seconds, says, reason } = mutant;
    return {
      ...{ name, kind, of, verdict, by, steps, arena, arenas: mutant.arenas, states, seconds },
      ...{ alike: mutant.isAlike, says, source: mutant.source, reason },
      trace: traces.get(name) ?? null,
    };
  });
  const runIn = arenas.map(({ isExhausted, ...arena }) => ({ ...arena, exhausted: isExhausted }));
  return JSON.stringify(
    { model: source.name, counts, mislisted, arenas: runIn, mutants: lines, seconds, version: version() },
    null,
    2,
  );
}

/** The mutants before any of them is run. */
export function listJson(source: Source, listed: readonly ListedMutant[]): string {
  const mutants = listed.map(({ name, kind, of, says, source: rule, reason, isUnused, arenas }) => ({
    ...{ name, kind, of, says, source: rule, reason },
    unused: isUnused,
    arenas: arenas.map((arena) => arena.name),
  }));
  return JSON.stringify({ model: source.name, mutants, version: version() }, null, 2);
}
