/** Faulty versions of what is around the step function: payloads that wait, the history, and what drives it. */
import { mutantsOf } from './mutant.js';

const QUEUE = mutantsOf('core/payload-queue.js', [
  [
    'payload-left-out',
    'R11',
    'the first payload above the one sent last is skipped',
    'this.numbers[this.indexOf(middle)] <= number)',
    'this.numbers[this.indexOf(middle)] <= number + 1)',
  ],
]);

const WAITING = mutantsOf('core/waiting-payloads.js', [
  [
    'kept-while-agreed',
    'R11',
    'the last agreed payload stays in the queue',
    'const dropped = this.countUpTo(number);',
    'const dropped = this.countUpTo(number - 1);',
  ],
  [
    'queue-overwrites-oldest',
    'R11',
    'the queue goes round to its beginning, whether the oldest payload stands there or not',
    'return !isRound && size <= this.roomFrom(0) ? 0 : -1;',
    'return 0;',
  ],
  [
    'queue-runs-into-oldest',
    'R11',
    'a queue that has gone round takes payloads up to the end of its memory, over the oldest one',
    'return place > tail ? this.bytes.length - place : tail - place - 1;',
    'return this.bytes.length - place;',
  ],
]);

const HISTORY = mutantsOf('core/history.js', [
  [
    'oldest-weighs-less',
    'P2',
    'the sender that leaves the history is taken out with the weight of the one before',
    'for (let i = 1; i < length; i++)',
    'for (let i = 2; i < length; i++)',
  ],
]);

const RING = mutantsOf('core/ring.js', [
  [
    'ring-after-starter',
    'R2',
    'the token begins at the first member behind the starter',
    'host >= start)',
    'host > start)',
  ],
]);

const HOST = [
  ...mutantsOf('host/host.js', [
    [
      'numbers-not-reserved',
      'R11',
      'payload numbers are used that are not reserved in storage',
      'this.modes.writing.run(() => this.storage.reserve(reserved));',
      ';',
    ],
    [
      'numbers-from-zero',
      'R11',
      'after a restart payloads are numbered from 0 again',
      'this.modes.numbers.begin(stored.reserved);',
      'this.modes.numbers.begin(0);',
    ],
  ]),
  ...mutantsOf('host/due.js', [
    [
      'snapshot-not-restored',
      'R10',
      'a snapshot that comes with an epoch does not reach the application',
      'if (core.delivered > before && core.log.snapshot !== null && this.pushes)',
      'if (false)',
    ],
  ]),
  ...mutantsOf('host/delivery.js', [
    [
      'first-payload-only',
      'R11',
      'the application is given the first payload of a frame only',
      'for (let k = 0; k < count; k++)',
      'for (let k = 0; k < Math.min(count, 1); k++)',
    ],
  ]),
  ...mutantsOf('host/sending.js', [
    [
      'never-repeats',
      'R2',
      'the last sender never says its message again',
      'if (!waitsToRepeat)',
      'if (!waitsToRepeat || true)',
    ],
  ]),
  ...mutantsOf('host/writing.js', [
    [
      'handed-counts-as-written',
      'R4',
      'a flush that is done stands for what was handed to storage since it began, too',
      'this.told.persisted(this.position);',
      'this.told.persisted(this.core.handed);',
    ],
  ]),
  ...mutantsOf('host/returning.js', [
    [
      'never-comes-back',
      'R9',
      'a listener never takes over, so it is never a member again',
      'this.returns += 1;\n        return true;',
      'return false;',
    ],
  ]),
];

const MEMBERSHIP = mutantsOf('host/membership.js', [
  [
    'nobody-left-out',
    'R5',
    'a member that stalls epoch after epoch is a member of the next one too',
    'if (kept.length === promisers.length)',
    'if (true)',
  ],
]);

const ASKING = mutantsOf('host/catching-up.js', [
  [
    'never-asks',
    'R3, R9',
    'a host never asks for what it lacks: it waits for the next epoch',
    "if (this.question.kind === 'asked')",
    'if (true)',
  ],
]);

export const OTHER_MUTANTS = [...QUEUE, ...WAITING, ...MEMBERSHIP, ...ASKING, ...HISTORY, ...RING, ...HOST];
