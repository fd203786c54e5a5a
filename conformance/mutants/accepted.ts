/** Faulty versions with which the simulator finds fault and whose traces are accepted, each with the reason. */
export const ACCEPTED: Readonly<Record<string, string>> = {
  'promise-not-persisted': 'a trace says what storage was told, and not what is on the disk',
  'base-compacted':
    'the specification keeps whole logs: of what is delivered any part may be compacted there',
  'token-to-all-hosts': 'it is slow, and does nothing that the specification does not',
  ...thrown([
    ...['edge-append-lost-when-full', 'edge-cursor-stays', 'edge-cursor-from-zero', 'edge-cursor-at-agreed'],
    'edge-waits-for-room',
  ]),
  'edge-hears-no-register': 'it stands still once its log is full, as the specification allows',
};

/** An engine or a driver notices what it cannot be given, and throws before it has done anything that a trace would show. */
function thrown(names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, 'it throws, and a trace ends before that step']));
}
