/** The ring of hosts: fixed, known to all, and the same for the protocol as published and as completed (s27). */

/**
 * Host 0 is A, host 1 is B, and so on, as on the slides.
 *
 * @example
 * console.log(hostName(2)); // C
 */
export function hostName(host: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + host);
}

/** h = floor(n/2): how many successors a message needs, and how many senders a history holds (s46, s47). */
export function successorsNeeded(hosts: number): number {
  return Math.floor(hosts / 2);
}

/** q = floor(n/2) + 1 of all n hosts, whoever is up. */
export function majority(hosts: number): number {
  return successorsNeeded(hosts) + 1;
}

/** All hosts, in ring order from host 0. */
export function allHosts(hosts: number): readonly number[] {
  return Array.from({ length: hosts }, (_, host) => host);
}

/** All hosts but one, in ring order from host 0. */
export function othersThan(self: number, hosts: number): readonly number[] {
  return allHosts(hosts).filter((host) => host !== self);
}

/** Every set of hosts, each ascending. */
export function setsOfHosts(hosts: number): readonly (readonly number[])[] {
  return allHosts(hosts).reduce<readonly (readonly number[])[]>(
    (sets, host) => [...sets, ...sets.map((set) => [...set, host])],
    [[]],
  );
}

/** Some hosts in ring order, beginning with the first at or after `start`. */
export function ringFrom(start: number, members: readonly number[]): readonly number[] {
  const ascending = [...members].sort((a, b) => a - b);
  return [...ascending.filter((host) => host >= start), ...ascending.filter((host) => host < start)];
}

/** What belongs to a host, out of a list in host order. Throws RangeError if there is no such host. */
export function hostAt<T>(list: readonly T[], host: number): T {
  const found = list[host];
  if (found === undefined) throw new RangeError(`there is no host ${host}`);
  return found;
}
