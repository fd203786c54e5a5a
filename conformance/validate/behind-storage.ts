/** A specified host that is ahead of its storage: changes that are unwritten come later, or never. */
import type { LogNode } from './entry-tree.js';
import type { SeenFields } from './seen.js';
import type { Happening, Situation } from './situation.js';
import type { AskedHost, SpecifiedHost } from './specified-host.js';

/** A change that storage has not written yet. */
export interface Unwritten {
  readonly happening: Happening;
  /** The log with the entry that has come with it; null if none has. */
  readonly node: LogNode | null;
}

/** A host with all that was heard, the same without what storage has not written yet, and what that is. */
export interface Ahead {
  readonly front: Situation;
  readonly written: Situation;
  readonly unwritten: readonly Unwritten[];
}

/** The host once these changes have come; null if they do not follow. */
export function afterChanges(
  spec: SpecifiedHost,
  situation: Situation,
  changes: readonly Unwritten[],
): Situation | null {
  let at = situation;
  for (const { happening, node } of changes) {
    const step = spec.ask(at, happening);
    if (step === null) return null;
    at = node === null ? step.next : { ...step.next, log: node };
  }
  return at;
}

/** The states in which a host waits for its storage. */
const WRITING: readonly Situation['name'][] = ['promising', 'claiming', 'starting', 'installing'];

/** Whether the host waits for its storage. */
export function isWriting({ name }: Situation): boolean {
  return WRITING.includes(name);
}

/** An epoch that is being written says how much was delivered when it began: it does not begin again after what is delivered meanwhile. */
export function isBeginning(unwritten: readonly Unwritten[]): boolean {
  return unwritten.some(({ happening }) => happening.type === 'BEGIN');
}

/** Where the host may have been when it crashed: with all, some or none of what was under way to storage written. */
export function mayHaveWritten(
  spec: SpecifiedHost,
  { front, written, unwritten }: Ahead,
): readonly Situation[] {
  const found: Situation[] = [];
  if (isBeginning(unwritten)) {
    const step = spec.ask(front, { type: 'PERSISTED' });
    return step === null ? [written] : [step.next, written];
  }
  for (let count = unwritten.length; count > 0; count--) {
    const some = afterChanges(spec, written, unwritten.slice(0, count));
    const step = some && spec.ask(some, { type: 'PERSISTED' });
    if (step) found.push(step.next);
  }
  return [...found, written];
}

/** The next life of a host. Its application may have forgotten what it had not kept; it is given that again. */
export function lifeAfter(spec: SpecifiedHost, before: Situation, { settled }: SeenFields): Situation | null {
  const { delivered } = before.disk;
  const kept = Math.min(settled ?? delivered, delivered);
  const lessened = {
    ...before,
    delivered: Math.min(before.delivered, kept),
    disk: { ...before.disk, delivered: kept },
  };
  const down = spec.ask(lessened, { type: 'CRASH' });
  return (down && spec.ask(down.next, { type: 'RESTART' })?.next) ?? null;
}

/** What a host is asked that comes back, and crashes before where nobody has seen that. */
export function beginsAgain(
  spec: SpecifiedHost,
  before: Situation,
  isCrashUnseen: boolean,
): readonly AskedHost[] {
  const crash: AskedHost = { situation: before, happening: { type: 'CRASH' } };
  const down = spec.ask(before, crash.happening)?.next;
  if (down === undefined) return [];
  return [...(isCrashUnseen ? [crash] : []), { situation: down, happening: { type: 'RESTART' } }];
}

/** The host once it has delivered this many entries; null if it may not. */
export function deliveredTo(spec: SpecifiedHost, from: Situation, upTo: number): Situation | null {
  let at = from;
  while (at.delivered < upTo) {
    const step = spec.ask(at, { type: 'DELIVER' });
    if (step === null) return null;
    at = step.next;
  }
  return at;
}
