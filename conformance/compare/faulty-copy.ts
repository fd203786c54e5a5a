import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type * as implementation from '../../impl/parts.js';
import type { ImplMutant } from '../mutants/index.js';

/** The implementation as a namespace: the one that runs, or a faulty copy of it. */
export type Implementation = typeof implementation;

/** Where the compiled implementation is, beside this compiled file. */
export const COMPILED_FOLDER = fileURLToPath(new URL('../../impl/', import.meta.url));

/** A compiled file with the mutant's change. Throws where what it changes does not stand there, or not exactly once. */
export function faulty(text: string, { name, file, at, find, replace }: ImplMutant): string {
  if (at !== undefined) {
    if (text.startsWith(find, at)) return text.slice(0, at) + replace + text.slice(at + find.length);
    throw new Error(`mutant ${name}: what it changes does not stand in ${file} at ${at}`);
  }
  const parts = text.split(find);
  if (parts.length === 2) return parts.join(replace);
  throw new Error(`mutant ${name}: what it changes stands in ${file} ${parts.length - 1} times, not once`);
}

/**
 * Loads a copy of the compiled implementation with the mutant's change, from a temporary folder, which is removed again.
 * Nothing of the copy is shared with the implementation that runs, but the classes of errors and the code of traces.
 */
export async function loadFaulty(mutant: ImplMutant, folder = COMPILED_FOLDER): Promise<Implementation> {
  const copy = mkdtempSync(path.join(tmpdir(), 'exo-faulty-'));
  try {
    const copied = path.join(copy, 'impl');
    copyScripts(folder, copied);
    for (const shared of ['errors', 'traces']) {
      symlinkSync(path.join(folder, '..', shared), path.join(copy, shared), 'dir');
    }
    writeFileSync(path.join(copy, 'package.json'), '{ "type": "module" }');
    const file = path.join(copied, mutant.file);
    writeFileSync(file, faulty(readFileSync(file, 'utf8'), mutant));
    return (await import(pathToFileURL(path.join(copied, 'parts.js')).href)) as Implementation;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Copies compiled files, without the reference to their sources, which the copy does not have. */
function copyScripts(from: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) copyScripts(source, target);
    else if (entry.name.endsWith('.js')) {
      writeFileSync(target, readFileSync(source, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'));
    }
  }
}
