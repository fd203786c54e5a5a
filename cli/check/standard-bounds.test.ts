import { afterAll, describe, expect, test } from 'vitest';
import { makeBench } from '../run-exo.test.helper.js';

const { exoHere, remove } = makeBench();
afterAll(remove);

interface Report {
  readonly verdict: string;
  readonly states: number;
  readonly medium: string;
  readonly bounds: object;
  readonly before?: readonly Report[];
}

async function reportOf(...words: readonly string[]): Promise<Report> {
  return JSON.parse((await exoHere('check', 'exo', ...words, '--json')).stdout) as Report;
}

describe('exo check exo', () => {
  test(
    'searches bounds that together tell all that is known, where none is named',
    { tags: ['long', 'exhaustive'], timeout: 120_000 },
    async () => {
      const { medium, bounds, before, states } = await reportOf();
      expect(before?.map((one) => [one.verdict, one.states, one.bounds])).toEqual([
        ['exhausted', 89_906, { hosts: 3, slots: 4, epochs: 4, crashes: 1, payloads: 'inf' }],
      ]);
      expect([medium, states, bounds]).toEqual([
        'receive-any',
        60_844,
        { hosts: 4, slots: 3, epochs: 3, crashes: 1, payloads: 'inf' },
      ]);
    },
  );

  test('ends with the first search that does not hold', async () => {
    const report = await reportOf('--property', 'Agreement', '--states-max', '500');
    expect(report).toMatchObject({ verdict: 'bounded', bounds: { hosts: 3, slots: 4 } });
    expect(report.before).toBeUndefined();
  });

  test('searches smaller ones for the refinement, whose steps stand apart', async () => {
    const { bounds } = await reportOf('--property', 'AtomicBroadcast', '--states-max', '500');
    expect(bounds).toMatchObject({ hosts: 3, slots: 3, epochs: 3, crashes: 1 });
  });

  test.each([
    [['--storage', 'diskless'], { hosts: 3, slots: 3, epochs: 3, crashes: 1 }],
    [['--storage', 'diskless', '--property', 'AtomicBroadcast'], { slots: 2, epochs: 3, crashes: 1 }],
    [['--set', 'members=any'], { hosts: 3, slots: 4, epochs: 4, crashes: 1 }],
    [['--offload'], { hosts: 3, slots: 2, epochs: 3, crashes: 1, resets: 1 }],
    [['--offload', '--set', 'c2=early'], { hosts: 3, slots: 2, epochs: 3, crashes: 1, resets: 1 }],
    [
      ['--offload', '--property', 'AtomicBroadcast'],
      { hosts: 3, slots: 2, epochs: 2, crashes: 1, resets: 1 },
    ],
    [['--offload', '--storage', 'diskless'], { hosts: 3, slots: 2, epochs: 2, crashes: 0, resets: 1 }],
  ])('searches standard bounds of whatever kind of hosts is meant: %j', async (words, expected) => {
    const { medium, bounds } = await reportOf(...words, '--states-max', '200');
    expect({ medium, ...bounds }).toMatchObject({ medium: 'receive-any', ...expected });
  });

  test(
    'holds with engines where no bound is named',
    { tags: ['long', 'exhaustive'], timeout: 300_000 },
    async () => {
      const { verdict, states } = await reportOf('--offload');
      expect([verdict, states]).toEqual(['exhausted', 851_118]);
    },
  );

  test(
    'holds without disks where no bound is named',
    { tags: ['long', 'exhaustive'], timeout: 300_000 },
    async () => {
      const { verdict, states } = await reportOf('--storage', 'diskless');
      expect([verdict, states]).toEqual(['exhausted', 297_838]);
    },
  );

  test('takes every bound from the flags once one is named', async () => {
    const bounds = { medium: 'bus', hosts: 3, slots: 4, epochs: 3, crashes: 0, timeouts: 1 };
    const { medium, ...report } = await reportOf('--timeouts', '1', '--states-max', '500');
    expect({ medium, ...report.bounds }).toMatchObject(bounds);
  });

  test('says what small bounds cannot tell, and nothing of that once something is found', async () => {
    const words = ['check', 'exo', '--slots', '2', '--epochs', '2'];
    expect((await exoHere(...words, '--timeouts', '1')).stdout).toMatch(
      /\n {2}cannot tell {5}a majority of the members from one of all hosts \(--hosts 4\)\n/,
    );
    const { cannotTell } = JSON.parse((await exoHere(...words, '--json')).stdout) as { cannotTell: string[] };
    expect(cannotTell).toContain('a takeover (--timeouts 2)');
  });
});
