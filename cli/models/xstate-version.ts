/** Which copy of XState a module imports: at run time a copy has no number, but its package has one. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { ExoError } from '../../checker/index.js';

/** EXO180 with the version of XState that the module finds, where it finds one; every other error as it is. */
export function withXStateVersion(error: unknown, file: string): unknown {
  if (!(error instanceof ExoError) || error.code !== 'EXO180') return error;
  const version = xstateVersionFor(file);
  return version === null
    ? error
    : new ExoError(error.code, `${error.message}; '${file}' imports xstate ${version}`, { cause: error });
}

/** The version of the package that `import 'xstate'` means in a file; null if there is none. */
export function xstateVersionFor(file: string): string | null {
  try {
    const found = createRequire(file).resolve('xstate/package.json');
    const { version } = JSON.parse(fs.readFileSync(found, 'utf8')) as { readonly version?: unknown };
    return typeof version === 'string' ? version : null;
  } catch {
    return null;
  }
}
