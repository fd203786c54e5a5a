/** The bounds in which faults are checked, as flags of `exo check exo`, and a fault in each of the files. */
const ANY = ['--medium', 'receive-any'];
const UNLIMITED_BUS = ['--medium', 'bus', '--losses', 'inf'];

export const SMALL = [...ANY, '--slots', '3', '--epochs', '3'];
export const CRASH = [...SMALL, '--crashes', '1'];
/** A write, a delivery and a restart may come late here. */
export const APART = [...CRASH, '--no-reduce', 'persist,deliver,restart'];
export const DEEP = [...ANY, '--slots', '4', '--epochs', '4'];
/** Few slots, and an epoch more: a starter may have tried twice when another has begun an epoch. */
export const LATE = [...ANY, '--slots', '2', '--epochs', '5'];
export const FOUR = [...ANY, '--hosts', '4', '--slots', '3', '--epochs', '2'];
export const MEMBERS = [...SMALL, '--set', 'members=any'];
export const PAYLOADS = [...ANY, '--hosts', '2', '--slots', '4', '--epochs', '2', '--payloads', '2'];
/** Hosts ask here, and snapshots are in flight. */
export const BUS = [
  ...UNLIMITED_BUS,
  ...['--slots', '3', '--epochs', '3', '--timeouts', '3', '--crashes', '1'],
];
export const BUS_OF_FOUR = [
  ...UNLIMITED_BUS,
  ...['--hosts', '4', '--slots', '3', '--epochs', '2', '--timeouts', '1'],
];
/** A host is split, and its driver crashes, and its engine is reset. */
export const SPLIT = [
  ...['--offload', ...ANY, '--slots', '2', '--epochs', '2', '--payloads', '1'],
  ...['--crashes', '1', '--resets', '1'],
];
/** Enough payloads of one host for one that waits behind another. */
export const SPLIT_BUSY = ['--offload', ...ANY, '--slots', '4', '--epochs', '1', '--payloads', '2'];

const inFile =
  (file) =>
  (name, from, to, flags, more = {}) => ({ name, file, from, to, flags, ...more });

export const host = inFile('host.ts');
export const guard = inFile('host-guards.ts');
export const change = inFile('host-changes.ts');
export const log = inFile('log.ts');
export const outgoing = inFile('outgoing.ts');
export const driver = inFile('../offload/driver.ts');
export const edge = inFile('../offload/edge.ts');
export const engine = inFile('../offload/engine.ts');
