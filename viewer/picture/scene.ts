import { bandsOf, statesOf } from './draw-bands.js';
import { bracketOf } from './draw-evidence.js';
import { judgedOf } from './draw-judged.js';
import { headingsOf } from './draw-headings.js';
import { drawnLines } from './draw-lines.js';
import { underWayShapes } from './draw-under-way.js';
import { drawnMarks } from './draw-marks.js';
import { MERGED_BELOW, mergedOf } from './draw-merged.js';
import { binsOf } from './draw-bins.js';
import { stripsOf } from './draw-strips.js';
import type { Picture } from './picture.js';
import { scaleOf, type Scale, type View } from './scale.js';
import { group, rect, Room, type Box, type Shape } from './shapes.js';

/** A drawing of what is in view. */
export interface Scene {
  readonly scale: Scale;
  readonly shapes: readonly Shape[];
  /** The places of all labels. */
  readonly labels: readonly Box[];
  /** Marks are too many to be drawn one by one: they are counted. */
  readonly isBinned: boolean;
}

/** More marks and lines than this in view are counted instead of drawn. */
const DRAWN_MAX = 2000;

/**
 * Draws what is in view of a picture. Pure: the page puts the shapes into its SVG, and whoever wants a file writes them as one.
 *
 * @example
 * const scene = sceneOf(pictureOf(film), { ...WHOLE, count: film.steps.length });
 * console.log(scene.isBinned); // false
 */
export function sceneOf(picture: Picture, view: View): Scene {
  const scale = scaleOf(picture, view);
  const room = new Room();
  const bins = binsOf(picture, scale, DRAWN_MAX);
  const heads = headingsOf(picture, scale, room);
  const bands = bandsOf(picture, scale, room);
  const states = statesOf(picture, scale, room);
  const judged = group(judgedOf(scale, room), { class: 'judgements' });
  if (bins !== null) {
    return {
      scale,
      shapes: [...heads.under, ...bands, ...states, ...bins, judged, ...heads.over],
      labels: room.boxes,
      isBinned: true,
    };
  }
  if (scale.column < MERGED_BELOW) {
    const merged = group(mergedOf(picture, scale, room), { class: 'marks', ...inside(view) });
    const strips = group(stripsOf(picture, scale, room), { class: 'strips', ...inside(view) });
    const shapes = [...heads.under, ...areas(scale), ...bands, ...states, strips, merged, judged];
    const evidence = bracketOf(picture, scale, room);
    return { scale, shapes: [...shapes, ...evidence, ...heads.over], labels: room.boxes, isBinned: false };
  }
  // Marks first: their words are worth more than those of messages, and strips have room of their own.
  const marks = drawnMarks(picture, scale, room);
  const strips = stripsOf(picture, scale, room);
  const texts = new Set<string>();
  const lines = drawnLines(picture, scale, room, texts);
  const stubs = underWayShapes(picture, scale, room, texts);
  const shapes = [
    group(heads.under, { class: 'columns' }),
    ...areas(scale),
    group(bands, { class: 'bands' }),
    group([...stubs, ...lines], { class: 'lines', ...inside(view, 'area-lanes') }),
    group(states, { class: 'states' }),
    group(strips, { class: 'strips', ...inside(view) }),
    group(marks, {
      class: 'marks',
      ...inside(view),
      role: 'group',
      'aria-label': 'What happens, step by step',
    }),
    group(bracketOf(picture, scale, room), { class: 'evidence' }),
    judged,
    group(heads.over, { class: 'headings' }),
  ];
  return { scale, shapes, labels: room.boxes, isBinned: false };
}

/** What is partly in view ends where the names of the lanes begin; a line, where the lanes end, too. */
function inside(view: View, part: 'area' | 'area-lanes' = 'area'): Readonly<Record<string, string>> {
  return { 'clip-path': `url(#${idOf(part, view)})` };
}

/** Two pictures on one page have areas of their own. */
function idOf(part: 'area' | 'area-lanes', { isOther }: View): string {
  return isOther === true ? `${part}-other` : part;
}

function areas({ left, right, view }: Scale): readonly Shape[] {
  const from = left - 10;
  const areaTo = (part: 'area' | 'area-lanes', to: number): Shape => {
    const box = rect({ x: from, y: 0, width: Math.max(0, to - from), height: view.height }, 'area');
    return { tag: 'clipPath', attributes: { id: idOf(part, view) }, children: [box] };
  };
  return [areaTo('area', view.width), areaTo('area-lanes', right)];
}
