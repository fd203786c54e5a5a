import type { Trace, TraceState } from '../trace.js';
import { actorsOf, eventsOf, fieldIn, lensOf, type ActorEvent } from './events.js';
import type { Lens, LensPaths, MarkKind } from '../lens.js';

/** One entry of the trace event format. Times and durations are microseconds. */
export interface TraceEvent {
  readonly ph: 'M' | 'X' | 's' | 'f' | 'C';
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly id?: number;
  readonly cat?: string;
  readonly bp?: 'e';
  readonly args?: Readonly<Record<string, unknown>>;
}

/** A step takes this much of the picture, since steps of a model take no time. */
const STEP_US = 1000;
const STEPS = 1;
const TOKEN = 2;
const TAKEOVER = 3;

/**
 * A trace in the trace event format, which Perfetto reads: a process an actor, its steps as slices without length, holds of the
 * token and takeovers as slices of their own tracks, messages as flows whose both ends lie in a slice, and counters for
 * the log and what of it is agreed, where a lens says where these stand. Step n is at n milliseconds, or at the nth of `timesUs`, in microseconds, for
 * a run that says when its steps were. Ends with a newline.
 *
 * @example
 * console.log(JSON.parse(renderPerfetto(trace)).displayTimeUnit); // ms
 */
export function renderPerfetto(trace: Trace, timesUs?: readonly number[]): string {
  const when = (step: number): number => timesUs?.[step] ?? step * STEP_US;
  const actors = actorsOf(trace);
  const lens = lensOf(trace);
  const pids = new Map(actors.map((actor, i) => [actor, i + 1]));
  const events = eventsOf(trace);
  const traceEvents: readonly TraceEvent[] = [
    ...actors.flatMap((actor) => namesOf(actor, pids.get(actor) ?? 0, lens)),
    ...stepEvents(events, pids, when),
    ...(lens === null
      ? []
      : actors.flatMap((actor) =>
          laneEvents(trace, actor, { pid: pids.get(actor) ?? 0, lens, events, when }),
        )),
  ];
  const { model, command, property, verdict } = trace.meta;
  const otherData = { model, command, property, verdict };
  return `${JSON.stringify({ displayTimeUnit: 'ms', otherData, traceEvents })}\n`;
}

function namesOf(actor: string, pid: number, lens: Lens | null): readonly TraceEvent[] {
  const label = lens?.lanes.find(({ name }) => name === actor)?.label ?? actor;
  const named = (tid: number, name: string): TraceEvent => ({
    ph: 'M',
    name: 'thread_name',
    pid,
    tid,
    args: { name },
  });
  return [
    { ph: 'M', name: 'process_name', pid, tid: 0, args: { name: label } },
    { ph: 'M', name: 'process_sort_index', pid, tid: 0, args: { sort_index: pid } },
    named(STEPS, 'steps'),
    ...(lens === null ? [] : [named(TOKEN, 'token'), named(TAKEOVER, 'takeover')]),
  ];
}

/** When a step is, in microseconds. */
type When = (step: number) => number;

function stepEvents(
  events: readonly ActorEvent[],
  pids: ReadonlyMap<string, number>,
  when: When,
): readonly TraceEvent[] {
  let flows = 0;
  return events.flatMap((event): readonly TraceEvent[] => {
    const { actor, step, text, receives } = event;
    const at = { pid: pids.get(actor) ?? 0, tid: STEPS, ts: when(step) };
    const arrows = receives.flatMap((place): readonly TraceEvent[] => {
      const from = events[place];
      if (from === undefined) return [];
      const flow = { name: 'message', cat: 'message', id: ++flows };
      return [
        { ph: 's', ...flow, pid: pids.get(from.actor) ?? 0, tid: STEPS, ts: when(from.step) },
        { ph: 'f', bp: 'e', ...flow, ...at },
      ];
    });
    return [{ ph: 'X', name: text, ...at, dur: 0, args: { step } }, ...arrows];
  });
}

function laneEvents(
  trace: Trace,
  actor: string,
  {
    pid,
    lens,
    events,
    when,
  }: {
    readonly pid: number;
    readonly lens: Lens;
    readonly events: readonly ActorEvent[];
    readonly when: When;
  },
): readonly TraceEvent[] {
  const kind = lens.lanes.find(({ name }) => name === actor)?.kind ?? '';
  const paths = lens.kinds[kind];
  if (paths === undefined) return [];
  const holds = spansOf(trace.states.map((state) => holdsToken(state, actor, paths)));
  const takeovers = takeoversOf(
    events.filter((event) => event.actor === actor),
    trace.states.length - 1,
  );
  const span = (tid: number, name: string, [from, to]: Span): TraceEvent => ({
    ...{ ph: 'X', name, pid, tid },
    ...{ ts: when(from), dur: Math.max(0, when(to) - when(from)) },
  });
  return [
    ...holds.map((hold) => span(TOKEN, 'token', hold)),
    ...takeovers.map((takeover) => span(TAKEOVER, 'takeover', takeover)),
    ...trace.states.flatMap((state, step) => counterEvents(state, when(step), actor, pid, paths)),
  ];
}

type Span = readonly [from: number, to: number];

/** The stretches of steps in which something is true, each up to the step that ends it. */
function spansOf(flags: readonly boolean[]): readonly Span[] {
  const spans: Span[] = [];
  let from: number | null = null;
  flags.forEach((is, step) => {
    if (is) from ??= step;
    else if (from !== null) {
      spans.push([from, step]);
      from = null;
    }
  });
  return from === null ? spans : [...spans, [from, flags.length - 1]];
}

function holdsToken(state: TraceState, actor: string, { token }: LensPaths): boolean {
  if (token === undefined) return false;
  const value = fieldIn(state, actor, token.path);
  return token.is.some((one) => one === value || (typeof one === 'number' && value === BigInt(one)));
}

/** What a take-over is over with, besides another one. */
const ENDS: readonly MarkKind[] = ['start', 'install', 'crash', 'reset'];

/** From the step in which an actor begins to take over to that in which it starts an epoch, gives up by another take-over, crashes, or is reset. */
function takeoversOf(events: readonly ActorEvent[], last: number): readonly Span[] {
  const spans: Span[] = [];
  let from: number | null = null;
  for (const { mark, step } of events) {
    const begins = mark === 'takeover' || mark === 'timeout';
    const ends = ENDS.includes(mark);
    if (from !== null && (begins || ends)) {
      spans.push([from, step]);
      from = null;
    }
    if (begins) from = step;
  }
  return from === null ? spans : [...spans, [from, last]];
}

function counterEvents(
  state: TraceState,
  ts: number,
  actor: string,
  pid: number,
  paths: LensPaths,
): readonly TraceEvent[] {
  const base = numberIn(state, actor, paths.base) ?? 0;
  const held = fieldIn(state, actor, paths.log);
  const length = Array.isArray(held) ? base + held.length : numberIn(state, actor, paths.length);
  const agreed = numberIn(state, actor, paths.agreed);
  const counter = (name: string, entries: number | undefined): readonly TraceEvent[] =>
    entries === undefined ? [] : [{ ph: 'C', name, pid, tid: 0, ts, args: { entries } }];
  return [...counter('log', length), ...counter('agreed', agreed)];
}

function numberIn(state: TraceState, actor: string, path: string | undefined): number | undefined {
  const value = fieldIn(state, actor, path);
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;
}
