/** Writes at random that fit on what is stored: entries, promises, installs, compactions and reservations. */
import * as sound from '../../impl/parts.js';
import type { LogImage, Mark, Random, Storage, Stored } from '../../impl/parts.js';

export const HOSTS = 3;
export const CONFIGURATION = 0x5eed_0003;

/** Something that storage is given. */
export type Write = (storage: Storage) => void;

/** What is written next, over what has been stored. */
export function drawnWrite(random: Random, stored: Stored): Write {
  const { promised, log, reserved } = stored;
  switch (random.pick(['entry', 'entry', 'entry', 'entry', 'promise', 'install', 'compact', 'reserve'])) {
    case 'entry': {
      const frame = frameFor(log.length, promised, random.pick([0, 4, 64, 280, 1_200]));
      return (storage) => storage.entry(frame, 0, frame.length);
    }
    case 'promise': {
      const epoch = promised + 1 + random.below(3);
      return (storage) => storage.promise(epoch);
    }
    case 'install':
      return drawnInstall(random, stored);
    case 'compact': {
      const { length } = log.mark;
      const mark = markOf(length + random.below(log.length - length + 1));
      const snapshot = new Uint8Array(random.pick([0, 1, 6, 700])).fill(mark.length);
      return (storage) => storage.compact(mark, snapshot);
    }
    default: {
      const upTo = reserved + 256 * random.below(4);
      return (storage) => storage.reserve(upTo);
    }
  }
}

/** On top of the own log, of all entries, or with a snapshot; what is compacted is agreed, and so in every log that is installed. */
function drawnInstall(random: Random, { promised, log }: Stored): Write {
  const form = random.pick(['own entries', 'all entries', 'snapshot']);
  const number = promised + 1 + random.below(3);
  const start = form === 'all entries' ? 0 : random.below(log.length + 1);
  const length = Math.max(start, log.mark.length) + random.below(5);
  const slots = Array.from({ length: length - start }, (_, k) => start + k);
  const image: LogImage = {
    mark: markOf(start),
    snapshot: form === 'snapshot' ? Uint8Array.of(start, number) : null,
    delivered: start + random.below(length - start + 1),
    length,
    frames: joined(slots.map((slot) => frameFor(slot, number, slot % 3))),
  };
  const epoch = { number, members: Uint8Array.of(0, 2), base: length, snapshot: start };
  return (storage) => storage.install(epoch, image);
}

/** A frame as far as storage looks into it. */
function frameFor(slot: number, epoch: number, bytes: number): Uint8Array {
  const words = new Int32Array(32 + bytes);
  const fields = { configuration: CONFIGURATION, history: 0, epoch, slot, source: slot % HOSTS };
  const payloads = [new Uint8Array(bytes).fill(slot)];
  const count = sound.writeFrame({ ...fields, firstNumber: slot, payloads }, words, 0);
  return new Uint8Array(words.buffer, 0, 4 * count).slice();
}

function joined(frames: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(frames.flatMap((frame) => [...frame]));
}

/** Some mark of that length: storage does not hold it against the entries. */
function markOf(length: number): Mark {
  const sources = length === 0 ? [] : [length % HOSTS];
  const numbers = Float64Array.of(-1, length - 1, 2 ** 53 - 2);
  return { length, lastEpoch: length - 1, sources: Uint8Array.from(sources), numbers };
}
