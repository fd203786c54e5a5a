/** Both loops of breadth-first search find the same in the models of this folder. */
import { expect, test } from 'vitest';
import { check, type Model } from '../checker/index.js';
import { exoLines } from './exo/matrix.js';
import { exoModel } from './exo/model.js';
import { offloadModel } from './offload/model.js';
import type { OffloadOptions } from './offload/options.js';
import { ALL_REDUCTIONS } from './exo/options.js';
import { matrixLines } from './published/matrix.js';
import { publishedModel } from './published/model.js';

/** Enough for violations, and for most of what the models do. */
const STATES_MAX = 4_000;

const SPLIT: OffloadOptions = {
  ...{ hosts: 3, slots: 2, epochs: 2, medium: 'receive-any', payloads: 1 },
  ...{ timeouts: 0, losses: 0, partitions: 0, crashes: 1, resets: 1 },
  ...{ split: 1, fifo: 1, queue: 1, window: 'inf', c2: 'late', reductions: ALL_REDUCTIONS },
};

const MODELS: readonly (readonly [string, () => Model])[] = [
  ...matrixLines()
    .filter((_, i) => i % 2 === 0 || i === 1)
    .map((line, i) => [`published, line ${i + 1}`, () => publishedModel(line.options)] as const),
  ...exoLines().map((line, i) => [`completed, line ${i + 1}`, () => exoModel(line)] as const),
  ['with split hosts', () => offloadModel(SPLIT)],
];

test.each(MODELS)('both loops find the same: %s', { tags: 'long' }, (_, modelOf) => {
  // Components remember what they were asked, so each search has its own.
  expect(found(modelOf(), 'webassembly')).toEqual(found(modelOf(), 'javascript'));
});

function found(model: Model, loop: 'webassembly' | 'javascript'): string {
  const result = check(model, { loop, statesMax: STATES_MAX });
  // As JSON, because the rules and slots of two models are not the same objects.
  return JSON.stringify({ ...result, seconds: 0, cpuSeconds: 0, verifyingSeconds: 0, peakBytes: 0 });
}
