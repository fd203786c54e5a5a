import path from 'node:path';
import { expect, test } from 'vitest';
import * as implementation from '../../impl/parts.js';
import { loadFaulty } from '../compare/faulty-copy.js';
import { IMPL_MUTANTS } from '../mutants/index.js';
import { diskRuns } from './disk-runs.js';

const COMPILED = path.join(import.meta.dirname, '..', '..', 'dist', 'impl');
const RUNS = 60;

const OTHERS: readonly (readonly [says: string, file: string, find: string, replace: string])[] = [
  [
    'calls back a flush with a group that has not all of it',
    'storage/disk-storage.js',
    'this.isBusy && this.batch.isEmpty',
    'this.isBusy',
  ],
  [
    'forgets by compaction how much of an installed log is agreed',
    'storage/stored-state.js',
    'this.delivered = Math.max(this.delivered, mark.length);',
    'this.delivered = mark.length;',
  ],
  [
    'never calls a flush back that has nothing to write',
    'storage/disk-storage.js',
    'if (group.isEmpty) {\n            this.end();\n            return;\n        }',
    'if (group.isEmpty) {\n            return;\n        }',
  ],
];

test('the storage that runs has after every restart what it was given, with all that was flushed', () => {
  expect(diskRuns(implementation, RUNS)).toBeNull();
});

test.each(IMPL_MUTANTS.filter(({ file }) => /^storage\/(disk|stored|recovery)/.test(file)))(
  'storage is found out if it is $name',
  async (mutant) => {
    expect(diskRuns(await loadFaulty(mutant, COMPILED), RUNS)).not.toBeNull();
  },
);

test.each(OTHERS)('storage is found out if it %s', async (says, file, find, replace) => {
  const impl = await loadFaulty({ name: says, rule: 'a disk', says, file, find, replace }, COMPILED);
  expect(diskRuns(impl, RUNS)?.where).toMatch(/^run \d+$/);
});
