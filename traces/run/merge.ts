import type { RunEvent, RunMessage } from './format.js';

/** Events of several sources in one order. */
export interface MergedRun {
  readonly events: readonly RunEvent[];
  /** How many events stand before the sending of what they received: the sources contradict each other. */
  readonly contradictions: number;
}

/**
 * Events of several sources, each in the order in which its actor took its steps, in one order in which every message is sent before it is
 * received. Clocks decide nothing: where nothing else does, the sources take turns.
 *
 * @example
 * const asked = { actor: 'A', n: 1, action: 'Ask', sent: [{ id: '1', kind: 'question', fields: {} }] };
 * const heard = { actor: 'B', n: 1, action: 'Hear', received: { id: '1', kind: 'question', fields: {} } };
 * console.log(mergedRun([[heard], [asked]]).events.map(({ actor }) => actor)); // [ 'A', 'B' ]
 */
export function mergedRun(sources: readonly (readonly RunEvent[])[]): MergedRun {
  const toCome = sendingsIn(sources);
  const nexts = sources.map(() => 0);
  const events: RunEvent[] = [];
  const all = sources.reduce((sum, { length }) => sum + length, 0);
  let contradictions = 0;
  for (let turn = 0; events.length < all;) {
    let source = nextSource(turn, (i) => {
      const event = sources[i]?.[nexts[i] ?? 0];
      return event !== undefined && !waits(event, toCome);
    });
    if (source === null) {
      source = nextSource(turn, (i) => (nexts[i] ?? 0) < (sources[i]?.length ?? 0)) ?? 0;
      contradictions += 1;
    }
    const at = nexts[source] ?? 0;
    const event = sources[source]?.[at] as RunEvent;
    for (const message of event.sent ?? []) toCome.delete(messageKey(message));
    events.push(event);
    nexts[source] = at + 1;
    turn = source + 1;
  }
  return { events, contradictions };

  /** The first source from a turn on that is as asked; null if none is. */
  function nextSource(from: number, isWanted: (source: number) => boolean): number | null {
    for (let k = 0; k < sources.length; k++) {
      const source = (from + k) % sources.length;
      if (isWanted(source)) return source;
    }
    return null;
  }
}

/** Keys of all messages of which a source has the sending. */
function sendingsIn(sources: readonly (readonly RunEvent[])[]): Set<string> {
  const keys = new Set<string>();
  for (const source of sources)
    for (const { sent } of source) for (const message of sent ?? []) keys.add(messageKey(message));
  return keys;
}

/** Whether what an event received is still to be sent, by another event than itself. */
function waits({ received, sent }: RunEvent, toCome: ReadonlySet<string>): boolean {
  if (received === undefined) return false;
  const key = messageKey(received);
  return toCome.has(key) && !(sent ?? []).some((message) => messageKey(message) === key);
}

/**
 * What was sent and what is met are one message where they have one id, or else are of one kind with the same fields.
 *
 * @example
 * console.log(messageKey({ kind: 'ack', fields: { slot: 2 } })); // ack {"slot":2}
 */
export function messageKey({ id, kind, fields }: RunMessage): string {
  return id ?? `${kind} ${JSON.stringify(fields)}`;
}
