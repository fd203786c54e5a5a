import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { Random } from './random.js';
import { LEFT_OUT, NOT_NEXT, Submissions } from './submissions.js';

let submissions: Submissions;
beforeEach(() => {
  submissions = new Submissions(2, new Random(1));
});

/** Host `source` submits payloads under these numbers. */
function submit(source: number, ...numbers: readonly number[]): void {
  for (const number of numbers) submissions.add(source, number, 16, 100 + number);
}

describe('submissions', () => {
  it('have identities in the order in which they were made, and keep what is known of each', () => {
    submit(1, 0);
    submit(0, 7);
    expect(submissions.count).toBe(2);
    expect([0, 1].map((id) => [submissions.sourceOf(id), submissions.numberOf(id)])).toEqual([
      [1, 0],
      [0, 7],
    ]);
    expect(submissions.timeOf(1)).toBe(107);
    expect([submissions.has(0, 7), submissions.has(0, 0), submissions.has(9, 0)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('are claimed one after the other, by source', () => {
    submit(0, 0, 1);
    submit(1, 0);
    expect([submissions.claim(0, 0), submissions.claim(1, 0), submissions.claim(0, 1)]).toEqual([0, 2, 1]);
    expect([submissions.isDone(0), submissions.isDone(1)]).toEqual([true, true]);
  });

  it('cannot be claimed twice, nor if they do not exist', () => {
    submit(0, 0);
    submissions.claim(0, 0);
    expect([submissions.claim(0, 0), submissions.claim(0, 2), submissions.claim(1, 0)]).toEqual([
      NOT_NEXT,
      NOT_NEXT,
      NOT_NEXT,
    ]);
    expect(submissions.claim(7, 0)).toBe(NOT_NEXT);
  });

  it('cannot be claimed before those that the same life has submitted earlier', () => {
    submit(0, 0, 1, 2);
    expect([submissions.claim(0, 1), submissions.claim(0, 0), submissions.claim(0, 2)]).toEqual([
      LEFT_OUT,
      0,
      LEFT_OUT,
    ]);
  });

  it('may be left out by those of a later life, and not the other way round', () => {
    submit(0, 0, 1);
    submissions.loseUnordered(0);
    expect(submissions.isDone(0)).toBe(true);
    expect(submissions.reuseFrom(0, 100)).toBe(true);
    submit(0, 100);
    expect(submissions.waiting(0)).toBe(1);
    expect([submissions.claim(0, 1), submissions.claim(0, 100), submissions.claim(0, 0)]).toEqual([
      1,
      2,
      NOT_NEXT,
    ]);
  });

  it('whose numbers are used anew are forgotten, unless one of them has been ordered', () => {
    submit(0, 0, 1, 2);
    submissions.claim(0, 0);
    submissions.loseUnordered(0);
    expect(submissions.reuseFrom(0, 1)).toBe(true);
    submit(0, 1);
    expect(submissions.claim(0, 1)).toBe(3);
    expect(submissions.reuseFrom(0, 1)).toBe(false);
  });

  it('have bytes of their own, which are the same whenever they are asked for', () => {
    fc.assert(
      fc.property(fc.nat({ max: 100_000 }), fc.nat({ max: 200 }), fc.nat({ max: 7 }), (id, size, offset) => {
        const bytes = submissions.bytes(id, size);
        expect(bytes.length).toBe(size);
        const elsewhere = new Uint8Array(size + offset);
        elsewhere.set(bytes, offset);
        expect(submissions.bytes(id, size)).toEqual(elsewhere.subarray(offset));
      }),
    );
  });

  it('notice every byte that is another one, and every other length', () => {
    for (const size of [0, 1, 7, 8, 9, 16, 61]) {
      const id = submissions.count;
      submissions.add(0, id, size, 0);
      const bytes = submissions.bytes(id, size);
      expect(submissions.hasBytes(id, bytes.slice())).toBe(true);
      expect(submissions.hasBytes(id, submissions.bytes(id, size + 1))).toBe(false);
      for (let i = 0; i < size; i++) {
        const other = bytes.slice();
        other[i] = (other[i] ?? 0) ^ 1;
        expect(submissions.hasBytes(id, other)).toBe(false);
      }
    }
  });
});
