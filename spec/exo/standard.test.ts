import { describe, expect, test } from 'vitest';
import { check, xstateComponent, type CheckResult } from '../../checker/index.js';
import { exoHost } from './host.js';
import { hostInput } from './host-component.js';
import { MISREADINGS } from './misreadings.js';
import { exoModel } from './model.js';
import type { HostComponent } from './names.js';
import { ALL_REDUCTIONS, type ExoOptions } from './options.js';
import { BLIND_SPOTS, STANDARD, cannotTell } from './standard.js';

/** A misreading in bounds. Its premises are left out: they tell of a reduction, not of the bounds. */
function searched(name: string, bounds: Partial<ExoOptions>): CheckResult {
  const misreading = MISREADINGS.find((one) => one.name === name);
  if (misreading === undefined) throw new RangeError(name);
  const { machine } = misreading.mutate(exoHost);
  const options: ExoOptions = { ...SMALL, ...bounds };
  const component = (_: unknown, self: number): HostComponent =>
    xstateComponent(machine, { name: `host ${self}`, input: hostInput(options, self) }) as HostComponent;
  return check({ ...exoModel({ ...options, component }), premises: [] });
}

const SMALL: ExoOptions = {
  ...STANDARD[0],
  ...{ slots: 3, epochs: 3, crashes: 0 },
  reductions: ALL_REDUCTIONS.filter((name) => name !== 'dead-messages'),
};
const BUS = { medium: 'bus', timeouts: 2, losses: 'inf' } as const;

/** By blind spot, in their order: bounds that are blind, and those that its flags ask for. */
const BOUNDS: readonly (readonly [blind: Partial<ExoOptions>, seeing: Partial<ExoOptions>])[] = [
  [{}, { hosts: 4, epochs: 2 }],
  [{}, { hosts: 4, epochs: 2 }],
  [{}, { slots: 4, epochs: 4 }],
  [{}, { crashes: 1 }],
  [{}, BUS],
  [{ ...BUS, timeouts: 0 }, BUS],
  [{}, { members: 'any' }],
];

describe('what smaller bounds cannot tell:', () => {
  test.each(BLIND_SPOTS.map((spot, i) => [spot.what, spot, i] as const))(
    '%s',
    { tags: 'long' },
    (_, spot, i) => {
      const [blind, seeing] = BOUNDS[i] ?? [{}, {}];
      expect([spot.isBlind({ ...SMALL, ...blind }), spot.isBlind({ ...SMALL, ...seeing })]).toEqual([
        true,
        false,
      ]);
      for (const name of spot.misreadings) {
        expect([name, searched(name, blind).verdict]).toEqual([name, 'exhausted']);
        expect([name, searched(name, seeing).verdict]).toEqual([name, 'violated']);
      }
    },
  );

  test('of what the standard bounds are blind to, one of them sees each but what their medium cannot show', () => {
    const blind = STANDARD.map((bounds) => cannotTell({ ...bounds, reductions: ALL_REDUCTIONS }));
    const [first = [], second = []] = blind;
    expect(first.filter((spot) => second.includes(spot))).toEqual([
      'questions and their answers (--medium bus --timeouts 2 --losses inf)',
      'whom a starter may leave out of its epoch (--set members=any)',
    ]);
  });

  test('a result names them, for reports and JSON', () => {
    const { cannotTell: named } = check(exoModel({ ...SMALL, slots: 1, epochs: 1 }));
    expect(named).toContain('a majority of the members from one of all hosts (--hosts 4)');
  });
});
