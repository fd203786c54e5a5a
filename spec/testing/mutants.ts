import { xstateComponent } from '../../checker/index.js';
import type { publishedHost } from '../published/host.js';
import { hostInput } from '../published/host-slots.js';
import type { HostComponent, PublishedOptions } from '../published/options.js';

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
