/** EXO2xx: traces that cannot be read, written, or executed again. */
import type { ErrorEntries } from './entry.js';

export const TRACE_ERRORS = {
  EXO201: {
    what: 'A text is not JSON',
    cause: 'The file that was given as a trace is not JSON: cut off, or of another format.',
    remedy: 'Give a trace in ITF, as `--trace-out` writes it.',
  },
  EXO202: {
    what: 'A JSON is not a trace in ITF',
    cause:
      'Something in the file does not have the form that ITF gives it. The message has the place (`$.states[2].A`).',
    remedy:
      'Correct the place, or write the trace again. Integers are `{ "#bigint": "3" }`, and an object in ITF has no keys that begin with `#`.',
  },
  EXO203: {
    what: 'Metadata of a trace are missing or wrong',
    cause:
      '`#meta` says how the model is made again and which property broke; something in it is missing or has another type.',
    remedy: 'Write the trace again with `--trace-out`.',
  },
  EXO204: {
    what: 'A value has no form in a trace',
    cause:
      'A state holds something that ITF cannot express: a fraction, an integer of too many digits, values nested too deep.',
    remedy: 'Let the component `show` its states in plain integers, strings, lists, sets, maps and records.',
  },
  EXO205: {
    what: 'A trace has no such step or column',
    cause: '`--step`, or a column that was asked for, is beyond what the trace has.',
    remedy: 'Take one of those that the message lists; step 0 is the initial state.',
  },
  EXO206: {
    what: 'A trace cannot be executed again',
    cause:
      'The model that `#meta` names cannot be made: a bound, medium or reduction that is not one, a property or mutant that the model does not have, ' +
      'a module that is gone.',
    remedy:
      'Replay it with the version that wrote it and beside the module that it names, or write it again.',
  },
  EXO207: {
    what: 'A trace cannot be read',
    cause:
      'The file is not there, is a folder, or may not be read; or it is called `.gz`, and is not gzip, or damaged; or it is a trace in ITF, and compressed. A run that ends too early is read up to there.',
    remedy: 'Give the path of a trace, or of a run.',
  },
  EXO208: {
    what: 'A trace does not reproduce',
    cause:
      '`assertReproduces` executed a trace that the model does not follow, or that no longer breaks the property at its end. The message has ' +
      'the step, and what differs there.',
    remedy:
      'If the model was mended, the trace is of the past: keep it as a test that it no longer reproduces. Otherwise look at the step: what the ' +
      'model does there has changed.',
  },
  EXO209: {
    what: 'A trace is about a property that the model does not have',
    cause:
      'The metadata of the trace name a property, and the model that it is executed with has none of that name.',
    remedy: 'Execute it with the model that it was made with; the message lists the properties of this one.',
  },
  EXO210: {
    what: 'A trace names a module that is not run unasked',
    cause:
      'Executing a trace runs the module of its model. One that does not lie in the folder of the trace, or is a link to elsewhere, is not run because ' +
      'a trace says so.',
    remedy: 'If you trust the module, name it: `exo replay trace.itf.json --model ./my-model.js`.',
  },
  EXO211: {
    what: 'A trace is of another tool',
    cause:
      'The file is in ITF, but Apalache, Quint, TLC or another tool wrote it: `exo replay` has shown its states. It names no XState model that could be ' +
      'executed again.',
    remedy: 'Nothing is wrong with the file. To execute a run again, write it with `exo check --trace-out`.',
  },
  EXO212: {
    what: 'A line of a run is malformed',
    cause:
      'A run is a header, then an event a line, as `docs/run-format.md` has it. This line has a field that is not known, lacks one, has one of another ' +
      'type, names an actor or an action that there is not, or its counter does not follow on the one before: a line is missing, or stands twice.',
    remedy:
      'The message has file and line, what was found and what would be accepted. Write the run again with `--run-out` or `--trace`, or correct what wrote it.',
  },
  EXO213: {
    what: 'A run is of a model that is not known here',
    cause: 'The header of the run names a model, and no model of that name was given.',
    remedy: 'Runs of Exo say `"model":"exo"`. Other systems need the module of their model.',
  },
  EXO214: {
    what: 'Actors cannot be recorded',
    cause:
      'A run of live actors has all that they do from their start, under the names that they have in the model: an actor runs already, or nothing says which ' +
      'actors are meant.',
    remedy:
      'Call `recordActors` between `createActor` and `start`. Give actors a `systemId`, name them in `actors`, or give them by name: ' +
      '`recordActors({ client, server }, sink)`.',
  },
  EXO215: {
    what: 'Nothing says how runs of a model are observed',
    cause:
      'A run of live actors was to be held against a model of slots and rules: what its transitions look like from outside, only its author can say. A model ' +
      'made with `system` or `machineModel` knows it.',
    remedy: "Export `observation` beside `model`, an `Observation` of 'exo-broadcast/checker'.",
  },
  EXO216: {
    what: 'A model has too many states for tests that cover all transitions',
    cause: '`testsOf` explores all states of the model, and there are more than `statesMax`.',
    remedy:
      'Bound the model with `within` or smaller inputs, raise `statesMax`, or let fast-check draw runs: `commandsOf` needs only the steps that there are.',
  },
  EXO217: {
    what: 'An adapter does not say what is tested, or what is seen of it',
    cause:
      'The adapter of generated tests lacks a function, or its `observe` gives something without fields, such as undefined: nothing would be compared with the model, ' +
      'and every test would pass.',
    remedy:
      "Give `start`, `act` and `observe`, and return from `observe` what can be seen: `{ value: 'paid' }`; of several actors, such an object for each.",
  },
  EXO218: {
    what: 'A history of operations is none',
    cause:
      'An operation is answered before it is called: the times are not of one order of all calls and answers.',
    remedy: 'Count calls and answers where all of them are seen, and give each its number.',
  },
  EXO219: {
    what: 'A trace has no form of this kind',
    cause:
      '`exo export --to ndjson` or `--to svg` was asked for a trace that does not say which of its variables are actors: there is nobody of whom a run could be, ' +
      'and no lane. Or a form for traces in ITF was asked for a run in NDJSON, or such a run, or the module of a model, was given to a command that takes traces in ITF, as `exo replay` does.',
    remedy: 'Take a form, or a command, that the message lists, or give the trace a lens (docs/viewer.md).',
  },
} satisfies ErrorEntries;
