/**
 * Traces of a model's runs: kept as ITF files, compared value by value, and shown as tables, sequence diagrams
 * and plain JSON. Knows neither the checker nor any protocol.
 */
export type { Json, Trace, TraceMessage, TraceMeta, TraceState, Value } from './trace.js';
export { TraceError, type TraceProblem } from './trace-error.js';
export { readItf, writeItf } from './itf.js';
export { decodeValue, encodeValue } from './itf-value.js';
export { sameValue } from './value.js';
export { firstDifference, type Difference } from './difference.js';
export { showAction, showValue } from './show.js';
export { renderTable, type TableOptions } from './table.js';
export { renderMermaid, type MermaidOptions } from './mermaid.js';
export { renderJson } from './json.js';
