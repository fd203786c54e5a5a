import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';

test('three hosts in one process deliver nine messages in one order', () => {
  const script = path.join(import.meta.dirname, '..', '..', 'dist', 'impl', 'examples', 'three-hosts.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^9 messages, in one order at 3 hosts:\n( {2}[012]: (agree|on|this)\n){9}$/);
  expect(status).toBe(0);
});
