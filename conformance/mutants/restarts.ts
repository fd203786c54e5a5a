/** Faulty versions of what is between an engine and its driver when one of them begins anew: sessions, resubmission, pointers, snapshots in pieces. */
import { mutantsOf, type Change } from './mutant.js';

const ENDS: readonly Change[] = [
  [
    'ends-sessions-from-one',
    'O9',
    'each driver counts its sessions from 1 on: its engine takes the second one for stale',
    'Atomics.add(memory.words.array, memory.sessionsAt(self), 1) + 1',
    '(this.begun = (this.begun ?? 0) + 1)',
  ],
  [
    'ends-session-again',
    'O9',
    'a session has the number of the one before',
    'Atomics.add(memory.words.array, memory.sessionsAt(self), 1) + 1',
    'Math.max(1, Atomics.add(memory.words.array, memory.sessionsAt(self), 1))',
  ],
];

const HOST: readonly Change[] = [
  [
    'host-attaches-once',
    'O9',
    'a driver is not told that its engine has begun anew, and goes on in its session',
    'return this.driver.reset();',
    'return true;',
  ],
  [
    'host-new-driver-from-zero',
    'O2, O9',
    'a new driver begins with nothing, whatever its application has',
    'new Driver(driverOptions(options), delivered)',
    'new Driver(driverOptions(options), 0)',
  ],
  [
    'host-tells-first-session',
    'O4, O9',
    'the register beside C1 always shows the first session',
    'ends.tell(driver.inSession, driver.delivered);',
    'ends.tell(1, driver.delivered);',
  ],
  [
    'host-compacts-in-first-session',
    'O6, O9',
    'a snapshot is said to be of the first session',
    'this.ends.compact(this.driver.inSession,',
    'this.ends.compact(1,',
  ],
];

const CHANNELS: readonly Change[] = [
  [
    'c2-snapshot-goes-on',
    'O5, O9',
    'a snapshot of which a former driver had the first pieces goes on with the others',
    'this.pieces.forget();',
    ';',
  ],
  [
    'c1-begins-at-delivered',
    'O9',
    'the engine is told of what the application has as of all that its driver knows to be agreed',
    'putBegin(this.shared.array, at, session, delivered, pointer);',
    'putBegin(this.shared.array, at, session, delivered, delivered);',
  ],
  [
    'c2-begins-at-zero',
    'O8, O9',
    'a new driver numbers from 0',
    'putBegin(this.shared.array, at, session, next, mark);',
    'putBegin(this.shared.array, at, session, 0, mark);',
  ],
];

const LOOP: readonly Change[] = [
  [
    'loop-keeps-pieces',
    'O5',
    'the pieces of a snapshot for which C2 has no room at once are never shown to the driver',
    'if (!this.toDriver.isDue)\n            return hasWorked || put > 0;',
    'if (put === 0 || !this.toDriver.isDue)\n            return hasWorked || put > 0;',
  ],
  [
    'loop-reads-no-register',
    'O4, O9',
    'an engine never looks at the register beside C1',
    'let hasWorked = this.register.read(edge);',
    'let hasWorked = false;',
  ],
  [
    'loop-takes-no-snapshots',
    'O6',
    'an engine never takes the snapshots of its application',
    'if (this.snapshots.take(edge))',
    'if (false)',
  ],
];

const PIECES: readonly Change[] = [
  [
    'pieces-without-beginning',
    'O6, O9',
    'who has begun anew takes the last pieces of a snapshot whose first ones went to somebody who is gone',
    'if (this.whole.length !== size)',
    'if (false)',
  ],
];

export const RESTART_MUTANTS = [
  ...mutantsOf('offload/driver-ends.js', ENDS),
  ...mutantsOf('offload/offload-host.js', HOST),
  ...mutantsOf('offload/ring-channels.js', CHANNELS),
  ...mutantsOf('offload/engine-loop.js', LOOP),
  ...mutantsOf('offload/pieces.js', PIECES),
];
