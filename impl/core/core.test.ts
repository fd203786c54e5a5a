import { describe, expect, test } from 'vitest';
import { firstStored } from '../storage/stored-state.js';
import { CONFIGURATION, entryAt, frameAfter, imageOf, payloadOf } from '../testing/entries.js';
import { wordsOf } from '../wire/layout.js';
import { ANSWER, answerName, type Answer } from './answers.js';
import { Core, STATUS, type CoreWriter } from './core.js';
import type { Packet } from './records.js';

interface Sent {
  readonly to: number;
  readonly packet: Packet;
}

/** A ring of cores: what they say is kept until it is handed on. */
class Ring {
  readonly cores: readonly Core[];
  readonly frames: Int32Array[] = [];
  readonly packets: Sent[] = [];
  readonly fetched: { readonly to: number; readonly frame: Int32Array }[] = [];

  constructor(hosts: number, entriesMax = 64) {
    const copy = (words: Int32Array, at: number): Int32Array => words.slice(at, at + wordsOf(words, at));
    this.cores = Array.from(
      { length: hosts },
      (_, self) =>
        new Core(
          {
            self,
            hosts,
            configuration: CONFIGURATION,
            log: { entriesMax, bytesMax: 16_384 },
            queue: { payloadsMax: 16, bytesMax: 65_536, packPayloadsMax: 4, packBytesMax: 1_400 },
          },
          {
            broadcast: (words, at) => this.frames.push(copy(words, at)),
            resend: (to, words, at) => this.fetched.push({ to, frame: copy(words, at) }),
            send: (to, packet) => this.packets.push({ to, packet }),
          },
        ),
    );
  }

  at(host: number): Core {
    const core = this.cores[host];
    if (core === undefined) throw new RangeError(`there is no host ${host}`);
    return core;
  }

  /** A host fills the next slot and says so; those named hear it, and write it. */
  turn(host: number, heardBy: readonly number[]): void {
    expect(this.at(host).append()).toBe(ANSWER.taken);
    write(this.at(host));
    expect(this.at(host).broadcast()).toBe(ANSWER.taken);
    const frame = this.frames.at(-1) ?? new Int32Array(0);
    for (const other of heardBy) {
      expect(answerName(this.at(other).receive(frame, 0))).toBe('taken');
      write(this.at(other));
    }
  }

  /** Hands on all packets of a kind to some hosts. */
  handOn(kind: Packet['kind'], to: readonly number[]): void {
    for (const { to: host, packet } of this.packets.splice(0)) {
      if (packet.kind !== kind || !to.includes(host)) continue;
      expect(answerName(take(this.at(host), packet)), `${kind} at ${host}`).toBe('taken');
      write(this.at(host));
    }
  }
}

function take(core: Core, packet: Packet): Answer {
  switch (packet.kind) {
    case 'prepare':
      return core.prepare(packet);
    case 'promise':
      return core.promise(packet);
    case 'start':
      return core.start(packet);
    case 'install':
      return core.install(packet);
    case 'fetch':
      return core.fetch(packet);
    case 'join':
      return core.join(packet);
    case 'announce':
      return core.announced(packet);
    case 'answer':
      return core.answered(packet);
    case 'refuse':
    case 'hint':
      return ANSWER.nothing;
  }
}

const NOWHERE: CoreWriter = { entry: () => undefined, promise: () => undefined, install: () => undefined };

function write(core: Core): void {
  core.persisted(core.takeWrites(NOWHERE));
}

function sourcesOf(core: Core): readonly number[] {
  return Array.from({ length: core.log.length - core.log.start }, (_, i) =>
    core.log.sourceAt(core.log.start + i),
  );
}

describe('a ring of cores', () => {
  test('agrees on a slot when h successors have been heard, as on slides 28 to 47', () => {
    const ring = new Ring(5);
    ring.turn(0, [1, 2, 3, 4]);
    ring.turn(1, [0, 2, 3, 4]);
    expect(ring.cores.map(({ agreed }) => agreed)).toEqual([0, 0, 0, 0, 0]);
    ring.turn(2, [0, 1, 3, 4]);
    expect(ring.cores.map(({ agreed }) => agreed)).toEqual([1, 1, 1, 1, 1]);
    expect(ring.cores.map(({ holdsToken }) => holdsToken)).toEqual([false, false, false, true, false]);
  });

  test('goes on in a new epoch without a member that is silent, and keeps what may be agreed', () => {
    const ring = new Ring(3);
    ring.turn(0, [1, 2]);
    ring.turn(1, [0]);
    expect(ring.at(1).timeout(1)).toBe(ANSWER.taken);
    expect(ring.packets).toEqual([]);
    write(ring.at(1));
    ring.handOn('prepare', [0]);
    expect(ring.at(0).receive(frameAfter([], { epoch: 0, source: 0, firstNumber: null }, 3), 0)).toBe(
      ANSWER.olderEpoch,
    );
    ring.handOn('promise', [1]);
    expect(ring.at(1).begin()).toBe(ANSWER.taken);
    write(ring.at(1));
    ring.handOn('start', [0, 2]);
    expect(ring.cores.map(({ status }) => status)).toEqual([
      STATUS.following,
      STATUS.following,
      STATUS.following,
    ]);
    expect(ring.cores.map(({ log }) => log.length)).toEqual([2, 2, 2]);
    ring.turn(1, [0, 2]);
    ring.turn(0, [1, 2]);
    expect(ring.cores.map(({ agreed }) => agreed)).toEqual([3, 3, 3]);
    expect(sourcesOf(ring.at(2))).toEqual([0, 1, 1, 0]);
    expect(ring.at(2).epoch).toEqual({ number: 1, members: Uint8Array.of(0, 1), base: 2, snapshot: 0 });
  });

  test('fetches what a host has missed, and snapshots where it is compacted', () => {
    const ring = new Ring(3);
    ring.turn(0, [1, 2]);
    ring.turn(1, [0]);
    expect(ring.at(2).catchUp(0)).toBe(ANSWER.taken);
    ring.handOn('fetch', [0]);
    expect(ring.fetched.map(({ to }) => to)).toEqual([2]);
    expect(ring.at(2).receive(ring.fetched[0]?.frame ?? new Int32Array(12), 0)).toBe(ANSWER.taken);
    write(ring.at(2));
    ring.turn(2, [0]);
    ring.turn(0, []);
    expect(ring.at(0).deliver(3)).toBe(ANSWER.taken);
    expect(ring.at(0).compact(3, Uint8Array.of(9))).toBe(ANSWER.taken);
    ring.at(1).catchUp(0);
    ring.handOn('fetch', [0]);
    ring.handOn('install', [1]);
    expect([ring.at(1).log.start, ring.at(1).log.length, ring.at(1).delivered]).toEqual([3, 3, 3]);
    expect(ring.at(1).log.snapshot).toEqual(Uint8Array.of(9));
  });

  test('packs payloads that wait into one frame, and sends again what an install takes away', () => {
    const ring = new Ring(3);
    for (const number of [0, 1, 2, 3, 4]) ring.at(0).submit(number, payloadOf(0, number));
    ring.turn(0, []);
    expect(entryAt(ring.at(0).log, 0).firstNumber).toBe(0);
    expect(ring.at(0).log.lastNumbers[0]).toBe(3);
    ring.at(1).timeout(1);
    write(ring.at(1));
    ring.handOn('prepare', [2]);
    ring.handOn('promise', [1]);
    ring.at(1).begin();
    write(ring.at(1));
    ring.handOn('start', [0, 2]);
    expect([ring.at(0).log.length, ring.at(0).log.lastNumbers[0], ring.at(0).queue.length]).toEqual([
      0, -1, 5,
    ]);
    expect(ring.at(0).hasPayload).toBe(true);
  });

  test('begins an epoch with the members that it is given, and refuses those that may not be', () => {
    const ring = new Ring(5);
    ring.turn(0, [1, 2, 3, 4]);
    ring.at(1).timeout(1);
    write(ring.at(1));
    ring.handOn('prepare', [0, 2, 4]);
    ring.handOn('promise', [1]);
    const core = ring.at(1);
    const before = core.save();
    const refused = [[], [0, 1], [0, 2, 4], [0, 1, 3], [0, 1, 1, 2], [2, 1, 0], [0, 1, 2, 5]];
    for (const members of refused)
      expect([members, answerName(core.begin(members))]).toEqual([members, 'badMembers']);
    expect(core.save()).toEqual(before);
    expect(core.begin([1, 2, 4])).toBe(ANSWER.taken);
    expect(core.epoch.members).toEqual(Uint8Array.of(1, 2, 4));
    write(core);
    ring.handOn('start', [0, 2, 4]);
    ring.turn(1, [0, 2, 4]);
    ring.turn(2, [0, 1, 4]);
    ring.turn(4, [0, 1, 2]);
    expect([0, 1, 2, 4].map((host) => ring.at(host).agreed)).toEqual([2, 2, 2, 2]);
    expect([0, 1, 2, 4].map((host) => ring.at(host).holdsToken)).toEqual([false, true, false, false]);
  });

  test('says why it refuses, and a refusal changes nothing', () => {
    const ring = new Ring(3);
    const core = ring.at(1);
    const before = core.save();
    const entry = { epoch: 0, source: 0, firstNumber: 0 };
    const refused: readonly [string, () => Answer][] = [
      ['notMyTurn', () => core.append()],
      ['notLastSender', () => core.broadcast()],
      ['newerEpoch', () => core.receive(frameAfter([], { ...entry, epoch: 3 }, 3), 0)],
      ['gap', () => core.receive(frameAfter([entry], { ...entry, source: 1 }, 3), 0)],
      ['otherSource', () => core.receive(frameAfter([], { ...entry, source: 2 }, 3), 0)],
      ['notOwnNumber', () => core.timeout(2)],
      ['notGathering', () => core.begin()],
      ['notAbovePromise', () => core.prepare({ kind: 'prepare', from: 0, epoch: 0, delivered: 0 })],
      ['nothing', () => core.deliver(1)],
      ['nothing', () => core.join({ kind: 'join', from: 0, promised: 0, isInstalled: true, delivered: 0 })],
    ];
    for (const [name, ask] of refused) expect(answerName(ask()), name).toBe(name);
    expect(core.save()).toEqual(before);
  });

  test('is what was saved of it, wherever it was', () => {
    const ring = new Ring(3);
    ring.at(0).submit(0, payloadOf(0, 0));
    ring.turn(0, [1, 2]);
    ring.at(1).append();
    ring.at(2).timeout(2);
    write(ring.at(2));
    const other = new Ring(3);
    ring.cores.forEach((core, self) => {
      const saved = core.save();
      other.at(self).load(saved);
      expect(other.at(self).save()).toEqual(saved);
    });
    expect(other.at(2).status).toBe(STATUS.gathering);
    write(other.at(1));
    expect(other.at(1).broadcast()).toBe(ANSWER.taken);
  });
});

describe('a core whose log is full', () => {
  const HOSTS = 3;
  const entries = Array.from({ length: 17 }, (_, slot) => ({
    epoch: 0,
    source: slot % HOSTS,
    firstNumber: null,
  }));
  const epoch = { number: 1, members: Uint8Array.of(0, 1, 2), base: 17, snapshot: 0 };

  /** Host 0 with 16 entries of at most 16, none of them compacted, and all of them written. */
  function full(): Core {
    const core = new Ring(HOSTS, 16).at(0);
    core.restart({ ...firstStored(HOSTS), log: imageOf(entries.slice(0, 16), HOSTS, {}) }, 0);
    return core;
  }

  test('refuses an epoch with a longer base, and is as it was before', () => {
    const core = full();
    core.prepare({ kind: 'prepare', from: 1, epoch: 1, delivered: 0 });
    write(core);
    const before = core.save();
    const start: Packet = { kind: 'start', from: 1, epoch, log: imageOf(entries, HOSTS, {}) };
    expect(answerName(take(core, start))).toBe('full');
    expect(core.save()).toEqual(before);
  });

  test('refuses to start an epoch whose base is longer, and is as it was before', () => {
    const core = full();
    expect(answerName(core.timeout(3))).toBe('taken');
    write(core);
    const log = imageOf(entries, HOSTS, {});
    expect(answerName(core.promise({ kind: 'promise', from: 1, epoch: 3, log }))).toBe('taken');
    const before = core.save();
    expect(answerName(core.begin())).toBe('full');
    expect(core.save()).toEqual(before);
  });

  test('of entries that are not agreed takes the first q of an epoch all the same, and no more', () => {
    const core = new Ring(HOSTS, 16).at(1);
    // Eight epochs have left two entries each, of which none could be agreed.
    const left = Array.from({ length: 16 }, (_, slot) => ({
      epoch: 1 + 3 * (slot >> 1),
      source: 1,
      firstNumber: null,
    }));
    const base = imageOf(left, HOSTS, {});
    core.restart({ ...firstStored(HOSTS), promised: 22, installed: null, log: base }, 0);
    expect([core.agreed, core.hasRoom]).toEqual([0, true]);
    const installed = { number: 25, members: Uint8Array.of(1, 2), base: 16, snapshot: 0 };
    expect(answerName(take(core, { kind: 'start', from: 1, epoch: installed, log: base }))).toBe('taken');
    write(core);
    expect(answerName(core.append())).toBe('taken');
    const second = { epoch: 25, source: 2, firstNumber: null };
    const before = [...left, { epoch: 25, source: 1, firstNumber: null }];
    expect(answerName(core.receive(frameAfter(before, second, HOSTS), 0))).toBe('taken');
    write(core);
    expect([core.log.length - core.log.start, core.agreed, core.hasRoom]).toEqual([18, 17, false]);
    expect(answerName(core.append())).toBe('full');
    core.deliver(17);
    expect(answerName(core.compact(17, Uint8Array.of(1)))).toBe('taken');
    expect(answerName(core.append())).toBe('taken');
  });

  test('installs a base that is longer than it has room for, where nothing of it can be compacted', () => {
    const core = new Ring(HOSTS, 16).at(0);
    const left = Array.from({ length: 24 }, (_, slot) => ({
      epoch: 1 + 3 * slot,
      source: 1,
      firstNumber: null,
    }));
    const log = imageOf(left, HOSTS, {});
    const installed = { number: 73, members: Uint8Array.of(0, 1, 2), base: 24, snapshot: 0 };
    expect(answerName(take(core, { kind: 'start', from: 1, epoch: installed, log }))).toBe('taken');
    write(core);
    const stored = { ...firstStored(HOSTS), promised: 73, installed, log: core.log.whole(0) };
    const again = new Ring(HOSTS, 16).at(0);
    again.restart(stored, 0);
    expect([core.log.length, again.log.length]).toEqual([24, 24]);
  });
});
