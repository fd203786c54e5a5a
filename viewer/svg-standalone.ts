/** Shapes as an SVG file that needs nothing else: its own rules, in plain colours, on paper. */
import { rect, type Shape } from './picture/shapes.js';
import { escaped, svgText } from './picture/svg.js';
import { pageColour, svgStyle } from './svg-style.js';

export interface StandaloneSvg {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly shapes: readonly Shape[];
  /** The style sheet of the page. */
  readonly css: string;
  /** Light on dark. */
  readonly isDark: boolean;
}

/** The text of the file; it ends with a newline. */
export function standaloneSvg({ width, height, title, shapes, css, isDark }: StandaloneSvg): string {
  const paper = rect({ x: 0, y: 0, width, height }, 'paper');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="system-ui, 'DejaVu Sans', sans-serif">`,
    `<title>${escaped(title)}</title>`,
    // In pieces: the script of a page must not hold what would end a style sheet.
    [
      '<style>',
      `.paper{fill:${pageColour(css, '--paper', isDark)}}\n`,
      svgStyle(css, shapes, isDark),
      '<',
      '/style>',
    ].join(''),
    svgText([paper, ...shapes]),
    '</svg>',
    '',
  ].join('\n');
}
