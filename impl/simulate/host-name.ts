const LETTERS = 26;

/** A to Z, and H26, H27, … from there on. */
export function hostName(host: number): string {
  return host < LETTERS ? String.fromCharCode('A'.charCodeAt(0) + host) : `H${host}`;
}
