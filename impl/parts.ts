/** The parts of the implementation that its conformance tests hold against the specification, public or not. */
export * from './index.js';
export { ANSWER, answerName, type Answer } from './core/answers.js';
export type { CoreOptions, CoreOutput, CoreState, CoreWriter, Gathered } from './core/core.js';
export { coreFor } from './host/core-for.js';
export { historyDigest, weightOfOldest, withNewest, withoutOldest } from './core/history.js';
export { majority, ringFrom, successorsNeeded } from './core/ring.js';
export { payloadPlace, readFrame, sealFrame, writeFrame, type FrameFields } from './wire/frame.js';
export { slotOf, wordsOf } from './wire/layout.js';
export { hostName } from './simulate/host-name.js';
export { Random } from './simulate/random.js';
export { SimulatedDisk, type DiskFault } from './storage/simulated-disk.js';
export { DiskStorage } from './storage/disk-storage.js';
export { EventQueue } from './simulate/event-queue.js';
export { drawnOptions, withoutDisks } from './simulate/drawn-options.js';
export { PROPERTIES } from './simulate/judge.js';
export type { Verdict } from './simulate/result.js';
export { Bell, BELL } from './offload/bell.js';
export {
  RING,
  RingReader,
  RingWriter,
  type RingPlace,
  type RingReaderState,
  type RingWriterState,
} from './offload/ring.js';
export type { RingWords } from './offload/ring-words.js';
export type { C1, C2 } from './offload/channels.js';
export { Driver, type DriverOptions, type DriverState } from './offload/driver.js';
export { EngineEdge, type EdgeHost, type EngineEdgeState } from './offload/engine-edge.js';
export { makeEngine, type Engine, type EngineParts } from './offload/engine.js';
export { EngineLoop, type EngineLoopParts } from './offload/engine-loop.js';
export { offloadMemory, SharedMemory, type OffloadMemory, type OffloadPlan } from './offload/layout.js';
export { EngineSide } from './host/engine-side.js';
export { PayloadQueue } from './core/payload-queue.js';
export { PayloadNumbers, type PayloadNumbersState } from './host/payload-numbers.js';
