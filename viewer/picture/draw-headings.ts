import { doneInStep } from '../film/film.js';
import { decisiveStep } from './decisive-step.js';
import { idleBands, timeHeads } from './draw-time.js';
import type { Picture } from './picture.js';
import { HEAD_MARGIN, HEAD_SIZE, WORDS_FROM, type Scale } from './scale.js';
import { group, label, line, rect, type Room, type Shape } from './shapes.js';
import { textWidth, wrapped } from './text-width.js';

const NUMBER_SIZE = 11.5;
const LINE = 14;
/** The chosen step is so wide to both sides where steps are moments. */
const MOMENT = 5;
/** Numbers stand at least this far apart. */
const NUMBERS_APART = 34;

/** The columns with their numbers and words, and the names of the lanes. */
export function headingsOf(
  picture: Picture,
  scale: Scale,
  room: Room,
): { readonly under: readonly Shape[]; readonly over: readonly Shape[] } {
  const { view, x, half, bottom, axis } = scale;
  const reach = axis.time === null ? Math.max(half, 1) : MOMENT;
  const chosen = rect({ x: x(view.step) - reach, y: 4, width: 2 * reach, height: bottom - 4 }, 'chosen', 4);
  const idle = axis.time === null ? [] : idleBands(scale, axis.time, room);
  const heads =
    axis.time === null ? columnHeads(picture, scale, room) : timeHeads(picture, scale, axis.time, room);
  return {
    under: [chosen, ...idle, ...loopFrame(picture, scale), ...partingLine(scale)],
    over: [...heads, ...names(picture, scale)],
  };
}

function columnHeads(
  { film }: Picture,
  { from, to, x, column, view, left, right, top }: Scale,
  room: Room,
): readonly Shape[] {
  const last = film.steps.length - 1;
  const wrong = decisiveStep(film);
  const apart = Math.max(NUMBERS_APART, 20 + textWidth(String(last), NUMBER_SIZE, 'bold'));
  const every = Math.max(1, stride(apart / column));
  const linesMax = Math.floor((top - 20) / LINE);
  const shapes: Shape[] = [];
  // The chosen step has its number before all others.
  const first = Math.ceil(from / every) * every;
  const steps = Array.from(
    { length: Math.max(0, Math.floor((to - first) / every) + 1) },
    (_, i) => first + i * every,
  );
  for (const step of new Set([view.step, ...steps, last])) {
    const [at, isChosen] = [x(step), step === view.step];
    if (at < left - 1 || at > right + 1) continue;
    const text = String(step);
    const width = 8 + textWidth(text, NUMBER_SIZE, 'bold');
    if (!room.take({ x: at - width / 2, y: 6, width, height: 14 })) continue;
    shapes.push(label(at, 17, text, isChosen ? 'number now' : 'number', 'middle'));
    if (column < WORDS_FROM) continue;
    const isBroken = step === wrong;
    const weight = isBroken ? 'bold' : 'regular';
    const words = wrapped(wordsAt(film, step), {
      size: HEAD_SIZE,
      width: column - HEAD_MARGIN,
      linesMax,
      weight,
    });
    const lines = words.map((word, i) => {
      const y = 20 + i * LINE;
      room.take({ x: at - column / 2 + HEAD_MARGIN / 2, y, width: column - HEAD_MARGIN, height: LINE - 1 });
      return label(at, y + 11, word, isBroken ? 'words broken' : 'words', 'middle');
    });
    shapes.push(...wholeOf(wordsAt(film, step), lines));
  }
  return shapes;
}

/** What is cut is said as a whole where one points at it. */
function wholeOf(words: string, lines: readonly Shape[]): readonly Shape[] {
  if (lines.at(-1)?.text?.endsWith('…') !== true) return lines;
  return [group([{ tag: 'title', attributes: {}, text: words }, ...lines], { class: 'cut' })];
}

function wordsAt({ steps }: Picture['film'], step: number): string {
  const shown = steps[step];
  return shown === undefined ? '' : doneInStep(shown);
}

/** 1, 2, 5, 10, 20, 50 and so on, at least as large as asked for. */
function stride(least: number): number {
  let power = 1;
  while (power * 10 <= least) power *= 10;
  return [1, 2, 5, 10].map((one) => one * power).find((one) => one >= least) ?? power * 10;
}

/** Where the run ceases to be the same as the other one. */
function partingLine({ view: { parting }, x, half, left, right, top, bottom }: Scale): readonly Shape[] {
  if (parting === undefined) return [];
  const at = x(parting) - half;
  return at < left - 6 || at > right ? [] : [line(at, top - 8, at, bottom, 'parting')];
}

function names({ lanes }: Picture, { y, pitch, view: { differing, folded } }: Scale): readonly Shape[] {
  const small = pitch < 22 ? ' small' : '';
  return lanes.flatMap(({ label: name, colour, beside }, place) => {
    const at = y(place);
    if (at === null) return [];
    const shown = name.length > 11 ? `${name.slice(0, 10)}…` : name;
    const others = [...(folded?.values() ?? [])].filter((one) => one === place).length;
    const isDifferent = differing?.has(place) === true;
    return [
      label(
        12,
        at + 6,
        shown,
        `name c${colour % 8}${colour < 8 ? '' : ' again'}${beside === null ? '' : ' other'}${small}`,
      ),
      ...(others === 0 ? [] : [label(12, at + 19, `and ${others} like it`, 'like-it')]),
      ...(isDifferent
        ? [label(Math.min(70, 18 + textWidth(shown, 17, 'bold')), at + 6, '≠', 'differing')]
        : []),
    ];
  });
}

/** The steps that are done again and again in a lasso: what follows on the last of them is the first again. */
function loopFrame({ film }: Picture, { x, column, top, bottom, left, right }: Scale): readonly Shape[] {
  if (film.loop === undefined) return [];
  const [from, to] = [
    Math.max(left, x(film.loop) - column / 2),
    Math.min(right, x(film.steps.length - 1) + column / 2),
  ];
  if (to <= from) return [];
  const y = bottom - 6;
  return [
    rect({ x: from, y: top + 5, width: to - from, height: bottom - top - 9 }, 'loop', 6),
    line(to, y, from, y, 'loop-back'),
    label((from + to) / 2, y - 4, `and again from step ${film.loop}`, 'loop-words', 'middle'),
  ];
}
