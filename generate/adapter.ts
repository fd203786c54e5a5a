/** What leads a system under test along a model, and what notices where it leaves it. */
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
   * several actors by their names, `{ order: { value: 'paid' } }`. It is compared with the model after each step.
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
    /** The steps up to the one after which it differs, that one included. */
    readonly steps: readonly TestStep[],
    /** What differs, a field each. */
    readonly differences: readonly string[],
  ) {
    super(message);
  }
}

/** The states in which a system under test may be: several where the model has a choice that is not seen. */
export type Candidates = readonly (readonly unknown[])[];

/**
 * The initial states that look like what is observed.
 *
 * @throws TestFailure if none does.
 */
export function startsAs(teller: Teller, observed: unknown): Candidates {
  return alike(teller, initialStates(teller.model), observed, []);
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
export function alike(
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

function failure(steps: readonly TestStep[], differences: readonly string[]): TestFailure {
  const last = steps.at(-1);
  const when = last === undefined ? 'at the start' : `after step ${steps.length}, ${last.name}`;
  const list = steps.map(({ name }, i) => `  ${i + 1}. ${name}`);
  return new TestFailure([`${when}: ${differences.join('; ')}`, ...list].join('\n'), steps, differences);
}
