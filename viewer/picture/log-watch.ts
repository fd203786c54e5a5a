import type { LensPaths } from '../../traces/index.js';
import type { Plain } from '../film/film.js';
import { sourceOf } from './lanes.js';
import type { Lane, Log, LogChange, LogEntry } from './picture.js';
import { listAt, numberAt, valueAt } from './state-reader.js';
import { shortText } from './value-text.js';

/** Of a long log this many entries are kept with each change. */
const TAIL = 24;
const CUT_MAX = 4;

/** Follows the log of one actor. */
export class LogWatch {
  readonly changes: LogChange[] = [];
  private last: Log | null = null;

  constructor(
    private readonly paths: LensPaths,
    private readonly lanes: readonly Lane[],
  ) {}

  look(step: number, actor: Plain | undefined): void {
    const log = logOf(actor, this.paths, this.lanes, this.last);
    if (log === null) return;
    const before = this.last;
    if (before !== null && isSame(before, log)) return;
    this.last = log;
    // A log that begins empty has not changed.
    if (before === null && log.length === 0) return;
    const isLog = before === null || !isSameLog(before, log);
    this.changes.push({ step, log, isLog, cut: cutOf(before, log) });
  }
}

/**
 * The end of an actor's log; null where it has none. What was not in the log before is fresh: where there is none before,
 * nothing is.
 */
export function logOf(
  actor: Plain | undefined,
  paths: LensPaths,
  lanes: readonly Lane[],
  before: Log | null,
): Log | null {
  const found = listAt(actor, paths.log);
  const items = found ?? [];
  const length = numberAt(actor, paths.length);
  if (found === null && length === null) return null;
  const base = numberAt(actor, paths.base) ?? 0;
  const agreed = numberAt(actor, paths.agreed) ?? 0;
  const skipped = Math.max(0, items.length - TAIL);
  const entries = items.slice(skipped).map((item, i): LogEntry => {
    const slot = base + skipped + i;
    const text = shortText(item);
    const source = sourceOf(text, lanes);
    return { slot, text, source, agreed: slot < agreed, fresh: before !== null && !has(before, slot, text) };
  });
  return {
    start: base + skipped,
    entries,
    length: length ?? base + items.length,
    disputed: disputedOf(actor, paths, lanes),
  };
}

function disputedOf(
  actor: Plain | undefined,
  { disputed }: LensPaths,
  lanes: readonly Lane[],
): Log['disputed'] {
  return (listAt(actor, disputed) ?? []).flatMap((one) => {
    const [slot, entry] = [valueAt(one, 'slot'), valueAt(one, 'entry')];
    if (typeof slot !== 'number' || entry === undefined) return [];
    const text = shortText(entry);
    return [{ slot, text, source: sourceOf(text, lanes) }];
  });
}

function has({ start, entries }: Log, slot: number, text: string): boolean {
  // What lies before the end that is kept was there all the time.
  return slot < start || entries[slot - start]?.text === text;
}

function isSame(left: Log, right: Log): boolean {
  return (
    isSameLog(left, right) &&
    left.disputed.length === right.disputed.length &&
    left.disputed.every(({ slot, text }, i) => {
      const other = right.disputed[i];
      return other?.slot === slot && other.text === text;
    })
  );
}

function isSameLog(left: Log, right: Log): boolean {
  return (
    left.length === right.length &&
    left.start === right.start &&
    left.entries.every(({ text, agreed }, i) => {
      const other = right.entries[i];
      return other?.text === text && other.agreed === agreed;
    })
  );
}

function cutOf(before: Log | null, log: Log): readonly LogEntry[] {
  if (before === null) return [];
  // What was compacted is not cut off.
  const gone = before.entries.filter(({ slot, text }) => slot >= log.start && !has(log, slot, text));
  return gone.slice(-CUT_MAX);
}
