/** A text on one line, as errors are printed; XState, for one, puts a line break into what it says about guards. */
export function inOneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}

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
