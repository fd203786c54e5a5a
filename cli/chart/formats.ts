/** The forms in which charts are drawn, as `--to` takes them. */
export const CHART_FORMATS = ['svg', 'html', 'mermaid', 'dot'] as const;

export type ChartFormat = (typeof CHART_FORMATS)[number];
