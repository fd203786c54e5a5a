/**
 * Faulty versions of the implementation, each of them one small change that a review might overlook. They are patches of
 * the compiled code, so nothing of them is in the code that runs. Every one has to be caught (impl-mutation.ts).
 */

export interface CoreMutant {
  readonly name: string;
  /** The rule of docs/protocol.md that it breaks, or the part of the implementation that it is in. */
  readonly rule: string;
  /** What the faulty version does. */
  readonly says: string;
  /** The compiled file, from the implementation's folder. */
  readonly file: string;
  /** A text that stands exactly once in that file, */
  readonly find: string;
  /** and what stands there in the faulty version. */
  readonly replace: string;
}

type Change = readonly [name: string, rule: string, says: string, find: string, replace: string];

const inFile =
  (file: string) =>
  ([name, rule, says, find, replace]: Change): CoreMutant => ({ name, rule, says, file, find, replace });

const CORE: readonly Change[] = [
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
    'accept-while-waiting',
    'R5',
    'a host that has promised a higher number goes on accepting while it waits for the start',
    'if (this.status !== STATUS.following) {\n            return epochOf(words, at)',
    'if (this.status !== STATUS.following && this.status !== STATUS.waiting) {\n            return epochOf(words, at)',
  ],
  [
    'token-to-all-hosts',
    'R2',
    'the token goes round all hosts instead of the members of the epoch',
    'this.turn + 1 === this.order.length ? 0',
    'this.turn + 1 === this.hosts ? 0',
  ],
  [
    'token-from-slot-0',
    'R2',
    'whose turn it is in a new epoch is counted from slot 0 instead of its base',
    'this.turn = (this.log.length - epoch.base) % this.order.length;',
    'this.turn = this.log.length % this.order.length;',
  ],
  [
    'token-lost-by-restart',
    'R2',
    'after a restart the starter has the token again',
    'this.turn = (this.log.length - installed.base) % this.order.length;',
    'this.turn = 0;',
  ],
  [
    'token-from-host-0',
    'R2',
    'the token of a new epoch begins at the first member instead of the starter',
    'this.order = ringFrom(epoch.number % this.hosts, epoch.members);',
    'this.order = ringFrom(0, epoch.members);',
  ],
  [
    'broadcast-unwritten',
    'R4',
    'an entry is broadcast before it is on the disk of its source',
    'if (!this.isLastSender)\n            return ANSWER.notLastSender;\n        if (!this.isWritten)',
    'if (!this.isLastSender)\n            return ANSWER.notLastSender;\n        if (false)',
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
    'promise-not-persisted',
    'R4, R5',
    'a promise is answered without having been written',
    'writer.promise(this.promised);',
    ';',
  ],
  [
    'promise-before-written',
    'R4, R5',
    'a promise is answered before it is on the disk',
    'this.deliveredByAll = delivered;',
    'this.deliveredByAll = delivered;\n        this.answerStarter();',
  ],
  [
    'promise-the-same-twice',
    'R5',
    'a host promises a number that it has promised already',
    'prepare({ epoch, delivered }) {\n        if (epoch <= this.promised)',
    'prepare({ epoch, delivered }) {\n        if (epoch < this.promised)',
  ],
  [
    'promise-while-writing',
    'R4, R5',
    'a host promises while entries are still being written',
    'return ANSWER.notAbovePromise;\n        if (!this.isWritten)\n            return ANSWER.unwritten;\n        this.leaveFor(epoch, STATUS.promising);',
    'return ANSWER.notAbovePromise;\n        this.leaveFor(epoch, STATUS.promising);',
  ],
  [
    'epoch-left-installed',
    'R5',
    'a promise leaves the old epoch installed',
    'this.installed = null;\n        this.status = status;',
    'this.status = status;',
  ],
  [
    'timeout-with-any-number',
    'R1',
    'a host takes over with a number of another host',
    'if (epoch % this.hosts !== this.self)',
    'if (false)',
  ],
  [
    'timeout-with-the-promised',
    'R5',
    'a host takes over with a number that it has promised already',
    'return ANSWER.notOwnNumber;\n        if (epoch <= this.promised)',
    'return ANSWER.notOwnNumber;\n        if (epoch < this.promised)',
  ],
  [
    'promise-counted-twice',
    'R5',
    'a promise that comes twice counts twice',
    'if (gathered.from.includes(from))',
    'if (false)',
  ],
  [
    'promise-for-an-older-attempt',
    'R5',
    'a promise for an earlier takeover of this host counts for the one under way',
    'gathered === null || epoch !== this.promised)',
    'gathered === null || epoch > this.promised)',
  ],
  [
    'promises-of-one-fewer',
    'R5',
    'a starter begins with one promise fewer than a majority',
    'if (gathered.from.length + 1 < this.majority)',
    'if (gathered.from.length + 2 < this.majority)',
  ],
  [
    'longest-log',
    'R5',
    'a starter takes the longest log, whatever the epoch of its last entry',
    'return epoch > other || (epoch === other && image.length > length);',
    'return image.length > length;',
  ],
  [
    'newest-epoch-only',
    'R5',
    'of two logs with the same last epoch a starter keeps the first that it met',
    'return epoch > other || (epoch === other && image.length > length);',
    'return epoch > other;',
  ],
  [
    'own-log-not-compared',
    'R5',
    'a starter takes any log that it is sent before its own',
    'const other = log === null ? this.log.lastEpoch : lastEpochOf(log);',
    'const other = log === null ? -2 : lastEpochOf(log);',
  ],
  [
    'greatest-log-not-taken',
    'R5',
    'a starter begins with its own log, though it has been sent a greater one',
    'if (gathered.log !== null && !this.log.become(gathered.log, this.settled))',
    'if (false)',
  ],
  [
    'members-are-all',
    'R5',
    'all hosts are members of a new epoch, promised or not',
    'const members = Uint8Array.from([...gathered.from, this.self].sort((a, b) => a - b));',
    'const members = Uint8Array.from({ length: this.hosts }, (_, host) => host);',
  ],
  [
    'members-without-starter',
    'R5',
    'a starter forgets itself among the members',
    'const members = Uint8Array.from([...gathered.from, this.self].sort((a, b) => a - b));',
    'const members = Uint8Array.from(gathered.from);',
  ],
  [
    'members-unsorted',
    'R2',
    'members are in the order of their promises, so that hosts differ about the ring',
    'const members = Uint8Array.from([...gathered.from, this.self].sort((a, b) => a - b));',
    'const members = Uint8Array.from([...gathered.from, this.self]);',
  ],
  [
    'install-again',
    'R6',
    'an epoch that is installed is installed again, and its entries are lost',
    'epoch.number <= this.installed.number)',
    'epoch.number < this.installed.number)',
  ],
  [
    'install-below-promise',
    'R6',
    'an epoch below the promise is installed',
    'if (epoch.number < this.promised)\n            return ANSWER.olderEpoch;\n        if (this.installed',
    'if (this.installed',
  ],
  [
    'install-without-promise',
    'R6',
    'installing does not raise the promise',
    'this.promised = epoch.number;\n        this.installed = epoch;',
    'this.installed = epoch;',
  ],
  [
    'install-while-writing',
    'R4, R6',
    'an epoch is installed while something is still being written',
    'mayBecome(log) {\n        if (!this.isWritten)',
    'mayBecome(log) {\n        if (false)',
  ],
  [
    'install-keeps-gathering',
    'R5',
    'a starter that installs a higher epoch keeps its own promises',
    'this.status = STATUS.installing;\n        this.gathered = null;',
    'this.status = STATUS.installing;',
  ],
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
    'for (let slot = length; slot < log.length; slot++) {\n                this.output.resend',
    'for (let slot = length + 1; slot < log.length; slot++) {\n                this.output.resend',
  ],
  [
    'fetch-not-the-last',
    'R3',
    'the last entry is left out of the answer',
    'for (let slot = length; slot < log.length; slot++) {\n                this.output.resend',
    'for (let slot = length; slot < log.length - 1; slot++) {\n                this.output.resend',
  ],
  [
    'known-agreement-dropped',
    'R6, R10',
    'what others know to be agreed is not taken as agreed after an install',
    'if (this.known > this.agreed) {',
    'if (false) {',
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
    'const last = log.lastNumbers[self];\n        const count',
    'const last = -1;\n        const count',
  ],
  [
    'payload-dropped-too-soon',
    'R11',
    'the payload after the one that is agreed is dropped too',
    'queue.dropUpTo(last);',
    'queue.dropUpTo(last + 1);',
  ],
  [
    'compact-the-base',
    'R10',
    'the base of the running epoch is compacted as soon as it is delivered',
    'return delivered > installed.base ? delivered : Math.min(delivered, installed.snapshot);',
    'return delivered;',
  ],
  [
    'least-delivered-is-most',
    'R10',
    'a start leaves out what one promiser has delivered, instead of what all have',
    'Math.min(gathered.deliveredByAll, log.delivered)',
    'Math.max(gathered.deliveredByAll, log.delivered)',
  ],
];

const LOG: readonly Change[] = [
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
    'history-one-too-long',
    'entry log',
    'the history keeps one sender too many while it fills',
    'length < history\n',
    'length <= history\n',
  ],
  [
    'mark-without-payloads',
    'entry log',
    'compacting forgets which payloads were in the log',
    'this.markNumbers.set(numbers);\n        this.snapshot = snapshot;',
    'this.snapshot = snapshot;',
  ],
  [
    'mark-without-epoch',
    'entry log',
    'compacting forgets the epoch of the last entry',
    'this.markEpoch = lastEpoch;\n        this.markNumbers.set(numbers);',
    'this.markNumbers.set(numbers);',
  ],
  [
    'image-skips-one',
    'entry log',
    'the first entry of a log that is sent is not taken',
    'if (slot >= kept &&',
    'if (slot > kept &&',
  ],
  [
    'snapshot-left-out',
    'entry log',
    'a log that begins behind a compaction point is sent without its snapshot',
    'const snapshot = from >= start ? null : this.snapshot;',
    'const snapshot = null;',
  ],
  [
    'ring-overwrites',
    'entry log',
    'a frame that goes round the end of the memory may overwrite the oldest one',
    'return count < tail ? 0 : NO_ROOM;',
    'return count < tail + 16 ? 0 : NO_ROOM;',
  ],
];

export const CORE_MUTANTS: readonly CoreMutant[] = [
  ...CORE.map(inFile('core/core.js')),
  ...LOG.map(inFile('core/entry-log.js')),
];
