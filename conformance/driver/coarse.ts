/**
 * A driver state without what only says how long something lasts, whom a question goes to, or who is left out of an epoch. Some of it decides
 * nothing of what the host comes to; what does is tried with each value that makes a difference. So whatever a host can do in
 * any of the states that look alike, it can do in the one that stands for them.
 */
import { STATUS, type HostState } from '../../impl/parts.js';
import { othersThan } from '../../spec/ring.js';
import type { DriverEvent, DriverState } from './driver-state.js';

/** After this number of questions in vain a host takes over; below, it asks once more. */
const ASKED = [0, 2] as const;
/** Epochs that a member has stalled: none, as many as lead to its being left out, and more than another one. */
const STALLED = [0, 2, 3] as const;

export interface Coarse {
  /** The state that stands for all that look alike. */
  forget(state: DriverState): DriverState;
  /** States that look alike, one for each thing that may happen to such a state on the event. */
  alike(state: DriverState, event: DriverEvent): readonly DriverState[];
}

/** Of a host of a ring, which is in this state at first, and whose log has no more than a number of slots. */
export function coarse(self: number, hosts: number, slots: number, first: DriverState): Coarse {
  const stalls = stallsOf(self, hosts);
  const someone = (self + 1) % hosts;
  return {
    forget: (state) => {
      // A host whose disk has failed does nothing any more, whatever it was before, if no timer brings it to do something.
      const isOver = state.host.writing.mode === 'failed' && state.timers.length === 0;
      if (isOver) return { ...first, timers: [], host: { ...first.host, writing: state.host.writing } };
      return { ...state, host: forgotten(state, someone, slots) };
    },
    alike: (state, event) => {
      if (event.type === 'TIMER' && event.timer === 'takeover') return impatient(state);
      if (!mayBegin(state, event)) return [state];
      const { membership } = state.host;
      return stalls.map((stalled) => withModes(state, { membership: { ...membership, stalled } }));
    },
  };
}

function forgotten({ host, timers }: DriverState, someone: number, slots: number): HostState {
  const { core, sending, membership } = host;
  const { length } = core.log;
  const { repeatAfter } = sending;
  const isForLast = repeatAfter === length;
  // It is found out anew with each promise.
  const hasPromised = core.status === STATUS.promising || core.status === STATUS.waiting;
  return {
    ...host,
    // It is tried at which stage patience is when its timer goes off.
    patience: { ...host.patience, mode: 'waiting', asked: 0 },
    // A hint changes nothing where the token may be held for any time.
    hints: { told: null, wanted: null },
    // Who has stalled, and been well, decides about members alone: those are tried.
    membership: {
      isInEpoch: true,
      stalled: membership.stalled.map(() => 0),
      filled: membership.filled.map(() => 0),
    },
    sending: {
      ...sending,
      repeatAfter: repeatAfter === null || !timers.includes('repeat') ? null : isForLast ? length : -1,
    },
    catchingUp: caughtUp(host, someone, slots),
    deferred: { ...host.deferred, packets: host.deferred.packets.map(askingAnything) },
    settledAtPromise: hasPromised ? host.settledAtPromise : -1,
  };
}

/** A question that waits for storage: what it asks for decides what it is answered, and nothing else. */
function askingAnything(packet: HostState['deferred']['packets'][number]): typeof packet {
  return packet.kind === 'fetch' ? { ...packet, length: 0 } : packet;
}

/** Without whom a question goes to, and numbers that only matter on one side of the length of the log. */
function caughtUp({ core, catchingUp }: HostState, someone: number, slots: number): HostState['catchingUp'] {
  const { question, heard, heardIn } = catchingUp;
  const { length } = core.log;
  const hasHeard = heardIn === core.promised;
  return {
    ...catchingUp,
    next: someone,
    heardIn: hasHeard ? heardIn : -1,
    heard: hasHeard && heard > length ? heard : 0,
    question:
      question.kind === 'noticed' || question.kind === 'due'
        ? { ...question, host: someone }
        : question.kind === 'asked' && question.lack === 'entries'
          ? {
              ...question,
              of: someone,
              from: length > question.from ? 0 : question.from,
              upTo: Math.min(question.upTo, slots + 2),
            }
          : question,
  };
}

function withModes(state: DriverState, modes: Partial<HostState>): DriverState {
  return { ...state, host: { ...state.host, ...modes } };
}

/** The `takeover` timer goes off while there was progress, while there was none yet, before a question, and after enough of them. */
function impatient(state: DriverState): readonly DriverState[] {
  const { patience } = state.host;
  return [
    ...ASKED.map((asked) => withModes(state, { patience: { ...patience, mode: 'waiting', asked } })),
    withModes(state, { patience: { ...patience, mode: 'progressing' } }),
    withModes(state, { patience: { ...patience, mode: 'quiet' } }),
  ];
}

/** Whether an epoch may begin with the event, so that its members are chosen. */
function mayBegin({ host }: DriverState, event: DriverEvent): boolean {
  if (host.core.gathered === null || host.takeover.mode === 'none') return false;
  const isGrace = event.type === 'TIMER' && event.timer === 'grace' && host.takeover.mode === 'grace';
  return isGrace || event.type === 'PROMISE' || event.type === 'FLUSHED' || event.type === 'COMPACT';
}

/** How often the others have stalled, each way that leads to another choice. */
function stallsOf(self: number, hosts: number): readonly (readonly number[])[] {
  return othersThan(self, hosts).reduce<readonly (readonly number[])[]>(
    (all, host) => all.flatMap((stalled) => STALLED.map((count) => stalled.with(host, count))),
    [Array.from({ length: hosts }, () => 0)],
  );
}
