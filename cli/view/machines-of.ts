/** The charts of a model's machines, and where these are as a run of the model goes on. */
import type { AnySlot, ChartWatch, EventLike, Model, Transition } from '../../checker/index.js';
import { varNames } from '../../checker/replay/trace-of.js';
import { filmChartOf, layOut, type Film, type FilmMachine, type MachineMoment } from '../../viewer/index.js';
import { chartOfConfig } from '../chart/chart-of.js';
import { idsOf, tookIn } from './machine-moments.js';

/** A transition of a model, and the step of the film at which it is shown. */
export interface ShownTransition {
  readonly step: number;
  readonly transition: Transition;
}

/** A film with a chart for each of its lanes that is a machine, from the initial states through transitions, in the order in which they are taken. */
export async function withMachines(
  film: Film,
  model: Model,
  initial: readonly unknown[],
  taken: readonly ShownTransition[],
): Promise<Film> {
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
    machines[name] = {
      chart: configs.indexOf(watch.chart),
      moments: momentsOf(model, initial, taken, slot, watch),
    };
  }
  return charts.length === 0 ? film : { ...film, charts: await Promise.all(charts), machines };
}

function momentsOf(
  model: Model,
  initial: readonly unknown[],
  taken: readonly ShownTransition[],
  slot: AnySlot,
  watch: ChartWatch,
): readonly MachineMoment[] {
  const place = model.slots.indexOf(slot);
  let now = initial[place];
  const moments: MachineMoment[] = [{ step: 0, at: idsOf(valueOf(now)), took: [] }];
  for (const { step, transition } of taken) {
    const events = eventsOf(transition, slot);
    const next = transition.states[place];
    if (events.length > 0) {
      const took = tookIn(slot.component, watch, now, events);
      moments.push({ step, at: idsOf(valueOf(next)), took });
    }
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
