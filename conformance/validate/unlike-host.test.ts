import { describe, expect, test } from 'vitest';
import { difference } from './problem.js';
import { RingRun } from './ring-run.js';
import { freshSituation, type Situation } from './situation.js';
import { differencesFrom } from './unlike-host.js';

const EPOCH = { number: 4, members: [0, 1, 2], base: 2, snapshot: 1 };

describe('a host that was seen', () => {
  const run = new RingRun(['A', 'B', 'C']);
  const spec: Situation = { ...freshSituation(3), promised: 4, installed: EPOCH, agreed: 2, delivered: 1 };
  const seen = {
    ...{ status: 'following', promised: 4, epoch: { ...EPOCH }, start: 1, length: 0, agreed: 2 },
    ...{ settled: 1, unwritten: 0 },
  };
  const fieldsOf = (altered: object, of = spec): readonly string[] =>
    differencesFrom({ ...seen, ...altered }, of, 0, run).map(({ field }) => field);

  test('is the specified one where all that is known of it is', () => {
    expect(fieldsOf({})).toEqual([]);
    expect(differencesFrom({}, spec, 3, run)).toEqual([]);
    expect(fieldsOf({ epoch: null }, { ...spec, installed: null })).toEqual([]);
  });

  test.each<[field: string, altered: object]>([
    ['status', { status: 'waiting' }],
    ['promised', { promised: 5 }],
    ['epoch', { epoch: null }],
    ['epoch', { epoch: { ...EPOCH, number: 5 } }],
    ['epoch', { epoch: { ...EPOCH, base: 1 } }],
    ['epoch', { epoch: { ...EPOCH, snapshot: 2 } }],
    ['epoch', { epoch: { ...EPOCH, members: [0, 1] } }],
    ['epoch', { epoch: { ...EPOCH, lives: [0, 0, 0] } }],
    ['start', { start: 2 }],
    ['length', { length: 1 }],
    ['agreed', { agreed: 1 }],
    ['settled', { settled: 2 }],
    ['unwritten', { unwritten: 1 }],
  ])('is told by %s: %o', (field, altered) => {
    expect(fieldsOf(altered)).toEqual([field]);
  });

  test('is told by the lives that it knows, where there are lives', () => {
    const diskless = { ...spec, lives: { life: 0, known: [0, 1, 0], answers: [] } };
    expect(fieldsOf({ lives: [0, 1, 0] }, diskless)).toEqual([]);
    expect(fieldsOf({ lives: [0, 1, 1] }, diskless)).toEqual(['lives']);
    expect(fieldsOf({ lives: [0, 1, 1] })).toEqual([]);
  });

  test('is shown with the names of its members', () => {
    const [one] = differencesFrom({ epoch: { ...EPOCH, members: [0, 2] } }, spec, 0, run);
    expect(one?.run).toBe('{"number":4,"members":["A","C"],"base":2,"snapshot":1}');
    expect([difference('agreed', [1], [1]), difference('agreed', 1, '1')]).toEqual([
      ...[null, { field: 'agreed', run: '1', spec: '"1"' }],
    ]);
  });
});
