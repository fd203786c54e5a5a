/**
 * Whether a core that has no room has none. The specification knows no room: a core may leave out what the specification
 * does while, and only while, its log or its queue is all but full.
 */
import { checkFrame, slotOf, wordsOf, type Core } from '../../impl/parts.js';
import type { HostEvent } from '../../spec/exo/events.js';
import type { Entry, HostContext } from '../../spec/exo/log.js';
import type { HostSnapshot } from '../../spec/exo/names.js';
import { unlike, type Difference } from '../compare/difference.js';
import type { LiveCore, Arrived, Room } from '../compare/live-core.js';
import {
  CONFIGURATION,
  FRAME_BYTES_MOST,
  PAYLOAD_BYTES_MOST,
  frameWords,
  payloadBytes,
} from '../compare/logs.js';

/** What the host of `before` would be after the event, if it had room for that. */
export function mayBeFull(
  live: LiveCore,
  room: Room,
  before: HostContext,
  after: HostContext,
  event: HostEvent,
  arrived: Arrived,
): boolean {
  if (event.type === 'SUBMIT') return isQueueFull(room, before);
  return isLogFull(room, after.log.slice(firstKept(live, event, arrived)));
}

/** Whether a host's application had better compact. */
export function hasLittleLeft({ core: { log } }: LiveCore, { entries, logBytes }: Room): boolean {
  const kept = log.length - log.start;
  return 2 * kept > entries || 2 * kept * FRAME_BYTES_MOST > logBytes;
}

/**
 * R10: how much of a host's log may be compacted, written a second time: the base of its epoch stays until more is delivered; of a host
 * that has left its epoch, what its promise said.
 */
export function compactable(spec: HostSnapshot, { settledAtPromise }: Core): number {
  const { installed, delivered } = spec.context;
  const isSaid = spec.matches({ up: { promised: 'waiting' } }) && settledAtPromise >= 0;
  if (installed === null) return isSaid ? Math.min(delivered, settledAtPromise) : delivered;
  if (!spec.matches({ up: 'following' })) return 0;
  return delivered > installed.base ? delivered : Math.min(delivered, installed.snapshot);
}

/** Whether a core lets as much be compacted as may be, once its application has all that is known to be agreed. */
export function compareCompactable(spec: HostSnapshot, core: Core): Difference | null {
  const { compactable: most, log, delivered, settled } = core;
  if (delivered !== settled) return null;
  const allowed = Math.max(log.start, compactable(spec, core));
  return most === allowed ? null : unlike('may be compacted', allowed, most);
}

/**
 * Whether a log keeps no more than it may, unless these are a base and the first q entries after it; and each of its entries as it was sealed,
 * by the code that runs.
 */
export function compareKept(live: LiveCore, { entries }: Room): Difference | null {
  const { log, installed, majority } = live.core;
  const { start, length } = log;
  const isLonger = installed !== null && length > installed.base + majority;
  if (isLonger && length - start > entries) return unlike('entries kept', entries, length - start);
  const spoilt = spoiltFrame(live);
  return spoilt === null ? null : unlike(`the kept entry of slot ${spoilt}`, 'as it was sealed', 'spoilt');
}

/** Where a ring goes round, the first kept slot whose frame is not as it was sealed; null if all are. */
function spoiltFrame({ core, hosts }: LiveCore): number | null {
  const { words, start, length } = core.log;
  for (let slot = start; slot < length; slot++) {
    const at = core.log.placeOf(slot);
    const bytes = 4 * Math.min(wordsOf(words, at), words.length - at);
    const isSound = checkFrame(words, at, bytes, CONFIGURATION, hosts) === 0 && slotOf(words, at) === slot;
    if (!isSound) return slot;
  }
  return null;
}

/** A frame is in one piece, and what is left at the end of the ring is less than the longest one. */
function isLogFull({ entries, logBytes }: Room, kept: readonly Entry[]): boolean {
  const bytes = kept.reduce((sum, entry) => sum + 4 * frameWords(entry), 0);
  return kept.length > entries || bytes + FRAME_BYTES_MOST >= logBytes;
}

function isQueueFull({ payloads, queueBytes }: Room, { queue, log, agreed, config }: HostContext): boolean {
  const own = log.slice(0, agreed).filter(({ source }) => source === config.self);
  const waiting = queue.filter((number) => !own.some(({ payload }) => payload === number));
  const bytes = waiting.reduce((sum, number) => sum + payloadBytes(config.self, number).length + 4, 0);
  return waiting.length >= payloads || bytes + 2 * (PAYLOAD_BYTES_MOST + 4) >= queueBytes;
}

/** The first slot that the log would keep: what comes with a mark beyond what is agreed here begins at that. */
function firstKept({ core }: LiveCore, event: HostEvent, arrived: Arrived): number {
  const comes = arrived !== null && 'kind' in arrived && 'log' in arrived ? arrived.log : null;
  const image = event.type === 'BEGIN' ? (core.gathered?.log ?? null) : comes;
  const isNew = image !== null && image.mark.length > core.settled;
  return isNew ? image.mark.length : core.log.start;
}
