import { judgementAt, JUDGED_ROW, type JudgedRow, type JudgedSpan, type Judgement } from './judged-rows.js';
import type { Scale } from './scale.js';
import { group, label, line, rect, type Room, type Shape } from './shapes.js';
import { fitted, textWidth } from './text-width.js';

const SIZE = 10.5;
/** Where names begin, behind the sign. */
const NAME = 24;
/** Names that are cut shorter than this are not worth it. */
const NAMED_MIN = 60;
const BAR = 4;
/** However short it is, what breaks or reaches something is seen. */
const BAR_MIN = 3;

const SIGNS: Readonly<Record<Judgement, string>> = {
  ...{ holds: '✓', broken: '✗', reached: '★', missed: '☆', unknown: '?' },
};

/**
 * Under the lanes, a row for each property: a line where it holds, a bar where it is broken, and of a witness dashes until it is reached and a bar
 * where it is; dots where nobody has looked. Before the row stand what it is at the chosen step, as a sign, and its name.
 */
export function judgedOf(scale: Scale, room: Room): readonly Shape[] {
  const { rows, more } = scale.judged;
  const yOf = (i: number): number => scale.bottom + 12 + i * JUDGED_ROW;
  const shapes = rows.map((row, i): Shape => {
    const y = yOf(i);
    const now = judgementAt(row, scale.view.step);
    const name = nameIn(row, scale.left - NAME - 10);
    const begun = begins(row, y, scale, room);
    const isWhole = name === row.names.join();
    // A name that would be cut stands in the row, and not twice: before it stands the sign alone.
    const along = isWhole || begun.some(isNaming) ? [] : namesAlong(row, y, scale, room);
    const isNamedInRow = along.length > 0 || begun.some(isNaming);
    const shapes = [
      label(12, y + 3.5, SIGNS[now], `judged-sign ${now}`),
      ...(isNamedInRow && !isWhole ? [] : [label(NAME, y + 3.5, name, 'judged-name')]),
      ...stretches(row, y, scale),
      ...begun,
      ...along,
      { tag: 'title', attributes: {}, text: row.names.join(', ') } as const,
    ];
    return group(shapes, { class: 'judged-row', role: 'img', 'aria-label': spokenRow(row) });
  });
  return more.length === 0 ? shapes : [...shapes, moreNames(more, yOf(rows.length), scale)];
}

/** Of what begins in a row, a sign may have room where its name has none. */
function isNaming({ text = '' }: Shape): boolean {
  return text.length > 1;
}

/** What there is no room for is named, and how it is shown. */
function moreNames(names: readonly string[], y: number, { end }: Scale): Shape {
  const text = fitted(`… ${names.length} more (p shows all): ${names.join(', ')}`, SIZE, end - 12);
  return label(12, y + 3.5, text, 'judged-name');
}

/** Of several properties in a row, the first, and how many others there are. */
function nameIn({ names: [first = '', ...others] }: JudgedRow, width: number): string {
  const more = others.length === 0 ? '' : ` +${others.length}`;
  return `${fitted(first, SIZE, width - textWidth(more, SIZE))}${more}`;
}

function stretches({ spans }: JudgedRow, y: number, scale: Scale): readonly Shape[] {
  // Of what is narrower than a pixel, one is enough: what breaks or reaches something by itself, or all else.
  const drawnTo = { bar: Number.NEGATIVE_INFINITY, line: Number.NEGATIVE_INFINITY };
  return spans.flatMap(({ from, to, is }): readonly Shape[] => {
    const [x1, x2] = [Math.max(scale.left - 6, edge(from, scale)), Math.min(scale.end, edge(to, scale))];
    const kind = is === 'broken' || is === 'reached' ? 'bar' : 'line';
    if (x2 <= x1 || x2 - drawnTo[kind] < 1) return [];
    drawnTo[kind] = x2;
    if (kind === 'line') return [line(x1, y, x2, y, `judged-line ${is}`)];
    const width = Math.max(BAR_MIN, x2 - x1);
    return [rect({ x: x1, y: y - BAR / 2, width, height: BAR }, `judged-is ${is}`, 1.5)];
  });
}

/** A step begins at the left of its column; one by time, when it happens. */
function edge(step: number, { x, half }: Scale): number {
  return x(step) - half;
}

/** What begins to be so is named where it does, over the line that ends there. */
function begins({ names, spans }: JudgedRow, y: number, scale: Scale, room: Room): readonly Shape[] {
  return spans.flatMap(({ from, is }): readonly Shape[] => {
    if (is !== 'broken' && is !== 'reached') return [];
    const x = edge(from, scale);
    if (from === 0 || x < scale.left || x > scale.right) return [];
    for (const text of [`${SIGNS[is]} ${names.join(', ')}`, SIGNS[is]]) {
      const width = textWidth(text, SIZE, 'bold');
      const left = x - width - 5;
      if (left >= scale.left && room.take({ x: left, y: y - 6, width, height: 12 })) {
        return onLine(left, y, text, `judged ${is}`, width);
      }
    }
    return [];
  });
}

/** Names that have no room before the row stand in it, where it is the same for long. */
function namesAlong({ names, spans }: JudgedRow, y: number, scale: Scale, room: Room): readonly Shape[] {
  for (const { from, to } of spans) {
    const left = Math.max(scale.left, edge(from, scale)) + 8;
    const text = fitted(names.join(', '), SIZE, Math.min(scale.end, edge(to, scale)) - left - 8);
    const width = textWidth(text, SIZE);
    if (
      (width >= NAMED_MIN || !text.endsWith('…')) &&
      width > 0 &&
      room.take({ x: left, y: y - 6, width, height: 12 })
    ) {
      return onLine(left, y, text, 'judged-name', width);
    }
  }
  return [];
}

/** A text on the line of a row, which is left out under it. */
function onLine(x: number, y: number, text: string, className: string, width: number): readonly Shape[] {
  const under = rect({ x: x - 2, y: y - 5, width: width + 4, height: 10 }, 'judged-under');
  return [under, label(x, y + 3.5, text, className)];
}

const SPOKEN: Readonly<Record<Judgement, string>> = {
  ...{ holds: 'holds', broken: 'is broken', reached: 'is reached' },
  ...{ missed: 'is not reached', unknown: 'is not judged' },
};
const SPOKEN_MAX = 6;

function spokenRow({ names, spans }: JudgedRow): string {
  const said = spans.slice(0, SPOKEN_MAX).map((span) => `${SPOKEN[span.is]} ${stepsOf(span)}`);
  const more = spans.length > SPOKEN_MAX ? ', and so on' : '';
  const subject = names.length > 1 ? `Each of ${names.join(', ')}` : (names[0] ?? '');
  return `${subject} ${said.join(', ')}${more}`;
}

function stepsOf({ from, to }: JudgedSpan): string {
  return from === to - 1 ? `at step ${from}` : `from step ${from} to ${to - 1}`;
}
