/** Runs the command line of this checkout, built first where that is needed: `node scripts/exo.mjs <arguments>`. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const OUR_ERROR = 255;

if (await build()) {
  const { env } = process;
  const isNpmScript = env.npm_package_json === path.join(ROOT, 'package.json') && process.cwd() === ROOT;
  // npm runs scripts in the package's folder, but paths are meant from where the user stands.
  if (isNpmScript && env.npm_lifecycle_event === 'exo' && env.INIT_CWD) process.chdir(env.INIT_CWD);
  // How the commands begin that the output suggests.
  env.EXO_COMMAND ??= isNpmScript ? 'npm run -s exo --' : 'exo';
  await import('../dist/cli/exo.js');
} else {
  process.exitCode = OUR_ERROR;
}
