/** What a machine may do by itself: its timers go off, and what it invoked ends or sends something. */
import type { AnyMachineSnapshot } from 'xstate';
import { encodeExactly } from '../model/encoding.js';
import { familyOf, plainTimer, type Member, type Plainer, type Timer } from './family.js';
import { outcomeAt } from './outcomes.js';
import type { Logic } from './logics.js';
import type { Outcome } from './outcomes.js';
import type { Move } from './types.js';
import type { EventLike } from '../model/component.js';
import type { Params } from '../model/rules.js';

/** A timer of a member goes off. */
export interface TimerEvent extends EventLike {
  readonly type: 'exo.timer';
  readonly actor: string;
  readonly timer: unknown;
}

/** Something that was invoked goes on as one of its outcomes says. */
export interface OutcomeEvent extends EventLike {
  readonly type: 'exo.outcome';
  readonly actor: string;
  readonly outcome: number;
}

export function isTimerEvent(event: EventLike): event is TimerEvent {
  return event.type === 'exo.timer';
}

export function isOutcomeEvent(event: EventLike): event is OutcomeEvent {
  return event.type === 'exo.outcome';
}

/** Whether an event is one that only `moves` gives. */
export function isMove(event: EventLike): boolean {
  return isTimerEvent(event) || isOutcomeEvent(event);
}

/** A move in a few words, for errors. */
export function moveName(event: EventLike): string {
  if (isOutcomeEvent(event)) return `an outcome of ${event.actor}`;
  const { timer } = event as TimerEvent;
  return `timer ${(timer as { event: EventLike }).event.type}`;
}

/** All that the family of a snapshot may do by itself: by member, timers first. */
export function movesOf(snapshot: AnyMachineSnapshot, plain: Plainer): readonly Move[] {
  const family = familyOf(snapshot);
  if (family === undefined || snapshot.status !== 'active') return [];
  return family.flatMap((member) => [...timerMoves(member, plain), ...outcomeMoves(member, plain)]);
}

function timerMoves({ session, timers }: Member, plain: Plainer): readonly Move[] {
  const seen = new Set<string>();
  return timers.flatMap((timer): Move[] => {
    if (!mayGoOff(timer, timers)) return [];
    const data = plainTimer(timer, plain);
    const key = encodeExactly(data).join();
    if (seen.has(key)) return [];
    seen.add(key);
    const params = { ...ofActor(session), timer: nameOf(timer) };
    return [
      { action: 'Timer', params, event: { type: 'exo.timer', actor: session, timer: data } as EventLike },
    ];
  });
}

/** Of timers that were armed in one macrostep, the shorter goes off first. */
function mayGoOff(timer: Timer, timers: readonly Timer[]): boolean {
  if (timer.batch === 0) return true;
  return !timers.some(({ batch, delay }) => batch === timer.batch && delay < timer.delay);
}

/** `after.1000.client.waiting` for the timers of a state, the type of the event for others. */
function nameOf({ event }: Timer): string {
  return event.type.replace(/^xstate\.(?=after\.)/, '');
}

function outcomeMoves(
  { session, logic, progress, isRunning, input }: Member,
  plain: Plainer,
): readonly Move[] {
  if (logic.outcomes === null || !isRunning) return [];
  return logic.outcomes(input).flatMap((outcome, option): Move[] => {
    if (progress.option >= 0 && progress.option !== option) return [];
    const at = progress.option === option ? progress.at : 0;
    const [current, before] = outcomeAt(outcome, at);
    const move = describe(current, at - before, logic, plain);
    if (move === undefined) return [];
    const event = { type: 'exo.outcome', actor: session, outcome: option } as EventLike;
    return [{ action: move.action, params: { ...ofActor(session), ...move.params }, event }];
  });
}

function describe(
  outcome: Outcome,
  at: number,
  { isGiven }: Logic,
  plain: Plainer,
): { readonly action: string; readonly params: Params } | undefined {
  switch (outcome.kind) {
    case 'done':
      return { action: 'Done', params: isGiven ? { output: plain(outcome.output) ?? null } : {} };
    case 'failed':
      return { action: 'Failed', params: isGiven ? { error: plain(outcome.error) ?? null } : {} };
    case 'emits':
      return { action: 'Emit', params: { event: plain(outcome.events[at]) } };
    case 'never':
      return undefined;
  }
}

function ofActor(session: string): Params {
  return session === '' ? {} : { actor: session };
}
