import { describe, expect, test } from 'vitest';
import { STATUS } from '../core/core.js';
import type { Packet } from '../core/records.js';
import { hostOptions, type HostOptions } from '../options.js';
import { NoStorage } from '../storage/no-storage.js';
import { decodePacket, encodePacket } from '../wire/packets.js';
import { Host } from './host.js';
import type { Delivery, HostPort, Timer } from './port.js';

const HOSTS = 3;
/** Payload numbers of life 1 begin here. */
const SECOND_LIFE = 2 ** 37;

/** One life of a host without a disk, and what it has said and asked for so far. */
class Life implements HostPort {
  readonly frames: Uint8Array[] = [];
  readonly packets: { to: number; packet: Packet }[] = [];
  readonly timers = new Map<Timer, number>();
  readonly delivered: string[] = [];
  readonly restored: number[] = [];
  readonly failures: Error[] = [];
  readonly host: Host;

  constructor(self: number, life: number) {
    this.host = new Host({
      options: optionsOf(self, life),
      storage: new NoStorage(HOSTS),
      port: this,
      random: () => 0.5,
    });
    this.host.start();
  }

  broadcast(source: Uint8Array, at: number, bytes: number): void {
    this.frames.push(source.slice(at, at + bytes));
  }
  resend(_: number, source: Uint8Array, at: number, bytes: number): void {
    this.broadcast(source, at, bytes);
  }
  send(to: number, packet: Packet): void {
    const ring = { configuration: this.host.view.configuration, hosts: HOSTS, storage: 'diskless' } as const;
    const decoded = decodePacket(encodePacket(packet, ring), ring);
    if (decoded.kind === 'refused') throw new Error(`${packet.kind}: ${decoded.reason}`);
    this.packets.push({ to, packet: decoded });
  }
  setTimer(timer: Timer, delayMs: number): void {
    this.timers.set(timer, delayMs);
  }
  deliver({ source, number, payload }: Delivery): void {
    this.delivered.push(`${source}.${number} ${Buffer.from(payload).toString()}`);
  }
  restore(slot: number, snapshot: Uint8Array): void {
    this.restored.push(slot);
    this.delivered.push(...(JSON.parse(Buffer.from(snapshot).toString()) as string[]));
  }
  failed(error: Error): void {
    this.failures.push(error);
  }
}

function optionsOf(self: number, life: number): HostOptions {
  return hostOptions({ hosts: HOSTS, self, storage: 'diskless', life, holdMs: 5, askMs: 8 });
}

/** Hosts that hear each other at once, until nobody says anything. */
function settle(lives: readonly Life[]): void {
  for (let isQuiet = false; !isQuiet;) {
    isQuiet = true;
    for (const from of lives) {
      for (const frame of from.frames.splice(0)) {
        isQuiet = false;
        for (const to of lives) if (to !== from) to.host.frame(frame);
      }
      for (const { to, packet } of from.packets.splice(0)) {
        isQuiet = false;
        lives.find(({ host }) => host.view.self === to)?.host.packet(packet);
      }
    }
  }
}

function ring(): [Life, Life, Life] {
  return [new Life(0, 0), new Life(1, 0), new Life(2, 0)];
}

/** Each host fills a slot in turn, so often. */
function turns(lives: readonly Life[], count: number): void {
  for (let i = 0; i < count; i++) {
    for (const { host } of lives) host.timer('hold');
    settle(lives);
  }
}

/** It takes more than one look until a host takes over. */
function losesPatience({ host }: Life): void {
  for (let look = 0; look < 3; look++) host.timer('takeover');
}

const text = (word: string): Uint8Array => Buffer.from(word);

/** A ring that has agreed on a payload, and lost a host, which has begun a new life. */
function lostOne(): readonly [Life, Life, Life] {
  const [a, b, c] = ring();
  a.host.submit(text('before'));
  settle([a, b, c]);
  turns([a, b, c], 4);
  expect(c.delivered).toEqual(['0.0 before']);
  return [a, b, new Life(2, 1)];
}

describe('a host without a disk that has crashed', () => {
  test('takes nothing and says nothing but that it has a new life, until q others have answered', () => {
    const [a, b, c] = lostOne();
    expect(c.host.view.status).toBe(STATUS.recovering);
    expect(c.host.submit(text('too early'))).toBe('full');
    c.host.timer('takeover');
    c.host.timer('return');
    expect(c.packets.map(({ to, packet }) => [to, packet.kind])).toEqual([
      [0, 'announce'],
      [1, 'announce'],
    ]);
    settle([a, c]);
    expect(c.host.view.status).toBe(STATUS.recovering);
    c.host.timer('recover');
    settle([a, b, c]);
    expect(c.host.view.status).toBe(STATUS.following);
    expect(c.delivered).toEqual(['0.0 before']);
  });

  test('is a member of the next epoch, and numbers its payloads above those of its former life', () => {
    const lives = lostOne();
    const [a, b, c] = lives;
    settle(lives);
    expect(c.host.submit(text('after'))).toBe(SECOND_LIFE);
    turns(lives, 3);
    // D8: the old epoch is dead to everybody who knows of the new life.
    expect(a.delivered).toEqual(['0.0 before']);
    losesPatience(b);
    settle(lives);
    turns(lives, 6);
    for (const { delivered } of lives) expect(delivered).toEqual(['0.0 before', `2.${SECOND_LIFE} after`]);
  });

  test('gets a snapshot in the place of what the others have compacted', () => {
    const lives = lostOne();
    const [a, b, c] = lives;
    for (const { host, delivered } of [a, b])
      host.compact(host.view.compactable, text(JSON.stringify(delivered)));
    settle(lives);
    expect(c.restored).toEqual([a.host.view.log.start]);
    expect(c.delivered).toEqual(['0.0 before']);
  });

  test('asks again and again, each time after longer, as long as there are too few answers', () => {
    const c = new Life(2, 1);
    const waits = Array.from({ length: 9 }, () => {
      const waitMs = c.timers.get('recover');
      c.host.timer('recover');
      return waitMs;
    });
    expect(waits).toEqual([12, 24, 48, 96, 192, 384, 768, 768, 768]);
    expect(c.packets.filter(({ packet }) => packet.kind === 'announce')).toHaveLength(20);
  });
});

describe('a life that is not new', () => {
  test('fails as soon as somebody who knows better hears of it, with EXO424', () => {
    const [a, b] = lostOne();
    const third = new Life(2, 3);
    settle([a, b, third]);
    const second = new Life(2, 2);
    settle([a, b, second]);
    expect(second.failures).toEqual([expect.objectContaining({ code: 'EXO424' })]);
    expect(second.host.isFailed).toBe(true);
    expect(third.failures).toEqual([]);
  });

  test('is found out in life 0 too, which asks nobody', () => {
    const [a, b, c] = lostOne();
    settle([a, b, c]);
    const again = new Life(2, 0);
    losesPatience(again);
    settle([a, b, again]);
    expect(again.failures).toEqual([expect.objectContaining({ code: 'EXO424' })]);
  });
});

describe('what is refused', () => {
  const WRONG: readonly (readonly [what: string, given: Partial<HostOptions>, message: string])[] = [
    ['no disk and no life', { storage: 'diskless' }, 'life takes 0 to 65534, whole'],
    ['half a life', { storage: 'diskless', life: 0.5 }, 'not 0.5'],
    ['a life and a disk', { life: 1 }, 'life takes null where storage is durable, not 1'],
  ];
  test.each(WRONG)('%s', (_, given, message) => {
    const options = (): HostOptions => hostOptions({ hosts: HOSTS, self: 0, ...given });
    expect(options).toThrow(message);
    expect(options).toThrow(expect.objectContaining({ code: 'EXO401' }));
  });

  test('an application that says that it has something, over nothing', () => {
    const host = new Host({
      options: optionsOf(0, 0),
      storage: new NoStorage(HOSTS),
      port: Object.create(Life.prototype) as Life,
      random: () => 0.5,
    });
    expect(() => {
      host.start(1);
    }).toThrow(expect.objectContaining({ code: 'EXO402' }));
  });
});
