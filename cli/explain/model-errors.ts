/** EXO1xx: machines, components, models and modules that cannot be used as they are. */
import type { ErrorEntries } from './entry.js';

export const MODEL_ERRORS = {
  EXO101: {
    what: 'A value is not plain data',
    cause:
      'A context, event, parameter or local state holds something that has no canonical bytes: a function, a promise, a class ' +
      'instance, a symbol, a cycle, a `Date`. States are compared and remembered by their bytes, so such a state could not be told ' +
      'from another.',
    remedy:
      'The message has the path of the value. Keep plain data there: primitives, arrays, plain objects, `Set` and `Map`. Of a `Date` ' +
      'keep its number, of an instance its fields; what the model does not need, leave out.',
  },
  EXO102: {
    what: 'Bytes are no state',
    cause:
      'Bytes were given to `decode` that no `encode` of this component wrote, or that were damaged since.',
    remedy:
      'Decode with the component that encoded, of the same version. A component of your own has to give back in `decode` what `encode` took.',
  },
  EXO103: {
    what: 'A machine has something that cannot be explored',
    cause:
      'The chart names an action, a guard, a delay or an actor that has no implementation, or a first state that there is not. XState itself does nothing for a missing action, waits no time for a ' +
      'missing delay, and throws for a missing guard. [Decision 3](decisions/0003-what-xstate-machines-are-refused.md) has the reasons.',
    remedy: 'Do what the message says for each place.',
  },
  EXO111: {
    what: 'A component is not deterministic',
    cause:
      'It gave two answers to one question, or it called a clock, randomness or a timer while it was asked. Guards, actions and all other ' +
      'functions of a model have to be functions of what they are given. [Purity](purity.md) lists what is found out.',
    remedy:
      'Move what it reads into the context, the input or the event. What the environment may choose is several events, or a component with ' +
      'several outcomes, so that the search tries each.',
  },
  EXO112: {
    what: 'A component changes what it was given',
    cause:
      'A guard or an action wrote to its context or event, or a component to its state. All of these are frozen, because other states share them. A property that does so ends in EXO132.',
    remedy:
      'Return new values: `assign({ list: ({ context }) => [...context.list, 1] })` instead of `context.list.push(1)`.',
  },
  EXO113: {
    what: 'A component throws',
    cause:
      'A guard, an action or a step threw an exception in a reachable state. The message has the event and the state; the exception is its `cause`.',
    remedy:
      'If the event cannot come in that state, say so in the chart or in the model. If it can, the exception is a fault that the search has found.',
  },
  EXO114: {
    what: 'No state handles an event',
    cause:
      'An event was sent to a machine that mentions its type nowhere. That is a misspelt type more often than an event to be ignored.',
    remedy:
      'Correct the type; the message lists those that are handled. An event that is to be ignored on purpose can be named in the chart: `on: { PING: {} }`.',
  },
  EXO115: {
    what: 'The context of a machine cannot be made',
    cause: 'The factory of the context threw, mostly because it reads an `input` that was not passed.',
    remedy: 'Pass `input`, of the type that the machine declares.',
  },
  EXO116: {
    what: 'An answer depends on which of two equal objects is given',
    cause:
      'A guard, an action, a step or a property compares objects by `===`, or by what does so, such as `includes`, `indexOf` or a Set of objects. The checker keeps one state for all that are equal, ' +
      'so it cannot say whether the object that was selected is still the one in the list, or another one with the same in it. A system that is saved and resumed cannot either.',
    remedy:
      'Compare what is in the objects, such as an id: `items.filter(({ id }) => id !== context.selected.id)`.',
  },
  EXO121: {
    what: 'An effect goes nowhere',
    cause: 'A component emits an effect, and the model has no route for its slot.',
    remedy: 'Add a `route` for the slot. One that returns `[]` for an effect drops it on purpose.',
  },
  EXO122: {
    what: 'A leg goes to a foreign slot',
    cause: 'A rule or a route sends an event to a slot that is not one of the model.',
    remedy:
      "Add the slot to the model's `slots`, or use the one that is there: a slot is itself, not its name.",
  },
  EXO123: {
    what: 'A model cannot be explored',
    cause:
      'It has no slots or no rules, two slots of one name, two routes for one slot, a property over nothing, a component without an initial state, ' +
      'a part that names a slot of another model, or more slots or rules than there may be. The message says which.',
    remedy: 'Correct the part that the message names.',
  },
  EXO127: {
    what: 'A refinement mapping does not fit',
    cause:
      'The mapping threw, gave a different number of images than the high model has slots, or reads a slot that the low model does not have.',
    remedy:
      'Give one plain value for each slot of the high model, in their order, for every state of the low one.',
  },
  EXO128: {
    what: 'Two high states look alike',
    cause:
      'What the mapping sees of a high state does not tell it from another one, so it is not known which of them a low state stands for.',
    remedy: 'Let `seen` tell them apart, or leave out of the high model what makes them different.',
  },
  EXO129: {
    what: 'The groups of a property are not alike',
    cause:
      'The groups that a property is over are given by name, or have a view for each place, and do not all have the same names, or as many slots.',
    remedy:
      'Give every group the same names in the same order, and lists of the same lengths; or write a property for each kind of group.',
  },
  EXO131: {
    what: 'A component has too many local states',
    cause:
      'One component came to 16,777,216 local states. The search is fast as far as local states are few beside global ones; one pool of all ' +
      'messages has as many as the whole model.',
    remedy: 'Split it: one inbox a receiver instead of one pool, one counter a host instead of a table.',
  },
  EXO132: {
    what: 'A function of a model throws',
    cause:
      'One of the functions that a model consists of (offers, routes, properties, steps of a component, what it shows) threw an exception. ' +
      'The message names the function, and the exception is its `cause`.',
    remedy:
      'It has to accept every reachable state. `EXO_DEBUG=1` prints the stack; `--depth-max` helps to find the first such state.',
  },
  EXO133: {
    what: 'A function of a model gives something else than it should',
    cause:
      'Offers that are null, a leg in place of offers, a step without its list of effects, an event without a type: the message names the ' +
      'function, what it gave and what is wanted.',
    remedy: 'Give what the message asks for. Whatever is a list may be empty; nothing may be asynchronous.',
  },
  EXO134: {
    what: 'A function of a model gives neither true nor false',
    cause:
      'A property, a guard, `when`, `mayEnd`, `within` or a part of a possibility gave something else than a boolean. A promise would count as ' +
      'true whatever comes of it, and a forgotten `return` as false.',
    remedy: 'Give a boolean: `return`, without `async`, and `!!(…)` where any truthy value is meant.',
  },
  EXO135: {
    what: 'A transition does not end',
    cause:
      'The effects of a step are routed to events whose effects are routed on, in a circle: one transition had more than 1,000 legs.',
    remedy: 'Let a route give `[]` at some point, or a component disable the event.',
  },
  EXO136: {
    what: 'A component does not decode what it has encoded',
    cause:
      'The bytes of a local state, decoded and encoded again, are others. A search goes on from states that were decoded, so that it would check ' +
      'another system. The first local states of each component are looked at, and some of those behind.',
    remedy:
      'Let `decode` give back all that `encode` takes; `encodeValue` and `decodeValue` do for plain data, and `plainComponent` uses them by itself.',
  },
  EXO137: {
    what: 'A rule asks for fairness',
    cause:
      'A rule has `fairness`, and there is no search yet that takes it into account. What is not used is not taken, so that nobody relies on it.',
    remedy: 'Leave `fairness` out. What is checked does not depend on it.',
  },
  EXO141: {
    what: 'There is no such module',
    cause: 'The path that was given as a model leads to no file.',
    remedy: 'Give the path from where you stand: `exo check ./model.js`.',
  },
  EXO142: {
    what: 'A module does not load',
    cause: 'It threw while it was imported, or it could not be parsed. The message has the reason.',
    remedy: 'Make it load by itself first: `node ./model.js`.',
  },
  EXO143: {
    what: 'A module exports no model',
    cause:
      'It has no export `model` and not exactly one XState machine, or a `model` that is neither a model, a machine nor a function that returns a model. The message says what is missing.',
    remedy:
      '`export const model = …`, or `export function model(options) { return … }`. A module that exports one machine needs no more.',
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
      '`export const bounds = { items: { default: 3, min: 1, max: 9 } }`, `export const knobs = { policy: { values: ["fifo", "lifo"] } }`.',
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
  EXO161: {
    what: 'There is no such actor',
    cause:
      'A machine asks `system.get` for a name that is not one of the actors of its system. XState itself would send the event back to the sender.',
    remedy:
      'Correct the name, or add the actor: to `actors` of a `system`, or to `peers` of an `xstateComponent`. The message lists those that are known.',
  },
  EXO162: {
    what: 'A machine reads an output that is not there',
    cause:
      'The model does not say what comes of a promise or an observable that the machine invokes, so both endings with `undefined` were tried, and the machine ' +
      'reads more than that.',
    remedy: 'Add the line that the message gives: `outcomes`, with what it may end with.',
  },
  EXO163: {
    what: 'Outcomes are given for nothing',
    cause:
      'A name in `outcomes` is neither the id nor the place nor the source of anything that the machine invokes or spawns.',
    remedy: 'Correct the name; the message lists those that there are.',
  },
  EXO164: {
    what: 'A guard is neither true nor false',
    cause:
      'A guard gave something else than a boolean: a promise, which XState would take for true, or a value that is only taken for one.',
    remedy: 'Return a boolean. What has to be waited for is an invocation, and its answer an event.',
  },
  EXO165: {
    what: 'A machine makes machines on the fly',
    cause:
      'Each time that it spawns a child it makes the machine of that child anew, and two machines that were made at different times are never the same.',
    remedy: 'Make the machine once, outside, and pass what differs between its copies as `input`.',
  },
  EXO166: {
    what: 'A machine reads the state of another actor',
    cause:
      'A guard or an action calls `getSnapshot()` of an actor that is not part of its own local state. Between actors of a system only events pass.',
    remedy: 'Send the other actor an event and have it answer with what is needed.',
  },
  EXO167: {
    what: 'A child cannot be persisted',
    cause:
      'A machine that is to be resumed from its persisted snapshot has a child whose logic was given inline. XState cannot persist it either.',
    remedy: 'Put the logic into `setup({ actors })`, and invoke or spawn it by its name.',
  },
  EXO168: {
    what: 'A guard reads its system',
    cause:
      'A guard reads `system` or `self`. XState gives a guard the context and the event, and nothing else.',
    remedy: 'Have an action keep what is needed in the context, or an event bring it.',
  },
  EXO171: {
    what: 'A mutation contradicts itself',
    cause:
      'Two scopes or two mutants have one name, or a list names a mutant or a scope that there is none of.',
    remedy: 'Correct the name; the message lists those that there are.',
  },
  EXO172: {
    what: 'The machine itself does not hold in a scope',
    cause:
      'The machine without any change already violates a property, or deadlocks, in a scope in which its mutants are to be run.',
    remedy: 'Check it there first; a mutant can be told from a machine only where the machine holds.',
  },
  EXO173: {
    what: 'A written mutant cannot be explored',
    cause: 'A mutant that was written by hand has something in it that is refused, as by EXO103.',
    remedy: 'Write the change with named guards and actions, as the machine itself.',
  },
  EXO174: {
    what: 'A model cannot start',
    cause:
      'An effect of starting a component is routed to a slot in which the event is disabled, so that no initial state is left.',
    remedy:
      "Let the slot take the event, or let the route skip the leg where it is disabled: `leg(to, event, 'skip')`.",
  },
  EXO175: {
    what: 'A message that its receiver never handles',
    cause:
      'An actor of a system sends an event that no state of the receiving chart mentions: it could only be ignored.',
    remedy:
      'Correct the type of the event, or mention it in the receiving chart, if only to ignore it: `on: { PING: {} }`.',
  },
  EXO176: {
    what: 'A system or a search that is not understood',
    cause:
      'The definition of a system, the options of `machineModel` or those of a search or of generated tests have a key or a value that they do not take, name an actor or a link that there is not, or give a count that is no whole number.',
    remedy: 'Correct it as the message says; it lists what is accepted.',
  },
  EXO177: {
    what: 'An input that no state handles',
    cause:
      '`inputs` of a system lists an event that no state of the chart mentions, so that it can never be sent.',
    remedy: 'Correct the type of the event, or leave it out.',
  },
  EXO180: {
    what: 'A machine of a copy of XState that is not supported',
    cause:
      'The machine, or one of its built-in actions, was made by a copy of XState that is older than 5.19 or of another major version. Such a copy does not hand over what it sends and spawns: the search would miss it, and say that too much holds.',
    remedy:
      'Install an `xstate` of 5.19 or later, below 6, where the machine is made: `npm install xstate@5`. `npm ls xstate` shows which copies there are.',
  },
  EXO181: {
    what: 'Outcomes that are none',
    cause:
      'What stands in `outcomes` for something that a machine invokes or spawns is no list of outcomes and no function that gives one: a plain value where `done(value)` was meant, a single outcome without a list, an empty list, an async function.',
    remedy:
      "Give a list of at least one of `done(output)`, `failed(error)`, `emits(events, then)` and `never()`: `outcomes: { load: [done('x'), failed()] }`.",
  },
  EXO190: {
    what: 'A reduction may hide something of this machine',
    cause:
      'A reduction leaves out steps or messages that make no difference, for a reason. The reason is verified on the machine that is explored, and does not hold for it: a search with the reduction would say nothing about this machine.',
    remedy:
      'The message names the reduction, the machine and the step: see whether the machine is meant to do that. Search without the reduction: `--no-reduce name`, or, of the published model, without `--drop-dead`.',
  },
  EXO191: {
    what: 'A premise asks for a slot that is not there',
    cause: 'One of the `premises` of a model looks at a slot of a name that the model does not have.',
    remedy: 'Name a slot of the model.',
  },
} satisfies ErrorEntries;
