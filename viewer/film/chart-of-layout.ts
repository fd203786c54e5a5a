import type { ChartLayout } from '../chart/layout.js';
import type { FilmChart } from './film-chart.js';

/** A chart that was laid out, as a film has it: tenths of a pixel, and nothing twice. */
export function filmChartOf({ chart, width, height, boxes, lines }: ChartLayout): FilmChart {
  return {
    ...{ name: chart.name, width: rounded(width), height: rounded(height) },
    boxes: boxes.map(({ state, texts, ...box }) => ({
      ...{ id: state?.id ?? null, label: state?.label ?? '', kind: state?.kind ?? 'atomic', texts },
      ...{ x: rounded(box.x), y: rounded(box.y), width: rounded(box.width), height: rounded(box.height) },
    })),
    lines: lines.map(({ points, transition, label }) => ({
      points: points.map(({ x, y }) => [rounded(x), rounded(y)] as const),
      place: transition?.place ?? null,
      label: label === null ? null : { x: rounded(label.x), y: rounded(label.y), lines: label.lines },
    })),
  };
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
