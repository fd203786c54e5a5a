/**
 * What a film of a run of Exo has of the specification: the run is held against it as `exo validate` does, and the statecharts that explain an event
 * are in a state after it, and took transitions to get there.
 */
import { xstateComponent, type ChartWatch } from '../../checker/index.js';
import { RunValidator, type Explained, type Rejection, type Validation } from '../../conformance/index.js';
import { ExoError } from '../../errors/index.js';
import { exoHost } from '../../spec/exo/host.js';
import { exoDriver } from '../../spec/offload/driver.js';
import type { RunEvent, RunHeader, RunPlace } from '../../traces/index.js';
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
import { idsOf, tookIn } from './machine-moments.js';
import { noticeOf, propertyNames, titleOf } from './explained-words.js';

/** The events of a run, in the order of the steps of its film, and where each of them stands. */
export interface FilmedRun {
  readonly header: RunHeader;
  readonly events: readonly RunEvent[];
  readonly placeOf: (event: RunEvent) => RunPlace;
  /** Names of the hosts of whose drivers there are events. */
  readonly drivers: readonly string[];
  /** Whether one of its files ends in the middle of something (`RunValidator.finish`). */
  readonly isCut?: boolean;
}

/** Whether a run is explained: where it is small enough when left out. */
export type Explaining = boolean | undefined;

/** The property that an event breaks which the specification does not explain. */
const EXPLAINED = 'Explained';

/** Runs of more events are explained if asked. */
export const EXPLAINED_MAX = 20_000;

/**
 * The film of a run with the states of the specified hosts, and what was broken at each step. Up to where the specification explains the run; what is left out, and
 * why, is a notice.
 */
export async function withExplanation(film: Film, run: FilmedRun, explain: Explaining): Promise<Film> {
  if (explain === false) return film;
  const why = leftOut(run, explain);
  if (why !== null) return noticed(film, why);
  const charts = new ExplainedCharts(run);
  try {
    const validation = validationOf(run, charts);
    const told = {
      ...film,
      ...(await charts.film()),
      properties: propertiesHeld(validation),
      steps: judgedSteps(film.steps, charts, run, validation),
    };
    const { title } = film;
    return noticed({ ...told, title: titleOf(title, validation, charts) }, noticeOf(validation, charts));
  } catch (error) {
    if (!(error instanceof ExoError)) throw error;
    return noticed(film, `Charts and properties are left out: ${error.message}.`);
  }
}

function noticed(film: Film, notice: string): Film {
  return { ...film, notices: [...film.notices, notice] };
}

/** Why a run is not held against the specification; null where it is. */
function leftOut({ header, events }: FilmedRun, explain: Explaining): string | null {
  const { model, partial = [] } = header;
  if (model !== 'exo')
    return `Charts and properties are left out: they are there for runs of exo, and this is one of ${model}. With --model and the module of its model they are there.`;
  if (partial.length > 0)
    return `Charts and properties are left out: of this run ${partial.join(', ')} are not known whole.`;
  if (explain === undefined && events.length > EXPLAINED_MAX)
    return `Charts and properties are left out: the run has ${events.length} events, more than ${EXPLAINED_MAX}. With --explain they are there.`;
  return null;
}

function validationOf(run: FilmedRun, charts: ExplainedCharts): Validation {
  const { header, events, placeOf, drivers, isCut = false } = run;
  const validator = new RunValidator(header, { drivers, told: (explained) => charts.add(explained) });
  for (const event of events) {
    if (validator.isDecided) break;
    validator.push(event, placeOf(event));
  }
  return validator.finish({ isCut });
}

/** What is judged of each event: that the specification explains it, and the properties of all that is agreed and delivered by then. */
function propertiesHeld(validation: Validation): readonly FilmProperty[] {
  const held = [EXPLAINED, ...propertyNames(validation)].map((name) => ({ name, isWitness: false }));
  return [...held, { name: 'SomethingAgreed', isWitness: true }];
}

/** Of an event that is explained, no property is broken; of one that is not, nothing else is known. Of what comes after one that is not, nothing is known. */
function judgedSteps(
  steps: readonly FilmStep[],
  { explained, stepOf }: ExplainedCharts,
  { events }: FilmedRun,
  validation: Validation,
): readonly FilmStep[] {
  const { rejection, verdict } = validation;
  const rejected = rejection === null || verdict !== 'rejected' ? null : rejection;
  const at = rejected === null ? null : stepOf(rejected.event);
  const agreed = new Map<string, number>();
  return steps.map((step, i) => {
    const event = events[i - 1];
    if (rejected !== null && i === at) {
      const broken = [brokenBy(rejected)];
      const names = propertiesHeld(validation).map(({ name }) => name);
      return {
        ...step,
        judged: { broken, reached: [], unknown: names.filter((one) => !broken.includes(one)) },
      };
    }
    if (event !== undefined && !explained.has(event)) return step;
    // The specified host has agreed as much as the run says, or the event would not be explained.
    const now = event?.set?.['agreed'];
    if (event !== undefined && typeof now === 'number') agreed.set(event.actor, now);
    const isAgreed = [...agreed.values()].some((length) => length > 0);
    return { ...step, judged: { broken: [], reached: isAgreed ? ['SomethingAgreed'] : [] } };
  });
}

/** The property that an event breaks: one of the protocol, or that the specification explains it. */
function brokenBy({ problem }: Rejection): string {
  return problem.kind === 'violated' ? problem.violation.property : EXPLAINED;
}

/** The statecharts of the specification, and where they are after each event that they explain. */
export class ExplainedCharts {
  readonly explained = new Set<RunEvent>();
  /** The step of an event, from 1. */
  readonly stepOf = (event: RunEvent): number => this.steps.get(event) ?? 0;
  private readonly steps: ReadonlyMap<RunEvent, number>;
  private readonly moments = new Map<string, MachineMoment[]>();
  private readonly chartOf = new Map<string, Explained['chart']>();
  private readonly took = new Map<string, readonly string[]>();
  private readonly charts: Readonly<Record<Explained['chart'], SpecifiedChart>>;

  constructor(private readonly run: FilmedRun) {
    this.steps = new Map(run.events.map((event, i) => [event, i + 1]));
    const hosts = run.header.actors.length;
    this.charts = {
      host: chartOf(xstateComponent(exoHost, { input: { self: 0, hosts, isBusy: false }, askedTwice: 0 })),
      driver: chartOf(
        xstateComponent(exoDriver, {
          input: { self: 0, c2: 'late', pendingMax: Number.MAX_SAFE_INTEGER },
          askedTwice: 0,
        }),
      ),
    };
  }

  add({ event, chart, value, questions }: Explained): void {
    this.explained.add(event);
    const name = chart === 'host' ? event.actor : `${event.actor}, driver`;
    const known = this.moments.get(name) ?? [];
    this.moments.set(name, known);
    this.chartOf.set(name, chart);
    const at = idsOf(value);
    const took = questions.flatMap((question) => this.tookFor(event.actor, chart, question));
    const last = known.at(-1);
    if (took.length === 0 && last !== undefined && last.at.join() === at.join()) return;
    known.push({ step: this.stepOf(event), at, took: [...new Set(took)] });
  }

  private tookFor(
    actor: string,
    chart: Explained['chart'],
    { key, snapshot, event }: Explained['questions'][number],
  ): readonly string[] {
    const whole = `${actor} ${chart} ${key}`;
    const { component, watch } = this.charts[chart];
    // The watch sees what the machine of its own component does: a snapshot of it, made anew.
    const took =
      this.took.get(whole) ??
      tookIn(component, watch, component.decode(component.encode(snapshot as never)), [event]);
    this.took.set(whole, took);
    return took;
  }

  /** Charts and machines as a film has them. */
  async film(): Promise<Pick<Film, 'charts' | 'machines'>> {
    const kinds = [...new Set(this.chartOf.values())];
    const charts = await Promise.all(
      kinds.map(async (kind) => {
        const { watch } = this.charts[kind];
        return filmChartOf(await layOut(chartOfConfig(watch.chart, watch.machine)));
      }),
    );
    const machines = [...this.moments].map(([name, moments]): [string, FilmMachine] => {
      const kind = this.chartOf.get(name) ?? 'host';
      const until = this.firstUnexplained(name);
      const chart = kinds.indexOf(kind);
      return [name, { chart, moments, ...(until !== null && { until }) }];
    });
    return { charts, machines: Object.fromEntries(machines) };
  }

  /** The first step of an actor that is not explained; of two layers of one host, of either. */
  private firstUnexplained(name: string): number | null {
    const isOf = ({ actor, layer }: RunEvent): boolean =>
      name === (layer === 'driver' ? `${actor}, driver` : actor);
    const event = this.run.events.find((one) => isOf(one) && !this.explained.has(one));
    return event === undefined ? null : this.stepOf(event);
  }
}

type SpecifiedComponent = Parameters<typeof tookIn>[0] & {
  encode(snapshot: never): Uint8Array;
  decode(bytes: Uint8Array): unknown;
};

interface SpecifiedChart {
  readonly component: SpecifiedComponent;
  readonly watch: ChartWatch;
}

function chartOf(component: SpecifiedComponent & { charts(): readonly ChartWatch[] }): SpecifiedChart {
  const [watch] = component.charts();
  if (watch === undefined) throw new Error('a machine has a chart');
  return { component, watch };
}
