import { describe, expect, test } from 'vitest';
import { readOutput } from './messages.js';

const read = (line: string) => readOutput(line, 'a', ['b', 'c']);
const toHarness = (body: object) => read(JSON.stringify({ src: 'a', dest: 'harness', body }));

describe('a line of a program', () => {
  test('is for one host, or for all others', () => {
    const line = { src: 'a', dest: 'c', body: { type: 'mine', n: [1] } };
    expect(read(JSON.stringify(line))).toEqual({ kind: 'send', to: ['c'], message: line });
    expect(read('{"dest":"*","body":{}}')).toEqual({
      kind: 'send',
      to: ['b', 'c'],
      message: { src: 'a', dest: '*', body: {} },
    });
  });

  test('is one of those that the harness takes', () => {
    expect(toHarness({ type: 'init_ok' })).toEqual({ kind: 'ready' });
    expect(toHarness({ type: 'deliver', payload: 'x' })).toEqual({ kind: 'deliver', payload: 'x' });
    expect(toHarness({ type: 'set_timer', timer: 't', ms: 1.5 })).toEqual({
      ...{ kind: 'set_timer', timer: 't', ms: 1.5 },
    });
    expect(toHarness({ type: 'cancel_timer', timer: 't' })).toEqual({ kind: 'cancel_timer', timer: 't' });
    expect(toHarness({ type: 'fault', reason: 'no disk' })).toEqual({ kind: 'fault', reason: 'no disk' });
    expect(toHarness({ type: 'trace', event: {} })).toEqual({ kind: 'trace', event: {} });
  });

  test.each([
    ['Hello', 'printed what is no message: "Hello"'],
    ['[1]', 'printed what is no message: "[1]"'],
    ['{"dest":"b"}', 'wrote a message whose body is no object'],
    ['{"body":{}}', 'wrote a message without dest'],
    ['{"src":"b","dest":"c","body":{}}', 'wrote a message as "b": src is "a"'],
    ['{"dest":"a","body":{}}', 'wrote to "a", which is none of b, c, *, harness'],
    ['{"dest":"harness","body":{}}', 'wrote type nothing to the harness: it takes init_ok, done, deliver'],
    [
      '{"dest":"harness","body":{"type":"deliver","payload":7}}',
      'wrote deliver with payload 7: it is a text',
    ],
    ['{"dest":"harness","body":{"type":"set_timer","timer":"t","ms":-1}}', 'set a timer with ms -1'],
    ['{"dest":"harness","body":{"type":"trace"}}', 'wrote a trace without an event'],
  ])('%s is told to be wrong', (line, text) => {
    expect(read(line)).toEqual({ kind: 'unreadable', text: expect.stringContaining(text) as string });
  });
});
