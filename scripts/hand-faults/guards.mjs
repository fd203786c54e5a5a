/** The guards of a host: what it takes in which epoch, and from whom. */
import { APART, BUS, CRASH, DEEP, SMALL, host } from './bounds.mjs';

export const GUARDS = [
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
    "guard: and(['isSynced', 'isNotOlder', 'isNew', 'isLivingRecord']),\n          target: '.installing',",
    "guard: and(['isSynced', 'isNew']),\n          target: '.installing',",
    DEEP,
  ),
  host(
    'start-without-new',
    "guard: and(['isSynced', 'isNotOlder', 'isNew', 'isLivingRecord']),\n          target: '.installing',",
    "guard: and(['isSynced', 'isNotOlder']),\n          target: '.installing',",
    DEEP,
  ),
  host(
    'install-without-not-older-bus',
    "{\n            guard: and(['isSynced', 'isNotOlder', 'isNew', 'isLivingRecord']),",
    "{\n            guard: and(['isSynced', 'isNew']),",
    BUS,
    { quick: true },
  ),
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
    SMALL,
    { equivalent: 'whoever repeats the entry that was broadcast last, its bytes are the same' },
  ),
  host(
    'install-without-promise',
    '        promised: epoch.number,\n        installed: epoch,',
    '        installed: epoch,',
    DEEP,
  ),
  host(
    'install-of-any-epoch',
    "guard: and(['isSynced', 'isOfThisEpoch', 'isAhead', 'isLivingRecord']),",
    "guard: and(['isSynced', 'isAhead']),",
    CRASH,
  ),
  host(
    'install-without-not-older',
    "{\n            guard: and(['isSynced', 'isNotOlder', 'isNew', 'isLivingRecord']),",
    "{\n            guard: and(['isSynced', 'isNew']),",
    CRASH,
  ),
  host(
    'timeout-any-number',
    "guard: and(['isSynced', 'ownsNumber', 'isAbovePromise']),",
    "guard: and(['isSynced', 'isAbovePromise']),",
    SMALL,
  ),
  host(
    'timeout-unsynced',
    "guard: and(['isSynced', 'ownsNumber', 'isAbovePromise']),",
    "guard: and(['ownsNumber', 'isAbovePromise']),",
    CRASH,
  ),
  host(
    'above-or-at-promise',
    'epochOf(event) > context.promised,',
    'epochOf(event) >= context.promised,',
    SMALL,
  ),
  host(
    'prepare-unsynced',
    "guard: and(['isSynced', 'isAbovePromise', 'isOfNewestLife']),",
    "guard: and(['isAbovePromise', 'isOfNewestLife']),",
    CRASH,
  ),
  host(
    'new-or-same',
    'isNew: ({ context, event }) => epochOf(event) > installedNumber(context),',
    'isNew: ({ context, event }) => epochOf(event) >= installedNumber(context),',
    SMALL,
  ),
  host(
    'slot-not-beyond',
    'event.message.slot === context.log.length,',
    'event.message.slot <= context.log.length,',
    DEEP,
  ),
  host(
    'not-older-strict',
    'isNotOlder: ({ context, event }) => epochOf(event) >= context.promised,',
    'isNotOlder: ({ context, event }) => epochOf(event) > context.promised,',
    SMALL,
  ),
  host(
    'receives-in-promised',
    'waiting: {},',
    "waiting: { on: { RECEIVE: { guard: and(['isNextSlot', 'fitsHistory']), actions: 'append' } } },",
    CRASH,
  ),
  host('deliver-unsynced', "guard: and(['isSynced', 'hasUndelivered'])", "guard: 'hasUndelivered'", APART, {
    equivalent: 'what is agreed is on the disk already, and in whatever log is to take its place',
  }),
  host(
    'fits-any-history',
    'return mine.length === theirs.length && mine.every((source, i) => source === theirs[i]);',
    'return true;',
    DEEP,
    { equivalent: 'two logs of one epoch and one length are equal, so their last senders are (fitsHistory)' },
  ),
  host(
    'from-anybody',
    'event.message.source === proposerOf(installed, log.length, config.hosts),',
    'event.message.source >= 0,',
    DEEP,
    { equivalent: 'only the proposer of a slot ever fills it (holdsToken)' },
  ),
  host(
    'appends-in-installing',
    'installing: {\n          on: {',
    "installing: {\n          on: { APPEND: { guard: 'holdsToken', actions: 'appendOwn' },",
    APART,
    { equivalent: 'the own entry is written together with the epoch, and leaves only then' },
  ),
  host(
    'fetch-in-any-epoch',
    "guard: and(['isSynced', 'isOfThisEpoch', 'hasEntries', 'isOfNewestLife']),",
    "guard: and(['isSynced', 'hasEntries', 'isOfNewestLife']),",
    BUS,
    {
      equivalent:
        'an entry carries its epoch, and who asks takes only what its proposer sent in the epoch that it follows',
    },
  ),
  host(
    'has-newer-any',
    'return isInstalled ? number > promised : number >= promised;',
    'return number >= 0 || isInstalled || promised < 0;',
    BUS,
    { equivalent: 'an answer that is not newer is refused by the host that asked (hasNewer)' },
  ),
  host(
    'snapshot-asked-any',
    "event.packet.wanted === 'snapshot' && event.packet.length < context.delivered,",
    "event.packet.wanted === 'snapshot',",
    BUS,
    {
      equivalent:
        'a snapshot that does not reach beyond the log of the host that asked is refused there (hasSnapshot)',
    },
  ),
];
