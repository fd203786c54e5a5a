import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const LINES_MAX = 60;

test.each([
  ['chat', /^6 lines, in one order at 3 hosts:\n( {2}(ann|ben|cem): .+\n){6}$/],
  ['counter', /^a adds 2: 2\nb adds 3: 5\nwithout c, a adds 5: 10\nc is back, and reads 10\n$/],
  [
    'lock-service',
    /^grant 1; 2 in line behind the holder\ngrant 2; 1 in line behind the holder\ngrant 3; 0 in line behind the holder\np does not hold the lock\n$/,
  ],
])('the example %s does what it says, in less than 60 lines', (name, output) => {
  const script = path.join(import.meta.dirname, '..', '..', 'dist', 'impl', 'examples', `${name}.js`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout).toMatch(output);
  expect(status).toBe(0);
  const source = readFileSync(path.join(import.meta.dirname, `${name}.ts`), 'utf8');
  expect(source.split('\n').length).toBeLessThan(LINES_MAX);
});
