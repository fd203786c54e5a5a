import { afterEach, describe, expect, it, vi } from 'vitest';
import { helpColumns, terminal } from './terminal.js';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Standard output as a terminal of this width, or as none. */
function stubStdout(columns: number | undefined): void {
  const { isTTY, columns: before } = process.stdout;
  Object.assign(process.stdout, { isTTY: columns !== undefined, columns });
  restore = () => void Object.assign(process.stdout, { isTTY, columns: before });
}

let restore = (): void => undefined;
afterEach(() => restore());

describe('the width of what is printed', () => {
  it.each(['40', '80', '200'])('is COLUMNS=%s where standard output is no terminal', (columns) => {
    stubStdout(undefined);
    vi.stubEnv('COLUMNS', columns);
    expect([terminal().columns, helpColumns()]).toEqual([Number(columns), Number(columns)]);
  });

  it.each(['39', '0', '-80', '80.5', '8e1', 'wide', '', '1'.repeat(400)])('is not COLUMNS=%s', (columns) => {
    stubStdout(undefined);
    vi.stubEnv('COLUMNS', columns);
    expect([terminal().columns, helpColumns()]).toEqual([120, 80]);
  });

  it('is that of the terminal, whatever COLUMNS says', () => {
    stubStdout(100);
    vi.stubEnv('COLUMNS', '60');
    expect([terminal().columns, helpColumns()]).toEqual([100, 100]);
  });
});
