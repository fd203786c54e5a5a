/** The parts of the implementation that its conformance tests hold against the specification, public or not. */
export { ExoError as HostError } from '../errors/index.js';
export { DEFAULT_OPTIONS, hostOptions, type HostOptions } from './options.js';
export { ANSWER, answerName, type Answer } from './core/answers.js';
export {
  Core,
  STATUS,
  type CoreAction,
  type CoreOptions,
  type CoreOutput,
  type CoreState,
  type CoreTrace,
  type CoreWriter,
  type Gathered,
  type Status,
} from './core/core.js';
export { historyDigest } from './core/history.js';
export type * from './core/records.js';
export { Host, type HostCounts, type HostParts } from './host/host.js';
export { TIMERS, type Delivery, type HostPort, type Timer } from './host/port.js';
export type { Storage } from './storage/storage.js';
export { majority, ringFrom, successorsNeeded } from './core/ring.js';
export { MemoryStorage } from './storage/memory-storage.js';
export { firstStored } from './storage/stored-state.js';
export {
  Opener,
  Sealer,
  TRAILER_BYTES,
  type AuthenticationOptions,
  type NotOpened,
  type NotOpenedBecause,
  type Opened,
  type SealedNetwork,
  type SealerOptions,
} from './wire/authentication.js';
export { configurationDigest, type Configuration } from './wire/configuration.js';
export {
  checkFrame,
  frameProblem,
  payloadPlace,
  readFrame,
  sealFrame,
  writeFrame,
  type FrameFields,
} from './wire/frame.js';
export { decodePacket, encodePacket, type PacketRefusal, type PacketRing } from './wire/packets.js';
export { alignedWords as wordsOfFrames } from './wire/aligned.js';
export { wordsOf } from './wire/layout.js';
export { hostName } from './simulate/host-name.js';
export type { SimulationHooks } from './simulate/world.js';
export { drawnOptions } from './simulate/drawn-options.js';
export { PROPERTIES, type ViolatedProperty } from './simulate/judge.js';
export {
  DEFAULT_SIMULATION,
  simulationOptions,
  type Interval,
  type SimulationOptions,
} from './simulate/options.js';
export type { SimulationResult, Verdict } from './simulate/result.js';
export { simulate, Simulation, type SimulationProgress } from './simulate/simulate.js';
