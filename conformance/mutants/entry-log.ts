/** Faulty versions of the log in memory (impl/core/entry-log.ts, and the layers under it), and of the ring that it stands in (frame-ring.ts). */
import { mutantsOf, type Change } from './mutant.js';

const CHANGES: readonly Change[] = [
  [
    'log-cut-too-far',
    'entry log',
    'an install cuts one entry more than it replaces',
    'this.cut(kept);',
    'this.cut(Math.max(kept - 1, this.start));',
  ],
  [
    'log-not-cut',
    'entry log',
    'an install leaves the entries that it should replace',
    'this.cut(kept);',
    ';',
  ],
  [
    'digest-after-cut',
    'entry log',
    'the digest of the history stays that of the longer log',
    'this.lastNumbers.set(numbers);\n        this.digest = historyDigest(sources);',
    'this.lastNumbers.set(numbers);',
  ],
  [
    'epoch-after-cut',
    'entry log',
    'the epoch of the last entry stays that of the longer log',
    'this.length = slot;\n        this.lastEpoch = lastEpoch;',
    'this.length = slot;',
  ],
  [
    'payloads-after-cut',
    'entry log',
    'payloads that were cut off the log are taken to be in it',
    'this.lastNumbers.set(numbers);\n        this.digest',
    'this.digest',
  ],
  [
    'mark-without-payloads',
    'entry log',
    'compacting forgets which payloads were in the log',
    'this.markNumbers.set(numbers);\n        this.snapshot = new',
    'this.snapshot = new',
  ],
  [
    'mark-without-epoch',
    'entry log',
    'compacting forgets the epoch of the last entry',
    'this.markEpoch = lastEpoch;\n        this.markNumbers.set(numbers);',
    'this.markNumbers.set(numbers);',
  ],
];

const CHANGES_OF_ROOM: readonly Change[] = [
  [
    'one-entry-too-many',
    'entry log',
    'a log takes one entry more than it may keep',
    'this.length - this.start >= this.entriesMax',
    'this.length - this.start > this.entriesMax',
  ],
];

const CHANGES_OF_APPENDING: readonly Change[] = [
  [
    'history-one-too-long',
    'entry log',
    'the history keeps one sender too many while it fills',
    'const rest = length < history ?',
    'const rest = length <= history ?',
  ],
  [
    'history-of-some-not-checked',
    'R3, P9',
    'of frames that come together, one whose sender had other senders before it is accepted',
    'words[at + HISTORY_AT] !== digest ||',
    'false ||',
  ],
];

const RING_CHANGES: readonly Change[] = [
  [
    'ring-overwrites-oldest',
    'entry log',
    'a log goes round to the beginning of its memory, whether the oldest entry stands there or not',
    'return count < tail ? 0 : NO_ROOM;',
    'return 0;',
  ],
  [
    'ring-runs-into-oldest',
    'entry log',
    'a log that has gone round takes entries up to the end of its memory, over the oldest one',
    'return head + count < tail ? head : NO_ROOM;',
    'return head + count <= size ? head : NO_ROOM;',
  ],
  [
    'ring-runs-into-oldest-by-a-word',
    'entry log',
    'a log that has gone round takes an entry whose last word is the first one of the oldest entry',
    'return head + count < tail ? head : NO_ROOM;',
    'return head + count <= tail + 1 ? head : NO_ROOM;',
  ],
];

const CHANGES_OF_IMAGES: readonly Change[] = [
  [
    'image-skips-one',
    'entry log',
    'the first entry of a log that is sent is not taken',
    'if (slot >= kept)',
    'if (slot > kept)',
  ],
  [
    'snapshot-left-out',
    'entry log',
    'a log that begins behind a compaction point is sent without its snapshot',
    'const snapshot = from >= start ? null : this.snapshot;',
    'const snapshot = null;',
  ],
];

export const LOG_MUTANTS = [
  ...mutantsOf('core/entry-log.js', CHANGES),
  ...mutantsOf('core/log-room.js', CHANGES_OF_ROOM),
  ...mutantsOf('core/log-appending.js', CHANGES_OF_APPENDING),
  ...mutantsOf('core/frame-ring.js', RING_CHANGES),
  ...mutantsOf('core/entry-log.js', CHANGES_OF_IMAGES),
];
