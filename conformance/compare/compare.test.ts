/** The comparisons are what conformance rests on: one thing is altered at a time, and has to be told by its name. */
import { describe, expect, test } from 'vitest';
import * as implementation from '../../impl/parts.js';
import { HISTORY_AT } from '../../impl/wire/layout.js';
import type { CoreState } from '../../impl/parts.js';
import type { HostEffect } from '../../spec/exo/names.js';
import { firstOf, text, unlike } from './difference.js';
import { compareEffects } from './effects.js';
import type { Outgoing } from './live-core.js';
import { broadcast, gathered, HOSTS, led, type Led } from './pair.test.helper.js';
import { compareStates, stateName } from './states.js';

const { STATUS } = implementation;

describe('unlike', () => {
  test('compares as JSON, typed arrays as lists', () => {
    expect(unlike('a', [1, 2], new Uint8Array([1, 2]))).toBeNull();
    expect(unlike('a', 1, 1)).toBeNull();
    expect(unlike('a', { x: 1 }, { x: 2 })).toEqual({ field: 'a', spec: '{"x":1}', core: '{"x":2}' });
    expect(unlike('a', null, undefined)).toEqual({ field: 'a', spec: 'null', core: undefined });
    expect(text([new Int32Array([3])])).toBe('[[3]]');
  });

  test('is asked of the first alone that differs', () => {
    const asked: string[] = [];
    const ask = (field: string, spec: number) => () => {
      asked.push(field);
      return unlike(field, spec, 0);
    };
    expect(firstOf(ask('a', 0), ask('b', 1), ask('c', 1))?.field).toBe('b');
    expect(asked).toEqual(['a', 'b']);
    expect(firstOf()).toBeNull();
  });
});

describe('compareStates', () => {
  const written = led(...broadcast);
  const promised = led(...gathered);
  const unwritten = led({ type: 'APPEND' });
  const fieldOf = ({ spec }: Led, core: CoreState): string | undefined =>
    compareStates(implementation, spec, core)?.field;

  test('finds host and core the same along a run', () => {
    for (let length = 0; length <= gathered.length; length++) {
      const { spec, core } = led(...gathered.slice(0, length));
      expect(compareStates(implementation, spec, core), `after ${length}`).toBeNull();
    }
    expect([written, promised].map(({ spec }) => stateName(spec))).toEqual(['following', 'gathering']);
  });

  test.each<[string, Led, Partial<CoreState>]>([
    ['state', written, { status: STATUS.promising }],
    ['promised', written, { promised: 1 }],
    ['installed', written, { installed: null }],
    ['agreed', written, { agreed: 1 }],
    ['delivered', written, { delivered: 1 }],
    ['delivered', written, { known: 1 }],
    ['written', unwritten, { unwritten: 0 }],
    ['written', written, { unwritten: 1 }],
    ['gathered from', promised, { gathered: null }],
    ['length of log', written, { log: { ...written.core.log, length: 2 } }],
    [
      'mark of log',
      written,
      { log: { ...written.core.log, mark: { ...written.core.log.mark, lastEpoch: 7 } } },
    ],
    ['log[0]', written, { log: { ...written.core.log, frames: alteredFrames() } }],
  ])('tells %s', (field, pair, altered) => {
    expect(fieldOf(pair, { ...pair.core, ...altered })).toBe(field);
  });

  test('tells a promise that was gathered and is not, and how far its sender had delivered', () => {
    const { gathered: taken } = promised.core;
    if (taken === null) throw new Error('nothing is gathered');
    expect(fieldOf(promised, { ...promised.core, gathered: { ...taken, from: [2] } })).toBe('gathered from');
    expect(fieldOf(promised, { ...promised.core, gathered: { ...taken, delivered: 1 } })).toBe(
      'gathered delivered',
    );
  });

  test('tells the queue only where hosts count their payloads', () => {
    const queue = [{ number: 7, payload: new Uint8Array(1) }];
    expect(fieldOf(written, { ...written.core, queue })).toBeUndefined();
    const { spec, core } = written;
    const config = { ...spec.context.config, isBusy: false };
    const counting = { ...spec, value: spec.value, context: { ...spec.context, config } } as typeof spec;
    expect(compareStates(implementation, counting, { ...core, queue })?.field).toBe('queue');
  });

  /** The only entry, with the digest of another history. */
  function alteredFrames(): Uint8Array {
    const { frames } = led(...broadcast).core.log;
    const altered = frames.slice();
    new DataView(altered.buffer, altered.byteOffset).setInt32(4 * HISTORY_AT, 1, true);
    return altered;
  }
});

describe('compareEffects', () => {
  const sent = led(...broadcast);
  const asked = led(...broadcast, { type: 'TIMEOUT', epoch: 3 }, { type: 'PERSISTED' });
  const fieldOf = (effects: readonly HostEffect[], outgoing: readonly Outgoing[]): string | undefined =>
    compareEffects(implementation, effects, outgoing, HOSTS)?.field;

  test('finds the same messages the same', () => {
    expect(sent.outgoing.map(({ kind }) => kind)).toEqual(['broadcast']);
    expect(asked.outgoing.length).toBeGreaterThan(0);
    for (const { effects, outgoing } of [sent, asked]) expect(fieldOf(effects, outgoing)).toBeUndefined();
    expect(fieldOf([], [])).toBeUndefined();
  });

  test('tells messages that are missing, too many, or to somebody else', () => {
    expect(fieldOf(sent.effects, [])).toBe('messages');
    expect(fieldOf([], sent.outgoing)).toBe('messages');
    expect(fieldOf(sent.effects, asked.outgoing)).toBe('messages');
    const astray = asked.outgoing.map((one) => (one.kind === 'packet' ? { ...one, to: 0 } : one));
    expect(fieldOf(asked.effects, astray)).toBe('messages');
  });

  test('tells a frame that is not sound, and an entry that is another', () => {
    const [one] = sent.outgoing;
    if (one?.kind !== 'broadcast') throw new Error('nothing was broadcast');
    const broken = one.frame.slice();
    broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 1;
    expect(fieldOf(sent.effects, [{ ...one, frame: broken }])).toBe('frame');
    const [effect] = sent.effects;
    if (effect?.type !== 'broadcast') throw new Error('nothing is to be broadcast');
    const { message } = effect.params;
    for (const altered of [
      { payload: 9 },
      { payload: null },
      { slot: 1 },
      { epoch: 1 },
      { source: 1 },
      { history: [0] },
    ]) {
      const other: HostEffect = {
        ...effect,
        params: { ...effect.params, message: { ...message, ...altered } },
      };
      expect(fieldOf([other], sent.outgoing)).toBe('entry');
    }
  });

  test('tells a packet whose epoch is another', () => {
    const [packet] = asked.outgoing.flatMap((one) => (one.kind === 'packet' ? [one] : []));
    if (packet?.packet.kind !== 'prepare')
      throw new Error(`no prepare but ${packet?.packet.kind ?? 'nothing'}`);
    const other = asked.outgoing.map((one) =>
      one === packet ? { ...packet, packet: { ...packet.packet, epoch: 6 } as typeof packet.packet } : one,
    );
    expect(fieldOf(asked.effects, other)).toBe('prepare');
  });
});
