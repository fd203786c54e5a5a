/** EXO3xx: options that do not exist, take other values, or do not go together. */
import type { ErrorEntries } from './entry.js';

export const OPTION_ERRORS = {
  EXO301: {
    what: 'A model has no such property',
    cause: '`--property`, or `properties` of a search, names one that the model does not have.',
    remedy: 'Take one of those that the message lists.',
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
  EXO321: {
    what: 'An option does not take this value',
    cause:
      'A number, a size, a share or a time was typed in a form that the option does not take, or beyond its range.',
    remedy: 'The message has the accepted form: `4`, `inf`, `5%`, `2s`, `1.5GB`.',
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
} satisfies ErrorEntries;
