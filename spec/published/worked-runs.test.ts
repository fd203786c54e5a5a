/**
 * The runs that the slides draw, executed again on the bus and compared with every picture. The agreed part of
 * a log stands in brackets; B′ is the second payload of B. Where a picture contradicts its own rule, the test
 * follows the rule and says so.
 */
import { describe, expect, test } from 'vitest';
import {
  broadcast,
  carried,
  hostsOf,
  picture,
  startRun,
  take,
  tokenHolders,
  ways,
  whoMay,
  type BusRun,
} from '../testing/bus-run.js';
import { isInError } from '../testing/drawn.js';
import { A, B, C, D, E, message, writtenHost } from '../testing/notation.js';
import { optionsWith } from '../testing/options.js';
import type { Knobs } from './knobs.js';

const HOSTS = [A, B, C, D, E];

function slides(knobs: Partial<Knobs> = {}): BusRun {
  const bounds = { hosts: 5, slots: 8, timeouts: 'inf', losses: 'inf', partitions: 1, starter: B } as const;
  return startRun(optionsWith(bounds, knobs));
}

/** All of these hosts look alike. */
function alike(hosts: readonly number[], look: string): Readonly<Record<string, string>> {
  return Object.fromEntries(hosts.map((host) => [writtenHost(host), look]));
}

function inError(run: BusRun): string {
  return hostsOf(run)
    .flatMap((host, i) => (isInError(host) ? [writtenHost(i)] : []))
    .join(' ');
}

/** What happens if the medium brings this message, by itself, to one host. */
function reactsTo(run: BusRun, host: number, event: { type: 'RECEIVE' | 'TIMEOUT' | 'SEND' }): boolean {
  const { model, states } = run;
  return model.slots[host]?.component.step(states[host], event as never).length !== 0;
}

// As on s28–s48.
const empty = slides();
const afterB = broadcast(empty, B);
const afterC = broadcast(afterB, C);
const afterD = broadcast(afterC, D);

// As on s55–s81.
const split = take(afterD, 'Partition', { side: ['A', 'B'] });
const afterE = broadcast(split, E);
const aAssumes = take(afterE, 'Timeout', { host: 'A' });
const afterA = broadcast(aAssumes, A);
const minorityHalted = broadcast(afterA, B);
const cAssumes = take(minorityHalted, 'Timeout', { host: 'C' });
const afterSecondC = broadcast(cAssumes, C);
const healed = take(afterSecondC, 'Heal');
const afterSecondD = broadcast(healed, D);
const aRecovered = take(afterSecondD, 'Recover', { host: 'A', responders: ['C', 'D', 'E'] });
const recovered = take(aRecovered, 'Recover', { host: 'B', responders: ['C', 'D', 'E'] });

describe('the normal run (s28–s48)', () => {
  test('every host starts with an empty log, sequence number 0 and an empty history (s31)', () => {
    expect(picture(empty)).toEqual(alike(HOSTS, 'seq 0, history X X, log []'));
    expect(tokenHolders(empty)).toBe('B');
  });

  test('the message 0,X,X of B is appended everywhere, and C has the token (s32–s36)', () => {
    expect(carried(afterB)).toBe('M=0,X,X');
    expect(picture(afterB)).toEqual(alike(HOSTS, 'seq 1, history B X, log [] B'));
    expect(tokenHolders(afterB)).toBe('C');
  });

  test('the message 1,B,X of C is appended everywhere, and D has the token (s37–s39)', () => {
    expect(carried(afterC)).toBe('M=1,B,X');
    expect(picture(afterC)).toEqual(alike(HOSTS, 'seq 2, history C B, log [] B C'));
    expect(tokenHolders(afterC)).toBe('D');
  });

  test('the message 2,C,B of D agrees slot 0 everywhere, and E has the token (s40–s47, s55)', () => {
    expect(carried(afterD)).toBe('M=2,C,B');
    expect(picture(afterD)).toEqual(alike(HOSTS, 'seq 3, history D C, log [B] C D'));
    expect(tokenHolders(afterD)).toBe('E');
  });

  test('only the holder of the token may broadcast, after every message (s36, s39, s55)', () => {
    expect([empty, afterB, afterC, afterD].map((run) => whoMay(run, 'Broadcast'))).toEqual([
      'B',
      'C',
      'D',
      'E',
    ]);
  });

  test('a sender that appends on arrival, as s33 draws it, gives the same pictures (A1)', () => {
    const first = broadcast(slides({ ownCopy: 'hear' }), B);
    const second = broadcast(first, C);
    const third = broadcast(second, D);
    expect([first, second, third].map(picture)).toEqual([afterB, afterC, afterD].map(picture));
  });
});

describe('the partition run (s55–s81)', () => {
  test('the partition changes no host (s57, s58)', () => {
    expect(picture(split)).toEqual(picture(afterD));
    expect(tokenHolders(split)).toBe('E');
  });

  test('E sends slot 3, heard by C, D and E, which agree slot 1 (s59, s60)', () => {
    // s59 writes M=3,D,C,B: three entries of history beside a state of two.
    expect(carried(afterE)).toBe('M=3,D,C');
    expect(picture(afterE)).toEqual({
      ...alike([A, B], 'seq 3, history D C, log [B] C D'),
      ...alike([C, D, E], 'seq 4, history E D, log [B C] D E'),
    });
    expect(tokenHolders(afterE)).toBe('');
  });

  test('A waits too long and assumes the token, which changes no log (P8; not drawn before s61)', () => {
    expect(whoMay(afterE, 'Broadcast')).toBe('');
    expect(picture(aAssumes)).toEqual(picture(afterE));
    expect(tokenHolders(aAssumes)).toBe('A');
  });

  test('A sends its own slot 3, heard by A and B, which agree slot 1, and B has the token (s61–s63)', () => {
    // s61 writes M=3,D,C,B.
    expect(carried(afterA)).toBe('M=3,D,C');
    expect(picture(afterA)).toEqual({
      ...alike([A, B], 'seq 4, history A D, log [B C] D A'),
      ...alike([C, D, E], 'seq 4, history E D, log [B C] D E'),
    });
    expect(tokenHolders(afterA)).toBe('B');
  });

  test('B sends slot 4, heard by A and B, which agree slot 2 (s64, s65)', () => {
    // s64 writes M=4,A,D,C.
    expect(carried(minorityHalted)).toBe('M=4,A,D');
    expect(picture(minorityHalted)).toEqual({
      ...alike([A, B], 'seq 5, history B A, log [B C D] A B′'),
      ...alike([C, D, E], 'seq 4, history E D, log [B C] D E'),
    });
    expect(tokenHolders(minorityHalted)).toBe('');
  });

  test('A and B are in their own history, so neither may time out or send: the minority halts (s66–s68)', () => {
    // s66 lets A time out and s67 rejects what it sends; a host that applies the same rule to itself stays silent.
    expect(whoMay(minorityHalted, 'Timeout')).toBe('C');
    expect(whoMay(minorityHalted, 'Broadcast')).toBe('');
    for (const host of [A, B]) {
      expect(reactsTo(minorityHalted, host, { type: 'TIMEOUT' })).toBe(false);
      expect(reactsTo(minorityHalted, host, { type: 'SEND' })).toBe(false);
    }
  });

  test('B rejects a message 5,B,A of A without any change, A being in its history (s67, s68)', () => {
    const rejected = { type: 'RECEIVE', message: message('5,B,A', 'A′') } as const;
    expect(reactsTo(minorityHalted, B, rejected)).toBe(false);
    const accepted = { type: 'RECEIVE', message: message('5,B,A', 'C′') } as const;
    expect(reactsTo(minorityHalted, B, accepted)).toBe(true);
  });

  test('C, after a time-out that is not drawn, sends slot 4, heard by C, D and E, which agree slot 2 (s69, s70)', () => {
    // s69 writes M=4,E,D,C, and the caption of s70 repeats that of s65.
    expect(tokenHolders(cAssumes)).toBe('C');
    expect(carried(afterSecondC)).toBe('M=4,E,D');
    expect(picture(afterSecondC)).toEqual({
      ...alike([A, B], 'seq 5, history B A, log [B C D] A B′'),
      ...alike([C, D, E], 'seq 5, history C E, log [B C D] E C′'),
    });
  });

  test('with a history of three, as s59–s70 write it, C could not send the message of s69', () => {
    const long = { history: 'long' } as const;
    const before = [B, C, D].reduce(broadcast, slides(long));
    const parted = broadcast(take(before, 'Partition', { side: ['A', 'B'] }), E);
    expect(carried(parted)).toBe('M=3,D,C,B');
    expect(whoMay(parted, 'Timeout')).toBe('A');
  });

  test('D has the token, and keeps it when the partition heals (s71–s73)', () => {
    expect(tokenHolders(afterSecondC)).toBe('D');
    expect(picture(healed)).toEqual(picture(afterSecondC));
    expect(tokenHolders(healed)).toBe('D');
  });

  test('D sends slot 5: C, D and E agree slot 3, A and B detect the error and keep it at slot 5 (s74–s79)', () => {
    expect(carried(afterSecondD)).toBe('M=5,C,E');
    // s77–s81 leave the history of C, D and E at C E, where P3 gives D C.
    expect(picture(afterSecondD)).toEqual({
      ...alike([A, B], 'seq 5, history B A, log [B C D] A B′ D′?5'),
      ...alike([C, D, E], 'seq 6, history D C, log [B C D E] C′ D′'),
    });
    expect(inError(afterSecondD)).toBe('A B');
  });

  test('a host in error neither sends nor times out before it has recovered (A4)', () => {
    expect(whoMay(afterSecondD, 'Recover')).toBe('A B');
    expect(whoMay(afterSecondD, 'Broadcast')).toBe('E');
    expect(whoMay(afterSecondD, 'Timeout')).toBe('');
  });

  test('A recovers slots 3 to 5 from C, D and E, and agrees slot 3 (s80)', () => {
    expect(picture(aRecovered)).toEqual({
      B: 'seq 5, history B A, log [B C D] A B′ D′?5',
      ...alike([A, C, D, E], 'seq 6, history D C, log [B C D E] C′ D′'),
    });
  });

  test('after B has recovered too, all hosts have one log and agree on one part of it (s80, s81)', () => {
    expect(picture(recovered)).toEqual(alike(HOSTS, 'seq 6, history D C, log [B C D E] C′ D′'));
    expect(inError(recovered)).toBe('');
    expect(tokenHolders(recovered)).toBe('E');
  });

  test('the answers of C and D are a majority with its own, but A needs a majority that says the same (s80, A3)', () => {
    const unsettled = take(afterSecondD, 'Recover', { host: 'A', responders: ['C', 'D'] });
    expect(picture(unsettled)).toEqual(picture(afterSecondD));
    expect(inError(unsettled)).toBe('A B');
    const answers = ways(afterSecondD, 'Recover').filter(({ params }) => params.host === 'A');
    expect(answers.every(({ params }) => (params.responders as readonly string[]).length >= 2)).toBe(true);
  });

  test('new messages are appended while the agreement pointer of A and B waits (s81)', () => {
    const next = broadcast(afterSecondD, E);
    expect(carried(next)).toBe('M=6,D,C');
    expect(picture(next)).toEqual({
      ...alike([A, B], 'seq 5, history B A, log [B C D] A B′ D′?5 E′?6'),
      ...alike([C, D, E], 'seq 7, history E D, log [B C D E C′] D′ E′'),
    });
  });

  test('senders that append on arrival, as s60 and s62 draw it, give the same pictures (A1)', () => {
    const before = [B, C, D].reduce(broadcast, slides({ ownCopy: 'hear' }));
    const e = broadcast(take(before, 'Partition', { side: ['A', 'B'] }), E);
    const a = broadcast(take(e, 'Timeout', { host: 'A' }), A);
    const b = broadcast(a, B);
    const c = broadcast(take(b, 'Timeout', { host: 'C' }), C);
    const d = broadcast(take(c, 'Heal'), D);
    const expected = [afterE, afterA, minorityHalted, afterSecondC, afterSecondD];
    expect([e, a, b, c, d].map(picture)).toEqual(expected.map(picture));
  });
});
