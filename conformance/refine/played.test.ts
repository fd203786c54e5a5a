import { describe, expect, test } from 'vitest';
import { mutantsOf, slot, type Transition } from '../../checker/index.js';
import type { HostEvent } from '../../spec/exo/events.js';
import { exoHost } from '../../spec/exo/host.js';
import { xstateComponent } from '../../checker/index.js';
import type { HostComponent } from '../../spec/exo/names.js';
import { hostName } from '../../spec/ring.js';
import { broadcast } from '../compare/pair.test.helper.js';
import { isFollowed, playMutant } from './played.js';

const host = xstateComponent(exoHost, {
  input: { self: 0, hosts: 3, isBusy: true },
  askedTwice: 0,
}) as HostComponent;
const others = [1, 2].map(
  (self) =>
    xstateComponent(exoHost, { input: { self, hosts: 3, isBusy: true }, askedTwice: 0 }) as HostComponent,
);
const initial = [host, ...others].flatMap((component) => component.initial().slice(0, 1));

/** Steps in which host A takes these events. */
const steps = (...events: readonly HostEvent[]): readonly Transition[] =>
  events.map((event) => ({
    ...{ rule: { name: event.type } as Transition['rule'], params: {}, states: [] },
    legs: [{ slot: slot(hostName(0), host), event, cause: null, skipped: false, effects: [] }],
  }));

const unchanged = { machine: exoHost, silenced: null };

describe('playMutant', () => {
  test('follows a run of the specification itself to its end', () => {
    const played = playMutant('none', unchanged, initial, steps(...broadcast, { type: 'CRASH' }));
    expect(played).toEqual({ name: 'none', steps: 4, divergence: null, goesOn: null });
    expect(isFollowed(played)).toBe(true);
  });

  test('says at which step the core does otherwise', () => {
    const early = steps({ type: 'APPEND' }, { type: 'BROADCAST' });
    expect(playMutant('early', unchanged, initial, early).divergence).toEqual({
      ...{ step: 2, host: 'A', how: 'BROADCAST is refused' },
    });
    const mutant = mutantsOf(exoHost).find(({ name }) => name === 'isSynced=always');
    const changed = mutant?.mutate(exoHost);
    expect(changed).toBeDefined();
    if (changed === undefined) return;
    const played = playMutant('unsynced', changed, initial, early);
    expect(played.divergence).toMatchObject({ step: 2, host: 'A' });
    expect(isFollowed(played)).toBe(false);
  });

  test('leaves out what was skipped', () => {
    const skipped = steps({ type: 'BROADCAST' }).map((one) => ({
      ...one,
      legs: one.legs.map((leg) => ({ ...leg, skipped: true })),
    }));
    expect(playMutant('skipped', unchanged, initial, skipped).divergence).toBeNull();
  });
});
