import { describe, expect, it } from 'vitest';
import type { Stored } from '../core/records.js';
import { ExoError } from '../../errors/index.js';
import { crc32cWords } from '../wire/crc32c.js';
import { HEADER_BYTES } from '../wire/layout.js';
import { DiskStorage } from './disk-storage.js';
import { type Intent, writesFor } from './intents.test.helper.js';
import { RecordBatch } from './record-batch.js';
import { SimulatedDisk } from './simulated-disk.js';
import { firstStored } from './stored-state.js';
import type { Storage } from './storage.js';
import { CONFIGURATION, frameFor, give, HOSTS, markOf, textOf, type Write } from './writes.test.helper.js';

type Contents = ReadonlyMap<string, Uint8Array>;

const options = { hosts: HOSTS, self: 0, configuration: CONFIGURATION, segmentBytesMax: 1_024 };
const entry = (bodyWords: number): Intent => ({ kind: 'entry', bodyWords });

function diskWith(contents: Contents): SimulatedDisk {
  const disk = new SimulatedDisk({ seed: 1 });
  const files = disk.mount();
  for (const [name, bytes] of contents) {
    const file = files.create(name);
    file.writeNow(bytes, 0, bytes.length, 0);
    file.syncNow();
  }
  files.syncDirectoryNow();
  return disk;
}

/** What groups of writes leave on a disk, and what was stored after each of them, with the first state before. */
function written(
  groups: readonly (readonly Intent[])[],
  seed = 1,
): { contents: Contents; states: readonly Stored[] } {
  const disk = new SimulatedDisk({ seed });
  const storage = DiskStorage.open(disk.mount(), options);
  const states = [storage.load()];
  for (const group of groups) {
    for (const write of writesFor(storage.load(), group)) give(storage, write);
    storage.flush((error) => expect(error).toBeNull());
    states.push(storage.load());
  }
  return { contents: disk.contents(), states };
}

/** The text of what is loaded and how much was cut, or the code of the error. */
function opened(contents: Contents): string {
  const disk = diskWith(contents);
  try {
    const storage = DiskStorage.open(disk.mount(), options);
    return `${storage.recovered.bytesCut} ${textOf(storage.load())}`;
  } catch (error) {
    if (!(error instanceof ExoError)) throw error;
    for (const [name, bytes] of disk.contents())
      expect(Buffer.compare(bytes, contents.get(name) ?? bytes)).toBe(0);
    expect(disk.contents().size).toBe(contents.size);
    expect(error.message).not.toContain('\n');
    return error.code;
  }
}

function errorOf(contents: Contents): string {
  try {
    DiskStorage.open(diskWith(contents).mount(), options);
    return 'none';
  } catch (error) {
    return error instanceof ExoError ? `${error.code} ${error.message}` : String(error);
  }
}

/** The same files, one of them changed. */
function changed(contents: Contents, name: string, change: (bytes: Uint8Array) => Uint8Array): Contents {
  return new Map(
    [...contents].map(([other, bytes]) => [other, other === name ? change(bytes.slice()) : bytes]),
  );
}

function flipped(bit: number): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => bytes.map((byte, at) => (at === bit >>> 3 ? byte ^ (1 << (bit & 7)) : byte));
}

function nameAt(contents: Contents, index: number): string {
  return [...contents.keys()].sort().at(index) ?? 'none';
}

const install: Intent = { kind: 'install', by: 2, form: 'own prefix', part: 0.5, entries: 2 };
const compact: Intent = { kind: 'compact', part: 0.5, bytes: 5 };
const promise: Intent = { kind: 'promise', by: 1 };

/** Segments 2, with a checkpoint, and 3, without one, and groups of one and of several records. */
const groups = [
  [entry(9), promise],
  [compact],
  [entry(60), install],
  [entry(3)],
  [promise, entry(0)],
  [entry(80)],
  [entry(60)],
  [entry(1), entry(2), promise],
];
const { contents, states } = written(groups);
const lastName = nameAt(contents, -1);
const lastBytes = contents.get(lastName) ?? new Uint8Array(0);

/** Where the last group begins: 72 bytes of header and frame each, the bodies, and a promise. */
const lastGroup = lastBytes.length - (2 * 72 + 4 * 3 + 32);

/** The states that a torn last group may leave: after any number of its records. */
const tornStates = [0, 1, 2, 3].map((count) => {
  const kept = [...groups.slice(0, -1), (groups.at(-1) ?? []).slice(0, count)];
  return textOf(written(kept).states.at(-1) ?? firstStored(HOSTS));
});

describe('a disk storage that was damaged', () => {
  it('is made up as these tests take it to be', () => {
    expect([...contents.keys()]).toHaveLength(2);
    expect(opened(contents)).toBe(`0 ${textOf(states.at(-1) ?? firstStored(HOSTS))}`);
    expect(opened(changed(contents, lastName, (bytes) => bytes.subarray(0, lastGroup)))).toBe(
      `0 ${tornStates[0]}`,
    );
  });

  it('says so whichever bit has changed, but for the group that may be torn, and then changes nothing', () => {
    for (const [name, bytes] of contents) {
      const bits = 8 * (name === lastName ? lastGroup : bytes.length);
      for (let bit = 0; bit < bits; bit++) {
        if (opened(changed(contents, name, flipped(bit))) !== 'EXO421') expect.fail(`bit ${bit} of ${name}`);
      }
    }
  });

  it('loses some last records of the last group, if a bit has changed there', () => {
    for (let bit = 8 * lastGroup; bit < 8 * lastBytes.length; bit++) {
      const [bytesCut, text] = opened(changed(contents, lastName, flipped(bit))).split(/ (.*)/s);
      expect(tornStates.slice(0, 3)).toContain(text);
      expect(Number(bytesCut)).toBeGreaterThan(0);
    }
  });

  it('loses the records of the last group that are torn off, wherever it is torn', () => {
    for (let size = lastGroup; size <= lastBytes.length; size++) {
      const torn = changed(contents, lastName, (bytes) => bytes.subarray(0, size));
      const ends = [lastGroup, lastGroup + 76, lastGroup + 156, lastGroup + 188];
      const whole = ends.findLastIndex((end) => end <= size);
      expect(opened(torn)).toBe(`${size - (ends[whole] ?? 0)} ${tornStates[whole]}`);
    }
  });

  it('loses the rest of a torn group if its first record is not sound and a later one is', () => {
    const torn = changed(contents, lastName, (bytes) => bytes.fill(0, lastGroup, lastGroup + 8));
    expect(opened(torn)).toBe(`${lastBytes.length - lastGroup} ${tornStates[0]}`);
  });

  it('takes zeros, and any bytes, behind the last group for torn', () => {
    for (const fill of [0, 0x5a]) {
      const longer = changed(contents, lastName, (bytes) => {
        const more = new Uint8Array(bytes.length + 1_001).fill(fill);
        more.set(bytes);
        return more;
      });
      expect(opened(longer)).toBe(`1001 ${tornStates[3]}`);
    }
  });

  it('takes for torn what an earlier group has left there', () => {
    const from = lastGroup - (4 * 60 + 72);
    const longer = changed(contents, lastName, (bytes) =>
      Uint8Array.of(...bytes, ...bytes.subarray(from, lastGroup)),
    );
    expect(opened(longer)).toBe(`${4 * 60 + 72} ${tornStates[3]}`);
  });

  it('goes on behind what was cut, as if it had never been', () => {
    const disk = diskWith(changed(contents, lastName, (bytes) => bytes.subarray(0, -4)));
    const storage = DiskStorage.open(disk.mount(), options);
    storage.promise(9);
    storage.flush((error) => expect(error).toBeNull());
    disk.crash();
    const again = DiskStorage.open(disk.mount(), options);
    expect(again.recovered).toEqual({ isNew: false, bytesCut: 0 });
    expect(again.load().promised).toBe(9);
  });

  it('is not taken for a torn one if anything is missing before its last group', () => {
    for (const [name, bytes] of contents) {
      const end = name === lastName ? 0 : bytes.length;
      for (let size = 0; size < end; size++) {
        expect(opened(changed(contents, name, (all) => all.subarray(0, size)))).toBe('EXO421');
      }
    }
    const without = (name: string): Contents => new Map([...contents].filter(([other]) => other !== name));
    expect(errorOf(without(nameAt(contents, 0)))).toMatch(
      /^EXO421 a simulated disk: segment-0+2 is missing$/,
    );
  });

  it('says where', () => {
    const flip = (at: number): Contents => changed(contents, lastName, flipped(8 * at));
    expect(errorOf(flip(4))).toMatch(/^EXO421 a simulated disk: segment-0+3 is damaged in its header$/);
    expect(errorOf(flip(48))).toMatch(
      /^EXO421 a simulated disk: segment-0+3 is damaged at byte 40, which was durable before/,
    );
    const inFirst = changed(contents, nameAt(contents, 0), flipped(8 * 300));
    expect(errorOf(inFirst)).toMatch(
      /^EXO421 a simulated disk: segment-0+2 is damaged at byte \d+, .*nothing was changed$/,
    );
  });

  it('is not deceived by a segment under the name of another', () => {
    const renamed = new Map(
      [...contents].map(([name, bytes]) => [name.replace(/3$/, '4').replace(/2$/, '3'), bytes]),
    );
    expect(errorOf(renamed)).toMatch(/^EXO421 a simulated disk: segment-0+4 has the header of segment-0+3$/);
  });
});

describe('a record that stands where it was not written', () => {
  it('is none: the copy of a promise behind the last flush takes nothing back', () => {
    const { contents: promised } = written([[promise], [promise]]);
    const [name = '', bytes = new Uint8Array(0)] = [...promised][0] ?? [];
    const before = opened(promised);
    for (const from of [bytes.length - 64, bytes.length - 32]) {
      const copied = Uint8Array.of(...bytes, ...bytes.subarray(from, from + 32));
      expect(opened(changed(promised, name, () => copied))).toBe(before.replace(/^0/, '32'));
    }
  });

  it('is none: the copy of an entry behind the last flush is no second entry', () => {
    const { contents: entries } = written([[entry(0)]]);
    const [name = '', bytes = new Uint8Array(0)] = [...entries][0] ?? [];
    const copied = Uint8Array.of(...bytes, ...bytes.subarray(-72));
    expect(opened(changed(entries, name, () => copied))).toBe(opened(entries).replace(/^0/, '72'));
  });
});

describe('a record that takes back what was stored before it', () => {
  /** What is said of a storage to which writes were given that no host makes. */
  const storedBadly = (...given: readonly Write[]): string => {
    const disk = new SimulatedDisk({ seed: 1 });
    const files = disk.mount();
    const storage = DiskStorage.open(files, options);
    for (const write of writesFor(storage.load(), [entry(0), promise, promise, { kind: 'reserve', by: 2 }])) {
      give(storage, write);
    }
    storage.flush(() => undefined);
    const name = 'segment-0000000001';
    const whole = disk.contents().get(name) ?? new Uint8Array(0);
    const batch = new RecordBatch();
    for (const write of given) give(batch as unknown as Storage, write);
    batch.seal(new Int32Array(whole.slice(0, 40).buffer)[6] ?? 0, whole.length);
    const bytes = Uint8Array.of(...whole, ...batch.bytes.subarray(40, 4 * batch.end));
    return errorOf(new Map([[name, bytes]]));
  };

  it.each<[string, Write]>([
    ['epoch 1 is promised, and epoch 2 was before', { kind: 'promise', epoch: 1 }],
    ['an entry is for slot 0, and the next slot is 1', { kind: 'entry', frame: frameFor(0, 0) }],
    ['an entry is for slot 2, and the next slot is 1', { kind: 'entry', frame: frameFor(2, 0) }],
    ['numbers below 1 are reserved, and 512 were before', { kind: 'reserve', upTo: 1 }],
    [
      '2 entries are compacted, and there are 1',
      { kind: 'compact', mark: markOf(2), snapshot: new Uint8Array(1) },
    ],
  ])('is damage: %s', (problem, write) => {
    const error = storedBadly(write);
    expect(error).toMatch(/^EXO421 a simulated disk: segment-0000000001 is damaged at byte \d+, where /);
    expect(error).toContain(`, where ${problem}; nothing was changed`);
  });
});

describe('a disk storage of another kind', () => {
  const withHeader = (at: number, value: number, crcs: readonly number[] = [7, 9]): Contents =>
    changed(contents, lastName, (bytes) => {
      const words = new Int32Array(bytes.buffer);
      words[at] = value;
      for (const crc of crcs) words[crc] = crc32cWords(words, 0, crc);
      return bytes;
    });

  it('is refused if its format version differs, an older one too, which has no more than the first checksum', () => {
    expect(errorOf(withHeader(1, 3))).toBe(
      'EXO422 a simulated disk: segment-0000000003 has format version 3; this is for version 2',
    );
    expect(errorOf(withHeader(1, 1, [7]))).toBe(
      'EXO422 a simulated disk: segment-0000000003 has format version 1; this is for version 2',
    );
  });

  it('is refused if it is the log of another host', () => {
    expect(errorOf(withHeader(8, 2))).toBe(
      'EXO422 a simulated disk: segment-0000000003 is the log of host 2; this is host 0: give each host a directory of its own',
    );
  });

  it('is refused if its configuration digest differs', () => {
    expect(errorOf(withHeader(2, -2))).toBe(
      "EXO422 a simulated disk: segment-0000000003 is of another ring or other rules: configuration digest fffffffe; this host's is 5eed0003",
    );
  });
});

describe('a payload that looks like stored records', () => {
  /** What is found of a torn group with an entry in which a record stands that was sealed with this salt, for a place so far off. */
  const torn = (saltOff: number, placeOff: number): string => {
    const disk = new SimulatedDisk({ seed: 1 });
    const storage = DiskStorage.open(disk.mount(), options);
    const name = 'segment-0000000001';
    const begun = disk.contents().get(name) ?? new Uint8Array(0);
    const salt = new Int32Array(begun.slice(0, 40).buffer)[6] ?? 0;
    const frame = frameFor(0, 0, 100);
    const batch = new RecordBatch();
    batch.entry(frameFor(1, 0), 0, HEADER_BYTES);
    const end = begun.length + 24 + frame.length;
    batch.seal(salt + saltOff, end - 4 * batch.length + placeOff);
    frame.set(batch.bytes.subarray(40, 4 * batch.end), frame.length - 4 * batch.length);
    storage.entry(frame, 0, frame.length);
    storage.flush((error) => expect(error).toBeNull());
    return opened(
      changed(disk.contents(), name, (bytes) => bytes.fill(0xff, -frame.length, 4 - frame.length)),
    );
  };

  it('is none, because nobody knows the salt, or where it would stand', () => {
    expect(torn(1, 0)).toMatch(/^472 /);
    expect(torn(0, 4)).toMatch(/^472 /);
    expect(torn(0, 0)).toBe('EXO421');
  });
});
