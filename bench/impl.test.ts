import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Figure } from './figures.js';
import { canSendRawFrames } from '../impl/transport/native/raw-frames.js';
import { namespaces } from './network.js';
import { pinned } from './placement.js';

const BENCH = fileURLToPath(new URL('../dist/bench/impl.js', import.meta.url));

const PINNED = pinned(3);

function bench(...words: readonly string[]) {
  expect(existsSync(BENCH), 'dist/ is built: npm run build').toBe(true);
  return spawnSync(process.execPath, [BENCH, ...words], { encoding: 'utf8' });
}

function figuresOf(...words: readonly string[]): readonly Figure[] {
  const { status, stdout, stderr } = bench('--json', '--runs', '1', '--time', '0.2', ...words);
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as readonly Figure[];
}

function canMakeNamespaces(): boolean {
  try {
    namespaces(1).close();
    return true;
  } catch {
    return false;
  }
}

describe('npm run bench:impl', { tags: ['long'] }, () => {
  test('measures a row by its name, on the loopback interface', () => {
    const figures = figuresOf('--on', 'loopback', '--only', 'tcp');
    expect(figures.map(({ name }) => name)).toEqual([
      'tcp, loopback, empty: µs a message',
      'tcp, loopback, 64 B: µs a message',
      'tcp, loopback, packed: payloads/s',
      'tcp, loopback, alone: µs to agreed',
    ]);
    for (const { value, spread, placement } of figures) {
      expect(value).toBeGreaterThan(0);
      expect(spread).toEqual([value, value]);
      expect(placement).toBe('not pinned');
    }
  });

  test.skipIf(typeof PINNED === 'string')(
    'measures a row pinned too, and says where its processes ran',
    () => {
      const figures = figuresOf('--on', 'loopback', '--only', 'udp-each, loopback, empty', '--pin');
      expect(figures.map(({ name, placement }) => [name, placement])).toEqual([
        ['udp-each, loopback, empty: µs a message', 'not pinned'],
        ['udp-each, loopback, empty: µs a message', typeof PINNED === 'string' ? '' : PINNED.name],
      ]);
      for (const { value, peer, peerValue, peerSpread } of figures) {
        expect(value).toBeGreaterThan(0);
        expect(peer).toBe('C loop');
        // Without a compiler there is none.
        if (peerValue !== null) expect(peerSpread).toEqual([peerValue, peerValue]);
      }
    },
  );

  test('measures the offload engine, beside the C program in one thread and with a process a host', () => {
    const figures = figuresOf('--on', 'loopback', '--only', 'offload');
    const rows = ['beside engines', 'over rings'].flatMap((place) =>
      ['empty', '64 B'].flatMap((load) => Array.from({ length: 2 }, () => [place, load] as const)),
    );
    expect(figures.length).toBe(rows.length);
    rows.forEach(([place, load], i) => expect(figures[i]?.name).toContain(`${place}, ${load}: µs a message`));
    for (const { value, peer } of figures) {
      expect(value).toBeGreaterThan(0);
      expect(peer).toMatch(/^C loop, (all in one thread|a process a host)$/);
    }
  });

  test.skipIf(!canSendRawFrames())('measures raw frames beside the C program, which sends such too', () => {
    const [figure] = figuresOf('--on', 'loopback', '--only', 'raw-frames, loopback, 64 B');
    expect(figure).toMatchObject({ name: 'raw-frames, loopback, 64 B: µs a message', peer: 'C loop' });
    expect(figure?.value).toBeGreaterThan(0);
    // Without a compiler there is none.
    if (figure?.peerValue !== null) expect(figure?.peerValue).toBeGreaterThan(0);
  });

  test.skipIf(!canMakeNamespaces())('measures one between network namespaces, and leaves none behind', () => {
    const [figure] = figuresOf('--on', 'namespaces', '--only', 'udp-broadcast, veth, empty');
    expect(figure).toMatchObject({ name: 'udp-broadcast, veth, empty: µs a message', peer: 'C loop' });
    expect(figure?.value).toBeGreaterThan(0);
    expect(spawnSync('ip', ['netns', 'list'], { encoding: 'utf8' }).stdout).not.toMatch(/exo-\d/);
  });
});

test.each([
  [['--on', 'mars'], "--on takes loopback or namespaces, not 'mars'"],
  [
    ['--on', 'loopback', '--only', 'mars'],
    "--only takes what stands in the name of a row that can be measured, not 'mars'",
  ],
])('npm run bench:impl refuses what there is not, in one line: %j', (words, line) => {
  const { status, stdout, stderr } = bench(...words);
  expect([status, stdout, stderr]).toEqual([151, '', `bench: ${line}\n`]);
});
