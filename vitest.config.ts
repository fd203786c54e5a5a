import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

/** Folders whose tests ask functions, and leave nothing behind: their files share what was loaded, which is half of their time. */
const TOGETHER = ['errors', 'spec', 'traces', 'viewer', 'generate'];
/** Folders whose tests start programs, threads and hosts, write to the streams of the process, or see what a machine was asked before. */
const APART = ['checker', 'impl', 'conformance', 'cli', 'bench', 'vitest', 'xstate', 'record'];

function project(name: string, include: readonly string[], isolate: boolean): TestProjectInlineConfiguration {
  return { extends: true, test: { name, include: [...include], isolate } };
}

export default defineConfig({
  test: {
    projects: [
      project('together', [`{${TOGETHER.join(',')}}/**/*.test.ts`], false),
      project('apart', ['*.test.ts', `{${APART.join(',')}}/**/*.test.ts`], true),
    ],
    // Many tests wait for a program that they have started: one worker for each processor is not too many.
    maxWorkers: availableParallelism(),
    // Only what hangs comes to these: a machine with other work takes twenty times as long.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // What is waited for may take its time on a busy machine; the default is a second.
    expect: { poll: { timeout: 20_000 } },
    tags: [
      { name: 'long', description: 'Takes seconds for a search or for hosts that run: npm run test:long.' },
      {
        name: 'exhaustive',
        description: 'Takes a minute or more, and is long too: npm run test:exhaustive.',
      },
    ],
    // What was transformed is kept in node_modules by its content: a third of the processor time of files whose tests are short.
    experimental: { fsModuleCache: true },
    // The built command line is run as it is.
    server: { deps: { external: [/\/dist\//] } },
  },
});
