import { describe, expect, test } from 'vitest';
import type { Fields } from '../../traces/index.js';
import type { Validation } from '../validate/validation.js';
import { DEFAULT_CONFORM } from './options.js';
import { ToldSteps, verdictOf } from './told-steps.js';

function toldBy(...ids: readonly string[]): ToldSteps {
  return new ToldSteps(ids, { ...DEFAULT_CONFORM, command: 'true', hosts: ids.length });
}

/** A life begins, the first of its host. */
const BEGUN: Fields = {
  action: 'Restart',
  set: {
    ...{ status: 'following', promised: 0, start: 0, length: 0, agreed: 0, settled: 0 },
    ...{ delivered: 0, unwritten: 0 },
    epoch: { number: 0, members: ['a', 'b', 'c'], base: 0, snapshot: 0 },
  },
};

describe('steps that are told', () => {
  test('are lines of a run, counted for each host by itself', () => {
    const steps = toldBy('a', 'b', 'c');
    expect(steps.take(1, BEGUN, 1.5)).toBeNull();
    expect(steps.take(0, BEGUN, 2)).toBeNull();
    expect(steps.take(1, { action: 'Submit', args: { number: 0 } }, 2.0004)).toBeNull();
    const [header, ...events] = steps.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(header).toMatchObject({
      model: 'exo',
      actors: ['a', 'b', 'c'],
      parameters: { hosts: 3 },
      seed: 1,
    });
    expect(events).toMatchObject([
      { actor: 'b', n: 1, atUs: 1_500, action: 'Restart' },
      { actor: 'a', n: 1, atUs: 2_000, action: 'Restart' },
      { actor: 'b', n: 2, atUs: 2_000, action: 'Submit' },
    ]);
  });

  test('are none of a host that is killed and has told nothing', () => {
    const steps = toldBy('a', 'b', 'c');
    expect(steps.crashed(0, 1)).toBeNull();
    expect(steps.lines).toHaveLength(1);
    steps.take(0, BEGUN, 1);
    expect(steps.crashed(0, 2)).toBeNull();
    expect(JSON.parse(steps.lines.at(-1) ?? '')).toMatchObject({ actor: 'a', n: 2, action: 'Crash' });
  });

  test('are malformed with a field that nobody knows, and the host is named', () => {
    const verdict = toldBy('a', 'b', 'c').take(1, { action: 'Submit', arg: {} }, 1);
    expect(verdict).toMatchObject({ kind: 'broken' });
    expect(verdict?.kind === 'broken' ? verdict.text : '').toMatch(
      /^host b tells a step that is malformed: .*arg/,
    );
  });

  test('are rejected where the specification has no such step', () => {
    const steps = toldBy('a', 'b', 'c');
    const verdict = steps.take(1, { action: 'Append', set: { length: 1 } }, 1) ?? verdictOf(steps.finish());
    expect(verdict).toMatchObject({ kind: 'violated', property: 'Protocol' });
  });
});

describe('the verdict on a run', () => {
  const validation = (of: Partial<Validation>): Validation =>
    ({ verdict: 'accepted', rejection: null, events: 3, ...of }) as Validation;
  const rejection = (problem: object): Partial<Validation> => ({
    rejection: { event: { actor: 'b', n: 7, action: 'Append' }, problem } as Validation['rejection'],
  });

  test('is none where its steps are accepted, and that there are none', () => {
    expect(verdictOf(validation({}))).toBeNull();
    expect(verdictOf(validation({ events: 0 }))).toMatchObject({ kind: 'broken' });
  });

  test.each<[what: string, of: Partial<Validation>, verdict: object]>([
    [
      'a step that differs',
      { verdict: 'rejected', ...rejection({ kind: 'differs', text: 'it is another', differences: [] }) },
      { kind: 'violated', property: 'Protocol', text: 'Append of b, its step 7: it is another' },
    ],
    [
      'a property that is violated',
      {
        verdict: 'rejected',
        ...rejection({ kind: 'violated', text: 'two entries', violation: { property: 'Agreement' } }),
      },
      { kind: 'violated', property: 'Agreement', text: 'Append of b, its step 7: two entries' },
    ],
    [
      'steps that come to nothing',
      { verdict: 'inconclusive', ...rejection({ kind: 'differs', text: 'it is another', differences: [] }) },
      { kind: 'bounded', text: 'the steps that were told are inconclusive' },
    ],
  ])('is %s', (_, of, verdict) => {
    expect(verdictOf(validation(of))).toEqual(verdict);
  });
});
