/** `exo mutate exo --offload`, as it is run. */
import { afterAll, describe, expect, test } from 'vitest';
import { makeBench } from '../run-exo.test.helper.js';

const { exoHere, remove } = makeBench();
afterAll(remove);

describe('exo mutate exo --offload', () => {
  test(
    'says by which property a wrong reading is killed, and after how many steps',
    { tags: 'long' },
    async () => {
      const { code, stdout } = await exoHere('mutate', 'exo', '--offload', '--only', 'engine-waits');
      expect(stdout).toContain('Mutants of Exo completed, with engines');
      expect(stdout).toMatch(/engine-waits +EngineNeverWaits, 0 steps +small/);
      expect(stdout).toContain('1 mutant: 1 killed, 0 equivalent, 0 survived');
      expect(code).toBe(0);
    },
  );

  test('lists readings, and guards and actions of edge and driver, and why some are equivalent', async () => {
    const { code, stdout } = await exoHere('mutate', 'exo', '--offload', '--list');
    for (const name of ['forget-taken', 'engine hasRoom=always', 'beginAnew=nothing']) {
      expect(stdout).toContain(name);
    }
    expect(stdout).toContain('crash-empties-queue: what the queue held nobody else has or waits for');
    expect(code).toBe(0);
  });

  test('refuses a name that no mutant has', async () => {
    const { code, stderr } = await exoHere('mutate', 'exo', '--offload', '--only', 'engine-sleeps');
    expect(code).toBe(151);
    expect(stderr).toMatch(/^exo: EXO\d{3}: .*engine-sleeps/);
  });
});
