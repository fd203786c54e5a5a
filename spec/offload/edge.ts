/**
 * The edge of an engine: what the plain host has not got, because it has no driver to talk to (O1, O5, O8, O9). Pure
 * functions of the engine's context, for its guards and actions.
 */
import { agreedLog, type Entry, type HostConfig, type HostContext } from '../exo/log.js';
import { numberOf } from './payload.js';
import type { C2Record, EngineBegin } from './records.js';

/** What never changes at an engine. */
export interface EngineConfig extends HostConfig {
  /** O7: places in the queue. */
  readonly queueMax: number;
  /** O6: entries that the log holds behind what is compacted; null: any number. */
  readonly window: number | null;
}

export interface Edge {
  /** O5: how much of the log is put on C2; null while no driver is attached in this session (O9). */
  readonly cursor: number | null;
  /** O8: the number after the last one that was taken. Durable. */
  readonly next: number;
}

/** All that an engine is. */
export interface EngineContext extends HostContext {
  readonly config: EngineConfig;
  readonly edge: Edge;
}

export const FIRST_EDGE: Edge = { cursor: 0, next: 0 };

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

/** R11, O7: the first payload of the queue whose number is absent from the own log; null if there is none. */
export function nextQueued({ config, log, queue }: EngineContext): number | null {
  const isAbsent = (payload: number): boolean =>
    !log.some(
      (entry) =>
        entry.source === config.self &&
        entry.payload !== null &&
        numberOf(entry.payload) === numberOf(payload),
    );
  return queue.find(isAbsent) ?? null;
}

/** O7: what is left in the queue once what is agreed has gone. */
export function unagreed(context: EngineContext): readonly number[] {
  const last = lastOwnAgreed(context);
  return context.queue.filter((payload) => numberOf(payload) > last);
}

/** O6: whether the log has room for an entry. */
export function hasRoom({ config: { window }, log, delivered }: EngineContext): boolean {
  return window === null || log.length - delivered < window;
}

/** O5: what goes on C2 next: a snapshot where the entry is compacted, an agreed entry, or nothing. */
export function nextRecord({ edge: { cursor }, log, agreed, delivered }: EngineContext): C2Record | null {
  if (cursor === null) return null;
  if (cursor < delivered) return { kind: 'snapshot', mark: delivered, log: log.slice(0, delivered) };
  const entry = log[cursor];
  return cursor < agreed && entry !== undefined ? { kind: 'append', slot: cursor, entry } : null;
}

/** O5: the cursor once that record is put. */
export function advanced({ edge: { cursor } }: EngineContext, record: C2Record): number | null {
  return cursor === null ? null : record.kind === 'snapshot' ? record.mark : record.slot + 1;
}

/** O9: what an engine says first. */
export function beginOf({ edge: { next }, delivered }: EngineContext): EngineBegin {
  return { next, mark: delivered };
}
