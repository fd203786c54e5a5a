/** A text on one line, as errors are printed; XState, for one, puts a line break into what it says about guards. */
export function inOneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}

/**
 * A text with what a terminal would obey, or nobody could see, as JSON may write it: control characters, marks of direction, and what has no width.
 * JSON stays JSON with the same values.
 */
export function visible(text: string): string {
  return text.replaceAll(
    UNSEEN,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const UNSEEN = /(?![\t\n])\p{Cc}|[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** What an exception says, on one line, whatever was thrown. */
export function messageOf(cause: unknown): string {
  return inOneLine(isError(cause) ? textOf(() => cause.message) : textOf(() => String(cause)));
}

/** An exception by the name of its class and what it says, on one line, whatever was thrown. */
export function thrownText(cause: unknown): string {
  return inOneLine(
    isError(cause) ? textOf(() => `${cause.name}: ${cause.message}`) : textOf(() => String(cause)),
  );
}

/** Whether something that was thrown is an error; a proxy that was revoked cannot even be asked. */
export function isError(thrown: unknown): thrown is Error {
  try {
    return thrown instanceof Error;
  } catch {
    return false;
  }
}

/** What was thrown may have a `toString` that throws in its turn, or none. */
function textOf(make: () => string): string {
  try {
    return make();
  } catch {
    return 'what has no text';
  }
}
