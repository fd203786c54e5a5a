import type { Shape } from '../picture/shapes.js';

type Child = Node | string;

/** Makes an element. What is given is set as attributes, so that no text ever becomes HTML. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** The element that the page has under this id. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new RangeError(`the page has no #${id}`);
  return found;
}

const SVG = 'http://www.w3.org/2000/svg';

export function svgElement({ tag, attributes, text, children = [] }: Shape): SVGElement {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  if (text !== undefined) made.textContent = text;
  for (const child of children) made.append(svgElement(child));
  return made;
}

export function svgRoot(): SVGSVGElement {
  const root = document.createElementNS(SVG, 'svg');
  root.setAttribute('role', 'group');
  return root as SVGSVGElement;
}
