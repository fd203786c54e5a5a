import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromHere, placeInStack, syntaxPlaceOf } from './syntax-place.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'exo-syntax-'));
const FILES = {
  'sound.js': 'export const one = 1;\n',
  'cut.js': 'export const one = {\n  two: 2,\n',
  'through.js': "import { one } from './sound.js';\nexport { two } from './deep/again.js';\n",
  'deep/again.js': "import '../through.js';\n\nconst two = 1;\nconst two = 2;\n",
  'decorated.ts': 'type A = number;\nconst a: A = 1;\n@made\nexport class B {}\n',
  'script.cjs': 'return 1;\n',
};

beforeAll(() => {
  mkdirSync(path.join(folder, 'deep'));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(path.join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => path.join(folder, name);

describe('the place that is no JavaScript', () => {
  test.each([
    ['of the module itself', 'cut.js', 'cut.js:3', false],
    ['of a module that is imported, round a circle', 'through.js', 'deep/again.js:4', false],
    ['of a decorator in TypeScript, with its types taken off', 'decorated.ts', 'decorated.ts:3', true],
  ])('%s', (_, file, place, isDecorator) => {
    const [name = '', line] = place.split(':');
    expect(syntaxPlaceOf(at(file))).toEqual({ text: `${fromHere(at(name))}:${line}`, isDecorator });
  });

  test.each(['sound.js', 'script.cjs', 'nowhere.js'])('is not in %s', (file) => {
    expect(syntaxPlaceOf(at(file))).toBeNull();
  });
});

test('the place in a stack is what Node writes above it, or the first frame in a file of the user', () => {
  const error = new Error('boom');
  const url = pathToFileURL(at('sound.js')).href;
  error.stack = `${url}:3\nimport { two }\nSyntaxError: boom\n    at node:internal/modules:1:1`;
  expect(placeInStack(error)).toBe(`${fromHere(at('sound.js'))}:3`);
  error.stack = `Error: boom\n    at f (file:///x/node_modules/y/z.js:1:2)\n    at ${url}:7:3\n    at node:internal:1:1`;
  expect(placeInStack(error)).toBe(`${fromHere(at('sound.js'))}:7`);
  error.stack = 'Error: boom\n    at node:internal/modules:1:1';
  expect(placeInStack(error)).toBeNull();
});
