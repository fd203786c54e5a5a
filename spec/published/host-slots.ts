import { xstateComponent } from '../../checker/index.js';
import { hostName } from '../ring.js';
import { showHost } from './display.js';
import { publishedHost } from './host.js';
import type { HostSlot, HostSnapshot } from './names.js';
import type { HostComponent, PublishedOptions } from './options.js';

/** One slot a host, named A, B, C, … */
export function hostSlots(options: PublishedOptions): readonly HostSlot[] {
  return Array.from({ length: options.hosts }, (_, self) => ({
    name: hostName(self),
    component: hostComponent(options, self),
  }));
}

function hostComponent(options: PublishedOptions, self: number): HostComponent {
  if (options.component !== undefined) return options.component(publishedHost, self);
  return xstateComponent(publishedHost, {
    name: `host ${hostName(self)}`,
    input: hostInput(options, self),
    show: showHost,
  }) as HostComponent;
}

/** The input of a host's machine. */
export function hostInput(options: PublishedOptions, self: number): HostSnapshot['context']['config'] {
  const { hosts, slots, knobs, literal, starter = 0 } = options;
  return { self, hosts, slots, starter, knobs, complete: !literal };
}
