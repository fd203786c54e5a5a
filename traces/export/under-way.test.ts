/** Exports of traces in which messages are met in later steps than that in which they were sent. */
import { describe, expect, test } from 'vitest';
import type { Trace, TraceMessage, TraceState } from '../trace.js';
import { eventsOf } from './events.js';
import { renderShiViz } from './shiviz.js';

/** A client asks, asks again as the first question is lost, and is answered, over channels in which messages stay for steps. */
const ASKED: Trace = {
  meta: {
    model: 'asked',
    bounds: {},
    knobs: {},
    property: null,
    verdict: 'a run',
    version: '1',
    command: '',
  },
  vars: ['client', 'server'],
  states: [
    { action: 'init', picks: {}, vars: { client: 'idle', server: 0n } },
    step('Start', 'waiting', 0n, [sent('client', 'ASK', 'server')]),
    step('Lose', 'waiting', 0n, [{ ...asks('ASK'), lost: true, fate: 'lost' }]),
    step('Timer', 'waiting', 0n, [sent('client', 'ASK', 'server')]),
    step('Deliver', 'waiting', 1n, [{ ...asks('ASK'), fate: 'taken' }, sent('server', 'REPLY', 'client')]),
    step('Deliver', 'done', 1n, [
      { from: 'server', to: 'client', text: 'REPLY', id: 'REPLY server→client', fate: 'taken' },
    ]),
  ],
};

function step(action: string, client: string, server: bigint, messages: readonly TraceMessage[]): TraceState {
  return { action, picks: {}, vars: { client, server }, messages };
}

function sent(from: string, text: string, to: string): TraceMessage {
  return { from, to: from, text, id: `${text} ${from}→${to}`, fate: 'sent' };
}

function asks(text: string): TraceMessage {
  return { from: 'client', to: 'server', text, id: `${text} client→server` };
}

describe('messages that stay under way', () => {
  test('are sent in a step of their sender, also where its state stays as it was, and met by way of that which is not lost', () => {
    expect(eventsOf(ASKED).map(({ actor, text, receives }) => [actor, text, receives])).toEqual([
      ['client', 'Start', []],
      ['client', 'Timer', []],
      ['server', 'receives ASK, sends REPLY', [1]],
      ['client', 'receives REPLY', [2]],
    ]);
    const clocks = renderShiViz(ASKED)
      .split('\n')
      .filter((line) => line.endsWith('}'));
    expect(clocks).toEqual([
      'client {"client":1,"server":0}',
      'client {"client":2,"server":0}',
      'server {"client":2,"server":1}',
      'client {"client":3,"server":1}',
    ]);
  });

  test('ShiViz is given at least one event, and a host for each actor, whatever these are called', () => {
    const alone = { ...ASKED, states: ASKED.states.slice(0, 1) };
    expect(renderShiViz(alone)).toContain('init\nclient {"client":1,"server":0}\n');
    const names = ['a b', 'a_b', '__proto__'];
    const state: TraceState = {
      action: 'init',
      picks: {},
      vars: Object.fromEntries(names.map((name) => [name, 1n])),
    };
    const log = renderShiViz({ ...ASKED, vars: names, states: [state] });
    expect(log).toContain('__proto__ {"a_b":0,"a_b_":0,"__proto__":1}');
  });
});
