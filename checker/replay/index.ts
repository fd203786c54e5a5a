/** Runs as traces, and traces executed again. Only this room of the checker knows what a trace is. */
export { tryTraceOf, type TriedTrace } from './try-trace-of.js';
export type { Lens } from '../../traces/index.js';
export { metaOfResult, traceOf, traceOfResult } from './trace-of.js';
export {
  assertReproduces,
  replay,
  replayLine,
  runOf,
  type Differs,
  type Replay,
  type Reproduced,
} from './replay.js';
export {
  answersAbout,
  expectAnswers,
  sampleStates,
  type AnswerAbout,
  type StateBytes,
} from './answers-about.js';
export { happensAt } from './happens-at.js';
export { refinementBreaksAt } from './refines-at.js';
export type { Moment } from './moment.js';
export { mermaidText, tableText, type TableView } from './views.js';
