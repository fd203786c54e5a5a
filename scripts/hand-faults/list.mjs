/**
 * Faults as somebody might put them into the specification by hand: a text of a file of spec/exo or spec/offload, which is there once, what is
 * put in its place, and the flags of the check. `equivalent` says why a fault is none: then it has to hold.
 */
import { ANSWERS } from './answers.mjs';
import { BUS, CRASH, DEEP, FOUR, MEMBERS, PAYLOADS, SMALL } from './bounds.mjs';
import { GUARDS } from './guards.mjs';
import { LOGS } from './logs.mjs';
import { SPLIT_HOSTS } from './split-hosts.mjs';
import { STORAGE } from './storage.mjs';
import { TAKEOVERS } from './takeovers.mjs';

export const FAULTS = [...GUARDS, ...TAKEOVERS, ...STORAGE, ...LOGS, ...ANSWERS, ...SPLIT_HOSTS];

/** The misreadings of the mutants, as faults: each takes the place of the host, and is checked like the others. */
export function misreadingFaults(names) {
  return names.map((name) => ({
    name: `misread-${name}`,
    misreading: name,
    flags: MISREADING_FLAGS[name] ?? (CRASHING.includes(name) ? CRASH : DEEP),
  }));
}

/** Which bounds show a misreading: those of the mutation scope in which it is killed. */
const MISREADING_FLAGS = {
  'members-of-one-fewer': MEMBERS,
  'members-by-promisers': [...FOUR, '--set', 'members=any'],
  'starter-left-out': MEMBERS,
  'members-dropped-later': MEMBERS,
  'promises-counted-twice': FOUR,
  'agree-by-members': FOUR,
  'majority-rounded-up': FOUR,
  'own-payload-again': PAYLOADS,
  'newest-payload-first': PAYLOADS,
  'fetch-after-promise': BUS,
  'install-again': BUS,
  'delivered-as-told': SMALL,
};
const CRASHING = [
  'prepare-before-durable',
  'promise-before-durable',
  'promise-not-written',
  'promise-is-installed',
  'agree-unwritten',
  'install-in-two-steps',
  'broadcast-before-durable',
];
