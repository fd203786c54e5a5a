/** A search of a few lines, for models that a test writes a second time without components, rules and tables. */

/** States, transitions and depth of what is reachable from some states; equal states are equal as JSON. */
export function explored<S>(
  starts: readonly S[],
  next: (state: S) => readonly S[],
): { readonly states: number; readonly transitions: number; readonly depth: number } {
  const depths = new Map(starts.map((start) => [JSON.stringify(start), 0]));
  const queue = [...starts];
  let transitions = 0;
  let depth = 0;
  for (const state of queue) {
    depth = depths.get(JSON.stringify(state)) ?? 0;
    for (const after of next(state)) {
      transitions += 1;
      const key = JSON.stringify(after);
      if (depths.has(key)) continue;
      depths.set(key, depth + 1);
      queue.push(after);
    }
  }
  return { states: queue.length, transitions, depth };
}
