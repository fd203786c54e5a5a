/** Faulty versions of the new life that a reset of an engine without a disk is: of its edge, and of what the host behind it does for it. */
import { mutantsOf, type Change } from './mutant.js';

const EDGE: readonly Change[] = [
  [
    'edge-begins-unrecovered',
    'D2, O9',
    'a driver attaches to a life that has not recovered',
    'if (host.isRecovering)\n            return false;',
    'if (false)\n            return false;',
  ],
  [
    'edge-drops-begin-unrecovered',
    'D2, O9',
    'a life that has not recovered takes the session that its driver begins out of C1, and forgets it',
    'if (host.isRecovering)\n            return false;',
    'if (host.isRecovering)\n            return true;',
  ],
  [
    'edge-speaks-unrecovered',
    'D2, O9',
    'a life says to its driver that it has begun, before it has recovered',
    'if (this.host.isRecovering)\n            return false;',
    'if (false)\n            return false;',
  ],
  [
    'edge-life-is-silent',
    'D3, O9',
    'a new life does not say that it is one, and its driver goes on in the session with the former one',
    'isNew = true;',
    'isNew = false;',
  ],
  [
    'edge-life-learns-nothing',
    'D6, O9',
    'a life that has recovered does not learn from its driver what is agreed',
    'host.learn(pointer);',
    ';',
  ],
  [
    'edge-life-at-agreed',
    'D6, O9',
    'C2 of a new life begins behind what it knows to be agreed, as if its own application had that',
    'this.cursor = pointer;',
    'this.cursor = host.agreed;',
  ],
  [
    'edge-life-from-zero',
    'D6, O9',
    'C2 of a new life begins at the beginning of the log, whatever the driver has',
    'this.cursor = pointer;',
    'this.cursor = 0;',
  ],
];

const SIDE: readonly Change[] = [
  [
    'engine-never-recovering',
    'D2, O9',
    'to its edge a life has always recovered',
    'return this.core.status === STATUS.recovering;',
    'return false;',
  ],
  [
    'engine-recovering-for-good',
    'D6, O9',
    'to its edge a life never recovers, and no driver attaches again',
    'return this.core.status === STATUS.recovering;',
    'return this.core.lives !== null && this.core.lives.life > 0;',
  ],
];

const IN_CORE: readonly Change[] = [
  [
    'recovered-is-delivered',
    'D6, O4',
    'what a new life is told to be delivered elsewhere its own application has',
    'this.restart({ promised, installed, log, reserved: 0 }, log.mark.length);\n            this.agreed = agreed;',
    'this.restart({ promised, installed, log, reserved: 0 }, Math.max(log.mark.length, log.delivered));\n            this.agreed = agreed;',
  ],
];

const IN_TAKING_PART: readonly Change[] = [
  [
    'engine-numbers-again',
    'D3, O8',
    'the lives of an engine give out the same payload numbers',
    'numbers.begin(life * PAYLOADS_A_LIFE);',
    'numbers.begin(this.pushes ? life * PAYLOADS_A_LIFE : 0);',
  ],
  [
    'engine-restores-by-itself',
    'D6, O5',
    'a life that has recovered gives a snapshot to the application itself, which is at the driver',
    'if (whole.snapshot !== null && this.pushes)',
    'if (whole.snapshot !== null)',
  ],
  [
    'engine-takes-part-silently',
    'D6, O1',
    'a life of an engine that has recovered does not go on to take part',
    'this.takePart();\n        this.modes.catchingUp',
    'if (this.pushes)\n            this.takePart();\n        this.modes.catchingUp',
  ],
];

export const ENGINE_LIVES_MUTANTS = [
  ...mutantsOf('offload/engine-edge.js', EDGE),
  ...mutantsOf('host/engine-side.js', SIDE),
  ...mutantsOf('core/core.js', IN_CORE),
  ...mutantsOf('host/taking-part.js', IN_TAKING_PART),
];
