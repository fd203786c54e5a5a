/**
 * A running host, driver and core, as a component of the checker: its storage, timers, networks and application are the
 * model's. To the other hosts of the model it says what a specified host says.
 */
import type { Component, EffectLike, Step } from '../../checker/index.js';
import type { Timer } from '../../impl/parts.js';
import type { HostEffect } from '../../spec/exo/names.js';
import { coarse, type Coarse } from './coarse.js';
import { DriverRunner, type DriverOptions } from './driver-runner.js';
import { bytesOf } from '../compare/typed-data.js';
import { shown, type DriverEvent, type DriverState } from './driver-state.js';
import { PackedStates } from './packed-states.js';

export interface DriverComponent extends Component<DriverState, DriverEvent, HostEffect> {
  /** A state as this component has it: without timers that would do nothing, and without what it leaves out. */
  settled(raw: DriverState): DriverState;
}

/** Told apart by all that they are. */
const FINE: Coarse = { forget: (state) => state, alike: (state) => [state] };

/** `isCoarse`: without what coarse.ts leaves out, so that there are fewer states, and a host may do a little more. */
export function driverComponent(how: DriverOptions, isCoarse = false): DriverComponent {
  const { impl, options, bounds } = how;
  const runner = new DriverRunner(how);
  const first = runner.start();
  const name = `driver ${options.self}`;
  const states = new PackedStates(name);
  const { forget, alike } = isCoarse ? coarse(options.self, options.hosts, bounds.slots, first) : FINE;
  /** What is set, and would do nothing, is as good as not set, if what is not set never does anything: that is asked of every state. */
  const settledOf = new Map<string, string>();
  const settled = (raw: DriverState): DriverState => {
    if (raw.problem !== null) return raw;
    const state = forget(raw);
    const key = states.keyOf(state);
    const found = settledOf.get(key);
    if (found !== undefined) return states.decode(bytesOf(found));
    const rested = forget(withoutIdleTimers(states.decode(states.encode(state))));
    settledOf.set(key, states.keyOf(rested));
    return rested;
  };
  const withoutIdleTimers = (state: DriverState): DriverState => {
    if (state.host.writing.mode === 'failed' && areIdle(state, impl.TIMERS)) return { ...state, timers: [] };
    if (!runner.loadsWhole(state)) return withProblem(state, 'what a host saves is not what it loads');
    const timers = state.timers.filter((timer) => !isIdle(state, timer));
    const due = timers.length === state.timers.length ? state : { ...state, timers };
    return withProblem(due, strayTimer(due));
  };
  const isIdle = (state: DriverState, timer: Timer): boolean => {
    const unset = forget({ ...state, timers: state.timers.filter((one) => one !== timer) });
    const event = { type: 'TIMER', timer } as const;
    return alike({ ...state, timers: [...state.timers, timer] }, event).every((one) => {
      const step = runner.step(one, event);
      return step === null || isSame(unset, { ...step, next: forget(step.next) });
    });
  };
  /** Whether nothing happens where timers go off one after the other that are not set. */
  const areIdle = (state: DriverState, timers: readonly Timer[]): boolean => {
    const step = runner.afterTimers(state, timers);
    return step !== null && isSame(state, { ...step, next: forget(step.next) });
  };
  const strayTimer = (state: DriverState): string | null => {
    const unset = impl.TIMERS.filter((timer) => !state.timers.includes(timer));
    if (areIdle(state, unset)) return null;
    const stray = unset.find((timer) => !isIdle(state, timer));
    return stray === undefined ? null : `timer ${stray} is not set, and does something`;
  };
  /** A step that says nothing and changes nothing is none. */
  const isSame = (state: DriverState, { next, effects }: Step<DriverState, EffectLike>): boolean =>
    effects.length === 0 && states.keyOf(state) === states.keyOf(next);
  const stepFrom = (
    state: DriverState,
    one: DriverState,
    event: DriverEvent,
  ): Step<DriverState, HostEffect> | null => {
    const step = runner.step(one, event);
    if (step === null) return null;
    const next = settled(step.next);
    return isSame(state, { ...step, next }) ? null : { ...step, next };
  };
  return {
    name,
    settled,
    initial: () => [forget(first)],
    step: (state, event) => {
      if (state.problem !== null) return [];
      const steps = alike(state, event).flatMap((one) => stepFrom(state, one, event) ?? []);
      return steps.length < 2
        ? steps
        : [...new Map(steps.map((step) => [states.keyOf(step.next), step])).values()];
    },
    encode: (state) => states.encode(state),
    decode: (bytes) => states.decode(bytes),
    beyond: ({ host }) => {
      if (Math.max(host.core.promised, host.takeover.seen) >= bounds.epochs) return 'epochs';
      return host.core.log.length > bounds.slots ? 'slots' : undefined;
    },
    show: shown,
  };
}

function withProblem(state: DriverState, problem: string | null): DriverState {
  return problem === null ? state : { ...state, problem };
}
