/** A text on one line, as errors are printed; XState, for one, puts a line break into what it says about guards. */
export function inOneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}

/** What an exception says, on one line, whatever was thrown. */
export function messageOf(cause: unknown): string {
  return inOneLine(cause instanceof Error ? cause.message : String(cause));
}
