/** Pictures of statecharts. */
export { labelOf } from './chart/chart.js';
export type { Chart, ChartMarks, ChartState, ChartStateKind, ChartTransition } from './chart/chart.js';
export { chartPage } from './chart/html.js';
export { renderChartDot } from './chart/dot.js';
export { renderChartMermaid } from './chart/mermaid.js';
export { renderChartSvg } from './chart/svg.js';
export { layOut, type ChartLayout } from './chart/layout.js';
