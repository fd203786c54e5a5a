/** Faulty versions with which the simulator finds fault and whose traces are accepted, each with the reason. */
export const ACCEPTED: Readonly<Record<string, string>> = {
  'promise-not-persisted': 'a trace says what storage was told, and not what is on the disk',
  'handed-counts-as-written': 'a trace says what a host takes for written, and not what is on the disk',
  'torn-write-accepted': 'a trace names a payload, and does not hold its bytes',
  ...notOfApplications(['first-payload-only', 'snapshot-not-restored', 'recovery-snapshot-kept']),
  'members-without-starter': 'another check refuses such members: it begins no epoch, and stands still',
  'crc-without-last-word': 'hosts refuse what it sends, as if that were lost',
  'answer-without-snapshot': 'hosts refuse what it sends, as if that were lost',
  'base-compacted':
    'the specification keeps whole logs: of what is delivered any part may be compacted there',
  'token-to-all-hosts': 'it is slow, and does nothing that the specification does not',
  ...thrown(['edge-waits-for-room', 'numbers-not-reserved', 'numbers-from-zero', 'install-keeps-tail']),
  ...foundOnDisks([
    ...['no-fdatasync', 'segments-removed-too-far', 'segment-not-synced', 'directory-not-synced'],
    'promise-not-kept',
  ]),
  ...asByTheNetwork(['window-not-advanced', 'window-passed-over-taken', 'session-not-taken-over']),
  'edge-hears-no-register': 'it stands still once its log is full, as the specification allows',
};

/** The simulator looks at the disk itself, and storage refuses what is damaged. */
function foundOnDisks(names: readonly string[]): Readonly<Record<string, string>> {
  const reason = 'what a disk has lost, or that it cannot be read, is found before a life begins with less';
  return Object.fromEntries(names.map((name) => [name, reason]));
}

/** What is opened twice, or not at all, has nothing in it that was not sent. */
function asByTheNetwork(names: readonly string[]): Readonly<Record<string, string>> {
  const reason = 'a message is taken twice, or not at all, as if the network had doubled or lost it';
  return Object.fromEntries(names.map((name) => [name, reason]));
}

/** Of hosts that are not split, nobody traces what their applications are given. */
function notOfApplications(names: readonly string[]): Readonly<Record<string, string>> {
  const reason =
    'a trace of a whole host shows which entries are delivered, and not what of them its application gets';
  return Object.fromEntries(names.map((name) => [name, reason]));
}

/** A version notices what it cannot take or be given, and throws before it has done anything that a trace would show. */
function thrown(names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, 'it throws, and a trace ends before that step']));
}
