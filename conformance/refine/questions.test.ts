import { describe, expect, test } from 'vitest';
import { xstateComponent } from '../../checker/index.js';
import type { HostEvent } from '../../spec/exo/events.js';
import { exoHost } from '../../spec/exo/host.js';
import { setsOfHosts } from '../../spec/ring.js';
import { broadcast, gathered, led } from '../compare/pair.test.helper.js';
import { GuardCoverage, WITHOUT_DISK } from './guard-coverage.js';
import { questionsAt } from './questions.js';
import { questionsOfLives } from './life-questions.js';

const RING = { self: 0, hosts: 3, epochs: 2 };

function askedAt(...events: readonly HostEvent[]): readonly HostEvent[] {
  return questionsAt(led(...events).spec.context, RING);
}

function countsOf(questions: readonly HostEvent[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { type } of questions) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

describe('the questions that every state is asked', () => {
  test('are of every kind, and their numbers', () => {
    expect(countsOf(askedAt())).toEqual({
      ...{ APPEND: 1, BROADCAST: 1, PERSISTED: 1, DELIVER: 1, BEGIN: 1, CATCH_UP: 1, RETURN: 1, TIMEOUT: 2 },
      ...{ RECEIVE: 5, PREPARE: 3, PROMISE: 6, START: 6, FETCH: 12, JOIN: 12 },
    });
    expect(countsOf(askedAt(...gathered))).toMatchObject({ RECEIVE: 8, FETCH: 18 });
  });

  test('have each a sound entry, and entries that are wrong in one way each', () => {
    const entries = askedAt(...broadcast).flatMap((one) => (one.type === 'RECEIVE' ? [one.message] : []));
    const [sound, ...others] = entries;
    for (const other of others) {
      const differing = Object.keys(other).filter(
        (field) => JSON.stringify(other[field as 'slot']) !== JSON.stringify(sound?.[field as 'slot']),
      );
      expect(differing).toHaveLength(1);
    }
    const altered = others.map((other) =>
      Object.keys(other).find(
        (field) => JSON.stringify(other[field as 'slot']) !== JSON.stringify(sound?.[field as 'slot']),
      ),
    );
    expect(new Set(altered)).toEqual(new Set(['payload', 'source', 'history', 'epoch', 'slot']));
  });

  test('ask a set of members each, where a starter chooses them', () => {
    const { context } = led().spec;
    const all = questionsAt(context, { ...RING, members: 'any' });
    const chosen = all.flatMap((one) => (one.type === 'BEGIN' ? [one.members] : []));
    expect(chosen.filter((members) => members === undefined)).toHaveLength(1);
    expect(chosen.length).toBe(
      questionsAt(context, RING).filter(({ type }) => type === 'BEGIN').length + setsOfHosts(3).length,
    );
  });

  test('of lives are none where hosts have disks', () => {
    expect(questionsOfLives(led().spec.context, RING)).toEqual([]);
  });
});

describe('GuardCoverage', () => {
  const watched = (...events: readonly HostEvent[]): GuardCoverage => {
    const coverage = new GuardCoverage();
    const host = xstateComponent(coverage.watching(exoHost), {
      input: { self: 0, hosts: 3, isBusy: true },
      askedTwice: 0,
    });
    let [state] = host.initial();
    for (const event of events) {
      if (state !== undefined) [state] = host.step(state, event).map(({ next }) => next);
    }
    return coverage;
  };

  test('counts nothing before anything was asked, and leaves out guards of hosts without disks', () => {
    const none = new GuardCoverage();
    expect(none.missing).toHaveLength(none.outcomes);
    for (const name of WITHOUT_DISK) expect(none.counts.has(name)).toBe(false);
    expect(new GuardCoverage([exoHost], new Set()).counts.has('isDiskless')).toBe(true);
  });

  test('counts both answers of a guard, those within others too', () => {
    const some = watched(...broadcast);
    expect(some.missing.length).toBeLessThan(some.outcomes);
    const more = watched(...gathered);
    expect(more.missing.length).toBeLessThan(some.missing.length);
    for (const [name, { yes, no }] of more.counts) {
      expect(more.missing.includes(`${name} is never true`)).toBe(yes === 0);
      expect(more.missing.includes(`${name} is never false`)).toBe(no === 0);
    }
  });

  test('changes no answer', () => {
    const plain = led(...gathered).spec;
    const coverage = new GuardCoverage();
    const host = xstateComponent(coverage.watching(exoHost), {
      input: { self: 0, hosts: 3, isBusy: true },
      askedTwice: 0,
    });
    const end = gathered.reduce(
      (state, event) => host.step(state, event)[0]?.next ?? state,
      host.initial()[0] as typeof plain,
    );
    expect(host.encode(end)).toEqual(host.encode(plain));
  });
});
