import { describe, expect, test } from 'vitest';
import type { RunHeader } from '../../traces/index.js';
import { expectRing } from './header-of-ring.js';

const HEADER: RunHeader = {
  ...{ schema: 'exo-run/2', model: 'exo', parameters: { hosts: 3 }, actors: ['a', 'b', 'c'] },
  ordering: 'total',
};

describe('the header of a ring', () => {
  test('fits', () => {
    expect(() => expectRing({ ...HEADER, parameters: {} }, 'run')).not.toThrow();
    expect(() =>
      expectRing({ ...HEADER, parameters: { hosts: 3, storage: 'diskless' }, layers: ['driver'] }, 'run'),
    ).not.toThrow();
  });

  test.each<readonly [string, Partial<RunHeader>]>([
    ['parameters.hosts: found 5', { parameters: { hosts: 5 } }],
    ['parameters.hosts: found -3', { parameters: { hosts: -3 } }],
    ['parameters.storage: found "disk"', { parameters: { storage: 'disk' } }],
    ['parameters.knob: found 1', { parameters: { knob: 1 } }],
    ['actors: found "a"', { actors: ['a', 'a', 'c'] }],
    ['layers: found "card"', { layers: ['card'] }],
  ])('does not: %s', (text, changed) => {
    expect(() => expectRing({ ...HEADER, ...changed }, 'run')).toThrow(text);
  });
});
