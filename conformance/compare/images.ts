/** Whether logs, entries and records of a core are those of the specification. */
import {
  historyDigest,
  readFrame,
  wordsOf,
  wordsOfFrames,
  type EpochRecord,
  type LogImage,
} from '../../impl/parts.js';
import type { Entry, Log } from '../../spec/exo/log.js';
import { firstOf, unlike, type Difference } from './difference.js';
import { lastSources, markOf, payloadBytes, snapshotOf } from './logs.js';

/** A mark with its fields in one order: those of a state that was encoded and decoded are in another. */
function shownMark({ length, lastEpoch, sources, numbers }: LogImage['mark']): LogImage['mark'] {
  return { length, lastEpoch, sources, numbers };
}

/** Whether an image is of this log: a mark for its beginning, and the rest entry by entry. */
export function compareImage(
  field: string,
  image: LogImage,
  log: readonly Entry[],
  hosts: number,
): Difference | null {
  const { mark, snapshot, length, frames } = image;
  const prefix = log.slice(0, mark.length);
  return firstOf(
    () => unlike(`length of ${field}`, log.length, length),
    () => unlike(`mark of ${field}`, shownMark(markOf(prefix, hosts)), shownMark(mark)),
    () => (snapshot === null ? null : unlike(`snapshot of ${field}`, snapshotOf(prefix), snapshot)),
    () => compareFrames(field, frames, log, mark.length, hosts),
  );
}

function compareFrames(
  field: string,
  frames: Uint8Array,
  log: readonly Entry[],
  from: number,
  hosts: number,
): Difference | null {
  const words = wordsOfFrames(frames);
  let slot = from;
  for (let at = 0; at < words.length; slot++) {
    const entry = log[slot];
    const spec = entry && { slot, history: lastSources(log.slice(0, slot), hosts), ...entry };
    const difference = unlike(`${field}[${slot}]`, spec && shownMessage(spec), shownFrame(words, at));
    if (difference !== null) return difference;
    at += wordsOf(words, at);
  }
  return unlike(`entries of ${field}`, log.length, slot);
}

/** An entry with its place, as a frame says it. */
export function shownFrame(words: Int32Array, at: number): unknown {
  const { epoch, slot, source, history, firstNumber, payloads } = readFrame(words, at);
  const payload = payloads.length === 0 ? null : firstNumber;
  return { epoch, slot, source, history, payload, bytes: payloads };
}

/** A message of the specification, in the form in which messages are compared. */
export function shownMessage({
  epoch,
  slot,
  source,
  history,
  payload,
}: Entry & { readonly slot: number; readonly history: readonly number[] }): unknown {
  const bytes = payload === null ? [] : [payloadBytes(source, payload)];
  return { epoch, slot, source, history: historyDigest(history), payload, bytes };
}

/** A log in a packet; where it begins behind a mark, somebody who has nothing needs the snapshot with it. */
export function compareLog(field: string, spec: Log, image: LogImage, hosts: number): Difference | null {
  return firstOf(
    () => unlike(`delivered of ${field}`, spec.delivered, image.delivered),
    () => compareImage(field, image, spec.log, hosts),
  );
}

/** The record of an epoch, in the form in which records are compared. */
export function shownRecord({ number, members, base, snapshot, lives }: EpochRecord): unknown {
  const record = { number, members: [...members], base, snapshot };
  return lives === undefined ? record : { ...record, lives: [...lives] };
}
