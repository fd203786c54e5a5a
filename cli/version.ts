import fs from 'node:fs';

/** The version of this package, from the package.json above this file (built or not). */
export function version(): string {
  for (const above of ['../package.json', '../../package.json']) {
    const file = new URL(above, import.meta.url);
    if (!fs.existsSync(file)) continue;
    const { version: found } = JSON.parse(fs.readFileSync(file, 'utf8')) as { version: string };
    return found;
  }
  return 'unknown';
}
