/** Why traces are accepted of faulty versions with which the simulator finds fault, and of which. */
const REASONS: readonly (readonly [reason: string, names: readonly string[]])[] = [
  ['a trace says what storage was told, and not what is on the disk', ['promise-not-persisted']],
  [
    'a trace says what a host takes for written, and not what is on the disk',
    ['handed-counts-as-written', 'failed-sync-ignored'],
  ],
  [
    'a trace of a whole host names payloads, and does not hold their bytes',
    ['torn-write-accepted', 'queue-overwrites-oldest', 'queue-runs-into-oldest'],
  ],
  [
    'a trace of a whole host shows which entries are delivered, and not what of them its application gets',
    [
      ...['first-payload-only', 'snapshot-not-restored', 'recovery-snapshot-kept', 'counts-before-it-gives'],
      'recovered-is-delivered',
    ],
  ],
  ['another check refuses such members: it begins no epoch, and stands still', ['members-without-starter']],
  ['hosts refuse what it sends, as if that were lost', ['crc-without-last-word', 'answer-without-snapshot']],
  [
    'the specification keeps whole logs: of what is delivered any part may be compacted there',
    ['base-compacted'],
  ],
  ['it is slow, and does nothing that the specification does not', ['token-to-all-hosts']],
  // It notices what it cannot take or be given before it has done anything that a trace would show.
  [
    'it throws, and a trace ends before that step',
    [
      ...['edge-waits-for-room', 'numbers-not-reserved', 'numbers-from-zero', 'install-keeps-tail'],
      'engine-restores-by-itself',
    ],
  ],
  // The simulator looks at the disk itself, and storage refuses what is damaged.
  [
    'what a disk has lost, or that it cannot be read, is found before a life begins with less',
    [
      ...['no-fdatasync', 'segments-removed-too-far', 'segment-not-synced', 'directory-not-synced'],
      'promise-not-kept',
    ],
  ],
  // What is opened twice, or not at all, has nothing in it that was not sent.
  [
    'a message is taken twice, or not at all, as if the network had doubled or lost it',
    ['window-not-advanced', 'window-passed-over-taken', 'session-not-taken-over'],
  ],
  // What does not happen is no fault of a trace; that it has to happen is what termination says.
  [
    'it stands still, and a run in which less happens is one of the specification',
    [
      ...['asks-for-ever', 'never-comes-back', 'snapshot-left-out', 'recovery-asked-once'],
      ...['edge-hears-no-register', 'edge-new-and-silent', 'edge-life-is-silent'],
      ...['engine-recovering-for-good', 'engine-takes-part-silently'],
    ],
  ],
  // They are ended when they have taken more of a processor than any sound version.
  [
    'it says the same again and again, which is allowed, and its runs have no end',
    ['hints-again-and-again', 'edge-forgets-to-answer'],
  ],
];

/** Faulty versions with which the simulator finds fault and whose traces are accepted, each with the reason. */
export const ACCEPTED: Readonly<Record<string, string>> = Object.fromEntries(
  REASONS.flatMap(([reason, names]) => names.map((name) => [name, reason])),
);
