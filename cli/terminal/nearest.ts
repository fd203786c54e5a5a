/** The one of some words that a mistyped one is nearest to; null where none is near. */
export function nearestTo(word: string, words: readonly string[]): string | null {
  const ranked = words
    .map((one) => ({ one, distance: editDistance(word, one) }))
    .sort((a, b) => a.distance - b.distance);
  const [first] = ranked;
  // A third of a word's letters may be wrong, and three at most.
  return first !== undefined && first.distance <= Math.min(3, Math.floor(word.length / 3)) ? first.one : null;
}

/** The fewest letters to insert, delete, replace, or swap with their neighbour (Damerau, 1964; each place once). */
export function editDistance(from: string, to: string): number {
  let before: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const at = (list: readonly number[], k: number): number => list[k] ?? Infinity;
      const isSame = from[i - 1] === to[j - 1];
      const isSwapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      row.push(
        Math.min(
          at(row, j - 1) + 1,
          at(last, j) + 1,
          at(last, j - 1) + (isSame ? 0 : 1),
          isSwapped ? at(before, j - 2) + 1 : Infinity,
        ),
      );
    }
    before = last;
    last = row;
  }
  return last[to.length] ?? 0;
}
