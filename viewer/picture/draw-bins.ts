import type { Picture } from './picture.js';
import { firstAt, type Scale } from './scale.js';
import { rect, type Shape } from './shapes.js';

const BIN_PIXELS = 4;

/**
 * Where more is in view than can be told apart: how much happens on each lane, and how much is lost, a bar for every few pixels.
 * Null where there is little enough to draw it.
 */
export function binsOf(picture: Picture, scale: Scale, drawnMax: number): readonly Shape[] | null {
  const { marks, lines } = picture;
  const { from, to, left, right } = scale;
  const [firstMark, endMark] = [
    firstAt(marks, ({ step }) => step, from),
    firstAt(marks, ({ step }) => step, to + 1),
  ];
  const [firstLine, endLine] = [
    firstAt(lines, ({ step }) => step, from),
    firstAt(lines, ({ step }) => step, to + 1),
  ];
  if (endMark - firstMark + endLine - firstLine <= drawnMax) return null;
  const bins = Math.ceil((right - left) / BIN_PIXELS);
  const counts = new Counts(picture.lanes.length, bins);
  const binOf = (step: number): number => Math.floor((scale.x(step) - left) / BIN_PIXELS);
  for (let i = firstMark; i < endMark; i++) {
    const mark = marks[i];
    if (mark !== undefined) counts.add(mark.lane, binOf(mark.step), false);
  }
  for (let i = firstLine; i < endLine; i++) {
    const line = lines[i];
    if (line?.fate === 'lost') counts.add(line.to, binOf(line.step), true);
  }
  return picture.lanes.flatMap(({ colour }, lane) => {
    const y = scale.y(lane);
    return y === null ? [] : counts.bars(lane, y, scale, `c${colour % 8}`);
  });
}

class Counts {
  private readonly all: Uint32Array;
  private readonly lost: Uint32Array;
  private most = 1;

  constructor(
    lanes: number,
    private readonly bins: number,
  ) {
    this.all = new Uint32Array(lanes * bins);
    this.lost = new Uint32Array(lanes * bins);
  }

  add(lane: number, bin: number, isLost: boolean): void {
    if (bin < 0 || bin >= this.bins) return;
    const list = isLost ? this.lost : this.all;
    const at = lane * this.bins + bin;
    const count = (list[at] ?? 0) + 1;
    list[at] = count;
    if (count > this.most) this.most = count;
  }

  /** What happens rises from the lane, what is lost hangs from it. */
  bars(lane: number, y: number, { left, pitch }: Scale, colour: string): readonly Shape[] {
    const unit = (pitch * 0.4) / this.most;
    const shapes: Shape[] = [];
    for (let bin = 0; bin < this.bins; bin++) {
      const [all, lost] = [this.all[lane * this.bins + bin] ?? 0, this.lost[lane * this.bins + bin] ?? 0];
      const x = left + bin * BIN_PIXELS;
      const width = BIN_PIXELS - 1;
      if (all > 0)
        shapes.push(
          rect({ x, y: y - 1 - all * unit, width, height: Math.max(1, all * unit) }, `bin ${colour}`),
        );
      if (lost > 0) shapes.push(rect({ x, y: y + 2, width, height: Math.max(1.5, lost * unit) }, 'bin lost'));
    }
    return shapes;
  }
}
