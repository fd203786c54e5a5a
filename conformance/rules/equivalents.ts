/**
 * Changes by rule that nothing can tell from the implementation, each with the reason. They are known by their content, so
 * an entry holds as long as the code that it is about does, and is found to be stale as soon as that changes.
 */
export const EQUIVALENTS: Readonly<Record<string, string>> = {
  '756dc99a':
    'no log has so little memory that one frame fills it: it has at least 64 KiB, or room for three of the longest',
  f80b6afe: 'the lesser of two numbers is the same in either order',
};
