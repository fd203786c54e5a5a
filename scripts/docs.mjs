/** Writes the documents that are generated from the sources: `node scripts/docs.mjs`. A test fails while one is stale. */
import fs from 'node:fs';
import { build } from './build.mjs';

if (await build()) {
  const { errorsPage } = await import('../dist/cli/explain/page.js');
  fs.writeFileSync(new URL('../docs/errors.md', import.meta.url), errorsPage());
} else {
  process.exitCode = 255;
}
