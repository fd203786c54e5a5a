/** EXO141 to EXO153: modules that cannot be loaded, or do not export what is needed. */
import type { ErrorEntries } from './entry.js';

export const MODULE_ERRORS = {
  EXO141: {
    what: 'There is no such module',
    cause: 'The path that was given as a model leads to no file.',
    remedy: 'Give the path from where you stand: `exo check ./model.js`.',
  },
  EXO142: {
    what: 'A module does not load',
    cause: 'It threw while it was imported, or it could not be parsed. The message has the reason.',
    remedy:
      'Make it load by itself first: `node ./model.js`. What is wrong in TypeScript, `npx tsc --noEmit` says; Node itself runs it from 22.18 on.',
  },
  EXO143: {
    what: 'A module exports no model',
    cause:
      'It has no export `model` and not exactly one XState machine, or a `model` that is neither a model, a machine nor a function that returns a model. The message says what is missing.',
    remedy:
      '`export const model = …`, or `export function model(options) { return … }`. A module that exports one machine needs no more; of several make a `system`, or a `machineModel` of one of them.',
  },
  EXO144: {
    what: 'A model throws',
    cause: "A function of a user's model (offers, routes, properties, the model itself) threw an exception.",
    remedy:
      'Its functions have to accept every reachable state. The stack is in the `cause`; `--depth-max` helps to find the first such state.',
  },
  EXO145: {
    what: 'A module exports no mutation',
    cause:
      '`exo mutate ./model.js` was asked for, and the module has no export `mutation`, or one that is none.',
    remedy:
      'Export `mutation`: the machine, the scopes in which its mutants are run, and those that are written by hand.',
  },
  EXO146: {
    what: 'A model comes without mutants',
    cause: '`exo mutate` was asked for a model that has none.',
    remedy: 'Take one that has: `exo list` names them.',
  },
  EXO147: {
    what: 'A file of runs in lock step cannot be used',
    cause: 'The file of `--failures` is no JSON, or has something in it that is no run.',
    remedy: 'Give a file that `exo lockstep` wrote, or a name that is still free.',
  },
  EXO148: {
    what: 'The bounds or knobs of a module are no declarations',
    cause:
      'The module exports `bounds` or `knobs` (or its function carries them) in a form that says nothing: a bound without a default that it takes, a knob ' +
      'without values, or a `model` that is no function.',
    remedy:
      '`export const bounds = { items: { default: 3, min: 1, max: 9 } }`, `export const knobs = { policy: { values: ["fifo", "lifo"] } }`, and `model` a function of them: `export const model = ({ bounds, knobs }) => …`.',
  },
  EXO149: {
    what: 'A TypeScript module is more than JavaScript with types',
    cause:
      'Models in TypeScript are run by taking their types off, as Node itself does. An `enum`, a `namespace` with values, a parameter property ' +
      '(`constructor(private x: number)`) and `import x = require()` have a meaning beyond types. The message has the file and the line.',
    remedy:
      'Write it as JavaScript has it: an object `as const` for an enum, a field for a parameter property. The option `erasableSyntaxOnly` of ' +
      'TypeScript shows all such places.',
  },
  EXO150: {
    what: 'A module never finishes loading',
    cause:
      'It waits at its top level for something that does not come, so that there is no model. Node would end without a word, with exit code 13.',
    remedy: 'Let the promise settle, or export the model without waiting for it.',
  },
  EXO151: {
    what: 'A module ends the process',
    cause:
      'The module of the model, or one of the functions of the model, calls `process.exit`. Its exit code would be taken for a verdict.',
    remedy: 'Leave `process.exit` out; throw where something is wrong.',
  },
  EXO152: {
    what: 'A module throws when nothing is asked of it',
    cause: 'A timer, or a promise that nobody waits for, threw an exception while the search was running.',
    remedy: 'A module that is checked should only define its model: let it start nothing.',
  },
  EXO153: {
    what: 'Standard output cannot be written',
    cause:
      'The disk is full, or the device takes no more. What was found is not told, and the exit code is 74.',
    remedy: 'Make room, or send the output elsewhere.',
  },
} satisfies ErrorEntries;
