import fs from 'node:fs';
import { expect, test } from 'vitest';

interface Package {
  readonly dependencies: Readonly<Record<string, string>>;
}

test('leaves the copy of fast-check to the project: types of two copies do not fit each other', () => {
  const url = new URL('../../package.json', import.meta.url);
  const { dependencies } = JSON.parse(fs.readFileSync(url, 'utf8')) as Package;
  expect(dependencies['fast-check']).toBe('>=4 <5');
});
