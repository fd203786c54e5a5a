import { xstateComponent } from '../../checker/index.js';
import { showHost } from '../exo/display.js';
import { MISREADINGS } from '../exo/misreadings.js';
import type { HostMachine } from '../exo/mutating.js';
import type { HostComponent } from '../exo/names.js';
import type { ExoOptions } from '../exo/options.js';
import { hostInput } from '../exo/host-component.js';
import { hostName } from '../ring.js';

/** The same options with hosts that read a rule wrongly, in the way of that name. */
export function misread(options: ExoOptions, name: string): ExoOptions {
  const misreading = MISREADINGS.find((one) => one.name === name);
  if (misreading === undefined) throw new Error(`there is no misreading ${name}`);
  return {
    ...options,
    component: (machine, self) => hostOf(misreading.mutate(machine).machine, options, self),
  };
}

function hostOf(machine: HostMachine, options: ExoOptions, self: number): HostComponent {
  return xstateComponent(machine, {
    name: `host ${hostName(self)}`,
    input: hostInput(options, self),
    show: showHost,
  }) as HostComponent;
}
