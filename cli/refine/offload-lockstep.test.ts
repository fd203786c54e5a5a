/** `exo lockstep --offload`, as it is run. */
import { afterAll, describe, expect, test } from 'vitest';
import { makeBench } from '../run-exo.test.helper.js';

const { exoHere, remove } = makeBench();
afterAll(remove);

const SHORT = ['lockstep', '--offload', '--runs', '1', '--commands', '40', '--seed', '3'];

describe('exo lockstep --offload', () => {
  test('says how many events were the same at engines and drivers', async () => {
    const { code, stdout } = await exoHere(...SHORT, '--quiet');
    expect(stdout).toMatch(
      /^✔ the same in all of them: 1 run of up to 40 steps, 1,318 events at an engine or a driver, 890 of them refused by both/,
    );
    expect(code).toBe(0);
  });

  test('says the same as JSON', async () => {
    const { code, stdout } = await exoHere(...SHORT, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'same', steps: 40, pairs: 1_318, refused: 890 });
    expect(code).toBe(0);
  });

  test('takes no runs at all for no answer', async () => {
    const { code, stdout, stderr } = await exoHere('lockstep', '--offload', '--runs', '0');
    expect([code, stdout]).toEqual([151, '']);
    expect(stderr).toBe(
      "exo: EXO321: --runs takes at least 1 with --offload, which takes no --failures, not '0'\n",
    );
  });

  test('takes no file of runs: a run is known by its seed', async () => {
    const { code, stderr } = await exoHere('lockstep', '--offload', '--failures', 'failures.json');
    expect(code).toBe(151);
    expect(stderr).toMatch(/^exo: EXO313: --offload takes no --failures/);
  });
});
