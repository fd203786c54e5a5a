/** Faulty versions with which the simulator finds fault and whose traces are accepted, each with the reason. */
export const ACCEPTED: Readonly<Record<string, string>> = {
  'promise-not-persisted': 'a trace says what storage was told, and not what is on the disk',
  ...takenForWritten(['handed-counts-as-written', 'failed-sync-ignored']),
  ...withoutBytes(['torn-write-accepted', 'queue-overwrites-oldest', 'queue-runs-into-oldest']),
  ...notOfApplications([
    ...['first-payload-only', 'snapshot-not-restored', 'recovery-snapshot-kept', 'counts-before-it-gives'],
    'recovered-is-delivered',
  ]),
  'members-without-starter': 'another check refuses such members: it begins no epoch, and stands still',
  'crc-without-last-word': 'hosts refuse what it sends, as if that were lost',
  'answer-without-snapshot': 'hosts refuse what it sends, as if that were lost',
  'base-compacted':
    'the specification keeps whole logs: of what is delivered any part may be compacted there',
  'token-to-all-hosts': 'it is slow, and does nothing that the specification does not',
  ...thrown([
    ...['edge-waits-for-room', 'numbers-not-reserved', 'numbers-from-zero', 'install-keeps-tail'],
    'engine-restores-by-itself',
  ]),
  ...foundOnDisks([
    ...['no-fdatasync', 'segments-removed-too-far', 'segment-not-synced', 'directory-not-synced'],
    'promise-not-kept',
  ]),
  ...asByTheNetwork(['window-not-advanced', 'window-passed-over-taken', 'session-not-taken-over']),
  ...still([
    ...['asks-for-ever', 'never-comes-back', 'snapshot-left-out', 'recovery-asked-once'],
    ...['edge-hears-no-register', 'edge-new-and-silent', 'edge-life-is-silent'],
    ...['engine-recovering-for-good', 'engine-takes-part-silently'],
  ]),
  ...endless(['hints-again-and-again', 'edge-forgets-to-answer']),
};

/** What does not happen is no fault of a trace; that it has to happen is what termination says. */
function still(names: readonly string[]): Readonly<Record<string, string>> {
  return reasons(names, 'it stands still, and a run in which less happens is one of the specification');
}

/** They are ended when they have taken more of a processor than any sound version. */
function endless(names: readonly string[]): Readonly<Record<string, string>> {
  return reasons(names, 'it says the same again and again, which is allowed, and its runs have no end');
}

function takenForWritten(names: readonly string[]): Readonly<Record<string, string>> {
  return reasons(names, 'a trace says what a host takes for written, and not what is on the disk');
}

function withoutBytes(names: readonly string[]): Readonly<Record<string, string>> {
  return reasons(names, 'a trace of a whole host names payloads, and does not hold their bytes');
}

function reasons(names: readonly string[], reason: string): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, reason]));
}

/** The simulator looks at the disk itself, and storage refuses what is damaged. */
function foundOnDisks(names: readonly string[]): Readonly<Record<string, string>> {
  const reason = 'what a disk has lost, or that it cannot be read, is found before a life begins with less';
  return reasons(names, reason);
}

/** What is opened twice, or not at all, has nothing in it that was not sent. */
function asByTheNetwork(names: readonly string[]): Readonly<Record<string, string>> {
  const reason = 'a message is taken twice, or not at all, as if the network had doubled or lost it';
  return reasons(names, reason);
}

/** Of hosts that are not split, nobody traces what their applications are given. */
function notOfApplications(names: readonly string[]): Readonly<Record<string, string>> {
  const reason =
    'a trace of a whole host shows which entries are delivered, and not what of them its application gets';
  return reasons(names, reason);
}

/** A version notices what it cannot take or be given, and throws before it has done anything that a trace would show. */
function thrown(names: readonly string[]): Readonly<Record<string, string>> {
  return reasons(names, 'it throws, and a trace ends before that step');
}
