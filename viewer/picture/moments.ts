import type { FilmMessage } from '../film/film.js';

/** When a message leaves and arrives within its step: how far before the middle of the column, from 0 to 1. */
export interface Moment {
  readonly leaves: number;
  readonly arrives: number;
}

/**
 * The moments of the messages of one step, so that none leaves before what its sender has got. A message that was sent in an earlier step
 * is there when the step begins. Null where nothing is both sent and met in the step: then all of it happens in the middle of the column.
 */
export function momentsOf(
  messages: readonly FilmMessage[],
  isMetHere: (message: FilmMessage) => boolean,
): readonly Moment[] | null {
  if (!messages.some(isMetHere)) return null;
  // By the variable of an actor, how many messages one after the other have led to it.
  const depths = new Map<string, number>();
  const asking = messages.find(isMetHere)?.from ?? '';
  const found = messages.map((message) => {
    const { from, to, fate, via } = message;
    // Whoever asks several others asks them at once, and does not wait for an answer in between.
    const leaves = via === 'oob' && from === asking ? 0 : (depths.get(from) ?? 0);
    if (fate === 'sent') return { leaves, arrives: leaves };
    if (!isMetHere(message)) return { leaves: 0, arrives: depths.get(to) ?? 0 };
    const arrives = leaves + 1;
    if (fate !== 'lost' && fate !== 'down' && from !== to)
      depths.set(to, Math.max(depths.get(to) ?? 0, arrives));
    return { leaves, arrives };
  });
  const deepest = Math.max(1, ...found.map(({ arrives }) => arrives));
  const ahead = (depth: number): number => 1 - depth / deepest;
  return found.map(({ leaves, arrives }) => ({ leaves: ahead(leaves), arrives: ahead(arrives) }));
}
