/** Faulty versions of what a starter may choose (impl/core/members.ts, and where it is asked). */
import { mutantsOf, type Change } from './mutant.js';

const CHANGES: readonly Change[] = [
  [
    'members-one-fewer',
    'R1, R5',
    'q - 1 of the promisers are enough as members',
    'if (members.length < leastMembers)',
    'if (members.length < leastMembers - 1)',
  ],
  [
    'members-starter-left-out',
    'R5',
    'a starter may leave itself out',
    'if (!members.includes(starter))',
    'if (false)',
  ],
  [
    'members-unpromised',
    'R5',
    'who has not promised may be chosen as a member',
    'isAfter(members, i) && promisers.includes(host)',
    'isAfter(members, i)',
  ],
];

const CHOICES: readonly Change[] = [
  [
    'members-not-chosen',
    'R5',
    'all who promised are members, whoever was chosen',
    'const members = chosen === undefined ? promisers : Uint8Array.from(chosen);',
    'const members = promisers;',
  ],
];

export const MEMBER_MUTANTS = [
  ...mutantsOf('core/members.js', CHANGES),
  ...mutantsOf('core/takeovers.js', CHOICES),
];
