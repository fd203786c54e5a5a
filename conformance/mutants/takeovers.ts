/** Faulty versions of how the step function takes over and installs an epoch (impl/core/takeovers.ts, promises.ts, installs.ts). */
import { mutantsOf, type Change } from './mutant.js';

const IN_PROMISES: readonly Change[] = [
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
    'least-delivered-is-most',
    'R10',
    'a start leaves out what one promiser has delivered, instead of what all have',
    'Math.min(gathered.deliveredByAll, log.delivered)',
    'Math.max(gathered.deliveredByAll, log.delivered)',
  ],
];

const IN_INSTALLS: readonly Change[] = [
  [
    'token-from-slot-0',
    'R2',
    'whose turn it is in a new epoch is counted from slot 0 instead of its base',
    'this.turn = (this.log.length - epoch.base) % this.order.length;',
    'this.turn = this.log.length % this.order.length;',
  ],
  [
    'token-from-host-0',
    'R2',
    'the token of a new epoch begins at the first member instead of the starter',
    'this.order = ringFrom(epoch.number % this.hosts, epoch.members);',
    'this.order = ringFrom(0, epoch.members);',
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
    'known-agreement-dropped',
    'R6, R10',
    'what others know to be agreed is not taken as agreed after an install',
    'if (this.known > this.agreed) {',
    'if (false) {',
  ],
];

const IN_TAKEOVERS: readonly Change[] = [
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
    'prepare({ epoch, delivered, from, life }) {\n        if (epoch <= this.promised)',
    'prepare({ epoch, delivered, from, life }) {\n        if (epoch < this.promised)',
  ],
  [
    'promise-while-writing',
    'R4, R5',
    'a host promises while entries are still being written',
    'if (!this.isWritten)\n            return ANSWER.unwritten;\n        if (epoch >= NUMBERS_END)\n            return ANSWER.usedUp;\n        this.leaveFor(epoch, STATUS.promising);',
    'if (epoch >= NUMBERS_END)\n            return ANSWER.usedUp;\n        this.leaveFor(epoch, STATUS.promising);',
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
    'const { gathered, majority } = this;',
    'const { gathered, majority } = { gathered: this.gathered, majority: this.majority - 1 };',
  ],
  [
    'greatest-log-not-taken',
    'R5',
    'a starter begins with its own log, though it has been sent a greater one',
    'if (gathered.log !== null && !this.become(gathered.log))',
    'if (false)',
  ],
  [
    'members-are-all',
    'R5',
    'all hosts are members of a new epoch, promised or not',
    'const promisers = Uint8Array.from([...gathered.from, this.self].sort((a, b) => a - b));',
    'const promisers = Uint8Array.from({ length: this.hosts }, (_, host) => host);',
  ],
  [
    'members-without-starter',
    'R5',
    'a starter forgets itself among the members',
    'const members = chosen === undefined ? promisers : Uint8Array.from(chosen);',
    'const members = chosen === undefined ? Uint8Array.from(gathered.from) : Uint8Array.from(chosen);',
  ],
  [
    'members-unsorted',
    'R2',
    'members are in the order of their promises, so that hosts differ about the ring',
    'const promisers = Uint8Array.from([...gathered.from, this.self].sort((a, b) => a - b));',
    'const promisers = Uint8Array.from([...gathered.from, this.self]);',
  ],
];

export const TAKEOVER_MUTANTS = [
  ...mutantsOf('core/promises.js', IN_PROMISES),
  ...mutantsOf('core/installs.js', IN_INSTALLS),
  ...mutantsOf('core/takeovers.js', IN_TAKEOVERS),
];
