/**
 * What a machine reads of events and is never given: `event.value` where every event of that type has nothing but its type. In
 * JavaScript that is `undefined`, and a guard that compares it says no, so that whatever it guards is never seen.
 */
import type { EventObject } from 'xstate';
import type { UnsaidFields } from '../model/chart-watch.js';

/** Notes what events bring, and what is read of them that they do not. */
export interface FieldWatch {
  /** The event as the machine is asked about it once more: what it reads is noted, if the event has nothing but its type. */
  watched(event: EventObject): EventObject;
  /** What no event of its type brought, by type. */
  unsaid(): readonly UnsaidFields[];
}

export function watchFields(): FieldWatch {
  const brought = new Map<string, Set<string>>();
  const read = new Map<string, Set<string>>();
  return {
    watched(event) {
      const fields = Object.keys(event).filter((key) => key !== 'type');
      if (fields.length === 0) return noting(event, (field) => add(read, event.type, field));
      for (const field of fields) add(brought, event.type, field);
      return event;
    },
    unsaid: () =>
      [...read].flatMap(([event, fields]) => {
        const missing = [...fields].filter((field) => brought.get(event)?.has(field) !== true);
        return missing.length === 0 ? [] : [{ event, fields: missing }];
      }),
  };
}

function add(map: Map<string, Set<string>>, type: string, field: string): void {
  const fields = map.get(type);
  if (fields === undefined) map.set(type, new Set([field]));
  else fields.add(field);
}

/** The event, telling of each field that is read of it and is not there. */
function noting(event: EventObject, note: (field: string) => void): EventObject {
  return new Proxy(event, {
    get(target, key, receiver): unknown {
      if (typeof key === 'string' && !(key in target) && !NOT_OF_USERS.includes(key)) note(key);
      return Reflect.get(target, key, receiver);
    },
  });
}

/** What XState, and whoever looks whether something is a promise or can be serialised, reads of anything. */
const NOT_OF_USERS: readonly string[] = ['then', 'toJSON'];
