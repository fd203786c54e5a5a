import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ExoError, type Model } from '../checker/index.js';
import { codeOf } from './exit-codes.js';
import { boundsOf, type ModelOptions } from './model-options.js';
import { problemOf } from './model-shape.js';
import type { Source, SourceOptions } from './source.js';

/**
 * A user's own model: an ES module that exports `model`, a Model or a function of ModelOptions that returns one.
 *
 * Throws EXO323 for a word that is no model, EXO141 for a module that does not exist, EXO142 for one that does not
 * load, EXO143 for one that exports no model, EXO144 for exceptions of the model's own.
 */
export async function loadModule(name: string, options: ModelOptions, how: SourceOptions): Promise<Source> {
  const file = locate(name, how.file);
  const exported = (await load(name, file))['model'];
  const explain = (error: unknown): unknown => explainBy(name, file, error);
  const isFunction = typeof exported === 'function';
  const model: unknown = isFunction ? await make(name, exported as Maker, options) : exported;
  const problem = exported === undefined ? 'it has no export of that name' : problemOf(model);
  if (problem !== null) throw noModel(name, problem);
  return {
    name,
    file,
    model: model as Model,
    bounds: isFunction ? boundsOf(options) : {},
    knobs: isFunction ? options.set : {},
    departures: isFunction ? options.set : {},
    medium: isFunction ? options.medium : null,
    literal: isFunction && options.literal,
    explain,
  };
}

type Maker = (options: ModelOptions) => unknown;

const ACCEPTED = `'published', or the path of an ES module that exports 'model'`;

function locate(name: string, preferred: string | undefined): string {
  const places = [...(preferred === undefined ? [] : [preferred]), path.resolve(name)];
  const file = places.find(isFile);
  if (file !== undefined) return file;
  if (/^[\w-]+$/.test(name)) throw new ExoError('EXO323', `unknown model '${name}'; accepted: ${ACCEPTED}`);
  throw new ExoError('EXO141', `there is no module '${name}'; accepted: ${ACCEPTED}`);
}

function isFile(file: string): boolean {
  try {
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

async function load(name: string, file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    if (codeOf(cause) !== null) throw cause;
    const text = `module '${name}' does not load: ${inOneLine(cause)}; accepted: ${ACCEPTED}`;
    throw new ExoError('EXO142', text, { cause });
  }
}

async function make(name: string, maker: Maker, options: ModelOptions): Promise<unknown> {
  try {
    return await maker(options);
  } catch (cause) {
    throw codeOf(cause) === null ? threw(name, cause) : cause;
  }
}

/** An exception that passed through the user's own module is taken to be the model's. */
function explainBy(name: string, file: string, error: unknown): unknown {
  if (!(error instanceof Error) || codeOf(error) !== null) return error;
  return error.stack?.includes(pathToFileURL(file).href) ? threw(name, error) : error;
}

function threw(name: string, cause: unknown): ExoError {
  const text = `the model of '${name}' threw ${inOneLine(cause)}; its functions must accept all that they are given`;
  return new ExoError('EXO144', text, { cause });
}

function noModel(name: string, problem: string): ExoError {
  const accepted = `export 'model': a Model, or a function of the options that returns one`;
  return new ExoError('EXO143', `module '${name}' exports no model: ${problem}; ${accepted}`);
}

function inOneLine(cause: unknown): string {
  return String(cause).replaceAll(/\s*\n\s*/g, ' ');
}
