/** XState actors on a ring: the same machine at every host, the same events in the same order. Loads neither checker nor specification. */
export {
  replicatedActor,
  ReplicatedActor,
  type Effects,
  type ReplicatedActorOptions,
  type Sent,
} from './replicated-actor.js';
