import type { FilmStep } from '../film/film.js';
import type { Picture } from '../picture/picture.js';
import { faultsOf } from '../picture/find.js';
import { judgedRows } from '../picture/judged-rows.js';
import { byId, element } from './dom.js';

/**
 * Leaves of the legend what the run has: a line is about fates of messages, fields that the lens knows, or anything else, as its `data-of` says.
 * What to type is said in the words of the model, too.
 */
export function showLegend(picture: Picture): void {
  const there = thereIn(picture);
  for (const line of byId('legend').querySelectorAll('li')) {
    line.hidden = !(line.dataset['of'] ?? '').split(' ').some((one) => there.has(one));
  }
  for (const said of byId('legend').querySelectorAll('.notation')) said.remove();
  // What stands in the boxes of logs is asked for first.
  const notations = picture.film.lens?.notations ?? [];
  byId('legend').prepend(...notations.map((text) => element('li', { class: 'notation' }, text)));
  const hasLogs = there.has('log') || there.has('length');
  const find = hasLogs ? 'search: action, host, slot:3…' : 'search: action, actor, value…';
  byId('find').setAttribute('placeholder', find);
  byId('condition').setAttribute('placeholder', conditionFor(picture));
}

/** All that the legend may speak of and this run has. */
function thereIn(picture: Picture): ReadonlySet<string> {
  const { film, lines, marks, tracks } = picture;
  const paths = Object.values(film.lens?.kinds ?? {}).flatMap((kind) => Object.keys(kind));
  const sent = film.steps.some(({ messages = [] }) => messages.some(({ fate }) => fate === 'sent'));
  return new Set<string>([
    ...paths,
    ...lines.map(({ fate }) => `fate-${fate}`),
    ...marks.map(({ kind }) => `mark-${kind}`),
    ...(tracks.some(({ down }) => down.length > 0) ? ['is-down'] : []),
    ...(tracks.some(({ logs }) => logs.some(({ cut }) => cut.length > 0)) ? ['cut'] : []),
    ...(tracks.some(({ logs }) => logs.some(({ log }) => log.entries.some(({ fresh }) => fresh)))
      ? ['fresh']
      : []),
    ...lines.flatMap(({ via }) => via ?? []),
    ...(film.loop === undefined ? [] : ['loop']),
    ...(judgedRows(film).length === 0 ? [] : ['judged']),
    ...(lines.some(({ equalsUnderWay }) => equalsUnderWay !== undefined) ? ['equals'] : []),
    ...(sent ? ['fate-sent'] : []),
    ...(faultsOf(picture).length > 0 ? ['fault'] : []),
    ...(picture.underWay.length > 0 ? ['under-way'] : []),
    ...(lines.some(({ sent: left, step }) => isEarlier(film.steps[step], film.steps[left]))
      ? ['backward']
      : []),
    ...(film.title.evidence === null && film.title.property === null ? [] : ['broken']),
  ]);
}

function isEarlier(met: FilmStep | undefined, sent: FilmStep | undefined): boolean {
  return met?.atUs !== undefined && sent?.atUs !== undefined && met.atUs < sent.atUs;
}

/** An example of a condition, of fields that the first actor has. */
function conditionFor({ film: { lens, vars } }: Picture): string {
  const [first = 'actor', second = first] = lens?.lanes.map(({ name }) => name) ?? vars;
  const paths = Object.values(lens?.kinds ?? {})[0];
  if (paths?.agreed !== undefined && paths.log !== undefined)
    return `${first}.${paths.agreed} >= 2 and ${second}.${paths.log} contains ${first}0`;
  return `${first}.${paths?.state ?? 'value'} = … and not (${second}.${paths?.state ?? 'value'} = …)`;
}
