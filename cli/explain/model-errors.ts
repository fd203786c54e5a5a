/** EXO1xx: machines, components, models and modules that cannot be used as they are. */
import { COMPONENT_ERRORS } from './component-errors.js';
import type { ErrorEntries } from './entry.js';
import { MODULE_ERRORS } from './module-errors.js';

export const MODEL_ERRORS = {
  ...COMPONENT_ERRORS,
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
  EXO138: {
    what: 'A component encodes states that differ to the same bytes',
    cause:
      'States with the same bytes are one in a search, and `step` of the component, a rule, a property or another function of the model answers otherwise about one of them than about the ' +
      'one that stands for it: something that it reads is not in what `encode` gives. When a search has found nothing, up to 256 such states of each component are asked about.',
    remedy:
      'Let `encode` write all that an answer depends on, or leave `encode` and `decode` to `plainComponent`. States that differ in nothing that is ever asked may have the same bytes.',
  },
  ...MODULE_ERRORS,
  EXO161: {
    what: 'There is no such actor',
    cause:
      'A machine asks `system.get` for a name that is not one of the actors of its system. XState itself would send the event back to the sender.',
    remedy:
      'Correct the name, or make it an actor of a `system`. One that is to stay outside of the model is named in `peers` (of `system`, `machineModel` or `xstateComponent`): ' +
      'what it is sent leaves the model, and what it may send is an input. The message lists those that are known.',
  },
  EXO162: {
    what: 'A machine reads an output that is not there',
    cause:
      'The model does not say what comes of a promise or an observable that the machine invokes, so both endings with `undefined` were tried, and the machine ' +
      'reads more than that.',
    remedy:
      'Add the line that the message gives to the options of `machineModel`, or, under the name of the actor, to the `system`. A machine that a module exports by itself becomes `export const model = machineModel(machine, { outcomes })`.',
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
