/** What an engine puts into C2, in the words of the specification and of the code. */
import type { HostEffect, HostSnapshot } from '../../spec/exo/names.js';
import type { EngineEffect } from '../../spec/offload/system.js';
import { shownRecord, type Shown } from './records.js';

/** An effect of an engine: of the host that it is, or on its driver's side. */
export type Effect = HostEffect | EngineEffect;

/** What an effect of the specification puts into C2, as the code does it; a new engine says so first. */
export function shownEffect(effect: Effect, self: number, { context }: HostSnapshot): readonly Shown[] {
  if (effect.type === 'beginC2') {
    return [{ kind: 'begin', next: effect.params.begin.next }];
  }
  if (effect.type !== 'putC2') return [];
  return [shownRecord(effect.params.record, self, context.config.hosts, context.log)];
}

/** Where the log begins that C2 goes over: what is delivered may be compacted, and is not always. */
export function isMarked(effects: readonly Effect[], outgoing: readonly Shown[]): boolean {
  const marks = effects.flatMap((effect) => (effect.type === 'beginC2' ? [effect.params.begin.mark] : []));
  return outgoing.every(({ kind, mark }, i) => kind !== 'begin' || Number(mark) <= (marks[i] ?? -1));
}

/** A record without where the log begins. */
export function withoutMark(record: Shown): Shown {
  if (record['kind'] !== 'begin') return record;
  return { kind: 'begin', next: record['next'] };
}
