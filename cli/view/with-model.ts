/** What a film has of the model that its trace is of: the charts of its machines, and what became of properties at each step. */
import { runOf, type Model, type Run } from '../../checker/index.js';
import type { Trace } from '../../traces/index.js';
import type { Film, FilmProperty, FilmStep } from '../../viewer/index.js';
import { isWitness, judgeStart, judgeStep, type Judged } from '../explore/leads.js';
import { BUILT_IN } from '../models/built-in.js';
import { sourceOfTrace } from '../replay/trace-source.js';
import { withMachines } from './machines-of.js';

/**
 * A film with what its model knows: executed again, step by step. The film as it is where that cannot be done: of another tool, of a module that
 * is not run unasked, or of a model that no longer does what the trace says. `given` is the model that was asked for.
 *
 * @throws ExoError what loading the model throws that was asked for
 */
export async function withModel(film: Film, trace: Trace, file: string, given?: string): Promise<Film> {
  if (given === undefined && (trace.foreign !== undefined || !BUILT_IN.includes(trace.meta.model)))
    return film;
  const { model } = await sourceOfTrace(trace, file, given);
  return withModelAtHand(film, trace, model);
}

/** A film with what a model knows of its trace, which this model was searched for or is said to be of: executed again, as `withModel` does. */
export async function withModelAtHand(film: Film, trace: Trace, model: Model): Promise<Film> {
  const run = runOf(model, trace);
  if (!('steps' in run)) {
    const why = `The model does not do what the trace says at step ${run.step}: properties and charts are left out.`;
    return { ...film, notices: [...film.notices, why] };
  }
  const taken = run.steps.map((transition, i) => ({ step: i + 1, transition }));
  return withMachines({ ...film, ...judgedFilm(film, model, run) }, model, run.initial, taken);
}

/** What all properties of the model are after each step, and that of the trace, where it is none of them: one of all that may follow. */
function judgedFilm({ steps, title }: Film, model: Model, run: Run): Pick<Film, 'steps' | 'properties'> {
  const properties = propertiesOf(model);
  const { property, verdict } = title;
  const judged = judgedSteps(steps, model, run);
  if (property === null || verdict !== 'violated' || properties.some(({ name }) => name === property))
    return { properties, steps: judged };
  // Of that property, the search knows that it is broken at the end, and nothing of earlier steps.
  const withOwn = judged.map((step, i): FilmStep => {
    const { broken = [], reached = [], unknown = [] } = step.judged ?? {};
    const isLast = i === steps.length - 1;
    if (isLast) return { ...step, judged: { broken: [property, ...broken], reached, unknown } };
    return { ...step, judged: { broken, reached, unknown: [property, ...unknown] } };
  });
  return { properties: [{ name: property, isWitness: false }, ...properties], steps: withOwn };
}

/** The steps with what is broken after each, what is reached, and what is not asked of the first one: properties of steps. */
function judgedSteps(steps: readonly FilmStep[], model: Model, run: Run): readonly FilmStep[] {
  const ofSteps = stepPropertiesOf(model);
  let states = run.initial;
  let was: Judged = judgeStart(model, states);
  return steps.map((step, i) => {
    const transition = run.steps[i - 1];
    if (transition !== undefined) {
      was = judgeStep(model, states, was, transition);
      states = transition.states;
    }
    const unknown = transition === undefined && ofSteps.length > 0 ? { unknown: ofSteps } : {};
    return { ...step, judged: { broken: was.violates, reached: was.reaches, ...unknown } };
  });
}

/** The properties of a model as a film has them. */
export function propertiesOf({ properties }: Model): readonly FilmProperty[] {
  return properties.map((property) => ({ name: property.name, isWitness: isWitness(property) }));
}

/** The properties of steps, of which nothing can be said at the first state. */
export function stepPropertiesOf({ properties }: Model): readonly string[] {
  return properties.flatMap(({ kind, name }) => (kind === 'step' || kind === 'sometimes-step' ? [name] : []));
}
