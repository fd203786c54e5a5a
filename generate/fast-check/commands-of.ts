import fc from 'fast-check';
import type { Model } from '../../checker/model/model.js';
import type { Observation } from '../../checker/model/observation.js';
import { after, doStep, startsAs, type Adapter, type Candidates } from '../adapter.js';
import { checkAdapter, checkGiven } from '../given.js';
import { graphOf } from '../graph.js';
import { labelOf, stepOf, tellerOf, type Teller, type TestStep } from '../steps.js';

export interface CommandsOptions {
  /** The most states that are looked through for steps that there are, from 1: 1,000 when left out. */
  readonly statesMax?: number;
  /** How the model is observed, if it is not made by `system` or `machineModel`. */
  readonly observation?: Observation;
}

/** What fast-check keeps for the model while it runs commands. */
export interface Tested {
  candidates: Candidates;
  readonly steps: TestStep[];
}

/** Commands, and what they are run on. */
export interface GeneratedCommands<S> {
  /** For `fc.commands`: one for each step that the model has. */
  readonly commands: readonly fc.Arbitrary<fc.AsyncCommand<Tested, S>>[];
  /** For `fc.asyncModelRun`: a fresh system under test, and the model at its start. */
  readonly setup: () => Promise<{ model: Tested; real: S }>;
  /** Runs commands on a fresh system under test, and ends it, whatever comes of it. */
  readonly run: (commands: Iterable<fc.AsyncCommand<Tested, S>>) => Promise<void>;
  /** Whether all states were looked through. If not, a step that is only possible beyond them is never tried. */
  readonly isWhole: boolean;
}

/**
 * Commands for fast-check's model-based tests: each is a step of the model, taken only where the model can take it. fast-check draws runs of them,
 * makes a failing one shorter, and prints seed, path and `replayPath` to run it again.
 *
 * @throws ExoError EXO215 for a model of which nothing says how it is observed, EXO176 for options that it does not take, EXO217 for an adapter that
 * lacks a function.
 *
 * @example
 * const lamp = setup({}).createMachine({
 *   initial: 'off',
 *   states: { off: { on: { PRESS: 'on' } }, on: { on: { PRESS: 'off' } } },
 * });
 * const adapter: Adapter<{ isOn: boolean }> = {
 *   start: () => ({ isOn: false }),
 *   act: (real) => (real.isOn = !real.isOn),
 *   observe: ({ isOn }) => ({ value: isOn ? 'on' : 'off' }),
 * };
 * const { commands, run } = commandsOf(machineModel(lamp), adapter);
 * await fc.assert(fc.asyncProperty(fc.commands([...commands], { maxCommands: 50 }), run));
 */
export function commandsOf<S>(
  model: Model,
  adapter: Adapter<S>,
  options: CommandsOptions = {},
): GeneratedCommands<S> {
  checkGiven('commandsOf', model, options, ['statesMax', 'observation']);
  checkAdapter(adapter);
  const { statesMax = 1000, observation } = options;
  const teller = tellerOf(model, observation);
  const { states, edges, isWhole } = graphOf(model, statesMax, labelOf);
  const steps = new Map<string, TestStep>();
  for (const { transition, from } of edges) {
    const label = labelOf(transition);
    if (!steps.has(label)) steps.set(label, stepOf(teller, transition, states[from] ?? []));
  }
  const setup = async (): Promise<{ model: Tested; real: S }> => {
    const real = await adapter.start();
    try {
      return { model: { candidates: await startsAs(teller, adapter, real), steps: [] }, real };
    } catch (error) {
      await adapter.stop?.(real);
      throw error;
    }
  };
  return {
    commands: [...steps].map(([label, step]) => fc.constant(commandOf(teller, adapter, label, step))),
    setup,
    run: async (commands) => {
      const begun = await setup();
      try {
        await fc.asyncModelRun(() => begun, commands);
      } finally {
        await adapter.stop?.(begun.real);
      }
    },
    isWhole,
  };
}

function commandOf<S>(
  teller: Teller,
  adapter: Adapter<S>,
  label: string,
  step: TestStep,
): fc.AsyncCommand<Tested, S> {
  return {
    check: ({ candidates }) => after(teller, candidates, label).length > 0,
    run: async (tested, system) => {
      const next = after(teller, tested.candidates, label);
      const before = [...tested.steps];
      tested.steps.push(step);
      tested.candidates = await doStep(teller, adapter, system, { before, step, next });
    },
    toString: () => label,
  };
}
