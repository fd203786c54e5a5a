/** Faulty versions of the engine's edge and of the driver (impl/offload), and of what the core does for them. */
import { EDGE_MUTANTS } from './engine-edge.js';
import { mutantsOf, type Change } from './mutant.js';

const SIDE: readonly Change[] = [
  [
    'engine-forgets-numbers',
    'O8',
    'the engine does not note the numbers that it took',
    'const reserved = modes.numbers.took(number);',
    'const reserved = null;',
  ],
  [
    'engine-numbers-not-durable',
    'O8',
    'numbers that were taken are not in storage: a reset gives them to others',
    'if (reserved !== null)\n            modes.writing.run(() => storage.reserve(reserved));',
    '',
  ],
  [
    'engine-acknowledges-too-much',
    'O4',
    'the application is said to have all that is agreed',
    'this.core.deliver(Math.min(delivered, this.core.agreed));',
    'this.core.deliver(this.core.agreed);',
  ],
];

const CORE_IN_ENTRIES: readonly Change[] = [
  [
    'resubmit-twice',
    'O7',
    'a payload that is agreed is taken again',
    'number <= this.queue.lastNumber || number <= this.lastAgreedNumber(number)',
    'number <= this.queue.lastNumber',
  ],
  [
    'resubmit-together-twice',
    'O7',
    'payloads that a driver hands over together are taken again when they are agreed',
    'number <= queue.lastNumber || number <= this.lastAgreedNumber(number)',
    'number <= queue.lastNumber',
  ],
  [
    'resubmit-refused-in-log',
    'O7',
    'a payload is dropped because it is in the log, although an install may take it out again',
    'number <= this.queue.lastNumber || number <= this.lastAgreedNumber(number)',
    'number <= this.queue.lastNumber || number <= this.log.lastNumbers[this.self]',
  ],
];

const DRIVER: readonly Change[] = [
  [
    'driver-forgets-once-sent',
    'O7',
    'a payload is forgotten once it is on C1',
    'this.sent = sent + Math.max(1, together);',
    'this.dropPending(this.next - 1);',
  ],
  [
    'driver-resubmits-only-unsent',
    'O9',
    'after a reset only what was not put on C1 goes there',
    "this.attachment = 'due';\n        this.sent = 0;",
    "this.attachment = 'due';",
  ],
  [
    'driver-resubmits-newest-first',
    'O9',
    'what is pending goes on C1 again in the wrong order',
    'pending.offer(sent, to)',
    'pending.offer(pending.length - 1 - sent, to)',
  ],
  [
    'driver-numbers-before-attached',
    'O8',
    'a driver numbers before its engine has said from where on',
    "if (next === null)\n            return 'apart';",
    'if (next === null)\n            return this.pending.push(0, payload) ? (this.next = 1, 0) : 0;',
  ],
  [
    'driver-numbers-from-engine',
    'O8',
    'a driver that has given numbers goes on with those of its engine',
    'this.next = Math.max(this.next ?? 0, next);',
    'this.next = next;',
  ],
  [
    'driver-numbers-stay',
    'O8',
    'two payloads are given one number',
    'this.next = next + 1;\n        return next;',
    'this.next = next + (next & 1);\n        return next;',
  ],
  [
    'driver-takes-stale-answer',
    'O9',
    'an answer to a session before is taken for this one',
    "if (this.attachment !== 'waiting' || session !== this.session)",
    "if (this.attachment !== 'waiting')",
  ],
  [
    'driver-takes-stale-entries',
    'O9',
    'entries of a session before are taken',
    'append(slot, words, at) {\n        if (!this.isAttached)\n            return true;',
    'append(slot, words, at) {',
  ],
  [
    'driver-takes-stale-snapshots',
    'O9',
    'a snapshot of a session before is taken',
    'snapshot(mark, number, bytes) {\n        if (!this.isAttached)\n            return true;',
    'snapshot(mark, number, bytes) {',
  ],
  [
    'driver-keeps-what-is-agreed',
    'O7',
    'a payload stays pending when it is agreed',
    'this.dropPending(firstNumberOf(words, at) + count - 1);',
    ';',
  ],
  [
    'driver-drops-by-others',
    'O7',
    'a payload of another host is taken for an own one',
    'if (count > 0 && sourceOf(words, at) === this.options.self)',
    'if (count > 0)',
  ],
  [
    'driver-snapshot-keeps-pending',
    'O7',
    'what a snapshot covers stays pending',
    'this.dropPending(number);\n        this.copy.clear();',
    'this.copy.clear();',
  ],
  [
    'driver-snapshot-keeps-copy',
    'O5',
    'entries that a snapshot stands for are delivered behind it',
    'this.copy.clear();\n        this.snapshotDue',
    'this.snapshotDue',
  ],
  [
    'driver-says-its-pointer',
    'O2',
    'a driver says of its copy that the application has it',
    'to.begin(this.session, this.position, this.pointer)',
    'to.begin(this.session, this.pointer, this.pointer)',
  ],
  [
    'driver-says-its-position',
    'O9',
    'a driver says of its copy only what the application has',
    'to.begin(this.session, this.position, this.pointer)',
    'to.begin(this.session, this.position, this.position)',
  ],
  [
    'driver-entry-overtakes',
    'O2',
    'an entry goes to the application before those that wait for that',
    'if (this.copy.length > 0 || this.snapshotDue !== null)',
    'if (this.snapshotDue !== null)',
  ],
  [
    'driver-passes-stale-entries',
    'O9',
    'an entry of a session before goes to the application at once',
    'return this.append(slot, words, at);\n        if (!this.isAttached)\n            return true;',
    'return this.append(slot, words, at);',
  ],
  [
    'driver-counts-sent-wrong',
    'O7',
    'what is agreed leaves the pending list, and the place from which it is put stays',
    'this.sent = Math.max(0, this.sent - (before - this.pending.length));',
    'this.sent = Math.max(0, this.sent);',
  ],
];

export const OFFLOAD_MUTANTS = [
  ...EDGE_MUTANTS,
  ...mutantsOf('host/engine-side.js', SIDE),
  ...mutantsOf('core/entries.js', CORE_IN_ENTRIES),
  ...mutantsOf('offload/driver.js', DRIVER),
];
