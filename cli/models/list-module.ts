import { defaultOfKnob, rangeOf, type Model } from '../../checker/index.js';
import { checkFlagsOf, defaultFlags } from '../check/flags.js';
import { print, terminal, type Paint } from '../terminal/terminal.js';
import { version } from '../version.js';
import { sourceOf } from './resolve-source.js';
import type { Source } from './source.js';

/** `exo list ./model.js`: what a module takes, and what its model can be asked. */
export async function listModule(name: string, { json }: { readonly json: boolean }): Promise<void> {
  const source = await sourceOf(name, checkFlagsOf(defaultFlags()));
  const listing = listingOf(source);
  print(json ? JSON.stringify(listing, null, 2) : listingText(listing, terminal().paint));
}

interface Listing {
  readonly version: string;
  readonly model: string;
  readonly name: string;
  readonly bounds: readonly { name: string; default: number | 'inf'; takes: string; meaning: string }[];
  readonly knobs: readonly { name: string; default: string; values: readonly string[]; meaning: string }[];
  readonly properties: readonly {
    name: string;
    kind: 'property' | 'witness' | 'possibility' | 'refinement';
  }[];
}

function listingOf({ name, model, bounds, declared }: Source): Listing {
  const ofFlags = Object.entries(bounds).map(([bound, value]) => ({
    name: bound,
    default: value,
    takes: 'as the flag of that name',
    meaning: '',
  }));
  return {
    version: version(),
    model: name,
    name: model.name,
    bounds:
      declared === undefined
        ? ofFlags
        : Object.entries(declared.bounds).map(([bound, one]) => ({
            name: bound,
            default: one.default,
            takes: rangeOf(one),
            meaning: one.about ?? '',
          })),
    knobs: Object.entries(declared?.knobs ?? {}).map(([knob, one]) => ({
      name: knob,
      default: defaultOfKnob(one),
      values: one.values,
      meaning: one.about ?? '',
    })),
    properties: propertiesOf(model),
  };
}

function propertiesOf({ properties, possibilities = [], refinements = [] }: Model): Listing['properties'] {
  return [
    ...properties.map(({ name, kind }) => ({
      name,
      kind: kind === 'invariant' || kind === 'step' ? ('property' as const) : ('witness' as const),
    })),
    ...possibilities.map(({ name }) => ({ name, kind: 'possibility' as const })),
    ...refinements.map(({ mapping }) => ({ name: mapping.name, kind: 'refinement' as const })),
  ];
}

const KINDS = {
  property: 'Properties (must hold everywhere)',
  witness: 'Witnesses (must be reachable, or the model may be vacuous)',
  possibility: 'Possibilities (checked only by --property, one at a time)',
  refinement: 'Refinements (checked only by --property, one at a time)',
} as const;

function listingText({ model, name, bounds, knobs, properties }: Listing, { bold }: Paint): string {
  const section = (title: string, rows: readonly (readonly string[])[]): readonly string[] =>
    rows.length === 0 ? [] : ['', bold(title), ...aligned(rows).map((row) => `  ${row}`)];
  const named = (Object.keys(KINDS) as (keyof typeof KINDS)[]).flatMap((kind) =>
    section(
      KINDS[kind],
      properties.filter((one) => one.kind === kind).map((one) => [one.name]),
    ),
  );
  const isPlain = bounds.length + knobs.length === 0;
  return [
    `${bold(name)} (${model})`,
    ...(isPlain ? ['', 'It takes no bounds and no knobs.'] : []),
    ...section(
      'Bounds (--name value)',
      bounds.map((one) => [`--${one.name}`, String(one.default), one.takes, one.meaning]),
    ),
    ...section(
      'Knobs (--set knob=value)',
      knobs.map((one) => [one.name, one.default, one.values.join(' | '), one.meaning]),
    ),
    ...named,
  ].join('\n');
}

/** Rows with all but their last cells padded to the width of the column. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
