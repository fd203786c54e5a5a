/** Faulty versions of what is kept on the disk (impl/storage). */
import { mutantsOf } from './mutant.js';

export const STORAGE_MUTANTS = [
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
