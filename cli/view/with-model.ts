/** What a film has of the model that its trace is of: the charts of its machines, and what became of properties at each step. */
import {
  runOf,
  type AnySlot,
  type ChartWatch,
  type EventLike,
  type Model,
  type Run,
  type Transition,
} from '../../checker/index.js';
import { varNames } from '../../checker/replay/trace-of.js';
import type { Trace } from '../../traces/index.js';
import {
  filmChartOf,
  layOut,
  type Film,
  type FilmMachine,
  type FilmProperty,
  type FilmStep,
  type MachineMoment,
} from '../../viewer/index.js';
import { chartOfConfig } from '../chart/chart-of.js';
import { isWitness, judgeStart, judgeStep, type Judged } from '../explore/leads.js';
import { BUILT_IN } from '../models/resolve-source.js';
import { sourceOfTrace } from '../replay/trace-source.js';
import { idsOf, tookIn } from './machine-moments.js';

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
  return withMachines({ ...film, ...judgedFilm(film, model, run) }, model, run);
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
  const ofSteps = model.properties.flatMap(({ kind, name }) =>
    kind === 'step' || kind === 'sometimes-step' ? [name] : [],
  );
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

/** A film with a chart for each of its lanes that is a machine. */
async function withMachines(film: Film, model: Model, run: Run): Promise<Film> {
  const names = varNames(model);
  const lanes = new Set(film.lens?.lanes.map(({ name }) => name));
  const configs: object[] = [];
  const charts: Promise<NonNullable<Film['charts']>[number]>[] = [];
  const machines: Record<string, FilmMachine> = {};
  for (const slot of model.slots) {
    const name = names.get(slot) ?? slot.name;
    const watches = slot.component.charts?.() ?? [];
    const [watch] = watches;
    // Of machines with children, one chart would be half of it.
    if (watch === undefined || watches.length > 1 || !lanes.has(name)) continue;
    if (!configs.includes(watch.chart)) {
      configs.push(watch.chart);
      charts.push(layOut(chartOfConfig(watch.chart, watch.machine)).then(filmChartOf));
    }
    machines[name] = { chart: configs.indexOf(watch.chart), moments: momentsOf(model, run, slot, watch) };
  }
  return charts.length === 0 ? film : { ...film, charts: await Promise.all(charts), machines };
}

function momentsOf(model: Model, run: Run, slot: AnySlot, watch: ChartWatch): readonly MachineMoment[] {
  const place = model.slots.indexOf(slot);
  let now = run.initial[place];
  const moments: MachineMoment[] = [{ step: 0, at: idsOf(valueOf(now)), took: [] }];
  for (const [i, transition] of run.steps.entries()) {
    const events = eventsOf(transition, slot);
    const next = transition.states[place];
    if (events.length > 0)
      moments.push({
        step: i + 1,
        at: idsOf(valueOf(next)),
        took: tookIn(slot.component, watch, now, events),
      });
    now = next;
  }
  return moments;
}

function eventsOf({ legs }: Transition, slot: AnySlot): readonly EventLike[] {
  return legs.flatMap((leg) => (leg.slot === slot && !leg.skipped ? [leg.event] : []));
}

function valueOf(snapshot: unknown): unknown {
  return (snapshot as { readonly value?: unknown }).value;
}
