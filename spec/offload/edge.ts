/**
 * The edge of an engine: what the plain host has not got, because it has no driver to talk to (O1, O5, O8, O9). Pure
 * functions of the engine's context, for its guards and actions.
 */
import { agreedLog, sameEntry, type Entry, type HostConfig, type HostContext } from '../exo/log.js';
import { livesKnowing } from '../exo/lives.js';
import { firstNumberOf, numberOf } from './payload.js';
import type { C2Record, DriverBegin, EngineBegin } from './records.js';

/** O5: C2 brings the agreed prefix of the log, or the log as it is, with how much of it is agreed told apart. */
export type C2Form = 'late' | 'early';

/** What never changes at an engine. */
export interface EngineConfig extends HostConfig {
  readonly c2: C2Form;
  /** O7: places in the queue. */
  readonly queueMax: number;
  /** O6: entries that the log holds behind what is compacted; null: any number. */
  readonly window: number | null;
}

export interface Edge {
  /** O5: how much of the log is put on C2; null while no driver is attached in this session (O9). */
  readonly cursor: number | null;
  /** O5, early form: how much of it is told to be agreed; 0 in the late form. */
  readonly told: number;
  /** O5, early form: the length that the log and what is put still have in common, where that is less than is put. */
  readonly cut: number | null;
  /** O8: the number after the last one that was taken. Durable; without a disk, from the first one of this life on. */
  readonly next: number;
}

/** All that an engine is. */
export interface EngineContext extends HostContext {
  readonly config: EngineConfig;
  readonly edge: Edge;
}

export const FIRST_EDGE: Edge = { cursor: 0, told: 0, cut: null, next: 0 };

/** O5, early form: an entry or how much is agreed may come first; all else has its turn. */
export type Putting = 'entry' | 'pointer';

/** O7: the number of the last own payload that is agreed; -1 if none is. */
export function lastOwnAgreed(context: Pick<HostContext, 'config' | 'log' | 'agreed'>): number {
  return lastOwnIn(agreedLog(context), context.config.self);
}

/** The number of the last payload of a source in a log; -1 if there is none. */
export function lastOwnIn(log: readonly Entry[], self: number): number {
  return log.reduce(
    (last, { source, payload }) => (source === self && payload !== null ? numberOf(payload) : last),
    -1,
  );
}

/** Whether a payload with this number is in the own log. */
export function isInLog({ config, log }: Pick<HostContext, 'config' | 'log'>, number: number): boolean {
  return log.some(
    ({ source, payload }) => source === config.self && payload !== null && numberOf(payload) === number,
  );
}

/** R11, O7: the first payload of the queue whose number is absent from the own log; null if there is none. */
export function nextQueued(context: EngineContext): number | null {
  return context.queue.find((payload) => !isInLog(context, numberOf(payload))) ?? null;
}

/** O7: what is left in the queue once what is agreed has gone. */
export function unagreed(
  context: Pick<HostContext, 'config' | 'log' | 'agreed' | 'queue'>,
): readonly number[] {
  const last = lastOwnAgreed(context);
  return context.queue.filter((payload) => numberOf(payload) > last);
}

/** O6: whether the log has room for an entry. */
export function hasRoom({ config: { window }, log, delivered }: EngineContext): boolean {
  return window === null || log.length - delivered < window;
}

/** O5: what goes on C2 next, if it may: what is cut off first, then a snapshot of what is compacted, then the choice. */
export function nextRecord(context: EngineContext, putting: Putting): C2Record | null {
  const { config, edge, log, agreed, delivered } = context;
  const { cursor, told, cut } = edge;
  if (cursor === null) return null;
  if (cut !== null) return { kind: 'truncate', length: cut };
  if (cursor < delivered) return { kind: 'snapshot', mark: delivered, log: log.slice(0, delivered) };
  if (putting === 'pointer') {
    const pointer = Math.min(agreed, cursor);
    return config.c2 === 'early' && told < pointer ? { kind: 'agreed', pointer } : null;
  }
  const entry = log[cursor];
  const isDue = config.c2 === 'early' || cursor < agreed;
  return isDue && entry !== undefined ? { kind: 'append', slot: cursor, entry } : null;
}

/** O5: the edge once that record is put. */
export function putting({ config, edge }: EngineContext, record: C2Record): Edge {
  switch (record.kind) {
    case 'append':
      return { ...edge, cursor: record.slot + 1 };
    case 'agreed':
      return { ...edge, told: record.pointer };
    case 'truncate':
      return { ...edge, cursor: record.length, cut: null };
    case 'snapshot':
      return { ...edge, cursor: record.mark, told: config.c2 === 'early' ? record.mark : 0 };
  }
}

/** O5: the edge when another log takes the place of this one: what is put may no longer be in it. */
export function cutBy({ edge, log }: EngineContext, next: readonly Entry[]): Edge {
  const { cursor, cut } = edge;
  if (cursor === null) return edge;
  const differs = log.findIndex((entry, slot) => !sameEntry(entry, next[slot]));
  const common = differs < 0 ? log.length : differs;
  return Math.min(cut ?? cursor, common) < cursor ? { ...edge, cut: Math.min(cut ?? cursor, common) } : edge;
}

/** O9: an engine to which a driver attaches that has a copy up to its pointer: what the driver knows to be agreed is. */
export function attachedTo(
  context: EngineContext,
  { pointer }: DriverBegin,
): Pick<EngineContext, 'agreed' | 'everAgreed' | 'lives' | 'queue' | 'edge'> {
  const { config, edge } = context;
  const agreed = Math.max(context.agreed, pointer);
  const everAgreed = Math.max(context.everAgreed, agreed);
  return {
    agreed,
    everAgreed,
    lives: livesKnowing(context, agreed),
    queue: unagreed({ ...context, agreed }),
    edge: {
      ...edge,
      cursor: pointer,
      told: config.c2 === 'early' ? pointer : 0,
      cut: null,
      next: Math.max(edge.next, firstNumberOf(context.lives)),
    },
  };
}

/** O9, O10: the edge without a driver: what is left of it is durable. */
export function detached({ edge }: EngineContext): Edge {
  return { ...FIRST_EDGE, cursor: null, next: edge.next };
}

/** O3: the edge of an engine that has forgotten everything: its next number begins with its next life (O8). */
export const FORGOTTEN_EDGE: Edge = { ...FIRST_EDGE, cursor: null };

/** O9: what an engine says first. */
export function beginOf({ edge: { next }, delivered }: EngineContext): EngineBegin {
  return { next, mark: delivered };
}
