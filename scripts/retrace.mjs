/**
 * Writes traces anew as the present version writes them, by executing each again: `node scripts/retrace.mjs [file...]`, the
 * counterexamples when left out. Steps and states stay as they are; lens, messages and evidence are those of today.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const FOLDER = path.join(ROOT, 'traces', 'counterexamples');

if (!(await build())) process.exit(255);
const { retraced } = await import('../dist/cli/replay/retraced.js');
const { readItf, writeItf } = await import('../dist/traces/index.js');
const given = process.argv.slice(2);
const files = given.length > 0 ? given : fs.readdirSync(FOLDER).map((name) => path.join(FOLDER, name));
for (const file of files) {
  const before = fs.readFileSync(file, 'utf8');
  const after = writeItf(await retraced(readItf(before, file), file));
  if (after === before) continue;
  fs.writeFileSync(file, after);
  console.log(`${path.relative(ROOT, file)}: written anew`);
}
