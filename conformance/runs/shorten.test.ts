import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../traces/index.js';
import { counterOf, numbered } from './counters.js';
import type { PlacedEvent } from './events.js';
import { shortened } from './shorten.js';

/** Events from words such as `A:go`, or `A+driver:go`, each at the line of its place. */
function eventsOf(words: string): readonly PlacedEvent[] {
  const events = words.split(' ').map((word): RunEvent => {
    const [who = '', action = ''] = word.split(':');
    const [actor = '', layer] = who.split('+');
    return { actor, ...(layer !== undefined && { layer }), n: 0, action };
  });
  return numbered(events).map((event, i) => ({ event, place: { file: 'run', line: i + 2 } }));
}

function wordsOf(events: readonly PlacedEvent[]): string {
  return events
    .map(
      ({ event: { actor, layer, action } }) => `${actor}${layer === undefined ? '' : `+${layer}`}:${action}`,
    )
    .join(' ');
}

/** Rejected as long as all of these are there. */
function rejectedWith(...needed: readonly string[]) {
  return (events: readonly PlacedEvent[]): string | null => {
    const words = wordsOf(events).split(' ');
    return needed.every((word) => words.includes(word)) ? 'why' : null;
  };
}

function shortenedWords(
  run: string,
  reasonOf: (events: readonly PlacedEvent[]) => string | null,
  attemptsMax = 100,
): string {
  const events = eventsOf(run);
  return wordsOf(shortened(events.slice(0, -1), events.at(-1) as PlacedEvent, reasonOf, attemptsMax));
}

describe('a rejected run that is made shorter', () => {
  it('keeps what its last event is rejected for', () => {
    expect(shortenedWords('A:a A:b B:a B:b C:x A:last', rejectedWith('B:b'))).toBe('B:b A:last');
  });

  it('keeps how its actors started', () => {
    expect(shortenedWords('A:Start B:Start A:a A:last', rejectedWith())).toBe('A:Start B:Start A:last');
  });

  it('loses all events of an action at once, where one of them rests on the one before', () => {
    const isWhole = (words: string): boolean =>
      !words.includes('B:tick') || words.includes('B:tick B:tick B:tick');
    const reasonOf = (events: readonly PlacedEvent[]): string | null =>
      isWhole(wordsOf(events)) ? 'why' : null;
    const needed = rejectedWith('B:go');
    const both = (events: readonly PlacedEvent[]): string | null => reasonOf(events) && needed(events);
    expect(shortenedWords('B:tick B:tick B:tick B:go A:last', both)).toBe('B:go A:last');
  });

  it('is as long as before after no attempts, or if it is not rejected at all', () => {
    const run = 'A:a B:b A:last';
    expect(shortenedWords(run, rejectedWith(), 0)).toBe(run);
    expect(shortenedWords(run, () => null)).toBe(run);
  });

  it('is not rejected for another reason', () => {
    const reasonOf = (events: readonly PlacedEvent[]): string => `${wordsOf(events).includes('B:b')}`;
    expect(shortenedWords('A:a B:b A:last', reasonOf)).toBe('B:b A:last');
  });

  it('has counters without gaps, those of a driver by themselves', () => {
    const events = eventsOf('A+engine:a A+driver:x A+engine:b A+driver:y A+engine:c A+driver:last');
    const rest = shortened(
      events.slice(0, -1),
      events.at(-1) as PlacedEvent,
      rejectedWith('A+engine:c', 'A+driver:y'),
      100,
    );
    expect(rest.map(({ event, place }) => [counterOf(event), event.n, place.line])).toEqual([
      ['driver of A', 1, 5],
      ['A', 1, 6],
      ['driver of A', 2, 7],
    ]);
  });
});
