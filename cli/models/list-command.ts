import type { Model } from '../../checker/index.js';
import { ALL_REDUCTIONS, DEFAULT_KNOBS, exoModel, publishedModel, type KnobName } from '../../spec/index.js';
import { EXO_KNOB_MEANINGS, EXO_KNOBS, type ExoKnobName } from '../../spec/exo/knobs.js';
import { KNOB_MEANINGS, KNOBS } from '../../spec/published/knobs.js';
import { offloadModel } from '../../spec/offload/model.js';
import { REDUCTIONS } from '../../spec/exo/options.js';
import { meaningOf } from './property-meanings.js';
import { print, terminal, type Terminal } from '../terminal/terminal.js';
import { version } from '../version.js';
import { CHECK_FLAGS } from '../check/flag-table.js';

/** `exo list`: what there is to check, and how it can be set. */
export function listAll({ json }: { readonly json: boolean }): void {
  const listing = {
    version: version(),
    models: MODELS,
    knobs: knobs(),
    reductions: ALL_REDUCTIONS.map((name) => ({ name, meaning: REDUCTIONS[name] })),
    properties: [
      ...propertiesOf('published', published()),
      ...propertiesOf('exo', completed()),
      ...ofOffload(propertiesOf('offload', offloaded()), propertiesOf('exo', completed())),
    ],
    flags: flags(),
  };
  print(json ? JSON.stringify(listing, null, 2) : listingText(listing, terminal()));
}

const MODELS = [
  { name: 'published', meaning: 'Exo as its slides describe it, rules P1 to P11, with its knobs below' },
  { name: 'exo', meaning: 'Exo completed, rules R1 to R11, with its knob and the reductions below' },
  {
    name: 'exo --offload',
    meaning: 'the same with hosts that are split into an engine and a driver, rules O1 to O12',
  },
  {
    name: './module.js',
    meaning: `your own: an ES module that exports 'model', a Model or a function returning one; exo list ./module.js lists it`,
  },
];

interface Knob {
  readonly model: ModelName;
  readonly name: string;
  /** The default first. */
  readonly values: readonly string[];
  readonly meaning: string;
}

type ModelName = 'published' | 'exo' | 'offload';

interface Named {
  readonly model: ModelName;
  readonly name: string;
  readonly kind: 'property' | 'possibility' | 'refinement' | 'witness';
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
  readonly reductions: readonly { readonly name: string; readonly meaning: string }[];
  readonly properties: readonly Named[];
  readonly flags: readonly ListedFlag[];
}

function knobs(): readonly Knob[] {
  const published = (Object.keys(KNOBS) as KnobName[]).map((name): Knob => ({
    model: 'published',
    name,
    values: KNOBS[name],
    meaning: KNOB_MEANINGS[name],
  }));
  const completed = (Object.keys(EXO_KNOBS) as ExoKnobName[]).map((name): Knob => ({
    model: 'exo',
    name,
    values: EXO_KNOBS[name],
    meaning: EXO_KNOB_MEANINGS[name],
  }));
  return [...published, ...completed];
}

/** The models, with bounds under which nothing that they can be asked is left out. */
function published(): Model {
  const bounds = { hosts: 3, slots: 4, timeouts: 1, losses: 1, partitions: 0, crashes: 0 };
  return publishedModel({ ...bounds, medium: 'bus', literal: false, knobs: DEFAULT_KNOBS });
}

function completed(): Model {
  const faults = { timeouts: 2, losses: 1, partitions: 1, crashes: 1 };
  return exoModel({ hosts: 3, slots: 4, epochs: 4, payloads: 2, ...faults, medium: 'bus', reductions: [] });
}

function offloaded(): Model {
  const faults = { timeouts: 0, losses: 0, partitions: 0, crashes: 1, resets: 1 };
  const room = { split: 1, fifo: 1, queue: 1, window: 2, c2: 'early' } as const;
  const sizes = { hosts: 3, slots: 4, epochs: 4, payloads: 2 };
  return offloadModel({ ...sizes, ...faults, ...room, medium: 'receive-any', reductions: [] });
}

/** What only models with split hosts can be asked. */
function ofOffload(offload: readonly Named[], exo: readonly Named[]): readonly Named[] {
  return offload.filter(({ name }) => !exo.some((one) => one.name === name));
}

/** All that a model can be asked. */
function propertiesOf(
  model: ModelName,
  { properties, possibilities = [], refinements = [] }: Model,
): readonly Named[] {
  const named = (kind: Named['kind'], { name }: { readonly name: string }): Named => ({
    model,
    name,
    kind,
    meaning: meaningOf(model, name),
  });
  return [
    ...properties.map((one) =>
      named(one.kind === 'invariant' || one.kind === 'step' ? 'property' : 'witness', one),
    ),
    ...possibilities.map((one) => named('possibility', one)),
    ...refinements.map(({ mapping }) => named('refinement', mapping)),
  ];
}

function flags(): readonly ListedFlag[] {
  return CHECK_FLAGS.map(({ flags: flag, meaning, fallback, fallbackText, parse }) => ({
    flag,
    meaning,
    default: fallback ?? fallbackText ?? (parse === undefined && !flag.includes('<') ? false : null),
  }));
}

/** How the kinds are headed, after the name of the model. */
const KINDS: { readonly [K in Named['kind']]: readonly [kind: string, when: string] } = {
  property: ['Properties', 'must hold everywhere'],
  possibility: ['Possibilities', 'checked only by --property, one at a time'],
  refinement: ['Refinements', 'checked only by --property, one at a time'],
  witness: ['Witnesses', 'must be reachable, or the model may be vacuous'],
};

function listingText({ models, knobs, reductions, properties, flags }: Listing, { paint }: Terminal): string {
  const section = (title: string, rows: readonly (readonly string[])[]): string =>
    [paint.bold(title), ...columns(rows).map((row) => `  ${row}`)].join('\n');
  const named = (model: ModelName): readonly string[] =>
    (Object.keys(KINDS) as Named['kind'][]).flatMap((kind) => {
      const rows = properties.filter((one) => one.model === model && one.kind === kind);
      const of = model === 'offload' ? 'exo --offload, besides those of exo' : model;
      const title = `${KINDS[kind][0]} of ${of} (${KINDS[kind][1]})`;
      return rows.length === 0
        ? []
        : [
            section(
              title,
              rows.map(({ name, meaning }) => [name, meaning]),
            ),
          ];
    });
  return [
    section(
      'Models',
      models.map(({ name, meaning }) => [name, meaning]),
    ),
    ...(['published', 'exo'] as const).map((model) =>
      section(
        `Knobs of ${model} (--set knob=value; the first value is the default)`,
        knobs
          .filter((knob) => knob.model === model)
          .map(({ name, values, meaning }) => [name, values.join(' | '), meaning]),
      ),
    ),
    section(
      'Reductions of exo (all in force; switched off by --no-reduce name, or all)',
      reductions.map(({ name, meaning }) => [name, meaning]),
    ),
    ...named('published'),
    ...named('exo'),
    ...named('offload'),
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
