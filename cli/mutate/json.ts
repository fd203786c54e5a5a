/** What `exo mutate --json` prints: one object. */
import type { ListedMutant, MutationResult } from '../../checker/index.js';
import type { Source } from '../models/source.js';
import { version } from '../version.js';

/** `trace` is the path of the trace that was written, or null. */
export function mutationJson(
  source: Source,
  { scopes, mutants, counts, mislisted, seconds }: MutationResult,
  traces: ReadonlyMap<string, string>,
): string {
  const lines = mutants.map((mutant) => {
    const { name, kind, of, verdict, by, steps, scope, states, seconds, says, reason } = mutant;
    return {
      ...{ name, kind, of, verdict, by, steps, scope, scopes: mutant.scopes, states, seconds },
      ...{ alike: mutant.isAlike, says, source: mutant.source, reason },
      trace: traces.get(name) ?? null,
    };
  });
  const runIn = scopes.map(({ isExhausted, ...scope }) => ({ ...scope, exhausted: isExhausted }));
  return JSON.stringify(
    { model: source.name, counts, mislisted, scopes: runIn, mutants: lines, seconds, version: version() },
    null,
    2,
  );
}

/** The mutants before any of them is run. */
export function listJson(source: Source, listed: readonly ListedMutant[]): string {
  const mutants = listed.map(({ name, kind, of, says, source: rule, reason, isUnused, scopes }) => ({
    ...{ name, kind, of, says, source: rule, reason },
    unused: isUnused,
    scopes: scopes.map((scope) => scope.name),
  }));
  return JSON.stringify({ model: source.name, mutants, version: version() }, null, 2);
}
