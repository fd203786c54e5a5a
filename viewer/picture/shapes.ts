/** What a drawing is made of: plain shapes with a class each, which a page gives colours, and any writer can write as SVG. */
export interface Shape {
  readonly tag: 'line' | 'rect' | 'circle' | 'path' | 'text' | 'g' | 'clipPath' | 'title';
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly text?: string;
  readonly children?: readonly Shape[];
}

/** The place of a label; labels never overlap. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function line(x1: number, y1: number, x2: number, y2: number, className: string): Shape {
  return { tag: 'line', attributes: { x1: r(x1), y1: r(y1), x2: r(x2), y2: r(y2), class: className } };
}

export function rect(box: Box, className: string, radius = 0): Shape {
  const { x, y, width, height } = box;
  const corners = radius === 0 ? {} : { rx: radius };
  return {
    tag: 'rect',
    attributes: { x: r(x), y: r(y), width: r(width), height: r(height), ...corners, class: className },
  };
}

export function circle(cx: number, cy: number, radius: number, className: string): Shape {
  return { tag: 'circle', attributes: { cx: r(cx), cy: r(cy), r: radius, class: className } };
}

export function path(d: string, className: string): Shape {
  return { tag: 'path', attributes: { d, class: className } };
}

export function label(
  x: number,
  y: number,
  content: string,
  className: string,
  anchor: 'start' | 'middle' | 'end' = 'start',
): Shape {
  const anchored = anchor === 'start' ? {} : { 'text-anchor': anchor };
  return { tag: 'text', attributes: { x: r(x), y: r(y), class: className, ...anchored }, text: content };
}

export function group(
  children: readonly Shape[],
  attributes: Readonly<Record<string, string | number>>,
): Shape {
  return { tag: 'g', attributes, children };
}

/** Tenths of a pixel are enough. */
export function r(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Where labels are already: one that would overlap finds no room. */
export class Room {
  private readonly taken: Box[] = [];

  /** Takes the place if it is free. */
  take(box: Box): boolean {
    const isFree = this.taken.every((other) => !overlap(box, other));
    if (isFree) this.taken.push(box);
    return isFree;
  }

  get boxes(): readonly Box[] {
    return this.taken;
  }
}

export function overlap(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}
