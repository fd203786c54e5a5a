/** Frames for tests: entries said in a few words, and read again. */
import type { EntryLog } from '../core/entry-log.js';
import { historyDigest } from '../core/history.js';
import type { LogImage, Mark } from '../core/records.js';
import { successorsNeeded } from '../core/ring.js';
import { readFrame, sealFrame, writeFrame } from '../wire/frame.js';
import { wordsOf } from '../wire/layout.js';

export const CONFIGURATION = 0x5eed;

/** An entry of a log, without its place there. */
export interface TestEntry {
  readonly epoch: number;
  readonly source: number;
  /** Null in an empty message. */
  readonly firstNumber: number | null;
  readonly payloads?: readonly Uint8Array[];
}

/** The frame of the entry that follows on these. */
export function frameAfter(before: readonly TestEntry[], entry: TestEntry, hosts: number): Int32Array {
  const { epoch, source, firstNumber } = entry;
  const newestFirst = before
    .slice(-successorsNeeded(hosts))
    .map((one) => one.source)
    .reverse();
  const payloads = firstNumber === null ? [] : (entry.payloads ?? [payloadOf(source, firstNumber)]);
  const words = new Int32Array(16 + payloads.reduce((sum, { length }) => sum + length + 2, 0));
  const fields = { configuration: CONFIGURATION, history: historyDigest(newestFirst), epoch, source };
  writeFrame({ ...fields, slot: before.length, firstNumber: firstNumber ?? 0, payloads }, words, 0);
  sealFrame(words, 0);
  return words.slice(0, wordsOf(words, 0));
}

/** The frames of a whole log, one after the other. */
export function framesOf(entries: readonly TestEntry[], hosts: number, from = 0): Uint8Array {
  const frames = entries.map((entry, slot) => frameAfter(entries.slice(0, slot), entry, hosts)).slice(from);
  const words = new Int32Array(frames.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const frame of frames) {
    words.set(frame, at);
    at += frame.length;
  }
  return new Uint8Array(words.buffer);
}

/** Eight bytes that say whose payload it is, and which. */
export function payloadOf(source: number, number: number): Uint8Array {
  return Uint8Array.of(source, number & 0xff, number >>> 8, 1, 2, 3, 4, 5);
}

export function entryAt(log: EntryLog, slot: number): TestEntry {
  const { epoch, source, firstNumber, payloads } = readFrame(log.words, log.placeOf(slot));
  return { epoch, source, firstNumber: payloads.length === 0 ? null : firstNumber };
}

/** What stands for these entries, worked out naively. */
export function markOf(entries: readonly TestEntry[], hosts: number): Mark {
  const numbers = new Float64Array(hosts).fill(-1);
  for (const { source, firstNumber, payloads } of entries) {
    if (firstNumber !== null) numbers[source] = firstNumber + (payloads?.length ?? 1) - 1;
  }
  const sources = entries
    .slice(-successorsNeeded(hosts))
    .map(({ source }) => source)
    .reverse();
  const lastEpoch = entries.at(-1)?.epoch ?? -1;
  return { length: entries.length, lastEpoch, sources: Uint8Array.from(sources), numbers };
}

/** A log as it is sent, from an entry on. */
export function imageOf(
  entries: readonly TestEntry[],
  hosts: number,
  {
    from = 0,
    delivered = from,
    snapshot = null,
  }: { from?: number; delivered?: number; snapshot?: Uint8Array | null },
): LogImage {
  const mark = markOf(entries.slice(0, from), hosts);
  return { mark, snapshot, delivered, length: entries.length, frames: framesOf(entries, hosts, from) };
}
