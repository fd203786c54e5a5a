import { beforeEach, describe, expect, it } from 'vitest';
import { Core } from '../core/core.js';
import { viewOf } from '../host/view.js';
import { CONFIGURATION, frameAfter, type TestEntry } from '../testing/entries.js';
import { CRC_AT } from '../wire/layout.js';
import { Application } from './application.js';
import { Durable } from './durable.js';
import { GlobalOrder } from './global-order.js';
import { Judge } from './judge.js';
import { Random } from './random.js';
import { Submissions } from './submissions.js';

const HOSTS = 3;
const SIZE = 8;

let judge: Judge;
let submissions: Submissions;
let disks: readonly Durable[];
let order: GlobalOrder;
beforeEach(() => {
  judge = new Judge();
  submissions = new Submissions(HOSTS, new Random(1));
  disks = Array.from({ length: HOSTS }, () => new Durable(16));
  order = new GlobalOrder(disks, 2, submissions, judge);
  // A submits 0 to 3, B submits 0 and 1: identities 0 to 5.
  for (const number of [0, 1, 2, 3]) submissions.add(0, number, SIZE, 0);
  for (const number of [0, 1]) submissions.add(1, number, SIZE, 0);
});

/** Host C delivers a payload, by default with the bytes of what was submitted. */
function deliver(place: number, slot: number, source: number, number: number, id = number + 4 * source) {
  return order.deliver('C', place, { slot, source, number, payload: submissions.bytes(id, SIZE) });
}

describe('the order of payloads', () => {
  it('is what the first host delivers, and everybody after it delivers the same', () => {
    const said = [deliver(0, 0, 0, 0), deliver(1, 1, 1, 0), deliver(2, 3, 0, 1)];
    expect(said).toEqual([0, 4, 1]);
    expect([deliver(0, 0, 0, 0), deliver(1, 1, 1, 0)]).toEqual([0, 4]);
    expect([order.payloads, judge.violation]).toEqual([3, null]);
  });

  it('counts the payloads before a slot', () => {
    for (const [place, slot] of [2, 2, 2, 5].entries()) deliver(place, slot, 0, place);
    expect([0, 2, 3, 5, 6].map((slot) => order.payloadsBefore(slot))).toEqual([0, 0, 3, 3, 4]);
  });

  it.each([
    ['Agreement', 'another payload in a place', () => deliver(0, 0, 1, 0)],
    ['Agreement', 'another slot for it', () => deliver(0, 1, 0, 0)],
    ['Agreement', 'a slot before the last one', () => (deliver(1, 5, 0, 1), deliver(2, 4, 0, 2))],
    ['Validity', 'what was never submitted', () => deliver(1, 1, 0, 9)],
    ['Validity', 'what a host of no ring has submitted', () => deliver(1, 1, 200, 0)],
    ['Validity', 'other bytes', () => deliver(1, 1, 0, 1, 2)],
    ['Integrity', 'a payload twice', () => deliver(1, 1, 0, 0)],
    ['Fifo', 'a payload before an earlier one', () => deliver(1, 1, 0, 2)],
    [
      'Fifo',
      'a payload of an earlier life after one of a later',
      () => {
        submissions.loseUnordered(0);
        submissions.add(0, 100, SIZE, 0);
        deliver(1, 1, 0, 100, 6);
        deliver(2, 2, 0, 1);
      },
    ],
  ] as const)('blames %s for %s', (property, _, act) => {
    deliver(0, 0, 0, 0);
    act();
    expect(judge.violation?.property).toBe(property);
    expect(judge.violation?.text).toMatch(/^C delivers .*in slot \d+/);
  });
});

describe('the order of entries', () => {
  const entries: readonly TestEntry[] = [0, 1, 2].map((source) => ({ epoch: 0, source, firstNumber: null }));

  /** A host that has these entries in its log. */
  function coreWith(list: readonly TestEntry[]): Core {
    const options = {
      self: 0,
      hosts: HOSTS,
      configuration: CONFIGURATION,
      log: { entriesMax: 16, bytesMax: 4_096 },
      queue: { payloadsMax: 4, bytesMax: 4_096, packPayloadsMax: 4, packBytesMax: 1_000 },
    };
    const nothing = (): void => undefined;
    const core = new Core(options, { broadcast: nothing, resend: nothing, send: nothing });
    for (const [slot, entry] of list.entries())
      core.log.append(frameAfter(list.slice(0, slot), entry, HOSTS), 0);
    return core;
  }

  function write(disk: Durable | undefined, core: Core, upTo: number): void {
    for (let slot = disk?.length ?? 0; slot < upTo; slot++) {
      disk?.entry(core.log.words[core.log.placeOf(slot) + CRC_AT] ?? 0);
    }
  }

  it('is what the first host agrees on', () => {
    const core = coreWith(entries);
    for (const disk of disks.slice(1)) write(disk, core, 3);
    order.checkEntries('A', viewOf(core).log, 0, 2);
    order.checkEntries('B', viewOf(core).log, 0, 3);
    expect([order.length, judge.violation]).toEqual([3, null]);
  });

  it('blames Agreement for another entry in a slot', () => {
    const core = coreWith(entries);
    for (const disk of disks) write(disk, core, 3);
    order.checkEntries('A', viewOf(core).log, 0, 2);
    const other = coreWith([{ epoch: 0, source: 0, firstNumber: null }, ...entries.slice(0, 2)]);
    order.checkEntries('B', viewOf(other).log, 0, 3);
    expect(judge.violation).toEqual({
      property: 'Agreement',
      text: 'B agrees on an entry for slot 1 that is another one elsewhere',
    });
  });

  it('blames MinorityHalt for an entry that is on fewer disks than a majority, or another one there', () => {
    const core = coreWith(entries);
    write(disks[0], core, 3);
    write(disks[1], core, 2);
    order.checkEntries('A', viewOf(core).log, 0, 2);
    expect(judge.violation).toBeNull();
    disks[1]?.entry(12_345);
    order.checkEntries('A', viewOf(core).log, 2, 3);
    expect(judge.violation?.property).toBe('MinorityHalt');
    expect(judge.violation?.text).toContain('slot 2 is agreed, and on 1 disks');
  });
});

describe('entries that no log has any more', () => {
  const SLOTS = 300;
  const log = { checksumAt: (slot: number) => slot + 1 };

  beforeEach(() => {
    disks = Array.from({ length: HOSTS }, () => new Durable(512));
    order = new GlobalOrder(disks, 2, submissions, judge);
    for (const disk of disks) for (let slot = 0; slot < SLOTS; slot++) disk.entry(slot + 1);
    order.checkEntries('A', log, 0, SLOTS);
  });

  it('stand in the digest of all, whether they are kept or not', () => {
    const { entriesDigest } = order;
    order.dropBefore(280);
    expect([order.entriesDigest, order.length]).toEqual([entriesDigest, SLOTS]);
  });

  it('are agreed on by nobody', () => {
    order.dropBefore(280);
    order.checkEntries('B', log, 280, SLOTS);
    expect(judge.violation).toBeNull();
    order.checkEntries('C', log, 279, SLOTS);
    expect(judge.violation).toMatchObject({
      property: 'Agreement',
      text: 'C agrees on slot 279, which no log has any more',
    });
  });
});

describe('an application', () => {
  let application: Application;
  beforeEach(() => {
    application = new Application('C', order, judge);
    for (const disk of disks) for (let slot = 0; slot < 3; slot++) disk.entry(0);
    for (let place = 0; place < 3; place++) application.take(place, deliver(place, place, 0, place));
    application.entries = 3;
  });

  /** Entries up to slot 3 are agreed, without looking at what is in them. */
  function agree(): void {
    order.checkEntries('A', { checksumAt: () => 0 }, 0, 3);
  }

  it('begins anew, and becomes what a snapshot says', () => {
    agree();
    const snapshot = application.snapshot();
    application.forget();
    expect(application.payloads).toBe(0);
    application.restore(3, snapshot);
    application.check();
    expect([application.entries, application.payloads, judge.violation]).toEqual([3, 3, null]);
  });

  it.each([
    ['of another slot', 2, (words: Float64Array) => words],
    ['with other entries', 3, (words: Float64Array) => words.with(0, 2)],
    ['with other payloads', 3, (words: Float64Array) => words.with(1, 2)],
    ['with another digest', 3, (words: Float64Array) => words.with(2, 1)],
    ['that is too short', 3, (words: Float64Array) => words.slice(1)],
    ['that is empty', 3, () => new Float64Array(0)],
  ] as const)('blames Snapshot for one %s', (_, slot, change) => {
    agree();
    const snapshot = change(new Float64Array(application.snapshot().buffer));
    application.restore(slot, new Uint8Array(snapshot.buffer));
    expect(judge.violation?.property).toBe('Snapshot');
  });

  it('blames Snapshot for one of more than is agreed anywhere', () => {
    application.restore(3, application.snapshot());
    expect(judge.violation?.property).toBe('Snapshot');
  });

  it('blames Stability for one of less than it has', () => {
    agree();
    const snapshot = application.snapshot();
    application.take(3, deliver(3, 3, 0, 3));
    application.restore(3, snapshot);
    expect(judge.violation?.property).toBe('Stability');
  });
});
