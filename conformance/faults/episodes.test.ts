import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { filledSegment } from './episodes.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-episodes-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('the segment that is damaged', () => {
  test('is none where a host has not made its log yet', () => {
    expect(filledSegment(path.join(folder, 'none'))).toBeNull();
  });

  test('is one with so much in it that no torn tail explains the damage', () => {
    fs.writeFileSync(path.join(folder, 'short'), Buffer.alloc(10_000).fill(1, 0, 100));
    expect(filledSegment(folder)).toBeNull();
    fs.writeFileSync(path.join(folder, 'whole'), Buffer.alloc(10_000).fill(1, 0, 5_000));
    expect(filledSegment(folder)).toMatchObject({ file: path.join(folder, 'whole'), end: 4_999 });
  });
});
