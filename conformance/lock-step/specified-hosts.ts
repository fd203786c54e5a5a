import { xstateComponent } from '../../checker/index.js';
import { exoHost } from '../../spec/exo/host.js';
import type { HostComponent } from '../../spec/exo/names.js';

/** By size of the ring: components are pure. That these machines are deterministic has been found out by searches. */
const specified = new Map<string, readonly HostComponent[]>();

export function specifiedHosts(hosts: number, isDiskless: boolean): readonly HostComponent[] {
  const key = `${hosts}${isDiskless ? ' without disks' : ''}`;
  const recovery = isDiskless ? ({ recovery: 'repaired' } as const) : {};
  const known = specified.get(key);
  if (known !== undefined) return known;
  const components = Array.from({ length: hosts }, (_, self) => {
    const component = xstateComponent(exoHost, {
      input: { self, hosts, isBusy: false, ...recovery },
      askedTwice: 0,
    });
    return component as HostComponent;
  });
  specified.set(key, components);
  return components;
}
