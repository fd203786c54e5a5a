/**
 * There is no main entry: what this package is used for differs too much. Whoever imports it by its bare name is told the names of the
 * entries. All their exports are named here so that `import { check } from 'exo-broadcast'` gets as far as that message.
 */
export * from '../checker/index.js';
export * from '../impl/index.js';
export * from '../spec/index.js';
export * from '../traces/index.js';
// Of what two of them export, one is as good as the other.
export { decodeValue, encodeValue, type Verdict } from '../checker/index.js';

throw new Error(
  "'exo-broadcast' has no main entry: import from 'exo-broadcast/checker' (models of XState machines, and their search), " +
    "'exo-broadcast/vitest' (the matcher toHold), 'exo-broadcast/xstate' (XState actors on a ring of hosts), 'exo-broadcast/record' (runs of live actors), 'exo-broadcast/generate' (tests of an implementation, made of its model), 'exo-broadcast/impl' (hosts that run), 'exo-broadcast/spec' (Exo as machines), " +
    "'exo-broadcast/conformance' or 'exo-broadcast/traces'",
);
