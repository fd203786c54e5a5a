/** Writes for tests, and what is stored after them, naively. */
import type { EpochRecord, LogImage, Mark, Stored } from '../core/records.js';
import { unreachable } from '../../errors/index.js';
import {
  BODY_BYTES_AT,
  EPOCH_AT,
  FIRST_WORD,
  HEADER_BYTES,
  HEADER_WORDS,
  putNumber,
  SLOT_AT,
} from '../wire/layout.js';
import type { Storage } from './storage.js';

export const HOSTS = 3;
export const CONFIGURATION = 0x5eed_0003;

export type Write =
  | { readonly kind: 'entry'; readonly frame: Uint8Array }
  | { readonly kind: 'promise'; readonly epoch: number }
  | { readonly kind: 'install'; readonly epoch: EpochRecord; readonly log: LogImage }
  | { readonly kind: 'compact'; readonly mark: Mark; readonly snapshot: Uint8Array }
  | { readonly kind: 'reserve'; readonly upTo: number };

/** A frame as far as storage looks into it. */
export function frameFor(slot: number, epoch: number, bodyWords = 0): Uint8Array {
  const words = new Int32Array(HEADER_WORDS + bodyWords).fill(slot, HEADER_WORDS);
  words[0] = FIRST_WORD;
  putNumber(words, EPOCH_AT, epoch);
  putNumber(words, SLOT_AT, slot);
  words[BODY_BYTES_AT] = 4 * bodyWords;
  return new Uint8Array(words.buffer);
}

/** The frames of a log, each by itself. */
export function framesIn({ frames }: LogImage): readonly Uint8Array[] {
  const view = new DataView(frames.buffer, frames.byteOffset, frames.length);
  const each: Uint8Array[] = [];
  for (let at = 0; at < frames.length;) {
    const end = at + HEADER_BYTES + view.getUint32(at + 4 * BODY_BYTES_AT, true);
    each.push(frames.subarray(at, end));
    at = end;
  }
  return each;
}

export function joined(frames: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(frames.flatMap((frame) => [...frame]));
}

/** What is stored after a write: the naive version of `StoredState`. */
export function after(stored: Stored, write: Write): Stored {
  switch (write.kind) {
    case 'entry': {
      const { log } = stored;
      return {
        ...stored,
        log: { ...log, length: log.length + 1, frames: joined([log.frames, write.frame]) },
      };
    }
    case 'promise':
      return { ...stored, promised: write.epoch, installed: null };
    case 'install': {
      const log = write.log.snapshot === null ? onTop(stored.log, write.log) : write.log;
      return { ...stored, promised: write.epoch.number, installed: write.epoch, log };
    }
    case 'compact': {
      const { mark, snapshot } = write;
      const frames = joined(framesIn(stored.log).slice(mark.length - stored.log.mark.length));
      const delivered = Math.max(stored.log.delivered, mark.length);
      return { ...stored, log: { ...stored.log, mark, snapshot, delivered, frames } };
    }
    case 'reserve':
      return { ...stored, reserved: write.upTo };
    default:
      return unreachable(write);
  }
}

function onTop(own: LogImage, image: LogImage): LogImage {
  const kept = Math.max(own.mark.length, image.mark.length);
  const frames = joined([
    ...framesIn(own).slice(0, kept - own.mark.length),
    ...framesIn(image).slice(kept - image.mark.length),
  ]);
  const delivered = Math.min(Math.max(own.delivered, image.delivered), image.length);
  return { mark: own.mark, snapshot: own.snapshot, delivered, length: image.length, frames };
}

/** All states in which what is stored has been: first the given one, then one after each write. */
export function statesAfter(stored: Stored, writes: readonly Write[]): readonly Stored[] {
  const states = [stored];
  for (const write of writes) states.push(after(states.at(-1) ?? stored, write));
  return states;
}

export function give(storage: Storage, write: Write): void {
  switch (write.kind) {
    case 'entry':
      return storage.entry(write.frame, 0, write.frame.length);
    case 'promise':
      return storage.promise(write.epoch);
    case 'install':
      return storage.install(write.epoch, write.log);
    case 'compact':
      return storage.compact(write.mark, write.snapshot);
    case 'reserve':
      return storage.reserve(write.upTo);
    default:
      return unreachable(write);
  }
}

/** The same text for equal states, and only for those. */
export function textOf({ promised, installed, log, reserved }: Stored): string {
  const { mark, snapshot, frames } = log;
  const epoch = installed && { ...installed, members: [...installed.members] };
  const plainMark = { ...mark, sources: [...mark.sources], numbers: [...mark.numbers] };
  const hex = (bytes: Uint8Array | null): string | null => bytes && Buffer.from(bytes).toString('hex');
  return JSON.stringify([
    promised,
    epoch,
    { ...log, mark: plainMark, snapshot: hex(snapshot), frames: hex(frames) },
    reserved,
  ]);
}

/** Some mark of that length; storage does not compare it with the entries. */
export function markOf(length: number): Mark {
  const sources = length === 0 ? [] : [length % HOSTS];
  const numbers = Float64Array.of(-1, length - 1, 2 ** 53 - 2);
  return { length, lastEpoch: length - 1, sources: Uint8Array.from(sources), numbers };
}
