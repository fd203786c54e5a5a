/** What applications give a host to call may throw: the host goes on, and the process is warned. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bus, inProcess } from '../transport/in-process.js';
import { join, type JoinOptions } from './join.js';

const ring = ['a', 'b', 'c'];
const warnings: (Error & { readonly detail?: string; readonly code?: string })[] = [];
const keep = (warning: Error): void => void warnings.push(warning);

beforeEach(() => {
  warnings.length = 0;
  process.on('warning', keep);
});
afterEach(() => void process.off('warning', keep));

/** What a ring hears whose first host is given something more. */
async function heardWith(given: Partial<JoinOptions>, listen: boolean): Promise<readonly string[]> {
  const transport = inProcess(new Bus());
  const hosts = await Promise.all(
    ring.map((id) => join({ id, ring, transport, ...(id === 'a' ? given : {}) })),
  );
  const [first] = hosts;
  if (listen) {
    first?.on('caughtUp', () => {
      throw new Error('listening');
    });
    first?.once('caughtUp', async () => Promise.reject(new Error('later')) as never);
  }
  for (const payload of ['one', 'two']) await first?.broadcast(payload);
  const heard: string[] = [];
  for await (const { payload } of first?.deliveries() ?? []) {
    heard.push(new TextDecoder().decode(payload));
    if (heard.length === 2) break;
  }
  for (const host of hosts) await host.close();
  await new Promise((resolve) => setImmediate(resolve));
  return heard;
}

function throwing(): never {
  throw new Error('no room');
}

describe('a host goes on, and delivers, where', () => {
  test('listeners throw, or reject', async () => {
    expect(await heardWith({}, true)).toEqual(['one', 'two']);
    const texts = warnings.map(({ message }) => message);
    expect(texts).toContain("a listener of 'caughtUp' threw Error: listening; the host goes on");
    expect(texts).toContain("a listener of 'caughtUp' threw Error: later; the host goes on");
    expect(warnings[0]).toMatchObject({ name: 'ExoError', code: 'EXO452' });
    expect(warnings[0]?.detail).toContain('guarded.test.ts');
  });

  test('its logger throws', async () => {
    const logger = { debug: throwing, info: throwing, warn: throwing, error: throwing };
    expect(await heardWith({ logger }, false)).toEqual(['one', 'two']);
    expect(warnings.map(({ message }) => message)).toContain(
      "the logger's info threw Error: no room; the host goes on",
    );
  });

  test('its trace throws, which gets no more lines', async () => {
    const lines: string[] = [];
    const write = (line: string): void => {
      if (lines.push(line) === 3) throwing();
    };
    expect(await heardWith({ trace: { write, close: throwing } }, false)).toEqual(['one', 'two']);
    expect(lines).toHaveLength(3);
    expect(warnings.map(({ message }) => message)).toEqual(
      Array(2).fill('the trace threw Error: no room; the host goes on'),
    );
  });
});
