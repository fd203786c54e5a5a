/**
 * What a film of a run of live actors has of the model of a module: the run is held against it as `exo validate --model` does, and the explanation
 * that is found says where each machine is, and what became of properties, at each step.
 */
import type { Model } from '../../checker/index.js';
import { explainRun, type ExplainedStep, type RunJudgement } from '../../conformance/index.js';
import type { RunEvent } from '../../traces/index.js';
import type { Film, FilmJudged, FilmMachine, FilmStep, FilmTitle } from '../../viewer/index.js';
import { judgeStart, judgeStep } from '../explore/leads.js';
import { modelOfRuns } from '../validate/model-run.js';
import type { FilmedRun } from './explained-film.js';
import { withMachines, type ShownTransition } from './machines-of.js';
import { propertiesOf, stepPropertiesOf } from './with-model.js';

/** The property that an event breaks which the model does not explain. */
const EXPLAINED = 'Explained';

/**
 * The film of a run with charts and properties of the model of a module, up to where that explains the run; where it does not, the page says at which
 * step, and why.
 *
 * @throws ExoError what loading the model throws; EXO212 for a run that is malformed for it, EXO215 for a model of which nothing says how it is observed
 */
export async function withModelExplanation(film: Film, run: FilmedRun, name: string): Promise<Film> {
  const { source, observation } = await modelOfRuns(name);
  const { model } = source;
  let steps: readonly ExplainedStep[] = [];
  const judgement = explained();
  const stepOf = new Map(run.events.map((event, i) => [event, i + 1]));
  const shown = shownTransitions(steps, stepOf);
  const withCharts = await withMachines(film, model, steps[0]?.states ?? [], shown);
  const machines = Object.entries(withCharts.machines ?? {}).map(
    ([actor, machine]): [string, FilmMachine] => {
      const until = firstUnexplained(actor, run.events, steps);
      return [
        actor,
        { ...machine, moments: inOrder(machine), ...(until !== null && { until: stepOf.get(until) ?? 0 }) },
      ];
    },
  );
  return {
    ...withCharts,
    ...(withCharts.machines !== undefined && { machines: Object.fromEntries(machines) }),
    title: titleFor(film.title, judgement, stepOf),
    notices: [...film.notices, noticeFor(judgement, stepOf)],
    properties: [{ name: EXPLAINED, isWitness: false }, ...propertiesOf(model)],
    steps: judgedSteps(film.steps, model, steps, judgement, stepOf),
  };

  function explained(): RunJudgement {
    const { header, events, placeOf } = run;
    const placed = events.map((event) => ({ event, place: placeOf(event) }));
    try {
      return explainRun(
        model,
        { header, events: placed },
        {
          ...(observation !== undefined && { observation }),
          // A page shows where an explanation ends; a shorter run is told by exo validate.
          attemptsMax: 0,
          told: (explanation) => (steps = explanation),
        },
      );
    } catch (error) {
      throw source.explain(error);
    }
  }
}

type StepOf = ReadonlyMap<RunEvent, number>;

/** A transition is shown with the last of its events; one of which no event tells, with what follows on it. */
function shownTransitions(steps: readonly ExplainedStep[], stepOf: StepOf): readonly ShownTransition[] {
  const shown: ShownTransition[] = [];
  let next = 0;
  for (const { transition, events } of steps.toReversed()) {
    if (events.length > 0) next = Math.max(...events.map((event) => stepOf.get(event) ?? 0));
    if (transition !== null && next > 0) shown.push({ step: next, transition });
  }
  return shown.reverse();
}

/** The order in which a run is explained need not be that in which its events stand. */
function inOrder({ moments }: FilmMachine): FilmMachine['moments'] {
  return [...moments].sort((one, other) => one.step - other.step);
}

/** The first event of an actor that is not explained; null where all are. */
function firstUnexplained(
  actor: string,
  events: readonly RunEvent[],
  steps: readonly ExplainedStep[],
): RunEvent | null {
  const explained = new Set(steps.flatMap((step) => step.events));
  return events.find((event) => event.actor === actor && !explained.has(event)) ?? null;
}

/** What is so after each event, in the order of the explanation. Of what comes after its end, nothing is known. */
function judgedSteps(
  filmed: readonly FilmStep[],
  model: Model,
  [first, ...others]: readonly ExplainedStep[],
  judgement: RunJudgement,
  stepOf: StepOf,
): readonly FilmStep[] {
  const names = [EXPLAINED, ...model.properties.map(({ name }) => name)];
  const judged = new Map<number, FilmJudged>();
  if (first !== undefined) {
    let [was, states] = [judgeStart(model, first.states), first.states];
    const start: FilmJudged = {
      broken: was.violates,
      reached: was.reaches,
      unknown: stepPropertiesOf(model),
    };
    judged.set(0, start);
    for (const event of first.events) judged.set(stepOf.get(event) ?? 0, start);
    for (const { transition, events, states: after } of others) {
      if (transition !== null) was = judgeStep(model, states, was, transition);
      states = after;
      for (const event of events)
        judged.set(stepOf.get(event) ?? 0, { broken: was.violates, reached: was.reaches });
    }
  }
  const at = rejectedAt(judgement, stepOf);
  if (at !== null) {
    const unknown = names.filter((name) => name !== EXPLAINED);
    judged.set(at, { broken: [EXPLAINED], reached: [], unknown });
  }
  return filmed.map((step, i) => {
    const now = judged.get(i);
    return now === undefined ? step : { ...step, judged: now };
  });
}

/** The step that is not explained; null where all are, or where only a property is violated. */
function rejectedAt({ verdict, rejection }: RunJudgement, stepOf: StepOf): number | null {
  if (verdict !== 'rejected' || rejection === null || rejection.kind === 'violated') return null;
  return stepOf.get(rejection.event) ?? null;
}

function titleFor(
  title: FilmTitle,
  { verdict, property, rejection }: RunJudgement,
  stepOf: StepOf,
): FilmTitle {
  if (verdict === 'accepted') return { ...title, verdict };
  if (verdict !== 'rejected' || rejection === null) return title;
  const { event } = rejection;
  const step = stepOf.get(event) ?? 0;
  if (property !== null) {
    const because = `${property.name} is violated at step ${step}, ${event.actor} ${event.action}`;
    return {
      ...title,
      property: property.name,
      verdict: 'violated',
      evidence: { values: [], hosts: [], because },
    };
  }
  return { ...title, verdict: 'rejected', evidence: { values: [], hosts: [], because: whyNotIn(rejection) } };
}

function whyNotIn({ text, differences, guards }: NonNullable<RunJudgement['rejection']>): string {
  const told = [
    ...differences.map(({ field, run, model }) => `${field} is ${run} in the run, and ${model} in the model`),
    ...guards.map(({ place, guard }) => `${place}: guard ${guard} says no`),
  ];
  return [text, ...told].join('; ');
}

/** What the model says of the whole run, in a sentence or two. */
function noticeFor(judgement: RunJudgement, stepOf: StepOf): string {
  const { verdict, model, events, explained, filledIn, rejection, limit } = judgement;
  const filled = filledIn.length === 0 ? '' : `, with ${filledIn.length} steps filled in`;
  if (verdict === 'accepted') return `The model '${model}' explains all ${events} events${filled}.`;
  const upTo = `${explained} of ${events} events are explained${filled}, and have charts and properties`;
  if (rejection === null) return `The model '${model}' does not explain the run. ${upTo}.`;
  const { event, kind } = rejection;
  // Above it stands which step that is, and why.
  if (verdict === 'rejected' && kind !== 'violated') return `${upTo}; of what follows nothing is known.`;
  const where = `step ${stepOf.get(event) ?? 0} (${event.actor} ${event.action})`;
  if (kind === 'violated')
    return `The model '${model}' explains the run, and breaks its own word at ${where}.`;
  const why = limit === null ? whyNotIn(rejection) : `${rejection.text}; the bound ${limit} was met`;
  return `The model '${model}' explains the run up to ${where}, and not that: ${why}. ${upTo}.`;
}
