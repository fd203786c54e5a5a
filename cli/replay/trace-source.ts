import path from 'node:path';
import { ExoError, listMutants } from '../../checker/index.js';
import type { Trace } from '../../traces/index.js';
import { codeOf } from '../exit-codes.js';
import type { Budget, ModelOptions } from '../models/model-options.js';
import { sourceOf } from '../models/resolve-source.js';
import type { Source } from '../models/source.js';

/**
 * The model that a trace names, asked through XState's public `transition`; of a mutant's trace, the mutant's model as
 * its scope makes it. `file` is where the trace stands: a user's module is found from there.
 *
 * @throws ExoError EXO206 where the trace's metadata do not give a model.
 */
export async function sourceOfTrace(trace: Trace, file: string): Promise<Source> {
  try {
    const { model, module, mutant, scope } = trace.meta;
    const how = typeof module === 'string' ? { file: path.resolve(path.dirname(file), module) } : {};
    const options = optionsOf(trace);
    if (typeof mutant !== 'string') return await sourceOf(model, options, { reference: true, ...how });
    return mutated(await sourceOf(model, options, { mutation: true, ...how }), mutant, scope);
  } catch (error) {
    throw unusable(file, error);
  }
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

/** An error of the model that a trace names, as an error of that trace. Errors of ours stay as they are. */
export function unusable(file: string, error: unknown): unknown {
  if (codeOf(error) === null || !(error instanceof Error)) return error;
  return new ExoError('EXO206', `${file}: #meta gives no model that can be run: ${error.message}`, {
    cause: error,
  });
}

/** The options that the metadata record. */
function optionsOf({ meta }: Trace): ModelOptions {
  const { bounds, medium, literal } = meta;
  const bound = <D extends Budget>(name: string, fallback: D): number | D => {
    const value = bounds[name] ?? fallback;
    if (value === fallback || (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0))
      return value as number | D;
    throw new ExoError('EXO206', `bound '${name}' takes a whole number, not ${String(value)}`);
  };
  const budget = (name: string): Budget => (bounds[name] === 'inf' ? 'inf' : bound(name, 0));
  return {
    hosts: bound('hosts', 3),
    slots: bound('slots', 4),
    ...('epochs' in bounds && { epochs: bound('epochs', 0) }),
    ...('payloads' in bounds && { payloads: budget('payloads') }),
    timeouts: budget('timeouts'),
    losses: budget('losses'),
    partitions: budget('partitions'),
    crashes: budget('crashes'),
    medium: mediumOf(medium),
    literal: literal === true,
    ...('dropDead' in meta && { dropDead: meta['dropDead'] === true }),
    set: meta.knobs,
    ...('noReduce' in meta && { noReduce: namesOf(meta['noReduce']) }),
  };
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
