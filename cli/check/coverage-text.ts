/** What of the charts of the machines a search has met, in words. */
import type { ChartCoverage, ChartPartKind, Covered, Reception } from '../../checker/index.js';
import { count } from '../terminal/numbers.js';

const KINDS: readonly (readonly [ChartPartKind, string, never: string])[] = [
  ['states', 'states', 'never entered'],
  ['transitions', 'transitions', 'never taken'],
  ['guards', 'guards both ways', 'never'],
  ['events', 'events', 'never sent'],
];

/** One item a machine: `client 3/4 states, 5/7 transitions, 3/4 guards both ways, never sent: CANCEL`. */
export function coverageItems(coverage: readonly ChartCoverage[]): readonly string[] {
  return coverage.map((chart) => {
    const shares = KINDS.slice(0, 3).flatMap(([kind, name]) => shareOf(chart[kind], name));
    const { missing } = chart.events;
    return [
      `${chart.machine} ${shares.join(', ')}`,
      ...(missing.length > 0 ? [`never sent: ${missing.join(', ')}`] : []),
    ]
      .filter((text) => text !== '')
      .join(', ');
  });
}

function shareOf({ met, total }: Covered, name: string): readonly string[] {
  return total === 0 ? [] : [`${count(met)}/${count(total)} ${name}`];
}

/** What machines read of events that come with nothing but their type, and what to do about it. */
export function unsaidItems(coverage: readonly ChartCoverage[]): readonly string[] {
  const items = coverage.flatMap(({ machine, unsaid = [] }) =>
    unsaid.map(({ event, fields }) => {
      const read = fields.map((field) => `event.${field}`).join(' and ');
      return `${event} comes with nothing but its type, and ${machine} reads ${read}`;
    }),
  );
  return items.length === 0 ? [] : [...items, SAY_MORE];
}

const SAY_MORE = 'list what such an event may bring: `events` of machineModel, `inputs` of a system';

/** Wildcards of machines that no event was taken by, and what to do about it: a wildcard names no event that could be sent. */
export function wildcardItems(coverage: readonly ChartCoverage[]): readonly string[] {
  const items = coverage.flatMap(({ machine, transitions }) => {
    const wildcards = transitions.missing.flatMap((place) => WILDCARD.exec(place)?.[1] ?? []);
    return wildcards.length === 0
      ? []
      : [`no event was sent to ${machine} that its wildcard ${[...new Set(wildcards)].join(' or ')} takes`];
  });
  return items.length === 0 ? [] : [...items, LIST_ONE];
}

/** As in `open.on.mouse.*[0]`. */
const WILDCARD = /(?:^|\.)on\.((?:[^[\]]*\.)?\*)\[\d+\]$/;
const LIST_ONE = 'list such events: `events` of machineModel, `inputs` of a system';

/** The whole of it: every part that was never met, by machine. */
export function coverageLines(coverage: readonly ChartCoverage[]): readonly string[] {
  if (coverage.length === 0) return ['no machine, so no coverage'];
  return coverage.flatMap((chart) => [
    `coverage of ${chart.machine}`,
    ...KINDS.flatMap((kind) => kindLines(chart, kind)),
  ]);
}

function kindLines(chart: ChartCoverage, [kind, name, never]: (typeof KINDS)[number]): readonly string[] {
  const { met, total, missing } = chart[kind];
  const head = `  ${name.padEnd(18)}${count(met)} of ${count(total)}`;
  return [head, ...missing.map((place) => `${' '.repeat(20)}${never}: ${place}`)];
}

const RECEPTION_HEAD: readonly string[] = ['actor', 'state', 'event', 'taken', 'ignored'];

/** The events that each machine was sent, by its state and their type: a table, or nothing where there are none. */
export function receptionLines(receptions: readonly Reception[]): readonly string[] {
  if (receptions.length === 0) return [];
  const cells = receptions.map(({ actor, state, event, taken, ignored }) => [
    ...[actor, state || '-', event],
    ...[count(taken), ignored === 0 ? '-' : count(ignored)],
  ]);
  const rows = [RECEPTION_HEAD, ...cells];
  const widths = RECEPTION_HEAD.map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, i) => (i < 3 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const title = 'events received, as pairs of a local state and an event';
  return [title, ...lines.map((line) => `  ${line}`)];
}

/** What is missing, in a clause. */
export function uncoveredText(coverage: readonly ChartCoverage[]): string {
  return coverage
    .flatMap((chart) =>
      KINDS.flatMap(([kind, , never]) => {
        const { missing } = chart[kind];
        return missing.length === 0 ? [] : `${chart.machine} ${never} ${missing.join(', ')}`;
      }),
    )
    .join('; ');
}
