import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { inOneLine } from '../../errors/index.js';
import { ExoError, problemOfModel, type Model, type MutationSubject } from '../../checker/index.js';
import { codeOf } from '../exit-codes.js';
import { withDefaults, type ModelOptions } from './model-options.js';
import { machinesIn, withMachineModel } from './lone-machine.js';
import { makeModel } from './module-model.js';
import { problemOfMutation } from './mutation-shape.js';
import { whileLoading } from '../terminal/ending.js';
import type { Source, SourceOptions } from './source.js';
import { withXStateVersion } from './xstate-version.js';
import { placeInStack, syntaxPlaceOf } from './syntax-place.js';
import { stripTypes, strippingProblemOf } from './type-stripping.js';

/**
 * A user's own model: an ES module that exports `model`, a Model, a function of the bounds and knobs that the
 * module declares, or one of AllModelOptions. A module that exports one machine and no model is checked as
 * `machineModel` of it.
 *
 * Where mutants are wanted it exports `mutation` too, a MutationSubject or such a function.
 *
 * Throws EXO323 for a word that is no model, EXO141 for a module that does not exist, EXO142 for one that does not
 * load, EXO149 for TypeScript that is more than types, EXO143 for one that exports no model, EXO144 for exceptions of the model's own, EXO145 for a module without
 * the mutation that is wanted.
 */
export async function loadModule(name: string, options: ModelOptions, how: SourceOptions): Promise<Source> {
  const file = locate(name, how.file);
  try {
    return await sourceOf(name, file, options, how);
  } catch (error) {
    throw withXStateVersion(error, file);
  }
}

async function sourceOf(
  name: string,
  file: string,
  options: ModelOptions,
  how: SourceOptions,
): Promise<Source> {
  const module = withMachineModel(await load(name, file));
  const explain = (error: unknown): unknown => withXStateVersion(explainBy(name, file, error), file);
  const { model, ...taken } = await makeModel(name, module, options, (maker, given) =>
    make(name, maker, given),
  );
  const problem = module['model'] === undefined ? missing(module) : problemOfModel(model);
  if (problem !== null) throw noModel(name, problem);
  return {
    name,
    file,
    model: model as Model,
    ...taken,
    reductions: [],
    explain,
    ...(how.mutation === true && { mutation: await makeMutation(name, module['mutation'], options) }),
  };
}

async function makeMutation(
  name: string,
  exported: unknown,
  options: ModelOptions,
): Promise<MutationSubject> {
  const isFunction = typeof exported === 'function';
  const mutation: unknown = isFunction
    ? await make(name, exported as Maker, withDefaults(options))
    : exported;
  const problem = exported === undefined ? 'it has no export of that name' : problemOfMutation(mutation);
  if (problem === null) return mutation as MutationSubject;
  const accepted = `export 'mutation': a MutationSubject, or a function of the options that returns one`;
  throw new ExoError('EXO145', `module '${name}' exports no mutation: ${problem}; ${accepted}`);
}

type Maker = (options: unknown) => unknown;

/** How the names of modules end. */
const ENDINGS = ['.ts', '.js', '.mts', '.mjs'];

const ACCEPTED = `'published', 'exo', or the path of an ES module (.js, .ts) that exports 'model'`;

function locate(name: string, preferred: string | undefined): string {
  const file = preferred ?? path.resolve(name);
  if (isFile(file)) return file;
  if (preferred !== undefined) {
    throw new ExoError('EXO141', `there is no module '${preferred}'; accepted: ${ACCEPTED}`);
  }
  if (/^[\w-]+$/.test(name)) {
    const meant = ENDINGS.map((ending) => `./${name}${ending}`).find((one) => isFile(path.resolve(one)));
    const hint = meant === undefined ? '' : ` (Did you mean ${meant}?)`;
    throw new ExoError('EXO323', `unknown model '${name}'${hint}; accepted: ${ACCEPTED}`);
  }
  throw new ExoError('EXO141', `there is no module '${name}'; accepted: ${ACCEPTED}`);
}

const ERASABLE = 'types that can be erased: no enum, namespace with values, parameter property or import =';

function isFile(file: string): boolean {
  try {
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

type Exports = Readonly<Record<string, unknown>>;

/** What a module exports. Throws EXO323, EXO141, EXO142 and EXO149, as `loadModule` does. */
export function exportsOf(name: string): Promise<Exports> {
  return load(name, locate(name, undefined));
}

async function load(name: string, file: string): Promise<Exports> {
  try {
    if (/\.m?ts$/.test(file)) stripTypes();
    return await whileLoading(name, () => import(pathToFileURL(file).href) as Promise<Exports>);
  } catch (cause) {
    if (codeOf(cause) !== null) throw cause;
    const problem = strippingProblemOf(cause);
    if (problem?.kind === 'unsupported') {
      const text = `module '${name}' cannot be run by taking its types off: ${problem.text}; accepted: ${ERASABLE}`;
      throw new ExoError('EXO149', text, { cause });
    }
    const reason = problem === null ? reasonOf(cause, file) : `SyntaxError: ${problem.text}`;
    throw new ExoError('EXO142', `module '${name}' does not load: ${reason}`, { cause });
  }
}

/** Why a module does not load, with the place as far as it is known, and what is to be done. */
function reasonOf(cause: unknown, file: string): string {
  const ending = path.extname(file);
  if (!/^(\.[cm]?[jt]sx?)?$/.test(ending) && isNoModule(cause))
    return `a file '${ending}' is no module; accepted: .js, .mjs or .ts. A trace or a run is shown by exo view`;
  const what = inOneLine(String(cause));
  if (isTakenForCommonJs(what)) return `${what}; ${AS_MODULE}`;
  if (!(cause instanceof Error)) return what;
  const known = placeInStack(cause);
  const syntax = known === null && cause instanceof SyntaxError ? syntaxPlaceOf(file) : null;
  const place = known ?? syntax?.text;
  if (place === undefined) return what;
  const isOfType = /does not provide an export named/.test(what) && /\.m?ts:\d+$/.test(place);
  const mend = isOfType ? `; ${AS_TYPE}` : syntax?.isDecorator === true ? `; ${NO_DECORATORS}` : '';
  return `${place}: ${what}${mend}`;
}

/** Whether Node has refused a file by its ending. */
function isNoModule(cause: unknown): boolean {
  const { code = '' } = cause as NodeJS.ErrnoException;
  return code === 'ERR_UNKNOWN_FILE_EXTENSION' || /^ERR_IMPORT_(ASSERTION|ATTRIBUTE)_/.test(code);
}

/** Node takes every .js for CommonJS where nothing is said. */
function isTakenForCommonJs(what: string): boolean {
  return /Cannot use import statement outside a module|Unexpected token 'export'/.test(what);
}

const AS_MODULE = 'an ES module is a .mjs or .ts, or a .js beside a package.json with "type": "module"';
const AS_TYPE = 'if it is a type, import it with `import type`: types are taken off, and nothing else is';
const NO_DECORATORS = 'Node runs no decorators: compile the module, or write the call';

async function make(name: string, maker: Maker, options: unknown): Promise<unknown> {
  try {
    return await whileLoading(name, async () => maker(options));
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
  const text = `the model of '${name}' threw ${inOneLine(String(cause))}; its functions must accept all that they are given`;
  return new ExoError('EXO144', text, { cause });
}

function missing(module: Readonly<Record<string, unknown>>): string {
  const machines = machinesIn(module).map(([name]) => name);
  if (machines.length === 0) return 'it has no export of that name';
  return `it has no export of that name, and several machines: ${machines.join(', ')}`;
}

function noModel(name: string, problem: string): ExoError {
  const accepted = `export 'model': a Model, a machine, or a function of the options that returns a Model`;
  return new ExoError('EXO143', `module '${name}' exports no model: ${problem}; ${accepted}`);
}
