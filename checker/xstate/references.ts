/**
 * References to actors, which machines keep in their contexts and send in events, and the plain data that stand
 * for them in bytes and between components.
 *
 * XState's own references are running actors. The checker has none: a reference knows who is meant, and what
 * state that actor is in where this can be known.
 */
import type { AnyActorRef } from 'xstate';
import { copyOfError, isErrorMark, MARK, plainError, revivedError, type PlainError } from './kept-errors.js';
import { ExoError } from '../../errors/index.js';

/** What stands for a reference in plain data: a member of the same family, or another actor of the system. */
export type Marker =
  { readonly [MARK]: 1; readonly id: string } | { readonly [MARK]: 1; readonly peer: string } | PlainError;

/** Who a reference means, and how it is shown to the code of machines. */
interface Identity {
  /** The name of the actor within its family, or the name of a peer. */
  readonly session: string;
  readonly isPeer: boolean;
  readonly id: string;
  readonly systemId?: string | undefined;
  readonly parent?: Reference | undefined;
  /** The `system` that XState expects to find at every actor. */
  readonly system: object;
  /** The state of the actor; throws for an actor whose state is not part of the local state. */
  readonly read: () => unknown;
}

/** A reference to an actor. It can be kept, compared, sent, and sent to; nothing else can be done with it. */
export class Reference {
  readonly session: string;
  readonly isPeer: boolean;
  readonly id: string;
  readonly sessionId: string;
  readonly systemId: string | undefined;
  readonly ref = this;
  readonly src = undefined;
  readonly system: object;
  readonly _parent: Reference | undefined;
  readonly getSnapshot: () => unknown;

  constructor(identity: Identity) {
    this.session = identity.session;
    this.isPeer = identity.isPeer;
    this.id = identity.id;
    this.sessionId = identity.session === '' ? 'x:root' : identity.session;
    this.systemId = identity.systemId;
    this.system = identity.system;
    this._parent = identity.parent;
    this.getSnapshot = identity.read;
  }

  /** XState's code sends by actions; a call of `send` in an assign or a guard is a side effect. */
  send(): never {
    throw impure(this, 'send');
  }

  subscribe(): never {
    throw impure(this, 'subscribe');
  }

  on(): never {
    throw impure(this, 'on');
  }

  start(): never {
    throw impure(this, 'start');
  }

  stop(): never {
    throw impure(this, 'stop');
  }

  toJSON(): object {
    return { [MARK]: 1, id: this.id };
  }
}

/** The reference as XState's types want it. */
export function asActor(reference: Reference): AnyActorRef {
  return reference as unknown as AnyActorRef;
}

/** Whether it is an actor of XState, of whichever copy of it: a project may have a version of its own. */
function isActor(part: object): boolean {
  return 'sessionId' in part && 'getSnapshot' in part && typeof part.getSnapshot === 'function';
}

/** A copy with references and errors as plain data; the value itself if there are none in it. */
export function toPlain(value: unknown, markerOf: (reference: object) => Marker): unknown {
  return mapped(value, (part) => {
    if (part instanceof Reference || isActor(part)) return markerOf(part);
    return part instanceof Error ? plainError(part, (value) => toPlain(value, markerOf)) : undefined;
  });
}

/** Whether something in a value stands for a reference or an error. */
export function hasReference(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null || depth > DEPTH_MAX) return false;
  return MARK in value || Object.values(value).some((part) => hasReference(part, depth + 1));
}

/** What is deeper may be a cycle, which is refused elsewhere. */
const DEPTH_MAX = 50;

/** The inverse of `toPlain`; the value itself if nothing in it stands for a reference or an error. */
export function fromPlain(value: unknown, referenceOf: (marker: Marker) => unknown): unknown {
  return mapped(value, (part) => {
    if (!(MARK in part)) return undefined;
    const marker = part as Marker;
    if (!isErrorMark(marker)) return referenceOf(marker);
    return revivedError(marker, (value) => fromPlain(value, referenceOf));
  });
}

/**
 * A copy in which references are replaced, and errors are as they come back from plain data, so that nobody reads of them what the bytes do not tell;
 * the value itself if there are none in it.
 */
export function withReferences(value: unknown, replace: (reference: object) => unknown): unknown {
  return mapped(value, (part) => {
    if (part instanceof Reference || isActor(part)) return replace(part);
    return part instanceof Error ? copyOfError(part, (inner) => withReferences(inner, replace)) : undefined;
  });
}

/** Replaces parts of plain data for which `replace` gives something, all the way down. */
function mapped(
  value: unknown,
  replace: (part: object) => unknown,
  ancestors: readonly object[] = [],
): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const replaced = replace(value);
  if (replaced !== undefined) return replaced;
  if (ancestors.includes(value)) return value;
  const inside = [...ancestors, value];
  const map = (part: unknown): unknown => mapped(part, replace, inside);
  if (Array.isArray(value)) {
    const parts = value.map(map);
    return parts.some((part, i) => part !== value[i]) ? parts : value;
  }
  if (value instanceof Set) return changed(value, [...value], [...value].map(map), (parts) => new Set(parts));
  if (value instanceof Map) {
    const entries = [...value].flat();
    return changed(value, entries, entries.map(map), (parts) => new Map(inPairs(parts)));
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const parts = Object.values(value);
  const next = parts.map(map);
  const keys = Object.keys(value);
  return changed(value, parts, next, () => Object.fromEntries(keys.map((key, i) => [key, next[i]])));
}

function changed(
  value: object,
  parts: readonly unknown[],
  next: readonly unknown[],
  make: (parts: readonly unknown[]) => object,
): object {
  return next.some((part, i) => part !== parts[i]) ? make(next) : value;
}

function inPairs(parts: readonly unknown[]): [unknown, unknown][] {
  return parts.flatMap((part, i): [unknown, unknown][] => (i % 2 === 0 ? [[part, parts[i + 1]]] : []));
}

function impure({ id }: Reference, call: string): ExoError {
  return new ExoError(
    'EXO112',
    `${JSON.stringify(id)}.${call}() is called while a transition is computed; ` +
      'send by the actions sendTo, sendParent and raise instead',
  );
}
