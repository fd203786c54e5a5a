import type { MarkKind } from '../../traces/index.js';
import { wordsOfStep } from '../film/film.js';
import type { Mark, Picture } from './picture.js';
import { between, type Scale } from './scale.js';
import { circle, group, label, path, rect, type Room, type Shape } from './shapes.js';
import { textWidth } from './text-width.js';

const WORD_SIZE = 11;

/** What actors do, each by a shape of its own; those that change more than a log have a word beside them. */
export function drawnMarks(picture: Picture, scale: Scale, room: Room): readonly Shape[] {
  const { marks, lanes } = picture;
  return between(marks, ({ step }) => step, scale.from, scale.to).flatMap((mark) => {
    const y = scale.y(mark.lane);
    if (y === null || (scale.view.foldLocal && mark.kind === 'local')) return [];
    const x = scale.aheadX(mark.step, mark.ahead);
    if (x > scale.right) return [];
    const colour = `c${(lanes[mark.lane]?.colour ?? 0) % 8}`;
    const { past } = scale.view;
    const isFaded = past !== null && !past.has(`${mark.step} ${mark.lane}`);
    const size = Math.max(2, Math.min(6, scale.column / 7));
    const shapes = [...shapeOf(mark, x, y, size, colour), ...wordOf(mark, x, y, size, scale, room)];
    const name = lanes[mark.lane]?.label ?? '';
    return group(shapes, {
      class: `mark ${mark.kind}${isFaded ? ' faded' : ''}`,
      'data-step': mark.step,
      'data-lane': mark.lane,
      role: 'button',
      tabindex: -1,
      'aria-label': spoken(mark, name, picture),
    });
  });
}

/** A mark as a sentence; the word that stands beside it is in it. */
function spoken({ step, kind }: Mark, name: string, { film }: Picture): string {
  const word = WORDS[kind];
  const shown = film.steps[step];
  const text = shown === undefined ? '' : wordsOfStep(shown);
  return `Step ${step}, ${name}${word === undefined ? '' : `, ${word}`}: ${text}`;
}

function shapeOf({ kind }: Mark, x: number, y: number, size: number, colour: string): readonly Shape[] {
  const s = size;
  const at = (d: string, className: string): Shape => path(d, `${className} ${colour}`);
  switch (kind) {
    case 'broadcast':
      return [circle(x, y, s, `full ${colour}`)];
    case 'crash':
      return [path(crossPath(x, y, s * 1.1), 'crash-cross')];
    case 'reset':
      return [circle(x, y, s * 1.3, `open ${colour}`), path(crossPath(x, y, s * 0.7), 'crash-cross')];
    case 'restart':
      return [at(`M${x} ${y - s * 1.3}L${x + s * 1.3} ${y + s}H${x - s * 1.3}Z`, 'full')];
    case 'timeout':
      return clock(x, y, s, colour);
    case 'takeover':
      return [...clock(x, y, s, colour), at(`M${x + s * 0.7} ${y - s * 0.9}l${s} ${-s * 0.7}`, 'hand')];
    case 'promise':
      return [rect({ x: x - s * 0.9, y: y - s * 0.9, width: s * 1.8, height: s * 1.8 }, `open ${colour}`)];
    case 'start':
      return [
        at(
          `M${x} ${y + s}V${y - s * 1.8}H${x + s * 2}L${x + s * 1.4} ${y - s}L${x + s * 2} ${y - s * 0.2}H${x}`,
          'full',
        ),
      ];
    case 'install':
      return [at(`M${x} ${y - s * 1.7}V${y + s * 1.7}`, 'bar')];
    case 'recover':
      return [
        at(`M${x} ${y - s * 1.3}L${x + s * 1.3} ${y}L${x} ${y + s * 1.3}L${x - s * 1.3} ${y}Z`, 'open'),
      ];
    case 'local':
      return [at(`M${x} ${y - s * 0.7}V${y + s * 0.7}`, 'tick')];
    case 'receive':
    case 'lose':
      // The fate of the message is the mark; this is what takes the focus.
      return [circle(x, y, s * 0.4, `dot ${colour}`)];
    default:
      return [circle(x, y, s * 0.7, `open ${colour}`)];
  }
}

function clock(x: number, y: number, s: number, colour: string): readonly Shape[] {
  return [
    circle(x, y, s * 1.25, `open ${colour}`),
    path(`M${x} ${y - s * 0.8}V${y}H${x + s * 0.6}`, `hand ${colour}`),
  ];
}

function crossPath(x: number, y: number, s: number): string {
  return `M${x - s} ${y - s}L${x + s} ${y + s}M${x - s} ${y + s}L${x + s} ${y - s}`;
}

/** The words of marks that are rare, and matter. */
const WORDS: Readonly<Partial<Record<MarkKind, string>>> = {
  ...{
    crash: 'crash',
    reset: 'reset',
    restart: 'restart',
    timeout: 'time-out',
    takeover: 'takes over',
    promise: 'promises',
  },
  ...{
    start: 'starts',
    install: 'installs',
    recover: 'recovers',
    partition: 'partition',
    heal: 'whole again',
  },
};

function wordOf(mark: Mark, x: number, y: number, size: number, scale: Scale, room: Room): readonly Shape[] {
  const word = WORDS[mark.kind];
  if (word === undefined || scale.column < 12) return [];
  const width = textWidth(word, WORD_SIZE, 'bold');
  const places = [
    { x: x + size + 3, y: y - 17 },
    { x: x - width - size - 3, y: y - 17 },
    { x: x - width / 2, y: y - 31 },
  ];
  const free = places.find((place) => room.take({ ...place, width, height: 12.5 }));
  return free === undefined ? [] : [label(free.x, free.y + 10.5, word, 'word')];
}
