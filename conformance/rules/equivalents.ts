/**
 * Changes by rule that nothing can tell from the implementation, each with the reason. They are known by their content, so
 * an entry holds as long as the code that it is about does, and is found to be stale as soon as that changes.
 */
export const EQUIVALENTS: Readonly<Record<string, string>> = {
  f80b6afe: 'the lesser of two numbers is the same in either order',
};
