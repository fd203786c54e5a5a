/** Events of several sources in one order. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunEvent, RunMessage } from './format.js';
import { mergedRun } from './merge.js';

const message = (id: string): RunMessage => ({ id, kind: 'word', fields: {} });

function event(actor: string, n: number, { sends = '', hears = '' } = {}): RunEvent {
  return {
    ...{ actor, n, action: 'Step' },
    ...(sends !== '' && { sent: [message(sends)] }),
    ...(hears !== '' && { received: message(hears) }),
  };
}

function order(sources: readonly (readonly RunEvent[])[]): readonly string[] {
  return mergedRun(sources).events.map(({ actor, n }) => `${actor}${n}`);
}

test('sources take turns where no message orders their events', () => {
  expect(order([[event('A', 1), event('A', 2)], [event('B', 1)]])).toEqual(['A1', 'B1', 'A2']);
});

test('what is received stands behind its sending, whatever the order of the sources', () => {
  const a = [event('A', 1, { hears: 'y' }), event('A', 2)];
  const b = [event('B', 1), event('B', 2, { sends: 'x' })];
  const c = [event('C', 1, { hears: 'x', sends: 'y' })];
  expect(order([a, b, c])).toEqual(['B1', 'B2', 'C1', 'A1', 'A2']);
  expect(order([c, a, b])).toEqual(['B1', 'B2', 'C1', 'A1', 'A2']);
});

test('a message that nobody was seen to send, or its own sender hears, waits for nothing', () => {
  expect(order([[event('A', 1, { hears: 'gone' })], [event('B', 1, { sends: 'x', hears: 'x' })]])).toEqual([
    'A1',
    'B1',
  ]);
});

test('sources that contradict each other lose nothing, and that is said', () => {
  const a = [event('A', 1, { hears: 'y' }), event('A', 2, { sends: 'x' })];
  const b = [event('B', 1, { hears: 'x' }), event('B', 2, { sends: 'y' })];
  const { events, contradictions } = mergedRun([a, b]);
  expect(events.length).toBe(4);
  expect(contradictions).toBe(1);
});

test('any run that is split by its actors comes together in an order that it allows', () => {
  const steps = fc.array(fc.record({ actor: fc.constantFrom('A', 'B', 'C'), hears: fc.nat() }), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(steps, (drawn) => {
      const counters = new Map<string, number>();
      const run = drawn.map(({ actor, hears }, i): RunEvent => {
        const n = (counters.get(actor) ?? 0) + 1;
        counters.set(actor, n);
        return event(actor, n, { sends: `${i}`, hears: i > 0 && hears % 2 === 0 ? `${hears % i}` : '' });
      });
      const sources = ['C', 'A', 'B'].map((one) => run.filter(({ actor }) => actor === one));
      const { events, contradictions } = mergedRun(sources);
      expect(contradictions).toBe(0);
      for (const one of ['A', 'B', 'C'])
        expect(events.filter(({ actor }) => actor === one)).toEqual(run.filter(({ actor }) => actor === one));
      const sent = new Set<string>();
      for (const { received, sent: out = [] } of events) {
        if (received !== undefined) expect(sent).toContain(received.id);
        for (const { id } of out) sent.add(id ?? '');
      }
    }),
  );
});
