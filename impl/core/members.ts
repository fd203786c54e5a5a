/**
 * R1, R5: whether these hosts may be the members of an epoch: `leastMembers` or more of those who promised it, its starter
 * among them. Both lists have to ascend.
 *
 * @example
 * console.log(mayBeMembers(Uint8Array.of(0, 2), Uint8Array.of(0, 1, 2), 2, 2)); // true
 */
export function mayBeMembers(
  members: Uint8Array,
  promisers: Uint8Array,
  starter: number,
  leastMembers: number,
): boolean {
  if (members.length < leastMembers) return false;
  if (!members.includes(starter)) return false;
  return members.every((host, i) => isAfter(members, i) && promisers.includes(host));
}

function isAfter(members: Uint8Array, i: number): boolean {
  return i === 0 || (members[i - 1] as number) < (members[i] as number);
}
