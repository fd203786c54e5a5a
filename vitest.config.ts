import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      '*.test.ts',
      '{errors,checker,spec,traces,impl,conformance,cli,bench,vitest,viewer,xstate}/**/*.test.ts',
    ],
    // Many tests wait for a program that they have started: one worker for each processor is not too many.
    maxWorkers: availableParallelism(),
    testTimeout: 120_000,
  },
});
