import fs from 'node:fs';
import { createRequire } from 'node:module';

/** The source of axe, which only tests have. */
export function axeSource(): string | null {
  try {
    return fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  } catch {
    console.warn('axe-core is not installed: its rules are not held.');
    return null;
  }
}
