import { ExoError } from '../../errors/index.js';

/**
 * Of a function that answers otherwise about a copy of what it is given: it looks which of two equal objects it has. The checker keeps one state
 * for all that are equal, so it cannot say what a running system would answer.
 */
export function byIdentity(who: string, doing: string): ExoError {
  const text =
    `${who} depends on which of two equal objects it is given, ${doing}; compare what is in them, such as an id, ` +
    'and not the objects by === (nor by includes, indexOf or as members of a Set or keys of a Map)';
  return new ExoError('EXO116', text);
}
