/**
 * The hook through which Node loads a user's TypeScript: modules, with their types taken off in place. Node runs it in
 * a thread of its own (`module.register`), so nothing here may lean on what the command line keeps.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

interface LoadContext {
  readonly format?: string | null | undefined;
}

interface Loaded {
  readonly format: string;
  readonly source?: unknown;
  readonly shortCircuit?: boolean;
}

interface ResolveContext {
  readonly parentURL?: string | undefined;
}

interface Resolved {
  readonly url: string;
}

type NextResolve = (specifier: string, context: ResolveContext) => Promise<Resolved>;

type NextLoad = (url: string, context: LoadContext) => Promise<Loaded>;

/** What a message of this hook begins with; the place and the reason follow. */
export const UNSUPPORTED = 'unsupported TypeScript at ';
export const INVALID = 'invalid TypeScript at ';

/**
 * Finds what a module in TypeScript imports as TypeScript names it: `./server.js`, or `./server`, where `server.ts` is
 * the file. A file that is there under the name itself goes first.
 */
export async function resolve(
  specifier: string,
  context: ResolveContext,
  next: NextResolve,
): Promise<Resolved> {
  try {
    return await next(specifier, context);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isMissing = code === 'ERR_MODULE_NOT_FOUND' || code === 'ERR_UNSUPPORTED_DIR_IMPORT';
    if (!isMissing || !isTypeScript(context.parentURL ?? '')) throw error;
    for (const name of typedNamesOf(specifier)) {
      const found = await next(name, context).catch(() => null);
      if (found !== null) return found;
    }
    throw error;
  }
}

/** The files that a relative import in TypeScript may mean, besides the one of that name. */
export function typedNamesOf(specifier: string): readonly string[] {
  if (!/^\.{1,2}(\/|$)/.test(specifier)) return [];
  const typed = specifier.replace(/\.(m?)js$/, '.$1ts');
  if (typed !== specifier) return [typed];
  return [`${specifier}.ts`, `${specifier}.js`, `${specifier}/index.ts`, `${specifier}/index.js`];
}

function isTypeScript(url: string): boolean {
  return /^file:.*\.m?ts$/.test(url);
}

/** Loads TypeScript as ES modules whatever package.json says, so that a module means the same in every folder. */
export async function load(url: string, context: LoadContext, next: NextLoad): Promise<Loaded> {
  if (!isTypeScript(url)) return next(url, context);
  if (url.includes('/node_modules/')) {
    throw new SyntaxError(`${UNSUPPORTED}${fileURLToPath(url)}: packages are to be installed as JavaScript`);
  }
  if (stripsItself()) return next(url, { ...context, format: 'module-typescript' });
  const file = fileURLToPath(url);
  return { format: 'module', shortCircuit: true, source: stripped(file, await readFile(file, 'utf8')) };
}

/** Whether this Node takes types off itself: from 22.18 on, where it is not switched off. */
function stripsItself(): boolean {
  const { typescript } = process.features as { readonly typescript?: unknown };
  return typescript === 'strip' || typescript === 'transform';
}

/** What is used of the stripper that Node itself is built with. */
interface Stripper {
  readonly transformSync: (
    source: string,
    options: { readonly mode: 'strip-only'; readonly filename: string },
  ) => { readonly code: string };
}

interface Problem {
  readonly code: 'UnsupportedSyntax' | 'InvalidSyntax';
  readonly message: string;
  readonly startLine: number;
}

/** The module without its types, by the stripper that Node is built with. Throws a SyntaxError that names file and line. */
export function stripped(file: string, source: string): string {
  // Asked for here and not above: only a Node that has no stripper of its own is to load one.
  const { transformSync } = createRequire(import.meta.url)('@swc/wasm-typescript') as Stripper;
  try {
    return transformSync(source, { mode: 'strip-only', filename: file }).code;
  } catch (problem) {
    if (!isProblem(problem)) throw problem;
    const { code, message, startLine } = problem;
    const prefix = code === 'UnsupportedSyntax' ? UNSUPPORTED : INVALID;
    throw new SyntaxError(`${prefix}${file}:${startLine}: ${message}`, { cause: problem });
  }
}

function isProblem(thrown: unknown): thrown is Problem {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'startLine' in thrown;
}
