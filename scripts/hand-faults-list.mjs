/**
 * Faults as somebody might put them into the specification by hand: a text of a file of spec/exo, which is there once, and what is
 * put in its place. `flags` are those of the check; the defaults when left out.
 */
const CRASH = ['--medium', 'receive-any', '--slots', '3', '--epochs', '3', '--crashes', '1'];
const DEEP = ['--medium', 'receive-any', '--slots', '4', '--epochs', '4'];
const BUS = [
  '--medium',
  'bus',
  '--slots',
  '3',
  '--epochs',
  '3',
  '--timeouts',
  '3',
  '--losses',
  'inf',
  '--crashes',
  '1',
];
const PAYLOADS = [
  '--medium',
  'receive-any',
  '--hosts',
  '2',
  '--slots',
  '4',
  '--epochs',
  '2',
  '--payloads',
  '2',
];
const BUS_OF_FOUR = [
  ...['--medium', 'bus', '--hosts', '4', '--slots', '3', '--epochs', '2'],
  ...['--timeouts', '1', '--losses', 'inf'],
];
const FOUR = ['--medium', 'receive-any', '--hosts', '4', '--slots', '3', '--epochs', '2'];

const host = (name, from, to, flags, more = {}) => ({ name, file: 'host.ts', from, to, flags, ...more });
const log = (name, from, to, flags, more = {}) => ({ name, file: 'log.ts', from, to, flags, ...more });
const outgoing = (name, from, to, flags, more = {}) => ({
  name,
  file: 'outgoing.ts',
  from,
  to,
  flags,
  ...more,
});

// A snapshot is in flight on the bus alone: elsewhere nobody asks for one, and nothing can come of what is wrong about it.
const LOSE = '        ...disk,\n        disk,\n        agreed: Math.max';
const START =
  "guard: and(['isSynced', 'isNotOlder', 'isNew', 'isLivingRecord']),\n          target: '.installing',";
const INSTALL = "{\n            guard: and(['isSynced', 'isNotOlder', 'isNew', 'isLivingRecord']),";

export const FAULTS = [
  host(
    'is-new-always',
    'isNew: ({ context, event }) => epochOf(event) > installedNumber(context),',
    'isNew: () => true,',
    DEEP,
    { quick: true },
  ),
  host(
    'is-not-older-always',
    'isNotOlder: ({ context, event }) => epochOf(event) >= context.promised,',
    'isNotOlder: () => true,',
    DEEP,
  ),
  host(
    'is-above-promise-always',
    'isAbovePromise: ({ context, event }) => epochOf(event) > context.promised,',
    'isAbovePromise: () => true,',
    DEEP,
  ),
  host(
    'prepare-without-promise-guard',
    "guard: and(['isSynced', 'isAbovePromise', 'isOfNewestLife']),\n          target: '.promised',",
    "guard: 'isSynced',\n          target: '.promised',",
    DEEP,
  ),
  host(
    'start-without-not-older',
    START,
    "guard: and(['isSynced', 'isNew']),\n          target: '.installing',",
    DEEP,
  ),
  host(
    'start-without-new',
    START,
    "guard: and(['isSynced', 'isNotOlder']),\n          target: '.installing',",
    DEEP,
  ),
  host('install-without-not-older-bus', INSTALL, "{\n            guard: and(['isSynced', 'isNew']),", BUS, {
    quick: true,
  }),
  host(
    'install-of-any-epoch-bus',
    "guard: and(['isSynced', 'isOfThisEpoch', 'isAhead', 'isLivingRecord']),",
    "guard: and(['isSynced', 'isAhead']),",
    BUS,
  ),
  host(
    'receive-of-any-epoch',
    'isOfThisEpoch: ({ context, event }) => epochOf(event) === installedNumber(context),',
    'isOfThisEpoch: () => true,',
    DEEP,
  ),
  host(
    'receive-any-slot',
    "event.type === 'RECEIVE' && event.message.slot === context.log.length,",
    "event.type === 'RECEIVE' && event.message.slot >= context.log.length,",
    DEEP,
  ),
  host(
    'append-without-token',
    "APPEND: { guard: and(['holdsToken', 'isLivingEpoch']), actions: 'appendOwn' },",
    "APPEND: { guard: 'isInstalled', actions: 'appendOwn' },",
    CRASH,
  ),
  host(
    'broadcast-unwritten',
    "guard: and(['isSynced', 'isLastSender', 'isLivingEpoch']),",
    "guard: 'isLastSender',",
    CRASH,
  ),
  host(
    'broadcast-any-last',
    'return last?.source === context.config.self && last.epoch === installedNumber(context);',
    'return last !== undefined && context.installed !== null;',
    ['--medium', 'receive-any', '--slots', '3', '--epochs', '3'],
    { passes: 'an entry of another host is repeated as it is' },
  ),
  host(
    'majority-of-one-fewer',
    'membersOf(context, event).length >= majority(context.config.hosts),',
    'membersOf(context, event).length + 1 >= majority(context.config.hosts),',
    DEEP,
    { quick: true },
  ),
  host(
    'promise-counted-twice',
    "guard: and(['isForMe', 'isNotCounted', 'isOfNewestLife', 'isToThisLife']),",
    "guard: 'isForMe',",
    FOUR,
  ),
  host(
    'promise-for-anybody',
    "guard: and(['isForMe', 'isNotCounted', 'isOfNewestLife', 'isToThisLife']),",
    "guard: 'isNotCounted',",
    CRASH,
    { passes: 'it needs 5 epochs, and more than the time limit' },
  ),
  host(
    'second-start',
    "BEGIN: {\n                  guard: and(['hasMajority', 'keepsToPromisers', 'keepsStarter']),\n                  target: '#host.up.starting',\n                  actions: ['begin', 'stopGathering'],",
    "BEGIN: {\n                  guard: and(['hasMajority', 'keepsToPromisers', 'keepsStarter']),\n                  target: '#host.up.starting',\n                  actions: ['begin'],",
    DEEP,
  ),
  host(
    'forgets-promise-at-restart',
    LOSE,
    '        ...disk,\n        promised: disk.installed?.number ?? 0,\n        disk,\n        agreed: Math.max',
    CRASH,
  ),
  host(
    'drops-own-last-at-restart',
    LOSE,
    '        ...disk,\n        log: disk.log.at(-1)?.source === config.self ? disk.log.slice(0, -1) : disk.log,\n        disk,\n        agreed: Math.max',
    CRASH,
  ),
  host(
    'changes-own-last-at-restart',
    LOSE,
    '        ...disk,\n        log: disk.log.map((entry, i, all) => (i === all.length - 1 && entry.source === config.self ? { ...entry, payload: (entry.payload ?? 0) + 1 } : entry)),\n        disk,\n        agreed: Math.max',
    CRASH,
  ),
  host(
    'restart-agrees-on-all',
    'agreed: Math.max(disk.delivered, agreedBy(disk, config.hosts)),',
    'agreed: disk.log.length,',
    CRASH,
  ),
  host(
    'restart-keeps-gathered',
    '        gathered: null,\n        queue: [],\n        ...(lives',
    '        queue: [],\n        ...(lives',
    CRASH,
  ),
  host(
    'restart-loses-installed',
    LOSE,
    '        ...disk,\n        installed: null,\n        disk,\n        agreed: Math.max',
    CRASH,
  ),
  host(
    'restart-into-following',
    "{ guard: 'isInstalled', target: 'up.following' },\n          { target: 'up.promised.waiting' },",
    "{ target: 'up.following' },",
    CRASH,
  ),
  host(
    'torn-install',
    'sync: assign(({ context }) => ({ disk: durableOf(context) })),',
    'sync: assign(({ context }) => ({ disk: context.installed !== null && context.disk.installed?.number !== context.installed.number ? { ...durableOf(context), log: context.disk.log, delivered: context.disk.delivered } : durableOf(context) })),',
    CRASH,
    { quick: true },
  ),
  host(
    'promise-not-synced',
    'sync: assign(({ context }) => ({ disk: durableOf(context) })),',
    'sync: assign(({ context }) => ({ disk: { ...durableOf(context), promised: context.disk.promised } })),',
    CRASH,
  ),
  host(
    'log-not-synced',
    'sync: assign(({ context }) => ({ disk: durableOf(context) })),',
    'sync: assign(({ context }) => ({ disk: { ...durableOf(context), log: context.disk.log } })),',
    CRASH,
  ),
  log(
    'agree-unwritten',
    'const proven = agreedBy(context.disk, context.config.hosts);',
    'const proven = agreedBy(context, context.config.hosts);',
    CRASH,
    { passes: 'nothing is agreed but after a write, when both are the same' },
  ),
  log(
    'agree-on-all',
    'const proven = agreedBy(context.disk, context.config.hosts);',
    'const proven = context.disk.log.length;',
    DEEP,
  ),
  host(
    'deliver-all',
    'hasUndelivered: ({ context }) => context.delivered < context.agreed,',
    'hasUndelivered: ({ context }) => context.delivered < context.log.length,',
    DEEP,
  ),
  host(
    'promise-keeps-epoch',
    'promised: epochOf(event),\n      installed: null,',
    'promised: epochOf(event),',
    DEEP,
  ),
  host('promise-not-raised', 'promised: epochOf(event),\n      installed: null,', 'installed: null,', DEEP),
  host(
    'gather-from-nothing',
    'gathered: { from: [], log, delivered, ',
    'gathered: { from: [], log: [], delivered: 0, ',
    DEEP,
  ),
  host(
    'count-takes-last',
    'isGreater(log, gathered.log) ? { log, delivered } : gathered',
    '{ log, delivered }',
    DEEP,
  ),
  host('count-keeps-own', 'isGreater(log, gathered.log) ? { log, delivered } : gathered', 'gathered', DEEP),
  host(
    'begin-keeps-own-log',
    'if (lives === null) return { installed, log, delivered: snapshot };',
    'if (lives === null) return { installed, delivered: snapshot };',
    DEEP,
  ),
  host(
    'begin-all-members',
    'const members = membersOf(context, event);',
    'const members = Array.from({ length: context.config.hosts }, (_, i) => i);',
    DEEP,
  ),
  host(
    'install-without-promise',
    '        promised: epoch.number,\n        installed: epoch,',
    '        installed: epoch,',
    DEEP,
  ),
  host('install-keeps-log', '        installed: epoch,\n        log,', '        installed: epoch,', DEEP),
  host(
    'promise-before-written',
    "target: '.promised',\n          actions: ['promise', 'stopGathering'],",
    "target: '.promised',\n          actions: ['promise', 'stopGathering', { type: 'sendPromise', params: ({ context, event }) => promiseStarter({ context: { ...context, promised: epochOf(event) }, event }) }],",
    CRASH,
  ),
  host('invented-payload', 'payload: nextPayload(context) }', 'payload: 1000 + log.length }', DEEP, {
    quick: true,
  }),
  log(
    'history-one-short',
    '.slice(-successorsNeeded(hosts))',
    '.slice(-Math.max(successorsNeeded(hosts) - 1, 1))',
    FOUR,
    { harmless: true },
  ),
  log(
    'greater-by-length',
    'return epochs > 0 || (epochs === 0 && one.length > other.length);',
    'return one.length > other.length;',
    DEEP,
  ),
  log(
    'greater-by-epoch-only',
    'return epochs > 0 || (epochs === 0 && one.length > other.length);',
    'return epochs > 0;',
    DEEP,
  ),
  log(
    'agree-one-more',
    'return isProven ? log.length - q + 1 : 0;',
    'return isProven ? log.length - q + 2 : 0;',
    DEEP,
  ),
  log(
    'agree-old-entries',
    'installed !== null && last.length === q && last.every((one) => one.epoch === installed.number);',
    'installed !== null && last.length === q;',
    DEEP,
  ),
  log(
    'rotation-from-zero',
    'const order = ringFrom(starterOf(epoch.number, hosts), epoch.members);',
    'const order = ringFrom(0, epoch.members);',
    DEEP,
    { harmless: true },
  ),
  log(
    'skips-a-payload',
    'let payload = (lives?.boots ?? 0) * PAYLOADS_A_LIFE;',
    'let payload = log.length > 0 ? 1 : 0;',
    DEEP,
  ),
  outgoing(
    'fetch-skips-one',
    'log.slice(length).map((_, i) => messageOf(log, length + i, config.hosts))',
    'log.slice(length + 1).map((_, i) => messageOf(log, length + 1 + i, config.hosts))',
    BUS,
  ),
  outgoing(
    'record-with-whole-log',
    'log: log.slice(0, base), delivered: snapshot',
    'log, delivered: snapshot',
    BUS,
    { passes: 'the entries after the base are those that a question for entries brings' },
  ),
  outgoing(
    'snapshot-of-whole-log',
    'log: log.slice(0, delivered), delivered }',
    'log, delivered: log.length }',
    BUS_OF_FOUR,
  ),
  outgoing(
    'promise-without-log',
    'epoch, from: config.self, log, delivered } as const',
    'epoch, from: config.self, log: log.slice(0, delivered), delivered } as const',
    DEEP,
  ),
  outgoing(
    'start-without-delivered-entries',
    "return toOthers(context, { kind: 'start', epoch: installed, log, delivered });",
    "return toOthers(context, { kind: 'start', epoch: installed, log: log.slice(delivered), delivered });",
    DEEP,
  ),
  host(
    'return-forgets-promise',
    "RETURN: { guard: 'isSynced', actions: { type: 'sendJoin', params: joinFrom } },",
    "RETURN: { guard: 'isSynced', actions: [assign({ promised: ({ context }) => context.installed?.number ?? 0 }), { type: 'sendJoin', params: joinFrom }] },",
    CRASH,
  ),
  host(
    'install-of-any-epoch',
    "guard: and(['isSynced', 'isOfThisEpoch', 'isAhead', 'isLivingRecord']),",
    "guard: and(['isSynced', 'isAhead']),",
    CRASH,
  ),
  host('install-without-not-older', INSTALL, "{\n            guard: and(['isSynced', 'isNew']),", CRASH),
  host(
    'snapshot-delivers-more',
    "target: '.installing',\n            actions: 'install',",
    "target: '.installing',\n            actions: ['install', 'deliver'],",
    CRASH,
  ),
  host('base-is-nothing', 'base: log.length, snapshot };', 'base: 0, snapshot };', CRASH),
  host(
    'base-is-one-less',
    'base: log.length, snapshot };',
    'base: Math.max(log.length - 1, 0), snapshot };',
    CRASH,
  ),
  host(
    'answer-cuts-log',
    "actions: { type: 'sendRecord', params: recordAsked },",
    "actions: [assign({ log: ({ context }) => context.log.slice(0, -1) }), { type: 'sendRecord', params: recordAsked }],",
    CRASH,
  ),
  outgoing(
    'fetch-brings-other-entries',
    'map((_, i) => messageOf(log, length + i, config.hosts))',
    'map((_, i) => ({ ...messageOf(log, length + i, config.hosts), payload: 7 }))',
    CRASH,
  ),
  outgoing(
    'record-of-snapshot-alone',
    'log: log.slice(0, base), delivered',
    'log: log.slice(0, snapshot), delivered',
    CRASH,
  ),
  outgoing(
    'snapshot-of-whole-log-unasked',
    'log: log.slice(0, delivered), delivered }',
    'log, delivered: log.length }',
    CRASH,
  ),
  host(
    'answers-fetch-unwritten',
    "guard: and(['isSynced', 'isOfThisEpoch', 'hasEntries', 'isOfNewestLife']),",
    "guard: and(['isOfThisEpoch', 'hasEntries', 'isOfNewestLife']),",
    CRASH,
  ),
  host(
    'down-promises',
    '    down: {\n      on: {',
    "    down: {\n      on: {\n        PREPARE: { guard: 'isAbovePromise', actions: ['promise', 'sync', { type: 'sendPromise', params: promiseStarter }] },",
    CRASH,
  ),
].filter(({ harmless }) => harmless !== true);

/** Which bounds show a misreading: those of the mutation scope in which it is killed. */
const MEMBERS = ['--medium', 'receive-any', '--slots', '3', '--epochs', '3', '--set', 'members=any'];
const MISREADING_FLAGS = {
  'members-of-one-fewer': MEMBERS,
  'members-by-promisers': [...FOUR, '--set', 'members=any'],
  'starter-left-out': MEMBERS,
  'members-dropped-later': MEMBERS,
  'promises-counted-twice': FOUR,
  'agree-by-members': FOUR,
  'majority-rounded-up': FOUR,
  'own-payload-again': PAYLOADS,
  'newest-payload-first': PAYLOADS,
  'fetch-after-promise': BUS,
  'install-again': BUS,
};
const CRASHING = [
  'promise-before-durable',
  'promise-not-written',
  'promise-is-installed',
  'agree-unwritten',
  'install-in-two-steps',
  'broadcast-before-durable',
];
/** Equivalent to the host as it is (docs/decisions/0011). */
const EQUIVALENT = ['prepare-before-durable'];

export function misreadingFaults(names) {
  return names
    .filter((name) => !EQUIVALENT.includes(name))
    .map((name) => ({
      name: `misread-${name}`,
      misreading: name,
      flags: MISREADING_FLAGS[name] ?? (CRASHING.includes(name) ? CRASH : DEEP),
    }));
}
