/** The forms in which traces and runs are written, as `--to` takes them. */
export const EXPORT_FORMATS = [
  ...(['itf', 'ndjson', 'json', 'mermaid', 'shiviz', 'perfetto', 'dot', 'svg', 'tla'] as const),
] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];
