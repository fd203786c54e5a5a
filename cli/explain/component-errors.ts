/** EXO101 to EXO116: machines and other components that cannot be asked as they are. */
import type { ErrorEntries } from './entry.js';

export const COMPONENT_ERRORS = {
  EXO101: {
    what: 'A value is not plain data',
    cause:
      'A context, event, parameter or local state holds something that has no canonical bytes: a function, a promise, a class ' +
      'instance, a symbol, a cycle, a `Date`, a property that is not enumerable. States are compared and remembered by their bytes, so such a state could not be told ' +
      'from another.',
    remedy:
      'The message has the path of the value. Keep plain data there: primitives, arrays, plain objects, `Set` and `Map`. Of a `Date` ' +
      'keep its number, of an instance its fields; what the model does not need, leave out.',
  },
  EXO102: {
    what: 'Bytes are no state',
    cause:
      'Bytes were given to `decode` that no `encode` of this component wrote, or that were damaged since; or bytes of `encodeExactly` to `decodeValue`.',
    remedy:
      'Decode with the component that encoded, of the same version; what `encodeExactly` gave, with `decodeExactly`. A component of your own has to give back in `decode` what `encode` took.',
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
      'Move what it reads into the context, the input or the event. What may differ is several events in `inputs` (of `machineModel`: `events`), several `outcomes` of what is invoked, or a component with ' +
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
      'A guard, an action or a step threw an exception in a reachable state. The message has the event, the state and the context; the exception is its `cause`.',
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
    remedy:
      'Pass `input`, of the type that the machine declares: `machineModel(machine, { input })`, and in a `system` `actors: { name: { machine, input } }`.',
  },
  EXO116: {
    what: 'An answer depends on which of two equal objects is given',
    cause:
      'A guard, an action, a step or a property compares objects by `===`, or by what does so, such as `includes`, `indexOf` or a Set of objects. The checker keeps one state for all that are equal, ' +
      'so it cannot say whether the object that was selected is still the one in the list, or another one with the same in it. A system that is saved and resumed cannot either.',
    remedy:
      'Compare what is in the objects, such as an id: `items.filter(({ id }) => id !== context.selected.id)`.',
  },
} satisfies ErrorEntries;
