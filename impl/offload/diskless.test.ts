/** The edge of an engine without a disk, in its first life and in the next (D2, O3). */
import { describe, expect, test } from 'vitest';
import { ANSWER } from '../core/answers.js';
import { EngineEdge, type EdgeHost } from './engine-edge.js';

/** What an edge needs of a host that recovers, or has: three entries, the first of them compacted. */
function hostOf(isRecovering: () => boolean): EdgeHost & { readonly learnt: number[] } {
  const learnt: number[] = [];
  return {
    ...{ self: 0, agreed: 3, nextNumber: 2 ** 37, compactable: 0, learnt },
    get isRecovering() {
      return isRecovering();
    },
    log: {
      start: 1,
      length: 3,
      snapshot: new Uint8Array(1),
      placeOf: () => 0,
      markNumberOf: () => -1,
    } as never,
    resubmit: () => ANSWER.taken,
    resubmitRun: () => 0,
    learn: (pointer) => void learnt.push(pointer),
    acknowledge: () => undefined,
    compact: () => undefined,
  };
}

describe('the edge of an engine that is a new life', () => {
  test('begins no session before it has recovered, and then gives numbers of its own', () => {
    let isRecovering = true;
    const host = hostOf(() => isRecovering);
    const edge = new EngineEdge(host);
    const said: unknown[] = [];
    const c2 = {
      reset: () => said.push('reset') > 0,
      begin: (...begin: readonly number[]) => said.push(begin) > 0,
      snapshot: (mark: number) => said.push(mark) > 0,
      append: () => false,
    };
    expect([edge.begin(2, 0, 0), edge.putC2(c2), edge.attachedTo]).toEqual([false, false, 0]);
    isRecovering = false;
    expect(edge.begin(2, 0, 0)).toBe(true);
    while (edge.putC2(c2));
    expect(said).toEqual(['reset', [2, 2 ** 37, 1], 1]);
    expect(host.learnt).toEqual([0]);
  });
});
