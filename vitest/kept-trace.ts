import fs from 'node:fs';
import path from 'node:path';
import { messageOf } from '../errors/index.js';
import { writeItf, type Trace } from '../traces/index.js';

/** What vitest calls a matcher with. */
export interface TestState {
  readonly isNot?: boolean;
  /** The file of the test. */
  readonly testPath?: string;
  /** The names of the test and of the groups around it: `a shop > sells once`. */
  readonly currentTestName?: string;
}

/** Writes a trace, and says where it is, or why it could not be written: what was found is told in any case. */
export function keptText(trace: Trace, file: string | undefined, state: TestState): string {
  const target = file ?? defaultFile(trace, state);
  const shown = file ?? path.relative('', target).replaceAll(path.sep, '/');
  try {
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, writeItf(trace));
    return `The trace is in ${shown}; to see it: npx exo view ${quoted(shown)}`;
  } catch (error) {
    return `The trace could not be written to ${shown}: ${messageOf(error)}`;
  }
}

/** `__traces__/shop.test-sells-once.itf.json` beside `shop.test.ts`. */
function defaultFile({ meta }: Trace, { testPath, currentTestName }: TestState): string {
  const folder = path.join(testPath === undefined ? '' : path.dirname(testPath), '__traces__');
  const test = testPath === undefined ? [] : [path.parse(testPath).name];
  const name = [...test, slug(currentTestName ?? meta.model)].join('-');
  return path.join(folder, `${name}.itf.json`);
}

const NAME_MAX = 100;

function slug(text: string): string {
  return text
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, NAME_MAX)
    .replaceAll(/^-|-$/g, '');
}

/** As a shell takes it. */
function quoted(file: string): string {
  return /^[\w./@-]+$/.test(file) ? file : `'${file.replaceAll("'", `'\\''`)}'`;
}
