/** Faulty versions of what is around the step function: payloads, codec, driver, storage. */
import { mutantsOf } from './mutant.js';

const QUEUE = mutantsOf('core/payload-queue.js', [
  [
    'payload-left-out',
    'R11',
    'the first payload above the one sent last is skipped',
    'this.numbers[this.indexOf(middle)] <= number)',
    'this.numbers[this.indexOf(middle)] <= number + 1)',
  ],
  [
    'kept-while-agreed',
    'R11',
    'the last agreed payload stays in the queue',
    'this.numbers[this.first] <= number)',
    'this.numbers[this.first] < number)',
  ],
]);

const QUEUE_RING = mutantsOf('core/payload-queue.js', [
  [
    'queue-overwrites-oldest',
    'R11',
    'the queue goes round to its beginning, whether the oldest payload stands there or not',
    'return size < tail ? 0 : -1;',
    'return 0;',
  ],
  [
    'queue-runs-into-oldest',
    'R11',
    'a queue that has gone round takes payloads up to the end of its memory, over the oldest one',
    'return head + size < tail ? head : -1;',
    'return head + size <= this.bytes.length ? head : -1;',
  ],
]);

const HISTORY = mutantsOf('core/history.js', [
  [
    'oldest-weighs-less',
    'P2',
    'the sender that leaves the history is taken out with the weight of the one before',
    'for (let i = 1; i < length; i++)',
    'for (let i = 2; i < length; i++)',
  ],
]);

const RING = mutantsOf('core/ring.js', [
  [
    'ring-after-starter',
    'R2',
    'the token begins at the first member behind the starter',
    'host >= start)',
    'host > start)',
  ],
]);

const CODEC = mutantsOf('wire/frame.js', [
  [
    'crc-not-checked',
    'codec',
    'a frame is taken whatever its CRC is',
    'if (words[at + CRC_AT] !== crc)',
    'if (false)',
  ],
  [
    'crc-without-last-word',
    'codec',
    'the CRC leaves out the last word of a frame',
    'at + wordsOf(words, at));\n}',
    'at + wordsOf(words, at) - 1);\n}',
  ],
]);

const PACKETS = mutantsOf('wire/packets.js', [
  [
    'packet-crc-not-checked',
    'codec',
    'a packet is taken whatever its CRC is',
    "expect(words[CRC_AT] === checksumOf(words), 'damaged');",
    '',
  ],
  [
    'packet-crc-without-kind',
    'codec',
    'the CRC of a packet does not cover its kind',
    'crc32cWords(words, 0, 1));',
    '0);',
  ],
]);

const PACKET_READER = mutantsOf('wire/packet-reader.js', [
  [
    'members-off-by-one',
    'codec',
    'the last host of the ring is lost from the members of an epoch',
    'expect(bit < hosts,',
    'if (bit === hosts - 1 && bit > 2)\n                continue;\n            expect(bit < hosts,',
  ],
  [
    'payload-number-of-mark',
    'codec',
    'the numbers of a mark come out one too high',
    'const number = numberAt(this.words, from + 2 * host) - 1;',
    'const number = numberAt(this.words, from + 2 * host);',
  ],
]);

const HOST = [
  ...mutantsOf('host/host.js', [
    [
      'numbers-not-reserved',
      'R11',
      'payload numbers are used that are not reserved in storage',
      'this.modes.writing.run(() => this.storage.reserve(reserved));',
      ';',
    ],
    [
      'numbers-from-zero',
      'R11',
      'after a restart payloads are numbered from 0 again',
      'this.modes.numbers.begin(stored.reserved);',
      'this.modes.numbers.begin(0);',
    ],
  ]),
  ...mutantsOf('host/due.js', [
    [
      'snapshot-not-restored',
      'R10',
      'a snapshot that comes with an epoch does not reach the application',
      'if (core.delivered > before && core.log.snapshot !== null && this.pushes)',
      'if (false)',
    ],
  ]),
  ...mutantsOf('host/delivery.js', [
    [
      'first-payload-only',
      'R11',
      'the application is given the first payload of a frame only',
      'for (let k = 0; k < count; k++)',
      'for (let k = 0; k < Math.min(count, 1); k++)',
    ],
  ]),
  ...mutantsOf('host/sending.js', [
    [
      'never-repeats',
      'R2',
      'the last sender never says its message again',
      "|| this.mode === 'unsent' || core.log.length !== repeatAfter)\n            return;",
      '|| true)\n            return;',
    ],
  ]),
  ...mutantsOf('host/writing.js', [
    [
      'handed-counts-as-written',
      'R4',
      'a flush that is done stands for what was handed to storage since it began, too',
      'this.told.persisted(this.position);',
      'this.told.persisted(this.core.handed);',
    ],
  ]),
  ...mutantsOf('host/returning.js', [
    [
      'never-comes-back',
      'R9',
      'a listener never takes over, so it is never a member again',
      'this.returns += 1;\n        return true;',
      'return false;',
    ],
  ]),
];

const STORAGE = [
  ...mutantsOf('storage/disk-storage.js', [
    [
      'no-fdatasync',
      'R4',
      'what is written to the disk counts as durable without having been synced',
      'this.file.sync(this.synced);',
      'this.synced(null);',
    ],
    [
      'failed-sync-ignored',
      'R4',
      'a disk that fails to sync is taken to have done it',
      'synced = (error) => {\n        if (error === null)',
      'synced = (error) => {\n        if (error === null || true)',
    ],
    [
      'segments-removed-too-far',
      'storage',
      'a checkpoint removes the segment that it is in',
      'for (let old = this.first; old < number; old++)',
      'for (let old = this.first; old <= number; old++)',
    ],
  ]),
  ...mutantsOf('storage/beginning.js', [
    [
      'segment-not-synced',
      'storage',
      'a new segment gets its name before what is in it is durable',
      'file.sync((notSynced) => {\n            if (notSynced !== null)\n                return fail(notSynced);',
      '((go) => go(null))((notSynced) => {\n            if (notSynced !== null)\n                return fail(notSynced);',
    ],
    [
      'directory-not-synced',
      'storage',
      'entries are acknowledged in a segment whose name is not durable',
      'files.syncDirectory((notDurable) => (notDurable === null ? done(file) : fail(notDurable)));',
      'done(file);',
    ],
  ]),
  ...mutantsOf('storage/record.js', [
    [
      'torn-write-accepted',
      'storage',
      'a record is taken from the disk whatever the CRC of its body is',
      'words[at + BODY_CRC_AT] === bodyChecksum(words, at));',
      'true);',
    ],
  ]),
  ...mutantsOf('storage/stored-state.js', [
    [
      'promise-not-kept',
      'R5',
      'storage forgets which epoch was promised',
      'promise(epoch) {\n        this.promised = epoch;',
      'promise(epoch) {',
    ],
    [
      'install-keeps-tail',
      'R6',
      'an installed log goes behind the entries that it should replace',
      'this.frames.keep(kept - this.mark.length);',
      '',
    ],
    [
      'delivered-not-kept',
      'R4',
      'storage forgets how much of an installed log is agreed',
      'this.delivered = Math.min(Math.max(this.delivered, log.delivered), log.length);',
      '',
    ],
  ]),
];

const MEMBERSHIP = mutantsOf('host/membership.js', [
  [
    'nobody-left-out',
    'R5',
    'a member that stalls epoch after epoch is a member of the next one too',
    'if (kept.length === promisers.length)',
    'if (true)',
  ],
]);

const ASKING = mutantsOf('host/catching-up.js', [
  [
    'never-asks',
    'R3, R9',
    'a host never asks for what it lacks: it waits for the next epoch',
    "if (this.question.kind === 'asked')",
    'if (true)',
  ],
]);

const AUTHENTICATION = mutantsOf('wire/authentication.js', [
  [
    'window-not-advanced',
    'authentication',
    'the greatest counter that has come is forgotten, so that any message is opened again',
    'this.greatest = counter;',
    '',
  ],
  [
    'window-passed-over-taken',
    'authentication',
    'counters that are passed over count as come, or not, as they did a window before',
    'for (let one = this.greatest + 1n; one <= counter; one++)',
    'for (let one = this.greatest + 1n; one < this.greatest; one++)',
  ],
  [
    'session-not-taken-over',
    'authentication',
    'what was opened of an earlier life of a sender counts for the new one',
    'this.greatest = -1n;\n        this.bits.fill(0);',
    '',
  ],
]);

export const OTHER_MUTANTS = [
  ...QUEUE,
  ...QUEUE_RING,
  ...MEMBERSHIP,
  ...ASKING,
  ...AUTHENTICATION,
  ...HISTORY,
  ...RING,
  ...CODEC,
  ...PACKETS,
  ...PACKET_READER,
  ...HOST,
  ...STORAGE,
];
