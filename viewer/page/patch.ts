import type { Shape } from '../picture/shapes.js';
import { svgElement } from './dom.js';

/** A shape that is drawn, and its element with those of its children. */
interface Drawn {
  readonly shape: Shape;
  readonly element: SVGElement;
  readonly children: readonly Drawn[];
}

/**
 * Shapes as the children of an element. Others that are drawn after them keep the elements of those that are the same but for their place: to move an
 * element costs the browser a fraction of what it costs to make one, and nothing is left to be collected.
 */
export class Patched {
  private drawn: readonly Drawn[] = [];

  constructor(private readonly parent: SVGElement) {}

  draw(shapes: readonly Shape[]): void {
    this.drawn = patched(this.parent, this.drawn, shapes);
  }
}

function patched(parent: SVGElement, before: readonly Drawn[], shapes: readonly Shape[]): readonly Drawn[] {
  const free = new Map<string, Drawn[]>();
  // From the last one on, so that the first of several is the next to be taken.
  for (let i = before.length - 1; i >= 0; i--) {
    const one = before[i];
    if (one === undefined) continue;
    const key = keyOfShape(one.shape);
    const same = free.get(key);
    if (same === undefined) free.set(key, [one]);
    else same.push(one);
  }
  const after = shapes.map((shape) => {
    const known = free.get(keyOfShape(shape))?.pop();
    return known === undefined ? made(shape) : changed(known, shape);
  });
  for (const left of free.values()) for (const { element } of left) element.remove();
  let next = parent.firstChild;
  for (const { element } of after) {
    if (element === next) next = element.nextSibling;
    else parent.insertBefore(element, next);
  }
  return after;
}

/** What stays of a shape while the run is moved or zoomed: what it is of, what it looks like, and what it says. */
function keyOfShape({ tag, attributes, text = '' }: Shape): string {
  const { class: look = '', 'data-step': step = '', 'data-lane': lane = '', 'data-to': to = '' } = attributes;
  return `${tag} ${look} ${step} ${lane} ${to} ${text}`;
}

function made(shape: Shape): Drawn {
  const element = svgElement({ ...shape, children: [] });
  const children = (shape.children ?? []).map(made);
  for (const child of children) element.append(child.element);
  return { shape, element, children };
}

function changed({ shape: before, element, children }: Drawn, shape: Shape): Drawn {
  for (const name in shape.attributes) {
    const value = shape.attributes[name];
    if (value !== before.attributes[name]) element.setAttribute(name, String(value));
  }
  for (const name in before.attributes) if (!(name in shape.attributes)) element.removeAttribute(name);
  const { children: own = [] } = shape;
  return {
    shape,
    element,
    children: own.length + children.length === 0 ? children : patched(element, children, own),
  };
}
