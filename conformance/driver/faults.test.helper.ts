/** Faults that are put into the compiled driver by hand, and how the problem that each leads to is called. */
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { check, type Model } from '../../checker/index.js';
import { loadFaulty, type Implementation } from '../compare/faulty-copy.js';
import type { ImplMutant } from '../mutants/index.js';

/** The compiled implementation. */
export const COMPILED = fileURLToPath(new URL('../../dist/impl/', import.meta.url));

const fault = (file: string, find: string, replace: string): ImplMutant => ({
  ...{ name: 'seeded', rule: '', says: '', file, find, replace },
});

/** What is put into the compiled driver, how the problem that it leads to is called, and in how many epochs it comes up. */
export const FAULTS: readonly (readonly [
  says: string,
  mutant: ImplMutant,
  problem: RegExp,
  epochs: number,
])[] = [
  [
    'a timer is not set',
    fault(
      'host/sending.js',
      "this.port.setTimer('repeat', options.repeatMs + longerHoldMs(core.log, options));",
      '',
    ),
    /the own entry is the last, and nothing repeats it/,
    2,
  ],
  [
    'what waits for storage is not woken',
    fault(
      'host/due.js',
      '        this.modes.returning.look();\n        this.advance();',
      '        this.modes.returning.look();',
    ),
    /something is agreed, and not delivered/,
    2,
  ],
  [
    'the own entry is not broadcast when it is written',
    fault('host/due.js', '        this.modes.sending.written();\n', ''),
    /the own entry is written, and not broadcast/,
    2,
  ],
  [
    'a question is never ended',
    fault('host/catching-up.js', "this.port.setTimer('ask', options.askMs);", ''),
    /a question waits for its answer, and no timer ends that/,
    3,
  ],
  [
    'an exception',
    fault(
      'host/due.js',
      '        core.persisted(position);',
      '        core.persisted(position);\n        core.log.never();',
    ),
    /exception: core.log.never is not a function/,
    2,
  ],
];

/** A test of one of these: that it is found out in the model that is made for a number of epochs. */
export function isFoundOutIn(
  modelFor: (epochs: number, impl: Implementation) => Model,
): (says: string, mutant: ImplMutant, problem: RegExp, epochs: number) => Promise<void> {
  return async (_, mutant, problem, epochs) => {
    const found = check(modelFor(epochs, await loadFaulty(mutant, COMPILED)));
    expect(found.verdict).toBe('violated');
    const last = JSON.stringify(found.counterexample?.steps.at(-1)?.states);
    expect(last).toMatch(problem);
  };
}

/** What is delivered is looked for where a snapshot has taken its place: it comes up only where others send snapshots. */
export const DELIVERS_COMPACTED = fault('host/delivery.js', ' && core.delivered >= log.start', '');
