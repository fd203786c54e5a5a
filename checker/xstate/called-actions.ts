/**
 * Calls the custom actions of a machine, which a search otherwise takes for effects and does not execute. An action
 * that changes its context or event would do so in a running actor, and nobody would find out.
 *
 * An action is given copies, so that it is seen to change them in sloppy code too, which does not notice that
 * something is frozen. What it does besides is done: it may print, and it may send requests.
 */
import type { ExecutableActionObject } from 'xstate';
import { sameBytes } from '../model/bytes.js';
import { deepFreeze } from '../model/deep-freeze.js';
import { decodeExactly, encodeExactly } from '../model/encoding.js';
import { ExoError, messageOf } from '../../errors/index.js';
import { unwatched } from '../model/purity.js';

/** The component whose actions are called now; null while none are. */
let caller: string | null = null;

/** Asks a machine, with its custom actions called on the way. */
export function callingActions<T>(name: string, question: () => T): T {
  const before = caller;
  caller = name;
  try {
    return question();
  } finally {
    caller = before;
  }
}

/** Calls an action if that is wanted now. Throws EXO112 if it changes what it is given or sends by itself, EXO113 if it throws. */
export function callAction({ type, params, info, exec }: ExecutableActionObject): void {
  if (caller === null || exec === undefined) return;
  const copies = copiesOf(info);
  // What has no bytes, such as references to actors, cannot be copied; it is frozen.
  const { context, event } = copies ?? { context: deepFreeze(info.context), event: deepFreeze(info.event) };
  const given = { context, event, self: NOBODY, system: NOBODY };
  try {
    unwatched(() => settle((exec as (info: unknown, params: unknown) => unknown)(given, params)));
  } catch (cause) {
    if (cause instanceof ExoError) throw cause;
    const text = `${caller}: action ${JSON.stringify(type)} throws, called on event ${info.event.type}: ${messageOf(cause)}`;
    throw new ExoError('EXO113', text, { cause });
  }
  const changed = copies === null ? null : changedOf(copies);
  if (changed === null) return;
  throw new ExoError(
    'EXO112',
    `${caller} is impure: action ${JSON.stringify(type)} mutates the ${changed} on event ` +
      `${JSON.stringify(info.event.type)}; let an assign do it`,
  );
}

interface Copies {
  readonly context: unknown;
  readonly event: unknown;
  readonly contextBytes: Uint8Array;
  readonly eventBytes: Uint8Array;
}

function copiesOf({ context, event }: ExecutableActionObject['info']): Copies | null {
  try {
    const [contextBytes, eventBytes] = [encodeExactly(context), encodeExactly(event)];
    return {
      ...{ context: decodeExactly(contextBytes), contextBytes },
      ...{ event: decodeExactly(eventBytes), eventBytes },
    };
  } catch {
    return null;
  }
}

function changedOf({ context, contextBytes, event, eventBytes }: Copies): string | null {
  if (!hasBytes(context, contextBytes)) return 'context';
  return hasBytes(event, eventBytes) ? null : 'event';
}

/** Whether a value still has these bytes; not if something was put into it that is no plain data. */
export function hasBytes(value: unknown, bytes: Uint8Array): boolean {
  try {
    return sameBytes(encodeExactly(value), bytes);
  } catch {
    return false;
  }
}

/** Nobody waits for what an asynchronous action comes to. */
function settle(result: unknown): void {
  if (result instanceof Promise) result.catch(() => undefined);
}

/** An actor of which everything can be asked, and to which nothing can be sent: that would be seen by no search. */
const NOBODY: object = new Proxy(() => undefined, {
  apply: () => NOBODY,
  get: (_, key) => {
    if (key === 'then') return undefined;
    return key === 'send' ? refuseToSend : NOBODY;
  },
});

function refuseToSend(event: unknown): never {
  const type = (event as Partial<Record<'type', unknown>> | null | undefined)?.type;
  throw new ExoError(
    'EXO112',
    `${caller ?? 'a machine'} is impure: a custom action sends ${typeof type === 'string' ? JSON.stringify(type) : 'an event'} by itself; ` +
      'let the actions raise, sendTo or sendParent do it',
  );
}
