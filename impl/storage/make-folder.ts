import fs from 'node:fs';
import path from 'node:path';

/**
 * Makes a folder, and those above it that are missing, one by one: the recursive `mkdirSync` of Node 20 never returns where the system makes
 * none, such as below /proc. `made` is told of the folder above each that was missing. What fails is thrown as the system tells it.
 */
export function makeFolder(folder: string, made: (above: string) => void = () => undefined): void {
  const missing: string[] = [];
  for (let at = path.resolve(folder); !fs.existsSync(at); at = path.dirname(at)) missing.push(at);
  // No name at all, and the name of a file, are for the system to refuse.
  if (missing.length === 0 && !isFolder(folder)) fs.mkdirSync(folder);
  for (const one of missing.reverse()) {
    makeOne(one);
    made(path.dirname(one));
  }
}

/** Somebody else may make it at the same time. */
function makeOne(folder: string): void {
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !isFolder(folder)) throw error;
  }
}

function isFolder(place: string): boolean {
  return fs.statSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
}
