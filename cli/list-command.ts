import { DEFAULT_KNOBS, KNOB_MEANINGS, KNOBS, publishedModel, type KnobName } from '../spec/index.js';
import { CHECK_FLAGS } from './check-flags.js';
import { PROPERTY_MEANINGS } from './property-meanings.js';
import { print, terminal, type Terminal } from './terminal.js';
import { version } from './version.js';

/** `exo list`: what there is to check, and how it can be set. */
export function listAll({ json }: { readonly json: boolean }): void {
  const listing = {
    version: version(),
    models: MODELS,
    knobs: knobs(),
    properties: properties(),
    flags: flags(),
  };
  print(json ? JSON.stringify(listing, null, 2) : listingText(listing, terminal()));
}

const MODELS = [
  { name: 'published', meaning: 'Exo as its slides describe it, rules P1 to P11, with the knobs below' },
  {
    name: './module.js',
    meaning: `your own: an ES module that exports 'model', a Model or a function returning one`,
  },
];

interface Knob {
  readonly name: string;
  /** The default first. */
  readonly values: readonly string[];
  readonly meaning: string;
}

interface Named {
  readonly name: string;
  readonly kind: 'property' | 'possibility' | 'witness';
  readonly meaning: string;
}

interface ListedFlag {
  readonly flag: string;
  readonly meaning: string;
  readonly default: string | number | boolean | null;
}

interface Listing {
  readonly models: typeof MODELS;
  readonly knobs: readonly Knob[];
  readonly properties: readonly Named[];
  readonly flags: readonly ListedFlag[];
}

function knobs(): readonly Knob[] {
  return (Object.keys(KNOBS) as KnobName[]).map((name) => ({
    name,
    values: KNOBS[name],
    meaning: KNOB_MEANINGS[name],
  }));
}

/** All that the published model can be asked, with bounds under which none of it is left out. */
function properties(): readonly Named[] {
  const bounds = { hosts: 3, slots: 4, timeouts: 1, losses: 1, partitions: 0, crashes: 0 };
  const model = publishedModel({ ...bounds, medium: 'bus', literal: false, knobs: DEFAULT_KNOBS });
  const named = (name: string, kind: Named['kind']): Named => ({
    name,
    kind,
    meaning: PROPERTY_MEANINGS[name] ?? '',
  });
  return [
    ...model.properties.map(({ name, kind }) =>
      named(name, kind === 'invariant' || kind === 'step' ? 'property' : 'witness'),
    ),
    ...(model.possibilities ?? []).map(({ name }) => named(name, 'possibility')),
  ];
}

function flags(): readonly ListedFlag[] {
  return CHECK_FLAGS.map(({ flags: flag, meaning, fallback, fallbackText, parse }) => ({
    flag,
    meaning,
    default: fallback ?? fallbackText ?? (parse === undefined && !flag.includes('<') ? false : null),
  }));
}

function listingText({ models, knobs, properties, flags }: Listing, { paint }: Terminal): string {
  const section = (title: string, rows: readonly (readonly string[])[]): string =>
    [paint.bold(title), ...columns(rows).map((row) => `  ${row}`)].join('\n');
  const named = (wanted: Named['kind']): readonly (readonly string[])[] =>
    properties.filter(({ kind }) => kind === wanted).map(({ name, meaning }) => [name, meaning]);
  return [
    section(
      'Models',
      models.map(({ name, meaning }) => [name, meaning]),
    ),
    section(
      'Knobs of published (--set knob=value; the first value is the default)',
      knobs.map(({ name, values, meaning }) => [name, values.join(' | '), meaning]),
    ),
    section('Properties (must hold everywhere)', named('property')),
    section('Possibilities (checked only by --property, one at a time)', named('possibility')),
    section('Witnesses (must be reachable, or the model may be vacuous)', named('witness')),
    section(
      'Flags of check',
      flags.map(({ flag, meaning, default: value }) => [
        flag,
        value === null || value === false ? '' : `${value}`,
        meaning,
      ]),
    ),
  ].join('\n\n');
}

/** Rows with all but their last cells padded to the width of the column. */
function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row.map((cell, i) => (i < row.length - 1 ? cell.padEnd(widths[i] ?? 0) : cell)).join('  '),
  );
}
