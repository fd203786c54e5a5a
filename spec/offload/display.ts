/** How runs with split hosts are shown. */
import { showEntry, showHost } from '../exo/display.js';
import type { HostSnapshot } from '../exo/names.js';
import type { DriverSnapshot } from './driver.js';
import type { EngineSnapshot } from './engine.js';

/** An engine's state as traces record it: that of its host, and its edge. */
export function showEngine(snapshot: EngineSnapshot): Readonly<Record<string, unknown>> {
  const { cursor, told, cut, next } = snapshot.context.edge;
  return {
    ...showHost(snapshot as unknown as HostSnapshot),
    cursor: cursor ?? 'none',
    told,
    cut: cut ?? 'none',
    next,
  };
}

export function showDriver({ value, context }: DriverSnapshot): Readonly<Record<string, unknown>> {
  const { next, pending, put, copy, pointer, application, life } = context;
  return {
    state: value,
    next: next ?? 'none',
    pending,
    put,
    copy: copy.map(showEntry),
    pointer,
    application: application.map(showEntry),
    life,
  };
}
