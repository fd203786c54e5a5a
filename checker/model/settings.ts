import { ExoError } from '../../errors/index.js';
import type { Model } from './model.js';

/** What a bound takes. */
interface Limits {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly mayBeInf?: boolean;
}

/** A size or a budget that a model is made with. */
export interface BoundDeclaration {
  /** What it is where nothing else is said. */
  readonly default: number | 'inf';
  /** The least and the greatest whole number that it takes, both included; 0 and any when left out. */
  readonly min?: number;
  readonly max?: number;
  /** Whether it may be `inf`, for no limit; it may not when left out. */
  readonly mayBeInf?: boolean;
  /** What one of it is called in reports, where the name of the bound is the plural: `item` of `items`. */
  readonly one?: string;
  /** What it means, in one line, for `exo list`. */
  readonly about?: string;
}

/** A choice among some words that a model is made with. */
export interface KnobDeclaration {
  /** The words that it takes, at least one. */
  readonly values: readonly string[];
  /** What it is where nothing else is said; the first of the words when left out. */
  readonly default?: string;
  /** What it means, in one line, for `exo list`. */
  readonly about?: string;
}

export type BoundDeclarations = Readonly<Record<string, BoundDeclaration>>;
export type KnobDeclarations = Readonly<Record<string, KnobDeclaration>>;

/** What a model can be made with. */
export interface Declarations {
  readonly bounds: BoundDeclarations;
  readonly knobs: KnobDeclarations;
}

/** A value for each bound, as its declaration has it. */
export type BoundsOf<B extends BoundDeclarations> = {
  readonly [N in keyof B]: B[N] extends { readonly mayBeInf: true } ? number | 'inf' : number;
};

/** A value for each knob: one of its words. */
export type KnobsOf<K extends KnobDeclarations> = { readonly [N in keyof K]: K[N]['values'][number] };

/** A model that is made anew for each setting of its bounds and knobs; what is left out has its default. */
export interface DefinedModel<B extends BoundDeclarations, K extends KnobDeclarations> {
  (settings?: { readonly bounds?: Partial<BoundsOf<B>>; readonly knobs?: Partial<KnobsOf<K>> }): Model;
  readonly bounds: B;
  readonly knobs: K;
}

/**
 * A model with bounds and knobs of its own, which `exo check ./model.js --items 4 --set policy=lifo` sets, `exo list
 * ./model.js` lists, and a test gives by name.
 *
 * @throws ExoError EXO336 for declarations that are none; the model that is returned throws EXO332 to EXO335 for
 * settings that do not fit.
 * @example
 * export const model = defineModel({
 *   bounds: { items: { default: 3, min: 1, max: 9, one: 'item', about: 'items in the queue' } },
 *   knobs: { policy: { values: ['fifo', 'lifo'], about: 'which item is taken first' } },
 *   model: ({ bounds, knobs }) => queueModel(bounds.items, knobs.policy),
 * });
 * check(model({ bounds: { items: 4 } }));
 */
export function defineModel<
  const B extends BoundDeclarations = Record<never, BoundDeclaration>,
  const K extends KnobDeclarations = Record<never, KnobDeclaration>,
>(definition: {
  readonly bounds?: B;
  readonly knobs?: K;
  readonly model: (settings: { readonly bounds: BoundsOf<B>; readonly knobs: KnobsOf<K> }) => Model;
}): DefinedModel<B, K> {
  if (!isRecord(definition) || typeof definition.model !== 'function') {
    const accepted = `{ bounds, knobs, model }, where 'model' is a function of { bounds, knobs }`;
    throw new ExoError('EXO336', `defineModel: it takes ${accepted}`);
  }
  const { bounds = {} as B, knobs = {} as K, model } = definition;
  const problem = problemOfDeclarations(bounds, knobs);
  if (problem !== null) throw new ExoError('EXO336', `defineModel: ${problem}`);
  const make: (given?: { readonly bounds?: object; readonly knobs?: object }) => Model = (given = {}) =>
    model(declaredOnly(settingsOf({ bounds, knobs }, given)) as Parameters<typeof model>[0]);
  return Object.assign(make as (given?: object) => Model, { bounds, knobs });
}

/** A value for each bound and knob. */
export interface Settings {
  readonly bounds: Readonly<Record<string, number | 'inf'>>;
  readonly knobs: Readonly<Record<string, string>>;
}

/**
 * The settings that are given, and the defaults of the others.
 *
 * @throws ExoError EXO332 for a bound that is not declared, EXO333 for a value that one does not take; EXO334 and EXO335
 * the same of knobs.
 *
 * @example
 * const { bounds } = settingsOf({ bounds: { items: { default: 3 } }, knobs: {} }, { bounds: { items: 4 } });
 * console.log(bounds['items']); // 4
 */
export function settingsOf(
  declared: Declarations,
  given: { readonly bounds?: object; readonly knobs?: object },
): Settings {
  const bounds = new Map(Object.entries(declared.bounds).map(([name, bound]) => [name, bound.default]));
  for (const [name, value] of entriesOf(given.bounds)) {
    if (value !== undefined) bounds.set(name, boundOf(declared.bounds, name, value));
  }
  const knobs = new Map(Object.entries(declared.knobs).map(([name, knob]) => [name, defaultOfKnob(knob)]));
  for (const [name, value] of entriesOf(given.knobs)) {
    if (value !== undefined) knobs.set(name, knobOf(declared.knobs, name, value));
  }
  return { bounds: Object.fromEntries(bounds), knobs: Object.fromEntries(knobs) };
}

/**
 * Settings that have nothing but what was declared: reading anything else is an error instead of `undefined`.
 *
 * @throws ExoError EXO332, where something is read that was not declared.
 *
 * @example
 * const { bounds } = declaredOnly({ bounds: { items: 4 }, knobs: {} });
 * console.log(bounds['items']); // 4
 */
export function declaredOnly({ bounds, knobs }: Settings): Settings {
  const named = (record: object): string => Object.keys(record).join(', ');
  const shape = `{ bounds: { ${named(bounds)} }, knobs: { ${named(knobs)} } }`.replaceAll('{  }', '{}');
  const trapped = <T extends object>(what: string, target: T): T =>
    new Proxy(target, {
      get(own, key) {
        if (typeof key === 'symbol' || key in own) return Reflect.get(own, key) as unknown;
        throw new ExoError(
          'EXO332',
          `the model reads '${key}' of ${what}, which is not declared; it is given ${shape}`,
        );
      },
    });
  return trapped('its settings', {
    bounds: trapped('its bounds', bounds),
    knobs: trapped('its knobs', knobs),
  });
}

/**
 * What a knob is where nothing else is said.
 *
 * @example
 * console.log(defaultOfKnob({ values: ['fifo', 'lifo'] })); // fifo
 */
export function defaultOfKnob({ values, default: fallback }: KnobDeclaration): string {
  return fallback ?? values[0] ?? '';
}

/**
 * The values that a bound takes, in words: `1 to 9`, `0 or more, or inf`.
 *
 * @example
 * console.log(rangeOf({ default: 3, min: 1, max: 9 })); // 1 to 9
 */
export function rangeOf(bound: BoundDeclaration): string {
  return rangeText(bound);
}

function rangeText({ min = 0, max, mayBeInf = false }: Limits): string {
  const range = max === undefined ? `${min} or more` : `${min} to ${max}`;
  return mayBeInf ? `${range}, or inf` : range;
}

/**
 * What keeps declarations from being used, in a few words, or null.
 *
 * @example
 * console.log(problemOfDeclarations({ items: { default: 3 } }, {})); // null
 */
export function problemOfDeclarations(bounds: unknown, knobs: unknown): string | null {
  if (!isRecord(bounds)) return `'bounds' is no object of bounds by their names`;
  if (!isRecord(knobs)) return `'knobs' is no object of knobs by their names`;
  for (const [name, bound] of Object.entries(bounds)) {
    const problem = NAME.test(name) ? problemOfBound(bound) : 'has a name that is no word';
    if (problem !== null) return `bound '${name}' ${problem}`;
  }
  for (const [name, knob] of Object.entries(knobs)) {
    const problem = NAME.test(name) ? problemOfKnob(knob) : 'has a name that is no word';
    if (problem !== null) return `knob '${name}' ${problem}`;
  }
  return null;
}

const NAME = /^[A-Za-z][\w-]*$/;
const OF_BOUND = ['default', 'min', 'max', 'mayBeInf', 'one', 'about'];
const OF_KNOB = ['values', 'default', 'about'];

/** A limit whose name is mistyped would limit nothing. */
function strayKey(declaration: object, accepted: readonly string[]): string | null {
  const stray = Object.keys(declaration).find((key) => !accepted.includes(key));
  return stray === undefined ? null : `has no '${stray}'; it takes ${accepted.join(', ')}`;
}

function problemOfBound(bound: unknown): string | null {
  if (!isRecord(bound)) return 'is no object with a default';
  const stray = strayKey(bound, OF_BOUND);
  if (stray !== null) return stray;
  const { min, max, mayBeInf = false } = bound;
  if (!isLimit(min) || !isLimit(max)) return 'has a min or max that is no whole number of at least 0';
  if (typeof mayBeInf !== 'boolean') return `has a 'mayBeInf' that is neither true nor false`;
  const limits = { min, max, mayBeInf };
  return takes(limits, bound['default'])
    ? null
    : `has a default that it does not take: it takes ${rangeText(limits)}`;
}

function isLimit(value: unknown): value is number | undefined {
  return value === undefined || isCount(value);
}

function problemOfKnob(knob: unknown): string | null {
  if (!isRecord(knob)) return 'is no object with values';
  const stray = strayKey(knob, OF_KNOB);
  if (stray !== null) return stray;
  const { values, default: fallback } = knob;
  const isList = Array.isArray(values) && values.length > 0;
  if (!isList || !values.every((value) => typeof value === 'string'))
    return `has no list of words as 'values'`;
  if (fallback === undefined || values.includes(fallback as string)) return null;
  return `has a default that is none of its values`;
}

function boundOf(declared: BoundDeclarations, name: string, value: unknown): number | 'inf' {
  const bound = Object.hasOwn(declared, name) ? declared[name] : undefined;
  if (bound === undefined) {
    throw new ExoError('EXO332', `there is no bound '${name}'; the bounds are ${listed(declared)}`);
  }
  if (takes(bound, value)) return value;
  throw new ExoError('EXO333', `bound '${name}' takes ${rangeOf(bound)}, not ${JSON.stringify(value)}`);
}

function knobOf(declared: KnobDeclarations, name: string, value: unknown): string {
  const knob = Object.hasOwn(declared, name) ? declared[name] : undefined;
  if (knob === undefined) {
    throw new ExoError('EXO334', `there is no knob '${name}'; the knobs are ${listed(declared)}`);
  }
  if (typeof value === 'string' && knob.values.includes(value)) return value;
  throw new ExoError(
    'EXO335',
    `knob '${name}' takes ${knob.values.join(', ')}, not ${JSON.stringify(value)}`,
  );
}

function takes(
  { min = 0, max = Infinity, mayBeInf = false }: Limits,
  value: unknown,
): value is number | 'inf' {
  return value === 'inf' ? mayBeInf : isCount(value) && value >= min && value <= max;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function listed(declared: Readonly<Record<string, unknown>>): string {
  return Object.keys(declared).join(', ') || 'none';
}

function entriesOf(given: object | undefined): readonly (readonly [string, unknown])[] {
  return Object.entries(given ?? {}) as [string, unknown][];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
