import { xstateComponent } from '../../checker/index.js';
import type { publishedHost } from '../published/host.js';
import { hostInput, type HostComponent, type PublishedOptions } from '../published/model.js';

/** Changes the host's machine: its guards and actions are named, so that they can be replaced. */
export type Mutation = (machine: typeof publishedHost) => typeof publishedHost;

/** The same options with hosts that are wrong on purpose. */
export function mutated(options: PublishedOptions, mutation: Mutation): PublishedOptions {
  return {
    ...options,
    component: (machine, self) =>
      xstateComponent(mutation(machine), { input: hostInput(options, self) }) as HostComponent,
  };
}
