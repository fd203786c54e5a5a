import { describe, expect, it } from 'vitest';
import { typed } from './command-line.js';

describe('a command to be typed', () => {
  it('is the one by which this was started', () => {
    const npx = { npm_lifecycle_event: 'npx', npm_lifecycle_script: `'exo' 'check' 'model.ts'` };
    expect(typed('exo replay a.json', {})).toBe('exo replay a.json');
    expect(typed('exo replay a.json', npx)).toBe('npx exo replay a.json');
    expect(typed('exo replay a.json', { ...npx, npm_lifecycle_script: 'exo check model.ts' })).toBe(
      'npx exo replay a.json',
    );
    expect(typed('exo replay a.json', { ...npx, EXO_COMMAND: 'npm run -s exo --' })).toBe(
      'npm run -s exo -- replay a.json',
    );
  });

  it('is the plain one where npx runs something else, such as tests', () => {
    const env = { npm_lifecycle_event: 'npx', npm_lifecycle_script: 'vitest run exo-check' };
    expect(typed('exo replay a.json', env)).toBe('exo replay a.json');
  });
});
