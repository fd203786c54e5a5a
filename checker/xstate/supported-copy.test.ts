import { createMachine, enqueueActions, type AnyActorScope, type AnyStateMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import { check } from '../check.js';
import { machineModel } from '../system/machine-model.js';
import { checkCopy } from './supported-copy.js';
import { validateMachine } from './validate-machine.js';

/** A machine of a class of its own, which does with an entry action what that copy of XState does. */
function madeBy(act: (scope: AnyActorScope, action: unknown) => void): AnyStateMachine {
  class OtherMachine {
    readonly id = 'other';
    constructor(readonly config: { readonly entry?: unknown }) {}
    getInitialSnapshot(scope: AnyActorScope): void {
      act(scope, this.config.entry);
    }
  }
  return new OtherMachine({}) as unknown as AnyStateMachine;
}

/** What `sendTo` of XState 5.18 is to whoever looks at it. */
const oldSendTo = Object.assign(() => undefined, {
  type: 'xsnapshot.sendTo',
  resolve: () => [],
  execute: () => undefined,
});

describe('a machine of another copy of XState', () => {
  test('is taken where that copy hands its actions over', () => {
    const other = madeBy(({ actionExecutor }, exec) => actionExecutor({ type: 'x', exec } as never));
    expect(() => checkCopy(other)).not.toThrow();
  });

  test('is refused where it waits for an actor that runs, as before 5.19', () => {
    expect(() => checkCopy(madeBy(({ defer }, exec) => defer(exec as () => void)))).toThrow(
      /machine "other" was made by a copy of XState .* older than 5\.19 .* accepted: xstate >=5\.19 <6/,
    );
    const silent = Object.assign(
      madeBy(() => undefined),
      { __xstatenode: true },
    );
    expect(() => machineModel(silent)).toThrow(expect.objectContaining({ code: 'EXO180' }));
  });

  test('is refused for its built-in actions alone, in the chart and where they are enqueued', () => {
    const inChart = createMachine({ id: 'a', on: { GO: { actions: oldSendTo as never } } });
    const enqueued = createMachine({
      id: 'b',
      on: { GO: { actions: enqueueActions(({ enqueue }) => enqueue(oldSendTo as never)) } },
    });
    const refused = /built-in action "xsnapshot\.sendTo" was made by a copy of XState/;
    expect(() => validateMachine(inChart)).toThrow(refused);
    expect(() => check(machineModel(enqueued))).toThrow(refused);
  });
});
