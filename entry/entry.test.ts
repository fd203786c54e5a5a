/** The bare name of the package, as built. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

test.each(["import 'exo-broadcast';", "import { check, hostOptions } from 'exo-broadcast'; check();"])(
  '%s names the entries that there are',
  (program) => {
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toContain("Error: 'exo-broadcast' has no main entry: import from 'exo-broadcast/checker'");
  },
);
