import { describe, expect, test } from 'vitest';
import { hostOptions } from '../options.js';
import { Patience } from './patience.js';

const OPTIONS = hostOptions({ hosts: 5, self: 0, takeoverMs: 100, takeoverStepMs: 10, backOffMs: 50 });

describe('patience', () => {
  test('lasts longer the further the last sender is away', () => {
    const patience = new Patience(OPTIONS, () => 0.5);
    expect([1, 2, 3].map((distance) => patience.begin(distance))).toEqual([135, 145, 155]);
  });

  test('is over when there has been no progress since it began, and never before it began', () => {
    const patience = new Patience(OPTIONS, () => 0);
    expect(patience.isOver).toBe(false);
    patience.begin(1);
    expect(patience.isOver).toBe(true);
    patience.madeProgress();
    expect(patience.isOver).toBe(false);
    patience.begin(1);
    patience.gaveWay();
    expect(patience.isOver).toBe(false);
  });

  test('doubles with each takeover in vain, also when others take over meanwhile; progress begins anew', () => {
    const patience = new Patience(OPTIONS, () => 0.5);
    const waits: number[] = [];
    for (let i = 0; i < 3; i++) {
      patience.tookOver();
      patience.gaveWay();
      waits.push(patience.begin(0));
    }
    patience.madeProgress();
    expect([...waits, patience.begin(0)]).toEqual([150, 200, 300, 125]);
  });

  test('has it asked twice whether others go on, each time that it begins', () => {
    const patience = new Patience(OPTIONS, () => 0);
    const asks = (): readonly boolean[] => [1, 2, 3].map(() => patience.asksFirst());
    expect([asks(), asks()]).toEqual([
      [true, true, false],
      [false, false, false],
    ]);
    patience.begin(1);
    expect(asks()).toEqual([true, true, false]);
  });

  test('that was saved is as it was', () => {
    const patience = new Patience(OPTIONS, () => 0.5);
    patience.tookOver();
    patience.begin(0);
    const other = new Patience(OPTIONS, () => 0.5);
    other.load(patience.save());
    expect([other.isOver, other.begin(0)]).toEqual([true, 150]);
  });
});
