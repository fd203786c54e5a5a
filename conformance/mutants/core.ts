/** Faulty versions of the step function (impl/core/core.ts, and the layers under it), those of takeovers apart. */
import { mutantsOf, type Change } from './mutant.js';

const IN_CORE: readonly Change[] = [
  [
    'token-lost-by-restart',
    'R2',
    'after a restart the starter has the token again',
    'this.turn = (this.log.length - installed.base) % this.order.length;',
    'this.turn = 0;',
  ],
  [
    'promise-not-persisted',
    'R4, R5',
    'a promise is answered without having been written',
    'writer.promise(this.promised);',
    ';',
  ],
  [
    'restart-agrees-on-all',
    'R4, R7',
    'after a restart everything in the log is taken as agreed',
    'this.agreed = Math.max(this.known, delivered);',
    'this.agreed = this.log.length;',
  ],
  [
    'restart-forgets-agreement',
    'R4',
    'after a restart what the disk knew to be agreed is forgotten',
    'this.known = log.delivered;',
    'this.known = log.mark.length;',
  ],
];

const IN_STANDING: readonly Change[] = [
  [
    'token-to-all-hosts',
    'R2',
    'the token goes round all hosts instead of the members of the epoch',
    'this.turn + 1 === this.order.length ? 0',
    'this.turn + 1 === this.hosts ? 0',
  ],
  [
    'repeat-any-last',
    'R2',
    'the last entry is repeated by whoever has it, not by its source',
    'log.sourceAt(log.length - 1) === this.self',
    'log.sourceAt(log.length - 1) >= 0',
  ],
  [
    'repeat-of-old-epoch',
    'R2',
    'the last entry of the base is repeated as if it were of the new epoch',
    'log.length > installed.base &&',
    'log.length >= installed.base &&',
  ],
  [
    'epoch-left-installed',
    'R5',
    'a promise leaves the old epoch installed',
    'this.installed = null;\n        this.status = status;',
    'this.status = status;',
  ],
  [
    'base-compacted',
    'R10',
    'the base of the running epoch may be compacted before anything behind it is agreed',
    'return delivered > installed.base ? delivered : Math.min(delivered, installed.snapshot);',
    'return delivered;',
  ],
];

const IN_ENTRIES: readonly Change[] = [
  [
    'agree-one-early',
    'R7',
    'agreement reaches one entry further than the last q prove',
    'const agreed = length - this.majority + 1;',
    'const agreed = length - this.majority + 2;',
  ],
  [
    'agree-by-one-fewer',
    'R7',
    'q - 1 entries of the epoch are enough to agree',
    'length - installed.base < this.majority)',
    'length - installed.base < this.majority - 1)',
  ],
  [
    'agree-by-old-entries',
    'R7',
    'entries of older epochs count towards agreement',
    'length - installed.base < this.majority)',
    'length < this.majority)',
  ],
  [
    'agree-unwritten',
    'R4, R7',
    'entries that are not on the disk yet count towards agreement',
    'const length = this.writtenLength;',
    'const length = this.log.length;',
  ],
  [
    'old-epoch-accepted',
    'R3',
    'a frame of an older epoch is accepted if its slot is the next one',
    'if (epoch !== this.promised)\n            return epoch < this.promised ? ANSWER.olderEpoch : ANSWER.newerEpoch;\n        const slot',
    'if (epoch > this.promised)\n            return ANSWER.newerEpoch;\n        const slot',
  ],
  [
    'new-epoch-accepted',
    'R3',
    'a frame of an epoch that is not installed is accepted if its slot is the next one',
    'if (epoch !== this.promised)\n            return epoch < this.promised ? ANSWER.olderEpoch : ANSWER.newerEpoch;\n        const slot',
    'if (epoch < this.promised)\n            return ANSWER.olderEpoch;\n        const slot',
  ],
  [
    'gap-accepted',
    'R3',
    'a frame for a slot beyond the next one is appended as the next one',
    'if (slot !== log.length)\n            return slot < log.length ? ANSWER.repeated : ANSWER.gap;',
    'if (slot < log.length)\n            return ANSWER.repeated;',
  ],
  [
    'history-not-checked',
    'R3, P9',
    'a frame whose sender had other senders before it is accepted',
    'if (words[at + HISTORY_AT] !== log.digest)',
    'if (false)',
  ],
  [
    'source-not-checked',
    'R3',
    'a frame from any host is accepted, whoever is to fill the slot',
    'if (sourceOf(words, at) !== this.order[this.turn])',
    'if (false)',
  ],
  [
    'run-while-waiting',
    'R5',
    'a host that has promised a higher number goes on accepting frames that come together',
    'if (this.status !== STATUS.following || this.lives !== null)\n            return 0;',
    'if (this.lives !== null)\n            return 0;',
  ],
  [
    'accept-while-waiting',
    'R5',
    'a host that has promised a higher number goes on accepting while it waits for the start',
    'if (this.status !== STATUS.following) {\n            return epochOf(words, at)',
    'if (this.status !== STATUS.following && this.status !== STATUS.waiting) {\n            return epochOf(words, at)',
  ],
  [
    'broadcast-unwritten',
    'R4',
    'an entry is broadcast before it is on the disk of its source',
    'if (!this.isLastSender)\n            return ANSWER.notLastSender;\n        if (!this.isWritten)',
    'if (!this.isLastSender)\n            return ANSWER.notLastSender;\n        if (false)',
  ],
  [
    'deliver-appended',
    'R7',
    'the application may be given what is appended, agreed or not',
    'upTo > this.agreed)',
    'upTo > this.log.length)',
  ],
  [
    'first-payload-again',
    'R11',
    'the first payload that waits is sent, in the log or not',
    'queue.frameWords(log.lastNumbers[self])',
    'queue.frameWords(-1)',
  ],
  [
    'payload-dropped-too-soon',
    'R11',
    'the payload after the one that is agreed is dropped too',
    'queue.dropUpTo(last);',
    'queue.dropUpTo(last + 1);',
  ],
];

const IN_ASKING: readonly Change[] = [
  [
    'answer-with-same-epoch',
    'R3, R9',
    'a host that asks for a newer epoch is sent the one that it has',
    'isInstalled ? this.promised <= promised :',
    'isInstalled ? this.promised < promised :',
  ],
  [
    'fetch-of-any-epoch',
    'R3',
    'entries are sent to a host that follows another epoch',
    'if (epoch !== this.promised)\n            return epoch < this.promised ? ANSWER.olderEpoch : ANSWER.newerEpoch;\n        if (length >= log.length)',
    'if (length >= log.length)',
  ],
  [
    'fetch-skips-one',
    'R3',
    'the first entry that a host lacks is left out of the answer',
    'for (let slot = length; slot < end && left > 0; slot++)',
    'for (let slot = length + 1; slot < end && left > 0; slot++)',
  ],
  [
    'fetch-not-the-last',
    'R3',
    'the last entry is left out of the answer',
    'for (let slot = length; slot < end && left > 0; slot++)',
    'for (let slot = length; slot < end - 1 && left > 0; slot++)',
  ],
];

export const CORE_MUTANTS = [
  ...mutantsOf('core/core.js', IN_CORE),
  ...mutantsOf('core/standing.js', IN_STANDING),
  ...mutantsOf('core/entries.js', IN_ENTRIES),
  ...mutantsOf('core/asking.js', IN_ASKING),
];
