import { expect, test } from 'vitest';
import { ANSWER } from '../core/answers.js';
import { EngineEdge, type EdgeHost } from './engine-edge.js';

test('a snapshot goes to the driver once it is written, although the log begins with it before (R4)', () => {
  const host = {
    ...{ self: 0, agreed: 2, nextNumber: 0, compactable: 0, isRecovering: false },
    log: { start: 3, length: 3, snapshot: new Uint8Array(1), markNumberOf: () => -1 } as never,
    resubmit: () => ANSWER.taken,
    resubmitRun: () => 0,
    learn: () => undefined,
    acknowledge: () => undefined,
    compact: () => undefined,
  } satisfies EdgeHost;
  const edge = new EngineEdge(host);
  const snapshots: number[] = [];
  const c2 = {
    reset: () => true,
    begin: () => true,
    snapshot: (mark: number) => snapshots.push(mark) > 0,
    append: () => true,
  };
  edge.begin(1, 1, 1);
  while (edge.putC2(c2));
  expect(snapshots).toEqual([]);
  host.agreed = 3;
  expect(edge.putC2(c2)).toBe(true);
  expect(snapshots).toEqual([3]);
});
