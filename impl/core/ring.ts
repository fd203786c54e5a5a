/** The ring of hosts (s27, s30): fixed, and known to all. Hosts are numbered from 0 in ring order. */

/**
 * h = floor(n/2): how many successors a message needs, and how many senders a history holds (s46, s47).
 *
 * @example
 * console.log(successorsNeeded(5)); // 2
 */
export function successorsNeeded(hosts: number): number {
  return hosts >>> 1;
}

/**
 * q = floor(n/2) + 1 of all n hosts, whoever is up.
 *
 * @example
 * console.log(majority(5)); // 3
 */
export function majority(hosts: number): number {
  return successorsNeeded(hosts) + 1;
}

/** Members in ring order, from the first at or after `start`. `members` are ascending. */
export function ringFrom(start: number, members: Uint8Array): Uint8Array {
  const at = members.findIndex((host) => host >= start);
  const order = new Uint8Array(members.length);
  if (at <= 0) {
    order.set(members);
    return order;
  }
  order.set(members.subarray(at));
  order.set(members.subarray(0, at), members.length - at);
  return order;
}

export function allHosts(hosts: number): Uint8Array {
  return Uint8Array.from({ length: hosts }, (_, host) => host);
}
