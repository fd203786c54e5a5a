import type { Shape } from './shapes.js';

/** Shapes as the text of SVG. */
export function svgText(shapes: readonly Shape[]): string {
  return shapes.map(elementText).join('');
}

function elementText({ tag, attributes, text, children }: Shape): string {
  const given = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(String(value))}"`);
  const inner = text === undefined ? svgText(children ?? []) : escaped(text);
  return inner === '' ? `<${tag}${given.join('')}/>` : `<${tag}${given.join('')}>${inner}</${tag}>`;
}

/** A text in XML; what XML has no form for becomes the replacement character. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}
