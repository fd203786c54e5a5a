import {
  declaredOnly,
  ExoError,
  problemOfDeclarations,
  settingsOf,
  type Declarations,
} from '../../checker/index.js';
import { counted } from '../terminal/numbers.js';
import { nearestTo } from '../terminal/nearest.js';
import { badValue } from '../terminal/units.js';
import { withDefaults, type AllModelOptions, type Budget, type ModelOptions } from './model-options.js';
import type { Source } from './source.js';
import { CHECK_FLAGS } from '../check/flag-table.js';

/** The parts of a source that depend on what a module takes. */
export type Taken = Pick<
  Source,
  'bounds' | 'knobs' | 'departures' | 'medium' | 'literal' | 'noReduce' | 'declared' | 'boundsText'
>;

/** What a module's export `model` came to, and what it was made with. */
export interface MadeModel extends Taken {
  readonly model: unknown;
}

type Maker = (options: unknown) => unknown;

/** The options that are bounds, each a flag of `exo check`. */
const BOUNDS = [
  ...['hosts', 'slots', 'epochs', 'payloads', 'timeouts', 'losses', 'partitions', 'crashes'],
  ...['split', 'fifo', 'queue', 'window', 'resets'],
];

/**
 * Makes the model of a module: as it is, of the bounds and knobs that it declares, or, where it declares none, of all
 * options there are. `make` calls a function of the module, and tells its exceptions from ours.
 *
 * @throws ExoError EXO148 for declarations that are none, EXO337 for a flag that the module does not take, and EXO332 to
 * EXO335 for bounds, knobs and their values.
 */
export async function makeModel(
  name: string,
  module: Readonly<Record<string, unknown>>,
  options: ModelOptions,
  make: (maker: Maker, options: unknown) => Promise<unknown>,
): Promise<MadeModel> {
  const exported = module['model'];
  const declared = declarationsOf(name, module);
  if (declared !== null) return madeOfDeclared(name, exported as Maker, declared, options, make);
  if (typeof exported === 'function') return madeOfAll(name, exported as Maker, options, make);
  refuseStrays(name, strays(options, []), 'no options: it exports its model as it is');
  return { model: exported, ...NOTHING };
}

const NOTHING: Taken = { bounds: {}, knobs: {}, departures: {}, medium: null, literal: false, noReduce: [] };

/** The declarations that a module exports, or that its function carries (`defineModel`); null where there are none. */
export function declarationsOf(name: string, module: Readonly<Record<string, unknown>>): Declarations | null {
  const model = module['model'];
  const carried = typeof model === 'function' ? (model as unknown as Partial<Declarations>) : {};
  const bounds = module['bounds'] ?? carried.bounds;
  const knobs = module['knobs'] ?? carried.knobs;
  if (bounds === undefined && knobs === undefined) return null;
  const flag = Object.keys(bounds ?? {}).find((bound) => OTHER_FLAGS.has(kebab(bound)));
  const problem =
    typeof model !== 'function'
      ? `it declares bounds or knobs, and 'model' is no function that takes them`
      : flag !== undefined
        ? `bound '${flag}' has the name of a flag of exo check: give it another`
        : problemOfDeclarations(bounds ?? {}, knobs ?? {});
  if (problem === null) return { bounds: bounds ?? {}, knobs: knobs ?? {} } as Declarations;
  throw new ExoError('EXO148', `module '${name}': ${problem}`);
}

async function madeOfDeclared(
  name: string,
  maker: Maker,
  declared: Declarations,
  options: ModelOptions,
  make: (maker: Maker, options: unknown) => Promise<unknown>,
): Promise<MadeModel> {
  const names = Object.keys(declared.bounds);
  refuseStrays(name, strays(options, [...names, 'set']), takesText(declared));
  const settings = settingsOf(declared, { bounds: boundsGiven(options, names), knobs: options.set });
  const defaults = settingsOf(declared, {});
  const { bounds, knobs } = settings;
  const isChanged = ([knob, value]: readonly [string, string]): boolean => defaults.knobs[knob] !== value;
  return {
    ...NOTHING,
    model: await make(maker, declaredOnly(settings)),
    bounds,
    knobs,
    departures: Object.fromEntries(Object.entries(knobs).filter(isChanged)),
    declared,
    boundsText: Object.entries(bounds).map(([bound, value]) => {
      const one = declared.bounds[bound]?.one;
      return one !== undefined && typeof value === 'number'
        ? counted(value, one, bound)
        : `${bound} ${value}`;
    }),
  };
}

/** What was given of the bounds, by their names: by flags that others have too, or of their own. */
function boundsGiven(options: ModelOptions, names: readonly string[]): Readonly<Record<string, Budget>> {
  const byFlag = (options.given ?? []).filter((flag) => names.includes(flag));
  const own = Object.entries(options.bound ?? {}).map(([typed, text]): [string, Budget] => {
    const name = names.find((one) => one === typed || kebab(one) === typed) ?? typed;
    if (text === 'inf') return [name, 'inf'];
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text))) {
      throw badValue(`--${typed}`, text, 'a whole number, or inf where the bound may be without limit');
    }
    return [name, Number(text)];
  });
  const flags = byFlag.map((flag): [string, Budget] => [flag, options[flag as 'hosts']]);
  return Object.fromEntries([...flags, ...own]);
}

/** A function that declares nothing gets all options there are; those that it does not look at are none of its own. */
async function madeOfAll(
  name: string,
  maker: Maker,
  options: ModelOptions,
  make: (maker: Maker, options: unknown) => Promise<unknown>,
): Promise<MadeModel> {
  const all = withDefaults(options);
  const looked = new Set<string>();
  const model = await make(maker, recording(all, looked));
  const unread = strays(options, [...looked]).filter((flag) => !isDefaultOfTrace(options, flag));
  const flags = [...looked].map(flagOf).sort();
  refuseStrays(
    name,
    unread,
    `${flags.join(', ') || 'none of them'}: it looks at no other while it makes its model`,
  );
  const taken = Object.entries(all).filter(([option]) => looked.has(option));
  return {
    ...NOTHING,
    model,
    bounds: Object.fromEntries(taken.filter(([option]) => BOUNDS.includes(option))) as Taken['bounds'],
    knobs: looked.has('set') ? options.set : {},
    departures: looked.has('set') ? options.set : {},
    medium: looked.has('medium') ? all.medium : null,
    literal: looked.has('literal') && all.literal,
    noReduce: looked.has('noReduce') ? all.noReduce : [],
  };
}

/** The flags of exo check, whoever takes them. */
const FLAGS: readonly string[] = CHECK_FLAGS.map(({ flags }) => flags.replace(/^(--[\w-]+).*/, '$1'));

/** The flags that a bound cannot be set by, because they mean something else. */
const OTHER_FLAGS: ReadonlySet<string> = new Set(
  CHECK_FLAGS.map(({ flags }) => flags.replace(/^--([\w-]+).*/, '$1')).filter(
    (flag) => !BOUNDS.includes(flag),
  ),
);

/** Earlier versions wrote all bounds into a trace, whether the module took them or not. */
function isDefaultOfTrace(options: ModelOptions, flag: string): boolean {
  const defaults: Readonly<Record<string, unknown>> = { hosts: 3, slots: 4, epochs: 3, payloads: 'inf' };
  return options.isOfTrace === true && options[flag as 'hosts'] === (defaults[flag] ?? 0);
}

/** The options, which notice what is looked at. */
function recording(options: AllModelOptions, looked: Set<string>): AllModelOptions {
  return new Proxy(options, {
    get: (target, option, receiver): unknown => {
      if (typeof option === 'string' && option in target) looked.add(option);
      return Reflect.get(target, option, receiver);
    },
  });
}

/** The flags of the model that were given and are none of its own. */
function strays({ given = [], bound = {} }: ModelOptions, taken: readonly string[]): readonly string[] {
  const isTaken = (typed: string): boolean => taken.some((one) => one === typed || kebab(one) === typed);
  return [...given, ...Object.keys(bound)].filter((flag) => !isTaken(flag));
}

function refuseStrays(name: string, [first]: readonly string[], taken: string): void {
  if (first === undefined) return;
  const flag = flagOf(first);
  const nearest = nearestTo(flag, [...(taken.match(/--[\w-]+/g) ?? []), ...FLAGS]);
  const hint = nearest === null || nearest === flag ? '' : `; did you mean ${nearest}?`;
  throw new ExoError('EXO337', `module '${name}' takes no ${flag}${hint || ';'} it takes ${taken}`);
}

function takesText({ bounds, knobs }: Declarations): string {
  const flags = [...Object.keys(bounds).map(flagOf), ...Object.keys(knobs).map((knob) => `--set ${knob}=…`)];
  return flags.join(', ') || 'no options';
}

function flagOf(option: string): string {
  return option === 'noReduce' ? '--no-reduce' : `--${kebab(option)}`;
}

function kebab(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
}
