/**
 * Logs and messages of the specification as a core has them. The implementation that runs writes them, also where a faulty
 * copy of it is held against the specification: what is wrong with the copy must not be expected of it.
 */
import { historyDigest, successorsNeeded, writeFrame, type LogImage, type Mark } from '../../impl/parts.js';
import type { Entry, Message } from '../../spec/exo/log.js';

/** All hosts of a model are configured alike. */
export const CONFIGURATION = 0x0e0;

/** What a payload is made of here: eight bytes that say whose it is, and its number there, and up to nine words more. */
export function payloadBytes(source: number, number: number): Uint8Array {
  const bytes = new Uint8Array(PAYLOAD_BYTES_LEAST + 4 * (number % 10)).fill(number + 1);
  bytes.set([0xe0, source, number & 0xff, number >>> 8]);
  return bytes;
}

const PAYLOAD_BYTES_LEAST = 8;
/** No payload here is longer. */
export const PAYLOAD_BYTES_MOST = PAYLOAD_BYTES_LEAST + 4 * 9;
/** No entry here makes a longer frame. */
export const FRAME_BYTES_MOST = 4 * frameWordsOf(PAYLOAD_BYTES_MOST);

/** How many words the frame of an entry takes. */
export function frameWords({ source, payload }: Entry): number {
  return frameWordsOf(payload === null ? null : payloadBytes(source, payload).length);
}

/** A header of twelve words, and the length of the one payload before its bytes. */
function frameWordsOf(payloadBytesOrNone: number | null): number {
  return 12 + (payloadBytesOrNone === null ? 0 : 1 + ((payloadBytesOrNone + 3) >>> 2));
}

/** What stands for a compacted prefix here: its entries, so that two snapshots of one prefix are the same bytes. */
export function snapshotOf(entries: readonly Entry[]): Uint8Array | null {
  if (entries.length === 0) return null;
  return Uint8Array.from(
    entries.flatMap(({ epoch, source, payload }) => [epoch, source, payload === null ? 255 : payload]),
  );
}

/** The mark that stands for some entries: what the rules ask of a prefix. */
export function markOf(entries: readonly Entry[], hosts: number): Mark {
  const numbers = new Float64Array(hosts).fill(-1);
  for (const { source, payload } of entries) {
    if (payload !== null) numbers[source] = Math.max(numbers[source] ?? -1, payload);
  }
  return {
    length: entries.length,
    lastEpoch: entries.at(-1)?.epoch ?? -1,
    sources: Uint8Array.from(lastSources(entries, hosts)),
    numbers,
  };
}

/** The last h senders, newest first. */
export function lastSources(entries: readonly Entry[], hosts: number): number[] {
  return entries
    .slice(-successorsNeeded(hosts))
    .map(({ source }) => source)
    .reverse();
}

/** A message as a frame of a ring with this configuration. */
export function frameOf(message: Message, configuration = CONFIGURATION): Int32Array {
  const { epoch, slot, source, payload, history } = message;
  const words = new Int32Array(FRAME_BYTES_MOST >>> 2);
  const length = writeFrame(
    {
      configuration,
      history: historyDigest(history),
      epoch,
      slot,
      source,
      firstNumber: payload ?? 0,
      payloads: payload === null ? [] : [payloadBytes(source, payload)],
    },
    words,
    0,
  );
  return words.subarray(0, length);
}

/** The frames of a log from a slot on, one after the other. */
export function framesOf(
  log: readonly Entry[],
  hosts: number,
  from: number,
  configuration = CONFIGURATION,
): Uint8Array {
  const frames = log.slice(from).map((entry, i) => {
    const slot = from + i;
    const history = lastSources(log.slice(0, slot), hosts);
    return frameOf({ kind: 'entry', slot, history, ...entry }, configuration);
  });
  const words = new Int32Array(frames.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const frame of frames) {
    words.set(frame, at);
    at += frame.length;
  }
  return new Uint8Array(words.buffer);
}

/** A log, of which `delivered` entries are agreed, from a slot on. */
export function imageOf(
  log: readonly Entry[],
  delivered: number,
  hosts: number,
  from: number,
  withSnapshot: boolean,
  configuration = CONFIGURATION,
): LogImage {
  return {
    mark: markOf(log.slice(0, from), hosts),
    snapshot: withSnapshot ? snapshotOf(log.slice(0, from)) : null,
    delivered,
    length: log.length,
    frames: framesOf(log, hosts, from, configuration),
  };
}
