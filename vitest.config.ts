import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

/** Folders whose tests leave nothing behind: their files share what was loaded and compiled, which is a third of their time. */
export const TOGETHER = ['errors', 'spec', 'traces', 'viewer', 'generate', 'checker', 'impl', 'conformance'];
/** Folders whose tests run built commands within their process, or start what lives as long as it: they share what is built. */
export const COMMANDS = ['cli', 'impl/library', 'xstate', 'record'];
/** Folders whose tests each have a process of their own. */
export const APART = ['impl/examples', 'bench', 'vitest', 'entry'];

/** Files that a run leaves out, by the patterns in this variable. Those that the command line excludes are not taken by projects. */
const LEFT_OUT = (process.env['EXO_TESTS_LEFT_OUT'] ?? '').split(' ').filter((pattern) => pattern !== '');

function project(
  name: string,
  isolate: boolean,
  include: readonly string[],
  exclude: readonly string[] = [],
): TestProjectInlineConfiguration {
  return {
    extends: true,
    test: {
      name,
      isolate,
      include: [...include],
      exclude: [...configDefaults.exclude, ...exclude, ...LEFT_OUT],
    },
  };
}

function testsIn(folders: readonly string[]): string {
  return `{${folders.join(',')}}/**/*.test.ts`;
}

export default defineConfig({
  test: {
    projects: [
      project('together', false, [testsIn(TOGETHER)], [testsIn(COMMANDS), testsIn(APART)]),
      project('commands', false, [testsIn(COMMANDS)]),
      project('apart', true, ['*.test.ts', testsIn(APART)]),
    ],
    // Tables are as wide as the variable says, and tests hold them against what is written.
    env: { COLUMNS: '' },
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
    // What is built is run as it is, and so are faulty copies of it, each of which would be transformed anew.
    server: { deps: { external: [/\/dist\//, /\/exo-faulty-/] } },
  },
});
