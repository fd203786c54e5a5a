import { describe, expect, test } from 'vitest';
import { Patience } from './patience.js';

/** Host 3 of five, behind a last sender, and the times for which its timer is set. */
function bench({ last = 0, draw = 0.5, takeoverStepMs = 10 } = {}) {
  const set: number[] = [];
  const core = { self: 3, hosts: 5, agreed: 4, log: { start: 0, length: 7, sourceAt: () => last } };
  const options = { takeoverMs: 100, takeoverStepMs, backOffMs: 50, askMs: 20 };
  const patience = new Patience(core, { setTimer: (_, delayMs) => set.push(delayMs) }, options, () => draw);
  patience.begin();
  return { patience, core, set };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, number) => all + number, 0);

describe('patience', () => {
  test('lasts longer the further the last sender is away', () => {
    const waits = [3, 2, 1, 0, 4].map((last) => {
      const { patience, set } = bench({ last });
      expect([patience.isOver(), patience.isOver()]).toEqual([false, true]);
      return sum(set);
    });
    expect(waits).toEqual([105, 115, 125, 135, 145]);
  });

  test('has the distance of the last sender as it is when it begins to wait', () => {
    const { patience, core, set } = bench();
    core.log.sourceAt = () => 2;
    patience.isOver();
    expect(sum(set)).toBe(115);
    core.log.start = 7;
    patience.begin();
    patience.isOver();
    expect(set.at(-1)).toBe(100);
  });

  test('goes on while there is progress, however little, and then lasts a whole time from a look on', () => {
    const { patience, set } = bench();
    for (let i = 0; i < 3; i++) {
      patience.madeProgress();
      expect(patience.isOver()).toBe(false);
    }
    expect([set, patience.save().mode]).toEqual([[5, 5, 5, 5], 'quiet']);
    expect([patience.isOver(), patience.isOver()]).toEqual([false, true]);
    expect(set.slice(3)).toEqual([5, 130]);
  });

  test('that has begun to wait begins anew with any progress, at once', () => {
    const { patience, set } = bench();
    patience.isOver();
    patience.madeProgress();
    expect([set, patience.save().mode]).toEqual([[5, 130, 5], 'quiet']);
  });

  test('is longer after each takeover in vain, also when others take over meanwhile, and shorter with each round that is agreed', () => {
    const { patience, core, set } = bench({ last: 3 });
    const waited = (): number => {
      patience.gaveWay();
      while (!patience.isOver());
      const waitMs = (set.at(-1) ?? 0) + 5;
      patience.begin();
      return waitMs;
    };
    const inVain = [0, 1, 2, 3].map((attempt) => {
      if (attempt > 0) patience.tookOver();
      return waited();
    });
    expect(inVain).toEqual([105, 125, 150, 200]);
    // Four entries are less than a round of five hosts.
    const agreed = [0, 4, 1, 5, 5, 5].map((more) => {
      core.agreed += more;
      patience.madeProgress();
      return waited();
    });
    expect(agreed).toEqual([200, 200, 150, 125, 105, 105]);
    expect(patience.save()).toMatchObject({ attempts: 0, agreedThen: 0 });
  });

  test('is told apart by randomness alone where the place in the ring makes no difference', () => {
    const { patience, set } = bench({ takeoverStepMs: 0, draw: 0.9 });
    patience.isOver();
    expect(sum(set)).toBe(145);
  });

  test('has it asked twice whether others go on, each time that it begins', () => {
    const { patience, set } = bench({ last: 3, draw: 0 });
    const asks = (): readonly boolean[] => [1, 2, 3].map(() => patience.isOver() && patience.asksFirst());
    patience.isOver();
    expect([asks(), asks()]).toEqual([
      [true, true, false],
      [false, false, false],
    ]);
    expect(set).toEqual([5, 95, 20, 20]);
    patience.begin();
    patience.isOver();
    expect(asks()).toEqual([true, true, false]);
    patience.madeProgress();
    expect(patience.save()).toEqual({ mode: 'quiet', attempts: 0, agreedThen: 0, asked: 0 });
  });

  test('that was saved is as it was', () => {
    const { patience } = bench();
    patience.tookOver();
    patience.isOver();
    const other = bench();
    other.patience.load(patience.save());
    expect([other.patience.isOver(), other.patience.save()]).toEqual([
      true,
      { mode: 'waiting', attempts: 1, agreedThen: 4, asked: 0 },
    ]);
  });
});
