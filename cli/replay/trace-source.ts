import path from 'node:path';
import { ExoError, listMutants } from '../../checker/index.js';
import type { Trace } from '../../traces/index.js';
import { moduleBeside, quoted, typed } from '../command-line.js';
import { codeOf } from '../exit-codes.js';
import type { Budget, ModelOptions, OffloadFlags } from '../models/model-options.js';
import { BUILT_IN } from '../models/built-in.js';
import { sourceOf } from '../models/resolve-source.js';
import type { Source } from '../models/source.js';

/**
 * The model that a trace names, asked through XState's public `transition`; of a mutant's trace, the mutant's model as
 * its scope makes it. `file` is where the trace stands. `given` is the model that was asked for instead, with --model.
 *
 * @throws ExoError EXO206 where the trace's metadata do not give a model; EXO210 for a module that is not beside the
 * trace, and was not asked for.
 */
export async function sourceOfTrace(trace: Trace, file: string, given?: string): Promise<Source> {
  const { model, how } = given === undefined ? modelNamed(trace, file) : { model: given, how: {} };
  try {
    const { mutant, scope } = trace.meta;
    const options = optionsOf(trace);
    if (typeof mutant !== 'string') return await sourceOf(model, options, { reference: true, ...how });
    return mutated(await sourceOf(model, options, { mutation: true, ...how }), mutant, scope);
  } catch (error) {
    throw unusable(file, error);
  }
}

/** What `--trace-out` wrote, or somebody else: a trace must not make us run whatever it names. */
function modelNamed(
  { meta }: Trace,
  file: string,
): { readonly model: string; readonly how: { readonly file?: string } } {
  const { model, module } = meta;
  if (BUILT_IN.includes(model)) return { model, how: {} };
  const isNamed = typeof module === 'string' && module !== '';
  const beside = isNamed ? moduleBeside(file, module) : null;
  if (beside !== null) return { model, how: { file: beside } };
  const place = isNamed ? quoted(path.join(path.dirname(file), module)) : '<file>';
  const line = typed(`exo replay ${quoted(file)} --model ${place}`);
  const why = isNamed
    ? `is of the module '${module}', which does not lie beside it and is not run unasked`
    : `is of model '${model}', and does not say in which module that is`;
  throw new ExoError('EXO210', `${file}: the trace ${why}; name the module: ${line}`);
}

/** The model of a mutant in a scope, which has bounds of its own. */
function mutated(source: Source, name: string, scopeName: unknown): Source {
  const { mutation } = source;
  const mutant = mutation && listMutants(mutation).find((one) => one.name === name);
  const scope = mutation?.scopes.find((one) => one.name === scopeName);
  if (mutation === undefined || mutant === undefined || scope === undefined) {
    const what = mutant === undefined ? `mutant '${name}'` : `scope ${JSON.stringify(scopeName)}`;
    throw new ExoError('EXO206', `model '${source.name}' has no ${what}`);
  }
  return { ...source, model: scope.model(mutant.mutate(mutation.machine)) };
}

/** An error of the model that a trace names, as an error of that trace. Internal errors stay as they are. */
export function unusable(file: string, error: unknown): unknown {
  if (codeOf(error) === null || !(error instanceof Error)) return error;
  return new ExoError('EXO206', `${file}: #meta gives no model that can be run: ${error.message}`, {
    cause: error,
  });
}

/** The options that the metadata record. Throws EXO206 where they are none. */
export function optionsOf({ meta }: Trace): ModelOptions {
  const { bounds, medium, literal } = meta;
  const bound = <D extends Budget>(name: string, fallback: D): number | D => {
    const value = bounds[name] ?? fallback;
    if (value === fallback || (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0))
      return value as number | D;
    throw new ExoError('EXO206', `bound '${name}' takes a whole number, not ${String(value)}`);
  };
  const budget = (name: string): Budget => (bounds[name] === 'inf' ? 'inf' : bound(name, 0));
  return {
    isOfTrace: true,
    given: givenIn(meta),
    bound: Object.fromEntries(
      Object.entries(bounds).flatMap(([name, value]) =>
        FLAGS.includes(name) ? [] : [[name, String(value)]],
      ),
    ),
    hosts: bound('hosts', 3),
    slots: bound('slots', 4),
    ...('epochs' in bounds && { epochs: bound('epochs', 0) }),
    ...('payloads' in bounds && { payloads: budget('payloads') }),
    timeouts: budget('timeouts'),
    losses: budget('losses'),
    partitions: budget('partitions'),
    crashes: budget('crashes'),
    medium: mediumOf(medium),
    literal: isSwitchedOn('literal', literal),
    ...('dropDead' in meta && { dropDead: isSwitchedOn('dropDead', meta['dropDead']) }),
    set: meta.knobs,
    ...offloadOf(meta, budget),
    ...('noReduce' in meta && { noReduce: namesOf(meta['noReduce']) }),
  };
}

/** Whether hosts are split, and the bounds that only such models have, or modules of their own. */
function offloadOf(meta: Trace['meta'], budget: (name: string) => Budget): OffloadFlags {
  const given = OFFLOAD_BOUNDS.filter((name) => name in meta.bounds);
  return {
    ...('offload' in meta && { offload: isSwitchedOn('offload', meta['offload']) }),
    ...Object.fromEntries(given.map((name) => [name, budget(name)])),
  };
}

const OFFLOAD_BOUNDS = ['split', 'fifo', 'queue', 'window', 'resets'];

/** The bounds that are flags of check; others are a module's own. */
const FLAGS = [
  ...['hosts', 'slots', 'epochs', 'payloads', 'timeouts', 'losses', 'partitions', 'crashes'],
  ...OFFLOAD_BOUNDS,
];

/** The options that a trace has something to say of. */
function givenIn({
  bounds,
  medium,
  literal,
  dropDead,
  offload,
  knobs,
  noReduce,
}: Trace['meta']): readonly string[] {
  return [
    ...FLAGS.filter((name) => name in bounds),
    ...(medium === undefined || medium === null || medium === 'bus' ? [] : ['medium']),
    ...(literal === undefined || literal === false ? [] : ['literal']),
    ...(dropDead === undefined || dropDead === false ? [] : ['dropDead']),
    ...(offload === undefined ? [] : ['offload']),
    ...(Object.keys(knobs).length === 0 ? [] : ['set']),
    ...(noReduce === undefined ? [] : ['noReduce']),
  ];
}

function isSwitchedOn(name: string, value: unknown): boolean {
  if (value === undefined || typeof value === 'boolean') return value === true;
  throw new ExoError('EXO206', `${name} is true or false, not ${JSON.stringify(value)}`);
}

function namesOf(noReduce: unknown): readonly string[] {
  if (Array.isArray(noReduce) && noReduce.every((name) => typeof name === 'string')) return noReduce;
  throw new ExoError('EXO206', `noReduce is a list of names, not ${JSON.stringify(noReduce)}`);
}

function mediumOf(medium: unknown): ModelOptions['medium'] {
  if (medium === undefined || medium === null) return 'bus';
  if (medium === 'bus' || medium === 'async' || medium === 'receive-any') return medium;
  throw new ExoError('EXO206', `the medium is bus, async or receive-any, not ${JSON.stringify(medium)}`);
}
