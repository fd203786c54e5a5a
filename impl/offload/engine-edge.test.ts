import { expect, test } from 'vitest';
import { ANSWER } from '../core/answers.js';
import { EngineEdge, type EdgeHost } from './engine-edge.js';

/** A host with three entries, the first of which are in a snapshot, of which it knows two to be agreed, and what it was told. */
function bench(start: number) {
  const told: string[] = [];
  const host = {
    ...{ self: 0, agreed: 2, nextNumber: 0, compactable: 3, isRecovering: false },
    log: { start, length: 3, snapshot: new Uint8Array(1), markNumberOf: () => -1 } as never,
    resubmit: () => ANSWER.taken,
    resubmitRun: () => 0,
    learn: () => undefined,
    acknowledge: (delivered: number) => void told.push(`acknowledge ${delivered}`),
    compact: (slot: number) => void told.push(`compact ${slot}`),
  } satisfies EdgeHost;
  return { host, told };
}

test('a snapshot goes to the driver once it is written, although the log begins with it before (R4)', () => {
  const { host } = bench(3);
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

test('an engine that has begun anew hears nothing of a driver that has, too: neither is in a session (O9)', () => {
  const { host, told } = bench(0);
  const edge = new EngineEdge(host);
  edge.register(0, 2);
  edge.compact(0, 2, new Uint8Array(1));
  edge.goOnCompacting();
  expect(told).toEqual([]);
  edge.begin(1, 1, 0);
  told.length = 0;
  edge.register(1, 2);
  edge.compact(1, 2, new Uint8Array(1));
  expect(told).toEqual(['acknowledge 2', 'acknowledge 2', 'compact 2']);
});
