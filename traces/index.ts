/**
 * Traces of a model's runs: kept as ITF files, compared value by value, and shown as tables, sequence diagrams
 * and plain JSON. Knows neither the checker nor any protocol.
 */
export {
  FATES,
  type Fate,
  type Json,
  type Trace,
  type TraceMessage,
  type TraceMeta,
  type TraceState,
  type Value,
} from './trace.js';
export {
  lensAsJson,
  MARK_KINDS,
  readLens,
  type Lens,
  type LensFlag,
  type LensLane,
  type LensPath,
  type LensPaths,
  type MarkKind,
} from './lens.js';
export { evidenceAsJson, evidenceText, readEvidence, type Evidence } from './evidence.js';
export { TraceError, type TraceProblem } from './trace-error.js';
export { readItf, writeItf } from './itf.js';
export { decodeValue, encodeValue } from './itf-value.js';
export { sameValue } from './value.js';
export { firstDifference, type Difference } from './difference.js';
export { showAction, showValue } from './show.js';
export { renderTable, type TableOptions } from './table.js';
export { renderMermaid, type MermaidOptions } from './mermaid.js';
export { renderJson } from './json.js';
export { renderShiViz } from './export/shiviz.js';
export { traceOfRun, type TracedRun } from './export/trace-of-run.js';
export { renderPerfetto, type TraceEvent } from './export/perfetto.js';
export { renderRun } from './export/run.js';
export { renderTla } from './export/tla.js';
export { renderTraceDot } from './export/dot.js';
export {
  RUN_PARTS,
  RUN_SCHEMA,
  RUN_SCHEMAS,
  type Fields,
  type RunEvent,
  type RunHeader,
  type RunMessage,
  type RunPart,
} from './run/format.js';
export { flatFields, nestedFields, writtenFields, type FlatFields } from './run/snapshot-fields.js';
export { keyOfJson, runValue, writtenValue } from './run/plain.js';
export { mergedRun, messageKey, type MergedRun } from './run/merge.js';
export { renderRunMermaid } from './run/diagram.js';
export { repeatedEvents, type RepeatedEvent } from './run/repeated.js';
export { RunReader, type RunLine, type RunPlace } from './run/read.js';
export { runLine } from './run/write.js';
