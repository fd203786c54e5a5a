/** What leads a system under test along a model, and what notices where it leaves it. */
import { thrownText } from '../errors/index.js';
import { initialStates, successors } from '../checker/model/reference.js';
import { differencesOf, fieldsOf, labelOf, observedFields, type Teller, type TestStep } from './steps.js';

/**
 * What it takes to test a system against a model: how it is started, what is done to it in a step, and what of it can be seen. Each may
 * be asynchronous.
 */
export interface Adapter<S> {
  /** A fresh system under test. */
  readonly start: () => S | Promise<S>;
  /** Does a step: sends the request, presses the button, lets the time pass. */
  readonly act: (system: S, step: TestStep) => unknown;
  /**
   * What can be seen of it now, in the words of the model: `{ value: 'paid', context: { items: 1 } }`, as much of it as there is; of
   * several actors by their names, `{ order: { value: 'paid' } }`. It is compared with the model after each step; undefined is refused
   * (EXO217), for with that every test would pass.
   */
  readonly observe: (system: S) => unknown;
  /** Ends it. */
  readonly stop?: (system: S) => unknown;
}

/** A system under test that does not do what its model does. */
export class TestFailure extends Error {
  override readonly name = 'TestFailure';

  constructor(
    message: string,
    /** The steps up to the one after which it differs, or in which something was thrown, that one included. */
    readonly steps: readonly TestStep[],
    /** What differs, a field each; none where something was thrown, which is the `cause`. */
    readonly differences: readonly string[],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The states in which a system under test may be: several where the model has a choice that is not seen. */
export type Candidates = readonly (readonly unknown[])[];

/**
 * The initial states that look like what is observed of a fresh system.
 *
 * @throws TestFailure if none does, or if `observe` throws; ExoError EXO217 if it gives nothing.
 */
export async function startsAs<S>(teller: Teller, adapter: Adapter<S>, system: S): Promise<Candidates> {
  const observed = await withSteps([], () => adapter.observe(system));
  return alike(teller, initialStates(teller.model), observed, []);
}

/** A step to be done. */
interface NextStep {
  /** The steps that were done before it. */
  readonly before: readonly TestStep[];
  readonly step: TestStep;
  /** The states to which it may lead. */
  readonly next: Candidates;
}

/**
 * Does a step, and leaves those of the states to which it may lead that look like what is observed then.
 *
 * @throws TestFailure if none does, or if the adapter throws; ExoError EXO217 if `observe` gives nothing.
 */
export async function doStep<S>(
  teller: Teller,
  { act, observe }: Adapter<S>,
  system: S,
  { before, step, next }: NextStep,
): Promise<Candidates> {
  const steps = [...before, step];
  const observed = await withSteps(steps, async () => {
    await act(system, step);
    return observe(system);
  });
  return alike(teller, next, observed, steps);
}

/** The states to which a step may lead, whatever comes of it; none if it is not possible. */
export function after({ model }: Teller, candidates: Candidates, label: string): Candidates {
  return candidates.flatMap((states) =>
    successors(model, states)
      .filter((transition) => labelOf(transition) === label)
      .map((transition) => transition.states),
  );
}

/**
 * Those of the states that look like what is observed.
 *
 * @throws TestFailure if none does.
 */
function alike(
  teller: Teller,
  candidates: Candidates,
  observed: unknown,
  steps: readonly TestStep[],
): Candidates {
  const seen = observedFields(teller, observed);
  const differences = candidates.map((states) => differencesOf(seen, fieldsOf(teller, states)));
  const left = candidates.filter((_, i) => differences[i]?.length === 0);
  if (left.length > 0) return left;
  const nearest = differences.toSorted((a, b) => a.length - b.length)[0] ?? [];
  throw failure(steps, nearest);
}

/** What an adapter throws, with the steps that led there. */
async function withSteps(steps: readonly TestStep[], act: () => unknown): Promise<unknown> {
  try {
    return await act();
  } catch (cause) {
    throw new TestFailure(textOf('in', steps, `the adapter throws ${thrownText(cause)}`), steps, [], {
      cause,
    });
  }
}

function failure(steps: readonly TestStep[], differences: readonly string[]): TestFailure {
  return new TestFailure(textOf('after', steps, differences.join('; ')), steps, differences);
}

function textOf(where: 'in' | 'after', steps: readonly TestStep[], what: string): string {
  const last = steps.at(-1);
  const when = last === undefined ? 'at the start' : `${where} step ${steps.length}, ${last.name}`;
  return [`${when}: ${what}`, ...steps.map(({ name }, i) => `  ${i + 1}. ${name}`)].join('\n');
}
