import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      '*.test.ts',
      '{errors,checker,spec,traces,impl,conformance,cli,bench,vitest,viewer,xstate,record,generate}/**/*.test.ts',
    ],
    // Many tests wait for a program that they have started: one worker for each processor is not too many.
    maxWorkers: availableParallelism(),
    testTimeout: 120_000,
    // What is waited for may take its time on a busy machine; the default is a second.
    expect: { poll: { timeout: 20_000 } },
    tags: [
      { name: 'long', description: 'Takes seconds for a search or for hosts that run: npm run test:long.' },
      {
        name: 'exhaustive',
        description: 'Takes a minute or more, and is long too: npm run test:exhaustive.',
      },
    ],
    // The built command line is run as it is.
    server: { deps: { external: [/\/dist\//] } },
  },
});
