/** The public interface of the specification: Exo as published and as completed, as models for the checker. */
export { publishedHost } from './published/host.js';
export { type KnobName, type Knobs, DEFAULT_KNOBS } from './published/knobs.js';
export { publishedModel } from './published/model.js';
export { type PublishedOptions } from './published/options.js';
export { hostName } from './ring.js';
export type { Budget } from '../checker/environment/budget.js';
export { publishedMutation } from './published/mutants.js';
export { ATOMIC_BROADCAST } from './exo/atomic-broadcast.js';
export { atomicBroadcast } from './exo/broadcast-machine.js';
export { exoHost } from './exo/host.js';
export { exoModel } from './exo/model.js';
export { showHost as showExoHost } from './exo/display.js';
export { hostInput as exoHostInput } from './exo/host-component.js';
export {
  ALL_REDUCTIONS,
  isOfStorage,
  REFUSED_DISKLESS,
  type ExoOptions,
  type Medium as ExoMedium,
  type Reduction,
} from './exo/options.js';
export { exoMutation } from './exo/mutants.js';
export { STANDARD as EXO_STANDARD } from './exo/standard.js';
