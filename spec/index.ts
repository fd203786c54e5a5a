/** The public interface of the specification: Exo as published, as models for the checker. */
export { publishedHost, type HostEvent } from './published/host.js';
export * from './published/knobs.js';
export * from './published/log.js';
export {
  publishedModel,
  HOSTS_MAX,
  HOSTS_MIN,
  hostInput,
  type HostComponent,
  type PublishedOptions,
} from './published/model.js';
export * from './published/names.js';
export { showHost } from './published/display.js';
export type { Budget } from './medium/budget.js';
export { largeLines, matrixLines, type MatrixLine } from './published/matrix.js';
