/** EXO3xx: options that do not exist, take other values, or do not go together. */
import type { ErrorEntries } from './entry.js';

export const OPTION_ERRORS = {
  EXO301: {
    what: 'A model has no such property',
    cause:
      '`--property`, or `properties` of a search, names one that the model does not have, or does not have within these bounds.',
    remedy: 'Take one of those that the message lists, or the bounds that it says the property takes.',
  },
  EXO302: {
    what: 'A property is searched for by itself',
    cause:
      'A possibility or a refinement was named together with other properties; each of these is a search of its own.',
    remedy: 'Name it alone, in a run of its own.',
  },
  EXO311: {
    what: 'There is no such knob',
    cause: '`--set` names a knob that the published protocol does not have.',
    remedy: 'Take one of those that the message lists; [protocol.md](protocol.md) explains them.',
  },
  EXO312: {
    what: 'A knob does not take this value',
    cause: '`--set name=value` has a value that is not one of the readings of that knob.',
    remedy: 'Take one of those that the message lists.',
  },
  EXO313: {
    what: 'Options do not go together',
    cause:
      'An option is not of this model, this medium or this form: a partition on an asynchronous network, `--literal` on the bus.',
    remedy: 'Leave one of them out; the message says which, and why.',
  },
  EXO314: {
    what: 'There is no such reduction',
    cause: '`--no-reduce` names a reduction that the model does not have.',
    remedy: 'Take names that the message lists, or `all`. `exo list` says what each does.',
  },
  EXO315: {
    what: 'A reduction is false without disks',
    cause:
      'The options of a model have a reduction, and hosts without disks, that do not go together: where a crash loses everything, being down is not being slow.',
    remedy: 'Leave the reduction out. `exo check exo --storage diskless` does so by itself.',
  },
  EXO321: {
    what: 'An option does not take this value',
    cause:
      'A number, a size, a share or a time was typed in a form that the option does not take, or beyond its range.',
    remedy: 'The message has the accepted form: `4`, `inf`, `5%`, `2s`, `1.5GB`.',
  },
  EXO322: {
    what: 'A command line that is not understood',
    cause:
      'There is no such command or option, an option has no value, or an argument is missing or too many. The message lists what is accepted, with the nearest name.',
    remedy: 'Correct the command line; `exo help check` shows what a command takes.',
  },
  EXO323: {
    what: 'There is no such model',
    cause: 'The name is neither a model of this package nor a path.',
    remedy:
      '`exo list` names the models. A module is given by a path that has a `/` or a `.` in it: `./model.js`.',
  },
  EXO331: {
    what: 'A file cannot be written',
    cause:
      'The file or folder of an option such as `--trace-out` does not exist, is of the other kind, or may not be written.',
    remedy: 'Make the folder, or give another path. This is looked at before a search begins.',
  },
  EXO332: {
    what: 'A model has no such bound',
    cause: 'A bound was given that the model does not declare.',
    remedy: 'The message lists those that there are; `exo list ./model.js` says what they mean.',
  },
  EXO333: {
    what: 'A bound does not take such a value',
    cause:
      'The value is no whole number, is below or above what the bound is declared to take, or is `inf` where there must be a limit.',
    remedy: 'Take a value from the range in the message.',
  },
  EXO334: {
    what: 'A model has no such knob',
    cause: 'A knob was given that the model does not declare.',
    remedy: 'The message lists those that there are; `exo list ./model.js` says what they mean.',
  },
  EXO335: {
    what: 'A knob does not take such a value',
    cause: 'The value is none of the words that the knob is declared to take.',
    remedy: 'Take one of those in the message.',
  },
  EXO336: {
    what: 'A definition of a model has no bounds or knobs that can be used',
    cause: '`defineModel` was given a bound without a default that it takes, or a knob without values.',
    remedy:
      '`bounds: { items: { default: 3, min: 1, max: 9 } }`, `knobs: { policy: { values: ["fifo", "lifo"] } }`.',
  },
  EXO337: {
    what: 'A module does not take such a flag',
    cause:
      'A flag was given that makes a model what it is, and the module has no such bound or knob: it exports its model as it is, declares others, or its ' +
      'function does not look at that option while it makes the model.',
    remedy:
      'Leave the flag out; where it is one of another command, use that. A bound or knob is declared by the module: `export const bounds = { hosts: { default: 3 } }`, with `model` as a function of them: `({ bounds }) => …`.',
  },
  EXO338: {
    what: 'A model of ours has no bounds but its flags',
    cause: '`--bound` was given with `published` or `exo`.',
    remedy: 'Give the flag of that name, such as `--hosts 3`; `exo list` has all.',
  },
  EXO339: {
    what: 'A trace of a simulation would have too many steps',
    cause:
      'It has the last steps (`--trace-steps`) and those around each fault and takeover (`--trace-around`), and together these are more than 50,000. Nobody could look at that many.',
    remedy:
      'Give less of one of both, or fewer faults; or write all steps with `--run-out`, for `exo validate` and `exo view`.',
  },
  EXO371: {
    what: 'There is no such mutant',
    cause: '`--only` names a mutant that the model does not have.',
    remedy: '`exo mutate <model> --list` names them all.',
  },
  EXO381: {
    what: 'There is no such error code',
    cause: '`exo explain` was asked for a code that no error has.',
    remedy: '`exo explain` without a code lists them all.',
  },
  EXO382: {
    what: 'There is no machine to draw',
    cause:
      '`exo chart` was given a model whose parts are no XState machines, or `--machine` names one that it does not have.',
    remedy: 'Leave `--machine` out, or take a name that the message lists.',
  },
  EXO391: {
    what: 'What is typed is no condition on a state',
    cause:
      'The page of `exo explore` was given a condition that cannot be read, or that names a variable that the model does not have.',
    remedy:
      'Comparisons of paths and values, such as `B.agreed >= 2 and A.token = holding` or `A.log contains D0`, with `and`, `or`, `not` and parentheses.',
  },
  EXO392: {
    what: 'A state is asked for that the server does not know',
    cause: 'The server of `exo explore` was started again, or the call did not come from its page.',
    remedy: 'Load the page again: its address holds the run.',
  },
  EXO393: {
    what: 'The server of a page was sent what is no call of it',
    cause: 'A program other than the page sent it, or a page of another version.',
    remedy: 'Load the page again; the message says what the call is to be.',
  },
} satisfies ErrorEntries;
