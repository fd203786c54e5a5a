/**
 * The names that a function takes out of its parameters, where it says so itself: `({ client }) => …` reads
 * `client` and cannot read anything else. Null where it does not say, for instance `(states) => …`.
 *
 * A property of states that reads fewer actors is asked less often, and of steps remembers more; nothing but speed depends on it.
 */
export function namesRead(fn: (...values: never[]) => unknown, parameters: number): readonly string[] | null {
  const text = Function.prototype.toString.call(fn);
  if (/\barguments\b/.test(text)) return null;
  const head = /^(?:function\b)?\s*[\w$]*\s*\(\s*/.exec(text);
  if (head === null || text.startsWith('async')) return null;
  const names = new Set<string>();
  let at = head[0].length;
  for (let parameter = 0; parameter < parameters; parameter++) {
    const end = text[at] === '{' ? closing(text, at) : -1;
    const parts = end < 0 ? null : partsOf(text.slice(at + 1, end));
    if (parts === null) return null;
    for (const name of parts) names.add(name);
    const next = /^\s*,?\s*/.exec(text.slice(end + 1));
    at = end + 1 + (next?.[0].length ?? 0);
    // A function that takes fewer parameters does not read the others.
    if (text[at] === ')') break;
  }
  return [...names];
}

/** The place of the brace that closes the one at `at`; -1 where strings or comments make it hard to tell. */
function closing(text: string, at: number): number {
  for (let i = at, depth = 0; i < text.length; i++) {
    const character = text[i] as string;
    if (`'"\`/`.includes(character)) return -1;
    if (character === '{') depth += 1;
    if (character === '}' && --depth === 0) return i;
  }
  return -1;
}

/** The names before the colons of a pattern; null where one is computed, or the rest is taken. */
function partsOf(pattern: string): readonly string[] | null {
  const flat = pattern.replaceAll(/\{[^{}]*\}|\[[^[\]]*\]|\([^()]*\)/g, (part) =>
    part.startsWith('[') ? '[]' : ' ',
  );
  if (/[{}()]/.test(flat)) return null;
  const parts = flat.split(',').map((part) => part.trim());
  const names = parts
    .filter((part) => part !== '')
    .map((part) => /^([\p{L}_$][\p{L}\p{N}_$]*)\s*(?:[:=]|$)/u.exec(part)?.[1]);
  return names.every((name) => name !== undefined) ? names : null;
}
