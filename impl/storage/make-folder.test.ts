import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { makeFolder } from './make-folder.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-make-folder-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('makeFolder', () => {
  test('makes what is missing from above, and tells where; a second time nothing', () => {
    const told: string[] = [];
    const wanted = path.join(folder, 'a', 'b', 'c');
    makeFolder(wanted, (above) => told.push(path.relative(folder, above)));
    expect(fs.statSync(wanted).isDirectory()).toBe(true);
    expect(told).toEqual(['', 'a', path.join('a', 'b')]);
    makeFolder(wanted, (above) => told.push(above));
    expect(told.length).toBe(3);
  });

  test('throws what the system says of a file, of what is below one, and of no name', () => {
    const file = path.join(folder, 'file');
    fs.writeFileSync(file, '');
    expect(() => makeFolder(file)).toThrow('EEXIST');
    expect(() => makeFolder(path.join(file, 'below'))).toThrow('ENOTDIR');
    expect(() => makeFolder('')).toThrow('ENOENT');
  });

  test.runIf(process.platform === 'linux')('returns where the system makes no folders', () => {
    expect(() => makeFolder('/proc/exo/below')).toThrow('ENOENT');
  });
});
