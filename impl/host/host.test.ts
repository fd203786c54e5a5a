import { describe, expect, test } from 'vitest';
import type { Packet } from '../core/records.js';
import { ExoError } from '../../errors/index.js';
import { hostOptions, type HostOptions } from '../options.js';
import { MemoryStorage } from '../storage/memory-storage.js';
import type { Storage } from '../storage/storage.js';
import { firstStored } from '../storage/stored-state.js';
import { FRAME_CHECK } from '../wire/frame.js';
import { FRAME_BYTES_MAX } from '../wire/layout.js';
import { decodePacket, encodePacket } from '../wire/packets.js';
import { Host } from './host.js';
import type { Delivery, HostPort, Timer } from './port.js';

/** A host, and what it has said and asked for so far. */
class Bench implements HostPort {
  readonly frames: Uint8Array[] = [];
  readonly packets: { to: number; packet: Packet }[] = [];
  readonly timers = new Map<Timer, number>();
  readonly delivered: string[] = [];
  readonly restored: number[] = [];
  readonly failures: Error[] = [];
  readonly host: Host;

  constructor(
    self: number,
    options: Partial<HostOptions> = {},
    readonly storage: Storage = new MemoryStorage(firstStored(3)),
  ) {
    this.host = new Host({
      options: hostOptions({ hosts: 3, self, ...options }),
      storage,
      port: this,
      random: () => 0.5,
    });
  }

  broadcast(source: Uint8Array, at: number, bytes: number): void {
    this.frames.push(source.slice(at, at + bytes));
  }
  resend(_: number, source: Uint8Array, at: number, bytes: number): void {
    this.broadcast(source, at, bytes);
  }
  send(to: number, packet: Packet): void {
    this.packets.push({ to, packet });
  }
  setTimer(timer: Timer, delayMs: number): void {
    this.timers.set(timer, delayMs);
  }
  deliver({ source, number, payload }: Delivery): void {
    this.delivered.push(`${source}.${number} ${Buffer.from(payload).toString()}`);
  }
  restore(slot: number): void {
    this.restored.push(slot);
  }
  failed(error: Error): void {
    this.failures.push(error);
  }
}

/** Hosts that hear each other at once, until nobody says anything. */
function settle(benches: readonly Bench[]): void {
  for (let isQuiet = false; !isQuiet;) {
    isQuiet = true;
    for (const from of benches) {
      for (const frame of from.frames.splice(0)) {
        isQuiet = false;
        for (const to of benches) if (to !== from) to.host.frame(frame);
      }
      for (const { to, packet } of from.packets.splice(0)) {
        isQuiet = false;
        benches[to]?.host.packet(packet);
      }
    }
  }
}

function ring(options: Partial<HostOptions> = {}): readonly [Bench, Bench, Bench] {
  const benches = [new Bench(0, options), new Bench(1, options), new Bench(2, options)] as const;
  for (const { host } of benches) host.start();
  return benches;
}

const text = (word: string): Uint8Array => Buffer.from(word);

describe('the token', () => {
  test('is held for a while where nothing waits, and used at once where something does', () => {
    const [a] = ring({ holdMs: 5 });
    expect(a.timers.get('hold')).toBe(5);
    expect(a.frames).toEqual([]);
    a.host.submit(text('now'));
    expect(a.frames.length).toBe(1);
  });

  test('goes round on empty messages when the time to hold it is over', () => {
    const [a, b] = ring({ holdMs: 5 });
    a.host.timer('hold');
    expect(a.frames.length).toBe(1);
    b.host.frame(a.frames[0] as Uint8Array);
    expect(b.timers.get('hold')).toBe(5);
  });

  test('does not stall for a message that is lost: its sender repeats it, with the same bytes', () => {
    const [a] = ring({ repeatMs: 20 });
    a.host.submit(text('lost'));
    expect(a.timers.get('repeat')).toBe(20);
    a.host.timer('repeat');
    expect(a.frames.length).toBe(2);
    expect(a.frames[1]).toEqual(a.frames[0]);
    expect(a.host.counts.repeats).toBe(1);
  });
});

describe('a frame', () => {
  test('is taken from any place in a Buffer; one that is too long is refused whole, wherever it begins', () => {
    for (let shift = 0; shift < 4; shift++) {
      const [a, b] = ring({ holdMs: 0 });
      const [frame] = a.frames as [Uint8Array];
      const longer = Buffer.alloc(shift + FRAME_BYTES_MAX + 4).subarray(shift);
      longer.set(frame);
      b.host.frame(longer);
      expect([...b.host.counts.refusedFrames]).toEqual([[FRAME_CHECK.size, 1]]);
      const moved = longer.subarray(0, frame.length);
      b.host.frame(moved);
      expect(b.host.view.log.length).toBe(2);
    }
  });
});

describe('payloads', () => {
  test('are delivered everywhere, in one order', () => {
    const benches = ring({ holdMs: 0 });
    const [a, b, c] = benches;
    const turns = 9;
    for (const { host } of benches) host.submit(text('x'));
    // With nothing held back the token never rests; it is stopped after some turns.
    for (let turn = 0; turn < turns; turn++) {
      for (const from of benches) {
        for (const frame of from.frames.splice(0))
          for (const to of benches) if (to !== from) to.host.frame(frame);
      }
    }
    // Host 0 has sent an empty message before it had anything else.
    expect(a.delivered.slice(0, 3)).toEqual(['1.0 x', '2.0 x', '0.0 x']);
    expect(b.delivered.slice(0, 3)).toEqual(a.delivered.slice(0, 3));
    expect(c.delivered.slice(0, 3)).toEqual(a.delivered.slice(0, 3));
  });

  test('are refused as full while too much waits, and the host goes on', () => {
    const [, b] = ring({ queuePayloadsMax: 2 });
    expect([b.host.submit(text('1')), b.host.submit(text('2')), b.host.submit(text('3'))]).toEqual([
      0,
      1,
      'full',
    ]);
  });

  test('of more than 32 KiB are refused by name', () => {
    const [, b] = ring();
    expect(() => b.host.submit(new Uint8Array(32_769))).toThrow('a payload has at most 32768 bytes');
  });

  test('are numbered on after a restart, and never with a number that was in use', () => {
    const bench = new Bench(0);
    bench.host.start();
    const first = Number(bench.host.submit(text('1')));
    const again = new Bench(0, {}, bench.storage);
    again.host.start();
    expect(Number(again.host.submit(text('2')))).toBeGreaterThan(first);
  });
});

describe('a frame that is missed', () => {
  test('is asked for once; those that came too early need not be sent again', () => {
    const [a, b, c] = ring({ holdMs: 0 });
    const frames: Uint8Array[] = [];
    // A and B talk; C misses the first frame, and hears the others.
    for (let turn = 0; turn < 2; turn++) {
      for (const [from, to] of [
        [a, b],
        [b, a],
      ] as const) {
        for (const frame of from.frames.splice(0)) {
          frames.push(frame);
          to.host.frame(frame);
        }
      }
    }
    expect(frames.length).toBe(2);
    c.host.frame(frames[1] as Uint8Array);
    expect(c.packets).toEqual([]);
    expect(c.timers.get('ask')).toBe(1);
    c.host.timer('ask');
    expect(c.packets.map(({ to, packet }) => [packet.kind, to])).toEqual([['fetch', 1]]);
    expect(c.host.view.log.length).toBe(0);
    c.host.frame(frames[0] as Uint8Array);
    // Both are taken, and it is the turn of C.
    expect(c.host.view.log.length).toBe(3);
    expect(c.packets.length).toBe(1);
  });
});

describe('a host that hears nothing', () => {
  test('takes over, asks all others, and begins its epoch with their promises', () => {
    const benches = ring({ takeoverMs: 100, takeoverStepMs: 10, backOffMs: 50, graceMs: 10 });
    const [a, b, c] = benches;
    expect(b.timers.get('takeover')).toBe(5);
    b.host.timer('takeover');
    expect(b.timers.get('takeover')).toBe(100 - 5 + 5);
    b.host.timer('takeover');
    expect(b.packets.map(({ to, packet }) => `${packet.kind} to ${to}`)).toEqual([
      'prepare to 0',
      'prepare to 2',
    ]);
    settle(benches);
    expect([a, b, c].map(({ host }) => host.view.promised)).toEqual([1, 1, 1]);
    expect(b.host.view.epoch?.members.length).toBeGreaterThanOrEqual(2);
    expect(b.host.counts.takeovers).toBe(1);
  });

  test('waits longer the further it is behind the last sender, and after each attempt in vain', () => {
    const [a, b, c] = ring({ takeoverMs: 100, takeoverStepMs: 10, backOffMs: 50 });
    a.host.submit(text('x'));
    for (const to of [b, c]) to.host.frame(a.frames[0] as Uint8Array);
    // It has looked once, and has seen the entry.
    c.host.timer('takeover');
    const waits = [0, 1, 2].map(() => {
      c.host.timer('takeover');
      const waitMs = 5 + (c.timers.get('takeover') ?? 0);
      c.host.timer('takeover');
      return waitMs;
    });
    expect(waits).toEqual([100 + 2 * 10 + 5, 100 + 2 * 10 + 25, 100 + 2 * 10 + 50]);
  });
});

describe('a host that has not been started', () => {
  /** Storage that has promised epoch 7. */
  const promised = (): MemoryStorage => {
    const storage = new MemoryStorage(firstStored(3));
    storage.promise(7);
    storage.flush(() => undefined);
    return storage;
  };

  test('takes no payload and no snapshot, and says why', () => {
    const bench = new Bench(0, {}, promised());
    const refused = expect.objectContaining({
      code: 'EXO402',
      message: 'a host takes nothing before start() is called',
    });
    expect(() => bench.host.submit(text('x'))).toThrow(refused);
    expect(() => bench.host.compact(0, text('x'))).toThrow(refused);
    expect([bench.frames, bench.timers.size, bench.storage.load().log.length]).toEqual([[], 0, 0]);
  });

  test('hears nothing: no frame, no packet, no timer', () => {
    const [a] = ring({ holdMs: 0 });
    const bench = new Bench(1, {}, promised());
    bench.host.frame(a.frames[0] as Uint8Array);
    bench.host.packet({ kind: 'prepare', from: 2, epoch: 8, delivered: 0 });
    bench.host.timer('takeover');
    expect([bench.frames, bench.packets, bench.timers.size]).toEqual([[], [], 0]);
    expect([bench.host.view.log.length, bench.storage.load().promised]).toEqual([0, 7]);
  });

  test('is started once', () => {
    const [a] = ring();
    expect(() => a.host.start()).toThrow(expect.objectContaining({ code: 'EXO402' }));
  });

  test.each([1_000, 1, -1, 0.5, NaN, Infinity])(
    'cannot be started by an application that has taken %d entries of an empty log',
    (delivered) => {
      const bench = new Bench(0);
      const message = `start takes how many entries the application has, a whole number from 0 to 0, the entries in the stored log, not ${delivered}`;
      expect(() => bench.host.start(delivered)).toThrow(new ExoError('EXO402', message));
      bench.host.start();
      expect(bench.host.submit(text('x'))).toBe(0);
    },
  );
});

describe('a snapshot', () => {
  /** Three hosts that have agreed on some entries, of which the first compacts two. */
  function compacted(): readonly [Bench, Bench, Bench, Uint8Array] {
    const benches = ring({ holdMs: 0 });
    for (let turn = 0; turn < 6; turn++) {
      for (const from of benches) {
        for (const frame of from.frames.splice(0))
          for (const to of benches) if (to !== from) to.host.frame(frame);
      }
    }
    const snapshot = Buffer.from('two entries');
    expect(benches[0].host.compact(2, snapshot)).toBe(2);
    return [...benches, snapshot];
  }

  test.each([0.5, -1, NaN, Infinity])('of %d entries is refused by name', (slot) => {
    const [a] = compacted();
    expect(() => a.host.compact(slot, text('x'))).toThrow(
      new ExoError('EXO402', `compact takes a slot, a whole number from 0, not ${slot}`),
    );
  });

  test('of more than may be compacted, or of less than is, changes nothing', () => {
    const [a] = compacted();
    expect([a.host.compact(1_000, text('x')), a.host.compact(1, text('x'))]).toEqual([2, 2]);
    a.storage.flush(() => undefined);
    expect(Buffer.from(a.storage.load().log.snapshot ?? []).toString()).toBe('two entries');
  });

  test('is copied from the application, and from the packet that it comes in', () => {
    const [a, , , snapshot] = compacted();
    snapshot.fill(0);
    a.host.packet({ kind: 'join', from: 2, promised: 0, isInstalled: false, delivered: 0 });
    const { packet } = a.packets.at(-1) ?? {};
    if (packet === undefined) throw new Error('a host that is asked answers');
    const { configuration, hosts } = a.host.view;
    const bytes = encodePacket(packet, { configuration, hosts });
    const decoded = decodePacket(bytes, { configuration, hosts });
    if (decoded.kind === 'refused') throw new Error(decoded.reason);
    const late = new Bench(2);
    late.storage.promise(0);
    late.storage.flush(() => undefined);
    late.host.start();
    late.host.packet(decoded);
    bytes.fill(0);
    expect(late.restored).toEqual([2]);
    late.host.packet({ kind: 'join', from: 1, promised: 0, isInstalled: false, delivered: 0 });
    const passedOn = late.packets.at(-1)?.packet;
    const image = passedOn !== undefined && 'log' in passedOn ? passedOn.log : null;
    expect(Buffer.from(image?.snapshot ?? []).toString()).toBe('two entries');
  });

  test('and a log that come with a promise are copied: the bytes may be used for something else', () => {
    const [a, b, c] = compacted();
    for (let i = 0; i < 3; i++) b.host.timer('takeover');
    for (const { to, packet } of b.packets.splice(0)) [a, b, c][to]?.host.packet(packet);
    const { configuration, hosts } = b.host.view;
    for (const { to, packet } of [...a.packets.splice(0), ...c.packets.splice(0)]) {
      const bytes = encodePacket(packet, { configuration, hosts });
      const decoded = decodePacket(bytes, { configuration, hosts });
      if (decoded.kind === 'refused') throw new Error(decoded.reason);
      [a, b, c][to]?.host.packet(decoded);
      bytes.fill(0);
    }
    expect(b.host.view.epoch?.number).toBe(1);
    expect(b.host.view.log.length).toBe(Math.max(...[a, c].map(({ host }) => host.view.log.length)) + 1);
  });
});

describe('frames that are not for this host', () => {
  test('are counted by what is wrong with them, and change nothing', () => {
    const [, b] = ring();
    const [other] = ring({ cluster: 'another' });
    other.host.submit(text('x'));
    b.host.frame(other.frames[0] as Uint8Array);
    b.host.frame(new Uint8Array(7));
    expect(b.host.counts.refusedFrames).toEqual(
      new Map([
        [FRAME_CHECK.configuration, 1],
        [FRAME_CHECK.size, 1],
      ]),
    );
    expect(b.host.view.log.length).toBe(0);
  });
});

/** Storage that fails from the `count`-th flush on. */
class FailingStorage extends MemoryStorage {
  constructor(private count: number) {
    super(firstStored(3));
  }
  override flush(done: (error: Error | null) => void): void {
    this.count -= 1;
    if (this.count >= 0) super.flush(done);
    else done(new ExoError('EXO423', 'the disk is full'));
  }
}

describe('a disk that fails', () => {
  test('stops the host from sending what is not written, and it says so once', () => {
    const bench = new Bench(0, {}, new FailingStorage(0));
    bench.host.start();
    bench.host.submit(text('x'));
    expect(bench.frames).toEqual([]);
    expect(bench.failures.map(({ message }) => message)).toEqual(['the disk is full']);
    expect(bench.host.isFailed).toBe(true);
    expect(() => bench.host.submit(text('y'))).toThrow(expect.objectContaining({ code: 'EXO423' }));
  });

  test('stops the host from promising', () => {
    const bench = new Bench(2, {}, new FailingStorage(0));
    bench.host.start();
    bench.host.packet({ kind: 'prepare', from: 1, epoch: 1, delivered: 0 });
    expect(bench.packets).toEqual([]);
    expect(bench.failures.length).toBe(1);
    bench.host.packet({ kind: 'prepare', from: 1, epoch: 4, delivered: 0 });
    bench.host.timer('takeover');
    expect([bench.packets, bench.failures.length]).toEqual([[], 1]);
  });

  test('loses nothing that was acknowledged: after a restart it is there', () => {
    const storage = new FailingStorage(1);
    const bench = new Bench(0, {}, storage);
    bench.host.start();
    bench.host.submit(text('kept'));
    expect(bench.frames.length).toBe(1);
    const again = new Bench(0, {}, storage);
    again.host.start();
    expect(again.host.view.log.length).toBe(1);
    again.host.timer('repeat');
    expect(again.frames[0]).toEqual(bench.frames[0]);
  });
});
