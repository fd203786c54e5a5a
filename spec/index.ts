/** The public interface of the specification: Exo as published and as completed, as models for the checker. */
export { publishedHost, type HostEvent } from './published/host.js';
export * from './published/knobs.js';
export * from './published/log.js';
export { publishedModel } from './published/model.js';
export { HOSTS_MAX, HOSTS_MIN, type HostComponent, type PublishedOptions } from './published/options.js';
export { hostInput } from './published/host-slots.js';
export * from './published/names.js';
export { hostName } from './ring.js';
export { showHost } from './published/display.js';
export type { Budget } from '../checker/environment/budget.js';
export { largeLines, matrixLines, type MatrixLine } from './published/matrix.js';
export { publishedMutation } from './published/mutants.js';
export { ATOMIC_BROADCAST, atomicBroadcast, glueing } from './exo/atomic-broadcast.js';
export { exoHost } from './exo/host.js';
export { exoModel } from './exo/model.js';
export {
  ALL_REDUCTIONS,
  REDUCTIONS,
  type ExoOptions,
  type Medium as ExoMedium,
  type Reduction,
} from './exo/options.js';
export { exoLargeLines, exoLines } from './exo/matrix.js';
export { exoMutation } from './exo/mutants.js';
export { hostInput as exoHostInput } from './exo/host-component.js';
export { showHost as showExoHost } from './exo/display.js';
export type { HostComponent as ExoHostComponent } from './exo/names.js';
