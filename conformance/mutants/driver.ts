/**
 * Faulty versions of the driver that agree on everything, in order, and take longer or say more than they need: what a host
 * waits for, and what it asks for (impl/host). The clusters of progress.ts are held against unmutated ones.
 */
import { mutantsOf } from './mutant.js';

const CATCHING_UP = mutantsOf('host/catching-up.js', [
  [
    'asks-for-all',
    'R3',
    'a host that lacks one entry asks for all that follow it too, though it keeps those',
    'const upTo = this.endOfMissing();',
    'const upTo = core.log.length + WINDOW;',
  ],
  [
    'asks-at-once',
    'R3',
    'what one broadcast has overtaken is asked for at once',
    'if (waitMs === 0) {',
    'if (waitMs === 0 || lack === "entries") {',
  ],
]);

const AHEAD = mutantsOf('host/ahead.js', [
  [
    'early-frames-lost',
    'R3',
    'a frame that comes before the one that is missing is not kept',
    'if (slot < length || slot >= length + FRAMES)',
    'if (true)',
  ],
  [
    'early-frames-hold-memory',
    'R3',
    'a frame that is taken counts as kept, so that there is soon no room for others',
    'this.size -= one.length;',
    '',
  ],
]);

const HINTS = mutantsOf('host/hints.js', [
  [
    'nobody-told',
    'R2',
    'a host with a payload tells nobody, so that those before it keep the token',
    'for (let held = from; held < slot; held++)',
    'for (let held = from; held < from; held++)',
  ],
  [
    'hints-ignored',
    'R2',
    'a holder keeps the token though somebody further on has a payload',
    'return this.isWanted(this.core.log.length + 1) || this.lastUnagreed() >= 0;',
    'return this.lastUnagreed() >= 0;',
  ],
  [
    'unagreed-not-hurried',
    'R2, R7',
    'a holder keeps the token though a payload needs its entry to be agreed',
    'return this.isWanted(this.core.log.length + 1) || this.lastUnagreed() >= 0;',
    'return this.isWanted(this.core.log.length + 1);',
  ],
  [
    'always-hurried',
    'R2',
    'the token of a ring in which nothing waits is never kept',
    'return this.isWanted(this.core.log.length + 1) || this.lastUnagreed() >= 0;',
    'return true;',
  ],
  [
    'hints-again-and-again',
    'R2',
    'a host that waits for the token says so whenever anything happens',
    'this.told = { epoch: core.promised, slot };',
    '',
  ],
]);

const PATIENCE = mutantsOf('host/patience.js', [
  [
    'takes-over-at-once',
    'T3',
    'a host that is served, and hears nothing, takes over without asking',
    'if (this.asked >= ASKS_MAX)',
    'if (true)',
  ],
  [
    'asks-for-ever',
    'R9',
    'a host that asks whether others go on never takes over, though nobody answers',
    'this.asked += 1;',
    '',
  ],
  [
    'no-back-off',
    'R10',
    'a host whose takeover was in vain waits no longer the next time',
    'this.attempts += 1;',
    '',
  ],
  [
    'forgives-at-once',
    'R10',
    'a host whose takeover was in vain is as impatient as at first once others have sent something, though nothing more is agreed',
    'agreed >= this.agreedThen + hosts',
    'agreed >= this.agreedThen',
  ],
  [
    'all-at-once',
    'R10',
    'hosts wait as long as each other, wherever they stand in the ring',
    'takeoverMs + this.distance() * takeoverStepMs',
    'takeoverMs',
  ],
]);

const PROGRESS = mutantsOf('host/progress.js', [
  [
    'own-entry-is-progress',
    'R10',
    'an own entry ends the back-off, so that a host that nobody hears takes over again and again',
    'patience.gaveWay();\n        if (membership',
    'patience.load({ ...patience.save(), attempts: 0 });\n        patience.gaveWay();\n        if (membership',
  ],
]);

const RETURNING = mutantsOf('host/returning.js', [
  [
    'returns-as-often',
    'R9',
    'a listener that is no use as a member returns as soon each time',
    'this.options.returnMs * 2 ** Math.min(this.returns, DOUBLINGS_MAX)',
    'this.options.returnMs',
  ],
]);

const RESTING = mutantsOf('host/resting.js', [
  [
    'never-rests',
    'R2',
    'a ring in which nobody has a payload goes on as fast as ever',
    'return holdMs > 0 && idleHoldMs > holdMs && isAtRest(log) ? idleHoldMs - holdMs : 0;',
    'return 0;',
  ],
]);

const COMPACTING = [
  ...mutantsOf('host/delivery.js', [
    [
      'delivers-what-was-compacted',
      'R7, R10',
      'what a snapshot has taken the place of, before it was delivered, is looked for in the log',
      ' && core.delivered >= log.start',
      '',
    ],
    [
      'counts-before-it-gives',
      'R7, R10',
      'an entry counts as delivered before its payloads are given, so that who compacts then has half of it',
      'deliverEntry(log.words, log.bytes, log.placeOf(slot), slot, port);',
      'core.deliver(slot + 1);\n        deliverEntry(log.words, log.bytes, log.placeOf(slot), slot, port);',
    ],
  ]),
  ...mutantsOf('core/standing.js', [
    [
      'promised-cannot-compact',
      'R10',
      'a host that has left its epoch does not compact before it follows another one',
      'return isSaid ? Math.min(delivered, settledAtPromise) : delivered;',
      'return this.log.start;',
    ],
  ]),
  ...mutantsOf('core/log-room.js', [
    [
      'log-never-grows',
      'R7, R8',
      'a log that is full of what takeovers have left has no room for what would agree on it',
      'if (agreed - this.start >= most)',
      'if (true)',
    ],
  ]),
];

export const DRIVER_MUTANTS = [
  ...CATCHING_UP,
  ...AHEAD,
  ...HINTS,
  ...PATIENCE,
  ...PROGRESS,
  ...RETURNING,
  ...RESTING,
  ...COMPACTING,
];
