import type { Evidence } from '../../traces/index.js';
import type { Lane, Log, LogChange, LogEntry, Picture } from './picture.js';
import { between, lastUpTo, type Scale } from './scale.js';
import { group, label, line, rect, type Room, type Shape } from './shapes.js';
import type { Subject } from './subject.js';
import { textWidth } from './text-width.js';

const ENTRY_SIZE = 10.5;
const STRIP_HEIGHT = 18;
/** The strip begins a little left of the middle of its column, under what arrives there. */
const BEFORE = 9;

/** The end of each log where it changes, and those of all actors at the chosen step. */
export function stripsOf(picture: Picture, scale: Scale, room: Room): readonly Shape[] {
  const { lanes, tracks } = picture;
  return lanes.flatMap((_, place) => {
    const y = scale.y(place);
    const logs = tracks[place]?.logs ?? [];
    if (y === null || logs.length === 0) return [];
    const { chosen, others } = wantedOf(logs, scale);
    // What was chosen comes first: where there is room for one of two, it is that.
    const ordered = chosen === null ? others : [chosen, ...others.filter(({ step }) => step !== chosen.step)];
    return ordered.flatMap((change) => {
      const next = ordered.reduce(
        (nearest, { step }) => (step > change.step && step < nearest ? step : nearest),
        Infinity,
      );
      const x = scale.x(change.step) - BEFORE;
      const end = Math.min(scale.x(next) - BEFORE, scale.right + 40);
      const isNow = change.step === scale.view.step;
      const { followed } = scale.view;
      const { right } = scale;
      const width = Math.max(end - x - 5, isNow && isOfSeveralSlots(picture, place) ? PROOF_WIDTH : 0);
      return strip(change, { picture, place, x, y, width, right, isNow, followed }, room);
    });
  });
}

/** Evidence of several slots of one log is all to be seen, however narrow its column. */
const PROOF_WIDTH = 160;

function isOfSeveralSlots({ evidence, lanes }: Picture, place: number): boolean {
  const lane = lanes[place];
  if (evidence?.also === undefined || lane === undefined) return false;
  return evidence.hosts[0]?.some((host) => host === lane.name || host === lane.label) === true;
}

/** An entry is wider than this many columns otherwise. */
const MIN_COLUMN = 3;

interface Wanted {
  readonly chosen: LogChange | null;
  readonly others: readonly LogChange[];
}

function wantedOf(logs: readonly LogChange[], { from, to, view, column }: Scale): Wanted {
  const stepOf = ({ step }: LogChange): number => step;
  // In narrow columns nothing of a log has room but that of the chosen step.
  const isWide = column >= MIN_COLUMN;
  const others = isWide ? between(logs, stepOf, from, to).filter(({ isLog }) => isLog) : [];
  const now = lastUpTo(logs, stepOf, view.step);
  if (now === undefined || view.step < from || view.step > to) return { chosen: null, others };
  if (now.step === view.step) return { chosen: now, others };
  const entries = now.log.entries.map((entry) => ({ ...entry, fresh: false }));
  return { chosen: { step: view.step, log: { ...now.log, entries }, cut: [], isLog: false }, others };
}

interface StripPlace {
  readonly picture: Picture;
  readonly place: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** Where the lanes end. */
  readonly right: number;
  readonly isNow: boolean;
  readonly followed: Subject | undefined;
}

function strip({ step, log, cut }: LogChange, at: StripPlace, room: Room): readonly Shape[] {
  const { y, width, right, isNow } = at;
  const top = y + 13;
  const fitting = endThatFits(log, width);
  if (fitting.length === 0) return lengthOnly(log, at, room);
  // Behind the last step stands the evidence: the logs of the chosen one make room for it, and may take that of the step before them.
  const placed = fitting.flatMap((_, first) => {
    const shown = fitting.slice(first);
    const total = shown.reduce((sum, entry) => sum + boxWidth(entry), 0);
    return [{ shown, total, x: isNow ? Math.min(at.x, right - 2 - total) : at.x }];
  });
  const free = placed.find(({ x, total }) => {
    return room.take({ x, y: top, width: total, height: STRIP_HEIGHT });
  });
  if (free === undefined) return lengthOnly(log, at, room);
  const { shown, x } = free;
  let left = x;
  const boxes = shown.flatMap((entry) => {
    const box = { x: left, y: top, width: boxWidth(entry) - 1.5, height: STRIP_HEIGHT };
    left += boxWidth(entry);
    return entryShapes(entry, box, at);
  });
  const notes = below(log, shown, cut, { ...at, x, y: top + STRIP_HEIGHT }, room);
  return [group([...boxes, ...notes], { class: 'strip', 'data-step': step, 'data-lane': at.place })];
}

function boxWidth({ text }: { readonly text: string }): number {
  return Math.max(19, textWidth(text, ENTRY_SIZE, 'bold') + 7);
}

function endThatFits({ entries }: Log, width: number): readonly LogEntry[] {
  let room = width;
  let first = entries.length;
  while (first > 0) {
    const entry = entries[first - 1];
    if (entry === undefined || boxWidth(entry) > room) break;
    room -= boxWidth(entry);
    first--;
  }
  return entries.slice(first);
}

function entryShapes(
  entry: LogEntry,
  box: { x: number; y: number; width: number; height: number },
  { picture, place, followed }: StripPlace,
): readonly Shape[] {
  const source = entry.source === null ? undefined : picture.lanes[entry.source];
  const colour = colourOf(source);
  const classes = ['entry', colour, ...(entry.agreed ? ['agreed'] : []), ...(entry.fresh ? ['fresh'] : [])];
  const isBroken = entry.agreed && isIn(picture.evidence, entry, picture.lanes[place]);
  if (followed !== undefined) classes.push(isFollowed(followed, entry) ? 'followed' : 'faded');
  const shapes = [
    rect(box, [...classes, ...(isBroken ? ['broken'] : [])].join(' '), 3),
    label(
      box.x + box.width / 2,
      box.y + 13,
      entry.text,
      ['entry-text', ...classes.slice(1)].join(' '),
      'middle',
    ),
  ];
  return shapes.map((shape) => ({ ...shape, attributes: { ...shape.attributes, 'data-slot': entry.slot } }));
}

function isFollowed(subject: Subject, { slot, text }: LogEntry): boolean {
  return subject.kind === 'slot' ? subject.slot === slot : subject.text === text;
}

/** Whether an entry is one of those that break the property. */
export function isIn(evidence: Evidence | null, { slot, text }: LogEntry, lane: Lane | undefined): boolean {
  if (evidence === null || lane === undefined) return false;
  const isHere = (value: number): boolean =>
    (evidence.hosts[value] ?? []).some((host) => host === lane.name || host === lane.label);
  if (evidence.also?.some(([other, value]) => other === slot && value === text) === true) return isHere(0);
  const value = evidence.slot === slot ? evidence.values.indexOf(text) : -1;
  return value >= 0 && isHere(value);
}

function colourOf(lane: Lane | undefined): string {
  return lane === undefined ? 'cx' : `c${lane.colour % 8}`;
}

/** Where the shown end begins, what was cut off, and what is in dispute. */
function below(
  { disputed, start, entries }: Log,
  shown: readonly LogEntry[],
  cut: readonly LogEntry[],
  { x, y, width }: StripPlace,
  room: Room,
): readonly Shape[] {
  const first = shown[0]?.slot ?? start;
  const notes = [
    // What is gone matters most: it comes first, and is as large as what is there.
    ...cut.map(({ text }) => ({ text, className: 'note cut' })),
    ...(first > 0 && entries.length > 0 ? [{ text: `from ${first}`, className: 'note' }] : []),
    ...disputed.map(({ slot, text }) => ({ text: `${text}@${slot}?`, className: 'note disputed' })),
  ];
  let left = x;
  return notes.flatMap(({ text, className }) => {
    const isCut = className.endsWith('cut');
    const size = isCut ? textWidth(text, ENTRY_SIZE, 'bold') + 11 : textWidth(text, 9.5) + 5;
    const box = { x: left, y: y + 1, width: size, height: isCut ? 15 : 12 };
    if (left + size > x + Math.max(width, 60) || !room.take(box)) return [];
    left += size;
    if (!isCut) return [label(box.x, y + 10.5, text, className)];
    return [
      rect({ x: box.x, y: y + 2, width: size - 4, height: 13 }, 'cut-box', 3),
      label(box.x + 3.5, y + 12, text, className),
      line(box.x - 1, y + 8.5, box.x + size - 3, y + 8.5, 'strike'),
    ];
  });
}

/** Where not even one entry fits, or they are not known: how many there are. */
function lengthOnly(
  { length, disputed }: Log,
  { x, y, width, isNow }: StripPlace,
  room: Room,
): readonly Shape[] {
  const text = `${length === 0 ? 'empty' : length}${disputed.length === 0 ? '' : ` ${disputed.length}?`}`;
  const size = textWidth(text, 9.5) + 4;
  if (size > width && !isNow) return [];
  if (!room.take({ x, y: y + 14, width: size, height: 12 })) return [];
  return [label(x, y + 24, text, 'note')];
}
