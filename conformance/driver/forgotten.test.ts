import { expect, test } from 'vitest';
import * as implementation from '../../impl/parts.js';
import type { HostOptions } from '../../impl/parts.js';
import { driverComponent } from './driver-component.js';
import type { DriverEvent, DriverState } from './driver-state.js';
import { forgettings } from './forgotten.js';

const OPTIONS: HostOptions = {
  ...implementation.DEFAULT_OPTIONS,
  ...{ hosts: 2, self: 0, logEntriesMax: 2, logBytesMax: 65_536, packPayloadsMax: 1 },
};

/** Host A of two, whose log is full with an entry of each: it has the token, and cannot use it. */
function withFullLog(): DriverState {
  const bounds = { epochs: 3, slots: 9, payloads: 1 };
  const component = driverComponent({ impl: implementation, options: OPTIONS, bounds });
  const fromB = { kind: 'entry', epoch: 0, slot: 1, source: 1, history: [0], payload: null } as const;
  const events: readonly DriverEvent[] = [
    { type: 'SUBMIT' },
    { type: 'FLUSHED' },
    { type: 'RECEIVE', message: fromB },
    { type: 'FLUSHED' },
  ];
  return events.reduce<DriverState>((state, event) => {
    const [step] = component.step(state, event);
    if (step === undefined) throw new RangeError(`${event.type} is taken`);
    return step.next;
  }, component.initial()[0] as DriverState);
}

test('a full log hides nothing else that a host with the token has forgotten', () => {
  const state = withFullLog();
  const { log } = state.host.core;
  expect([log.length - log.mark.length, state.flushing, state.problem]).toEqual([2, null, null]);
  const forgotten = forgettings(implementation, OPTIONS);
  expect(forgotten(state)).toBeNull();
  const timers = state.timers.filter((timer) => timer !== 'takeover');
  expect(forgotten({ ...state, timers })).toBe(
    'no takeover timer is set: a crash of others would go unnoticed',
  );
  const { core } = state.host;
  const undelivered = { ...state, host: { ...state.host, core: { ...core, delivered: 0 } } };
  expect(forgotten(undelivered)).toBe('something is agreed, and not delivered');
  // What a full log does hide is that the token is not used; with room for an entry more that is seen.
  const idle = {
    ...state,
    host: { ...state.host, sending: { ...state.host.sending, mode: 'idle' as const } },
  };
  expect(forgotten(idle)).toBeNull();
  expect(forgettings(implementation, { ...OPTIONS, logEntriesMax: 4 })(idle)).toBe(
    'the token is here, and is neither used nor held for a while',
  );
});
