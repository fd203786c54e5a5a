import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['*.test.ts', '{errors,checker,spec,traces,impl,conformance,cli,bench,vitest}/**/*.test.ts'],
    testTimeout: 120_000,
  },
});
