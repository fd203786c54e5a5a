/** Two philosophers and two forks that send each other references: what a reader is shown of more channels than there is room for. */
import { createMachine, sendTo } from 'xstate';
import { describe, expect, test } from 'vitest';
import { check, fifo, mermaidText, system, tableText, traceOfResult } from '../index.js';

type Take = { readonly type: 'TAKE'; readonly by: unknown };

function philosopher(first: string, second: string) {
  const ask = (fork: string) =>
    sendTo(
      ({ system: actors }) => actors.get(fork) as never,
      ({ self }) => ({ type: 'TAKE', by: self }) as never,
    );
  return createMachine({
    initial: 'hungry',
    states: {
      hungry: { entry: ask(first), on: { GIVEN: 'half' } },
      half: { entry: ask(second), on: { GIVEN: 'eating' } },
      eating: { type: 'final' },
    },
  });
}

const fork = createMachine({
  initial: 'free',
  states: {
    free: {
      on: {
        TAKE: {
          target: 'taken',
          actions: sendTo(({ event }) => (event as Take).by as never, { type: 'GIVEN' } as never),
        },
      },
    },
    taken: { on: { TAKE: {} } },
  },
});

function stuck() {
  const model = system({
    name: 'table',
    actors: { p: philosopher('f', 'g'), q: philosopher('g', 'f'), f: fork, g: fork },
    network: fifo(),
  });
  const trace = traceOfResult(model, check(model));
  if (trace === null) throw new Error('nobody is stuck');
  return { model, trace };
}

describe('a system of four actors', () => {
  test('shows references to actors in messages and in the names of steps by the names of the actors', () => {
    const { model, trace } = stuck();
    const table = tableText(trace, model);
    expect(table).toContain('TAKE(by: p) p→f');
    expect(table).toContain('f gets TAKE(by: p) from p');
    expect(table).not.toContain('xstate$$type');
    expect(mermaidText(trace, model)).not.toContain('xstate$$type');
  });

  test('has columns for its channels where there is room, and else says that it leaves them out', () => {
    const { model, trace } = stuck();
    // Nothing was ever under way to q.
    expect(tableText(trace, model, { columns: 100 }).split('\n').at(-1)).toBe(
      'left out for want of room: →p, →f, →g',
    );
    const [headings = ''] = tableText(trace, model, { columns: 250 }).split('\n');
    expect(headings.split(/ {2,}/)).toEqual(['step', 'action', 'p', 'q', 'f', 'g', '→p', '→f', '→g']);
  });
});
