/** The public interface of the implementation: Exo as completed, to be embedded. It knows no specification. */
/**
 * What is thrown for a configuration, bytes or a disk that cannot be used; the class that the whole package throws.
 *
 * - `EXO401` an option is wrong: its name has the unit
 * - `EXO402` a call that the state of a host does not allow
 * - `EXO403` numbers of payloads or slots are used up
 * - `EXO411` bytes that are given to the codec to encode do not fit its limits
 * - `EXO421` stored data are damaged beyond what a torn tail explains
 * - `EXO422` stored data are of another format version, or of another ring
 * - `EXO423` the disk failed, or is full
 * - `EXO431` a simulation cannot be set up as asked
 * - `EXO441` a transport cannot be opened
 * - `EXO442` it cannot be known what became of a payload; `EXO443` it was not broadcast
 * - `EXO444` messages are no longer kept
 * - `EXO445` a message is none of a replicated state machine; `EXO446` a command was not applied, or its answer is gone
 * - `EXO448` an engine cannot open a transport or log; `EXO449` it is gone; `EXO450` processes cannot share memory
 */
export { ExoError as HostError } from '../errors/index.js';
export { join, type JoinOptions } from './library/join.js';
export type { EngineOptions } from './library/open-runtime.js';
export { runEngine, type RunningEngine } from './library/offload/process-engine.js';
export type { BroadcastOptions, ExoHost } from './library/exo-host.js';
export type { DeliveriesOptions, Snapshots } from './library/deliveries.js';
export type { HostEvents } from './library/events.js';
export {
  directory,
  memory,
  type LogChoice,
  type LogDescription,
  type LogOwner,
  type OpenLog,
} from './library/log-choice.js';
export type { Logger } from './library/logger.js';
export type { RingOption } from './library/members.js';
export type { Message } from './library/messages.js';
export type { HostMetrics } from './library/metrics.js';
export {
  replicate,
  type CommandOptions,
  type ReadOptions,
  type ReplicatedStateMachine,
  type ReplicateOptions,
} from './library/replicated-state-machine.js';
export type { Applied, RequestId, StateCodec, StateMachine } from './library/state-machine.js';
export { observe, type GaugeLike, type MeterLike, type ResultLike } from './library/telemetry.js';
export type { Receipt, Until } from './library/pending.js';
export { Bus, inProcess, type Loses } from './transport/in-process.js';
export {
  udpBroadcast,
  udpEach,
  udpMulticast,
  type BroadcastOptions as UdpBroadcastOptions,
  type MulticastOptions,
} from './transport/datagrams.js';
export { cuttable, type Cut } from './transport/cuttable.js';
export { keyValues, type KeyValueCommand, type KeyValueResult } from './library/key-values.js';
export { streams, type StreamOptions } from './transport/streams.js';
export { canSendRawFrames, rawFrames, type RawFrameOptions } from './transport/native/raw-frames.js';
export {
  sharedMemory,
  sharedMemoryBytes,
  type SharedMemoryOptions,
} from './transport/shared/shared-memory.js';
export type * from './transport/transport.js';
export { DEFAULT_OPTIONS, hostOptions, type HostOptions } from './options.js';
export type { RunSink } from './tracing/run-sink.js';
export { RunFile, type RunFileOptions } from './tracing/run-file.js';
export { Core, STATUS, type CoreAction, type CoreTrace, type Status } from './core/core.js';
export type * from './core/records.js';
export { Host } from './host/host.js';
export type { HostAction, HostCounts, HostParts, HostTrace } from './host/parts.js';
export type { HostState } from './host/host-state.js';
export type { HostView, LogView } from './host/view.js';
export { TIMERS, type Delivery, type HostPort, type Timer } from './host/port.js';
export { NUMBERS_END } from './core/numbers-end.js';
export { OffloadRing, type OffloadRingOptions } from './offload/offload-ring.js';
export { OffloadHost, type OffloadCounts, type OffloadHostParts } from './offload/offload-host.js';
export type { Application } from './offload/application.js';
export { openSession } from './storage/session.js';
export type { Storage } from './storage/storage.js';
export { MemoryStorage } from './storage/memory-storage.js';
export { NoStorage } from './storage/no-storage.js';
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
export { checkFrame, frameProblem } from './wire/frame.js';
export { decodePacket, encodePacket, type PacketRing } from './wire/packets.js';
export { type PacketRefusal } from './wire/packet-refusal.js';
export { alignedWords as wordsOfFrames } from './wire/aligned.js';
export type { SimulationHooks } from './simulate/world.js';
export { type ViolatedProperty } from './simulate/judge.js';
export {
  DEFAULT_SIMULATION,
  simulationOptions,
  type Interval,
  type SimulationOptions,
} from './simulate/options.js';
export type { SimulationResult, Verdict } from './simulate/result.js';
export { simulate, Simulation, type SimulationProgress } from './simulate/simulate.js';
