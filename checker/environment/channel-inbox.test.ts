import { describe, expect, it } from 'vitest';
import { broadcast, fifo, lossy, reliable, sent, type Channel } from './channel.js';
import { channelInbox, deliverables, losable, overfull, type InFlight } from './channel-inbox.js';

const message = (text: string, from = 'a'): InFlight => ({ from, event: { type: text } });

/** What is in flight after some messages were sent, and one way to receive or lose them. */
function inboxOf(channel: Channel) {
  const component = channelInbox('inbox', () => channel);
  const next = (state: readonly InFlight[], type: 'PUT' | 'TAKE', one: InFlight) =>
    component.step(state, { type, message: one })[0]?.next;
  return {
    sending: (...messages: readonly InFlight[]) =>
      messages.reduce<readonly InFlight[]>((state, one) => next(state, 'PUT', one) ?? state, []),
    take: (state: readonly InFlight[], one: InFlight) => next(state, 'TAKE', one),
    texts: (state: readonly InFlight[]) =>
      deliverables(state, () => channel).map(
        ({ message: one, stays }) => one.event.type + (stays ? '+' : ''),
      ),
  };
}

describe('a fifo channel', () => {
  const { sending, take, texts } = inboxOf(fifo());

  it('delivers the messages of each sender in the order in which they were sent', () => {
    const state = sending(message('2'), message('1'), message('9', 'b'), message('1'));
    expect(texts(state)).toEqual(['2', '9']);
    expect(take(state, message('1'))).toBeUndefined();
    const later = take(state, message('2')) ?? [];
    expect(texts(later)).toEqual(['1', '9']);
    expect(later).toHaveLength(3);
  });

  it('does not remember which of two senders was first', () => {
    expect(sending(message('1', 'b'), message('2', 'a'))).toEqual(
      sending(message('2', 'a'), message('1', 'b')),
    );
  });

  it('keeps equal messages apart, and is overfull with more than it holds', () => {
    const four = Array.from({ length: 4 }, () => message('1'));
    expect(overfull(sending(...four), () => fifo())).toBeUndefined();
    expect(overfull(sending(...four, message('1')), () => fifo())).toBe('a');
    expect(overfull(sending(...four, message('1', 'b')), () => fifo())).toBeUndefined();
  });
});

describe('a reliable channel', () => {
  const { sending, take, texts } = inboxOf(reliable());

  it('delivers any message, each as often as it was sent', () => {
    const state = sending(message('2'), message('1'), message('2'));
    expect(texts(state)).toEqual(['1', '2']);
    expect(texts(take(state, message('2')) ?? [])).toEqual(['1', '2']);
    expect(losable(state, () => reliable())).toEqual([]);
  });

  it('does not remember the order of sending', () => {
    expect(sending(message('1'), message('2'))).toEqual(sending(message('2'), message('1')));
  });
});

describe('a lossy channel', () => {
  it('may lose any message while losses are granted', () => {
    const state = inboxOf(lossy()).sending(message('2'), message('1'), message('2'));
    expect(losable(state, () => lossy()).map(({ message: one }) => one.event.type)).toEqual(['1', '2']);
    expect(losable(state, () => lossy({ losses: 0 }))).toEqual([]);
  });

  it('with duplicates holds equal messages once, and may keep what it delivers', () => {
    const { sending, texts } = inboxOf(lossy({ duplicates: true }));
    const state = sending(message('1'), message('1'), message('1', 'b'));
    expect(state).toHaveLength(2);
    expect(texts(state)).toEqual(['1', '1+', '1', '1+']);
  });
});

describe('the set of all messages sent', () => {
  it('delivers every message, and keeps it', () => {
    const { sending, texts } = inboxOf(sent());
    expect(texts(sending(message('2'), message('1'), message('2')))).toEqual(['1+', '2+']);
  });
});

describe('a channel', () => {
  it('takes whole numbers only, with EXO176', () => {
    for (const make of [
      () => fifo({ perLink: -1 }),
      () => lossy({ losses: 0.5 }),
      () => broadcast({ losses: Number.NaN }),
    ]) {
      expect(make).toThrow(expect.objectContaining({ code: 'EXO176' }));
    }
  });
});
