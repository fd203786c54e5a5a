import { decisiveStep } from '../picture/decisive-step.js';
import type { Film } from '../film/film.js';

/** Where in a run somebody is, and how it is shown: all of it stands in the fragment of the address. */
export interface Place {
  step: number;
  /** The first step in view, and their number; 0 for as many as there is room for. */
  first: number;
  count: number;
  past: boolean;
  foldLocal: boolean;
  /** Steps stand by their times. */
  isTimed: boolean;
  /** Each property has a row. */
  allProperties: boolean;
  changedOnly: boolean;
  /** Names of lanes. */
  hidden: readonly string[];
  /** Names of lanes, those that come first. */
  order: readonly string[];
  /** Lanes that look the same are folded; null as it is best. */
  foldAlike: boolean | null;
  filter: string;
  find: string;
  /** The actor whose chart is shown, empty for none, and ids of the states of it that are folded. */
  chart: string;
  chartFolded: readonly string[];
}

/** Where the address leads; where it names no step, to that which decides what is wrong, or to the last one. */
export function placeInAddress(film: Film, last: number): Place {
  return readPlace(location.hash, last, decisiveStep(film) ?? last);
}

/** A place as the fragment says it; what it does not say, or wrongly, is as at the beginning. */
function readPlace(fragment: string, last: number, chosen = last): Place {
  const given = new URLSearchParams(fragment.replace(/^#/, ''));
  const number = (name: string, fallback: number, most: number): number => {
    const value = Number(given.get(name) ?? Number.NaN);
    return Number.isFinite(value) ? Math.min(Math.max(value, 0), most) : fallback;
  };
  return {
    step: Math.round(number('step', chosen, last)),
    first: number('first', 0, last),
    count: number('count', 0, last + 1),
    past: given.get('past') === '1',
    foldLocal: given.get('local') === '0',
    isTimed: given.get('axis') === 'time',
    allProperties: given.get('rows') === 'all',
    changedOnly: given.get('changed') === '1',
    hidden: (given.get('hide') ?? '').split(',').filter((name) => name !== ''),
    order: (given.get('order') ?? '').split(',').filter((name) => name !== ''),
    foldAlike: given.has('alike') ? given.get('alike') === '1' : null,
    filter: given.get('filter') ?? '',
    find: given.get('find') ?? '',
    chart: given.get('chart') ?? '',
    chartFolded: (given.get('fold') ?? '').split(',').filter((id) => id !== ''),
  };
}

export function fragmentOf(place: Place): string {
  const said = new URLSearchParams();
  said.set('step', String(place.step));
  if (place.count > 0) {
    said.set('first', place.first.toFixed(2));
    said.set('count', place.count.toFixed(2));
  }
  if (place.past) said.set('past', '1');
  if (place.foldLocal) said.set('local', '0');
  if (place.isTimed) said.set('axis', 'time');
  if (place.allProperties) said.set('rows', 'all');
  if (place.changedOnly) said.set('changed', '1');
  if (place.hidden.length > 0) said.set('hide', place.hidden.join(','));
  if (place.order.length > 0) said.set('order', place.order.join(','));
  if (place.foldAlike !== null) said.set('alike', place.foldAlike ? '1' : '0');
  if (place.filter !== '') said.set('filter', place.filter);
  if (place.find !== '') said.set('find', place.find);
  if (place.chart !== '') said.set('chart', place.chart);
  if (place.chart !== '' && place.chartFolded.length > 0) said.set('fold', place.chartFolded.join(','));
  return `#${said.toString()}`;
}
