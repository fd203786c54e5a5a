import { afterEach, expect, test, vi } from 'vitest';
import type { Progress } from '../../checker/index.js';
import { showProgress } from './progress.js';

const NOW: Progress = {
  states: 1200,
  transitions: 5000,
  depth: 7,
  queue: 90,
  verifying: null,
  seconds: 5,
  residentBytes: 150 * 2 ** 20,
};

afterEach(() => vi.restoreAllMocks());

/** What is written elsewhere than on a terminal, with the time that it is then, in ms. */
function written(...told: readonly (readonly [atMs: number, progress: Progress])[]): readonly string[] {
  const lines: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  const clock = vi.spyOn(performance, 'now');
  const { onProgress } = showProgress(false).hooks;
  for (const [atMs, progress] of told) {
    clock.mockReturnValue(atMs);
    onProgress?.(progress);
  }
  return lines;
}

test('a line says how far the search is, and what of a reduction is verified after it', () => {
  const lines = written([5000, NOW], [10_000, { ...NOW, verifying: 'persist' }]);
  expect(lines).toEqual([
    '1,200 states · 240/s · depth 7 · queue 90 · 150 MB\n',
    '1,200 states · verifying what the reduction persist rests on · 150 MB\n',
  ]);
});

test('phases that are soon over do not fill a log with lines', () => {
  const phase = (verifying: string): Progress => ({ ...NOW, verifying });
  const lines = written([5000, NOW], [5100, phase('persist')], [5200, phase('gather')], [7000, NOW]);
  expect(lines).toHaveLength(2);
});
