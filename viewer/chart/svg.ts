/** Charts as pictures. */
import type { ChartMarks, ChartState } from './chart.js';
import type { ChartBox, ChartLayout, ChartLine, ChartText, Rectangle } from './layout.js';
import { LINE_HEIGHT_PX, LINE_PX, TITLE_PX } from './measure.js';
import { escapeMarkup } from './markup.js';

const TITLE_BASELINE_PX = 20;
const INSET_PX = 12;

/** The colours, light and dark; the picture takes those of the reader's system. */
export const CHART_STYLE = `
.exo-chart { --ink: #1a1c22; --soft: #555b6e; --line: #4a5064; --edge: #8f97a8; --box: #ffffff; --nest: #f3f5fa; --now: #0a64ad; --page: #fbfbf9;
  font-family: system-ui, 'DejaVu Sans', sans-serif; font-size: ${LINE_PX}px; }
@media (prefers-color-scheme: dark) { .exo-chart { --ink: #eceef4; --soft: #aab0c0; --line: #aab0c0; --edge: #737b8f; --box: #1d2027; --nest: #16181e; --now: #6cb6f2; --page: #101216; } }
@media print { .exo-chart { --ink: #000; --soft: #333; --line: #333; --edge: #777; --box: #fff; --nest: #fff; --now: #000; --page: #fff; } }
.exo-chart .page { fill: var(--page); }
.exo-chart rect.state { fill: var(--box); stroke: var(--edge); stroke-width: 1.2; }
.exo-chart rect.nest { fill: var(--nest); }
.exo-chart rect.region { stroke-dasharray: 2 3; }
.exo-chart .title { fill: var(--ink); font-weight: 700; font-size: ${TITLE_PX}px; }
.exo-chart .text { fill: var(--soft); }
.exo-chart .on-nest { paint-order: stroke; stroke: var(--nest); stroke-width: 4px; stroke-linejoin: round; }
.exo-chart .label { fill: var(--ink); paint-order: stroke; stroke: var(--nest); stroke-width: 4px; stroke-linejoin: round; }
.exo-chart path.line { fill: none; stroke: var(--line); stroke-width: 1.2; }
.exo-chart .head, .exo-chart .dot { fill: var(--line); }
.exo-chart rect.current { stroke: var(--now); stroke-width: 2.6; }
.exo-chart rect.never { stroke-dasharray: 7 5; }
.exo-chart path.never { stroke-dasharray: 7 5; }
.exo-chart .never-text { font-style: italic; opacity: 0.75; }
`;

/**
 * One picture of charts, one below the other, as the text of an SVG file. The marks are those of the charts, in the same order. Nothing
 * in it leads outside, and whatever a name has in it is text.
 */
export function renderChartSvg(layouts: readonly ChartLayout[], marks: readonly ChartMarks[] = []): string {
  const width = Math.ceil(Math.max(0, ...layouts.map((layout) => layout.width)));
  let top = 0;
  const parts = layouts.map((layout, i) => {
    const part = `<g transform="translate(0 ${Math.round(top)})">${chartMarkup(layout, marks[i] ?? {}, `c${i}`)}</g>`;
    top += layout.height + INSET_PX;
    return part;
  });
  const height = Math.ceil(top);
  const names = layouts.map(({ chart }) => chart.name).join(', ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="exo-chart" role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title>${escapeMarkup(`Statechart of ${names}`)}</title>`,
    `<style>${CHART_STYLE}</style>`,
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="head" d="M0 0.6 8 4 0 7.4z"/></marker></defs>',
    `<rect class="page" width="${width}" height="${height}"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

function chartMarkup({ boxes, lines }: ChartLayout, marks: ChartMarks, prefix: string): string {
  return [
    ...boxes.map((box) => boxMarkup(box, marks, prefix)),
    ...lines.map((line) => lineMarkup(line, marks)),
    // Above the lines that pass through a state on their way to one within it.
    ...boxes.map((box) => textsMarkup(box, marks)),
    ...lines.map((line) => labelMarkup(line, marks)),
  ].join('\n');
}

function boxMarkup(box: ChartBox, marks: ChartMarks, prefix: string): string {
  const { state } = box;
  if (state === null) return `<circle class="dot" ${centre(box)} r="${box.width / 2}"/>`;
  if (state.kind === 'history' || state.kind === 'deep history') return historyMarkup(box, state);
  const never = marks.never?.has(state.id) === true;
  const names = [
    'state',
    ...(state.states.length > 0 ? ['nest'] : []),
    ...(marks.current?.has(state.id) === true ? ['current'] : []),
    ...(never ? ['never'] : []),
  ];
  const inner =
    state.kind === 'final' ? `<rect class="state" ${rectangle(box, 3)} rx="5" data-inner="final"/>` : '';
  return [
    `<g data-state="${escapeMarkup(`${prefix} ${state.id}`)}">`,
    `<rect class="${names.join(' ')}" ${rectangle(box, 0)} rx="8"/>${inner}`,
    '</g>',
  ].join('');
}

function textsMarkup(box: ChartBox, marks: ChartMarks): string {
  const { state } = box;
  if (state === null || state.kind === 'history' || state.kind === 'deep history') return '';
  const never = marks.never?.has(state.id) === true;
  const surface = state.states.length > 0 ? ' on-nest' : '';
  return [
    text(`title${surface}`, box.x + INSET_PX, box.y + TITLE_BASELINE_PX, titleOf(state, never)),
    ...box.texts.map((line, i) => innerText(line, box, i, marks, surface)),
  ].join('');
}

function titleOf({ label, kind }: ChartState, isNever: boolean): string {
  const what = kind === 'parallel' ? ' ∥' : '';
  return `${label}${what}${isNever ? ' (never entered)' : ''}`;
}

function innerText(
  { text: shown, place }: ChartText,
  box: ChartBox,
  index: number,
  marks: ChartMarks,
  surface: string,
): string {
  const never = place !== undefined && marks.never?.has(place) === true;
  const y = box.y + TITLE_BASELINE_PX + LINE_HEIGHT_PX * (index + 1);
  return text(`${never ? 'text never-text' : 'text'}${surface}`, box.x + INSET_PX, y, shown, never);
}

function historyMarkup(box: ChartBox, { kind }: ChartState): string {
  const name = kind === 'history' ? 'H' : 'H*';
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  return `<circle class="nest state-history" ${centre(box)} r="${box.width / 2}" fill="none" stroke="currentColor"/><text class="title" x="${x}" y="${y + 5}" text-anchor="middle">${name}</text>`;
}

function lineMarkup({ points, transition }: ChartLine, marks: ChartMarks): string {
  const never = transition !== null && marks.never?.has(transition.place) === true;
  const path = points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
  return `<path class="line${never ? ' never' : ''}" d="${path}" marker-end="url(#head)"/>`;
}

function labelMarkup({ label, transition }: ChartLine, marks: ChartMarks): string {
  if (label === null || transition === null) return '';
  const never = marks.never?.has(transition.place) === true;
  const name = never ? 'label never-text' : 'label';
  return label.lines
    .map((line, i) => text(name, label.x, label.y + LINE_PX + i * LINE_HEIGHT_PX, line, never))
    .join('');
}

function text(name: string, x: number, y: number, shown: string, isNever = false): string {
  const tip = isNever ? '<title>never taken</title>' : '';
  return `<text class="${name}" x="${round(x)}" y="${round(y)}">${escapeMarkup(shown)}${tip}</text>`;
}

function rectangle({ x, y, width, height }: Rectangle, inset: number): string {
  return `x="${round(x + inset)}" y="${round(y + inset)}" width="${round(width - 2 * inset)}" height="${round(height - 2 * inset)}"`;
}

function centre({ x, y, width, height }: Rectangle): string {
  return `cx="${round(x + width / 2)}" cy="${round(y + height / 2)}"`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
