/** The public interface of the checker. It knows no protocol. */
export * from './model/model.js';
export * from './model/component.js';
export * from './model/rules.js';
export * from './model/property.js';
export * from './model/transition.js';
export * from './model/display.js';
export type { Finding } from './model/finding.js';
export type { LocalGraph, LocalStep, Met, Premise, PremiseFailure, Verification } from './model/premise.js';
export { byName, inOrder, slotsIn, type AnyStateOf, type SlotsByName } from './model/slot-names.js';
export { namedModel, possibility, type NamedModel, type NamedPossibility } from './model/named-model.js';
export type { SlotGroup, Viewing, ViewsOf } from './model/views.js';
export {
  each,
  invariant,
  pairs,
  sometimes,
  sometimesStep,
  stepProperty,
  type StateProperty,
  type TransitionProperty,
} from './model/properties.js';
export { ExoError, unreachable } from '../errors/index.js';
export { check, checkAsync } from './check.js';
export type { CheckHooks, SearchOptions } from './search/options.js';
export type { Limits, LimitName } from './limits.js';
export type { CheckResult, Progress, Run, Verdict, WitnessResult } from './search/result.js';
export {
  declaredOnly,
  defaultOfKnob,
  defineModel,
  problemOfDeclarations,
  rangeOf,
  settingsOf,
  type BoundDeclaration,
  type BoundDeclarations,
  type BoundsOf,
  type Declarations,
  type DefinedModel,
  type KnobDeclaration,
  type KnobDeclarations,
  type KnobsOf,
  type Settings,
} from './model/settings.js';
export { plainComponent } from './model/plain-component.js';
export { announcing, eagerly, losing, type Announcement, type Loss } from './model/decorators.js';
export { xstateComponent } from './xstate/component.js';
export type { Move, XStateComponent, XStateOptions } from './xstate/types.js';
export { validateMachine } from './xstate/validate-machine.js';
export { system } from './system/system.js';
export { machineModel, type MachineModel, type MachineModelOptions } from './system/machine-model.js';
export type {
  ActorDefinition,
  Faults,
  Network,
  Predicate,
  StatesOf,
  StepPredicate,
  SystemDefinition,
  SystemModel,
} from './system/definition.js';
export { broadcast, fifo, lossy, reliable, sent, type Channel } from './environment/channel.js';
export {
  channelInbox,
  deliverables,
  losable,
  type ChannelEvent,
  type Deliverable,
  type InboxMessages,
  type InFlight,
} from './environment/channel-inbox.js';
export { carryingPartition, lossyBus, type CarryEffect, type CarryEvent } from './environment/carriers.js';
export { budget, budgetSlot, draw, isGranted, type Budget, type BudgetSlot } from './environment/budget.js';
export {
  partition,
  sideOf,
  splits,
  type PartitionEvent,
  type PartitionState,
} from './environment/partition.js';
export type { Reception } from './tables/receptions.js';
export type { ChartCoverage, ChartPartKind, ChartWatch, Covered, UnsaidFields } from './model/chart-watch.js';
export {
  observationOf,
  observedBy,
  type Happening,
  type Observation,
  type ReceivedEvent,
  type SentEvent,
  type WantedEvent,
  type WhyNot,
} from './model/observation.js';
export { problemOfModel } from './model/model-shape.js';
export { validateModel } from './model/validate-model.js';
export { initialStates, isDeadEnd, successors } from './model/reference.js';
export { whyDisabled, type DisabledRule } from './model/why-disabled.js';
export { sameStates } from './search/counterexample.js';
export { deepFreeze } from './model/deep-freeze.js';
export { decodeExactly, decodeValue, encodeExactly, encodeValue } from './model/encoding.js';
export { findStuck, findStuckAsync, isStuck, type StuckResult } from './search/stuck.js';
export {
  mutantsOf,
  silencing,
  unusedIn,
  type Mutant,
  type Mutated,
  type Unused,
} from './mutation/mutants.js';
export {
  listMutants,
  type Scope,
  type ListedMutant,
  type MutationSubject,
  type WrittenMutant,
} from './mutation/subject.js';
export { mutateAsync, type MutationOptions } from './mutation/mutate.js';
export type {
  ScopeResult,
  Killer,
  MutantResult,
  MutantVerdict,
  MutationProgress,
  MutationResult,
} from './mutation/result.js';
export { refines, refinesAsync, type RefinementResult } from './refinement/refines.js';
export { refinementMapping } from './refinement/mapping.js';
export type { HighEdge, NamedAction, RefinementSides, RefinementStep } from './refinement/trace.js';
export { renderRefinement } from './refinement/text.js';
export * from './replay/index.js';
export { done, emits, failed, never } from './xstate/outcomes.js';
export type { Outcome, Outcomes, OutcomesByName } from './xstate/outcomes.js';
