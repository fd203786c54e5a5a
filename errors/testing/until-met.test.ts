import { describe, expect, it } from 'vitest';
import { untilMet } from './until-met.js';

describe('rounds of random draws', () => {
  it('end with the first, if each kind came up in it', async () => {
    const met = { even: 0, odd: 0 };
    const round = (): void => {
      met.even += 3;
      met.odd += 2;
    };
    expect(await untilMet(round, met, 2)).toBe(1);
  });

  it('go on until the rarest kind came up often enough', async () => {
    const met = { often: 0, rarely: 0 };
    let rounds = 0;
    const round = (): void => {
      met.often += 1;
      met.rarely += ++rounds % 7 === 0 ? 1 : 0;
    };
    expect(await untilMet(round, met, 3)).toBe(21);
  });

  it('fail with the name of a kind that never came up', async () => {
    const met = { often: 0, never: 0 };
    const round = async (): Promise<void> => {
      await Promise.resolve();
      met.often += 1;
    };
    await expect(untilMet(round, met, 1)).rejects.toThrow(/fewer than 1 times in 50 rounds.*never/su);
  });

  it('fail with what a round found', async () => {
    const round = (): void => expect('found').toBe('sought');
    await expect(untilMet(round, {}, 1)).rejects.toThrow('sought');
  });
});
