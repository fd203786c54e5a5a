/** Runs of live XState actors, as a file that `exo validate --model` holds against the model. It loads neither checker nor XState. */
export { recordActors, type Recorded, type Recording, type RecordOptions } from './record-actors.js';
export type { RunSink } from './run-lines.js';
