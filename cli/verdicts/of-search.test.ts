import { createMachine, sendTo } from 'xstate';
import { expect, test } from 'vitest';
import { check, fifo, mermaidText, system, traceOfResult } from '../../checker/index.js';
import { renderMermaid } from '../../traces/index.js';
import { verdictsOf } from './of-search.js';

const client = createMachine({
  initial: 'asking',
  states: {
    asking: {
      entry: sendTo(({ system: actors }) => actors.get('server') as never, { type: 'REQUEST' } as never),
      after: { 1000: 'late' },
    },
    late: {},
  },
});
const server = createMachine({ on: { REQUEST: {} } });

function late() {
  const model = system({
    name: 'a client that waits',
    actors: { client, server },
    network: fifo(),
    mayEnd: () => true,
    always: { InTime: ({ client: one }) => one.value !== 'late' },
  });
  const result = check(model);
  const trace = traceOfResult(model, result);
  if (trace === null) throw new Error('it is never late');
  return { model, result, trace };
}

test('the verdict of a property that is violated has the table that a terminal shows', () => {
  const { model, result, trace } = late();
  const { text = '' } = verdictsOf(model, result, trace).find(({ name }) => name === 'InTime') ?? {};
  const [, headings = ''] = text.split('\n');
  expect(headings.split(/ {2,}/)).toEqual(['step', 'action', 'client', 'server', '→server']);
  expect(text).toContain('asking, ⏲ 1000 ms');
  expect(text).not.toMatch(/_server|xstate\.after/);
});

test('the diagram of its trace has the actors as participants, and no channel', () => {
  const { model, trace } = late();
  for (const diagram of [mermaidText(trace, model), renderMermaid(trace)]) {
    const participants = diagram.split('\n').filter((line) => line.includes('participant'));
    expect(participants.map((line) => line.trim())).toEqual(['participant client', 'participant server']);
  }
});
