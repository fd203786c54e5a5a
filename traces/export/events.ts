/** What happens in a trace, actor by actor, as other tools want it: one event after the other, with the messages between them. */
import { isChanged, valueIn } from '../columns.js';
import { readLens, type Lens, type MarkKind } from '../lens.js';
import { showAction } from '../show.js';
import { withTimerWords } from '../timer-words.js';
import type { Trace, TraceMessage, TraceState } from '../trace.js';

/** One thing that one actor does or meets. */
export interface ActorEvent {
  readonly actor: string;
  readonly step: number;
  /** In a few words, on one line; never empty. */
  readonly text: string;
  readonly mark: MarkKind;
  /** The places of the events before this one at which the messages that it receives were sent. */
  readonly receives: readonly number[];
}

/** The actors of a trace: those that its lens names, or else those between which messages travel, or else all variables. */
export function actorsOf(trace: Trace): readonly string[] {
  const lens = lensOf(trace);
  if (lens !== null) {
    const named = lens.lanes.map(({ name }) => name).filter((name) => trace.vars.includes(name));
    if (named.length > 0) return named;
  }
  const ends = new Set(
    trace.states.flatMap(({ messages = [] }) => messages.flatMap(({ from, to }) => [from, to])),
  );
  const talking = trace.vars.filter((name) => ends.has(name));
  return talking.length > 0 ? talking : trace.vars;
}

/** The lens of a trace; null where it has none that can be read. */
export function lensOf({ meta }: Trace): Lens | null {
  const lens = meta['lens'] === undefined ? 'none' : readLens(meta['lens']);
  return typeof lens === 'string' ? null : lens;
}

/** The events of a trace in an order that respects causes: what is received stands behind what was sent. */
export function eventsOf(trace: Trace): readonly ActorEvent[] {
  const actors = new Set(actorsOf(trace));
  const lens = lensOf(trace);
  const events: ActorEvent[] = [];
  const sendings = new Sendings();
  const between = new Between(trace.vars, actors, lens);
  trace.states.forEach((state, step) => {
    if (step === 0) return;
    const messages = (state.messages ?? []).filter(({ from }) => actors.has(from));
    const before = trace.states[step - 1];
    const doers = doersOf(state, before, messages, actors, lens);
    const mark = lens?.actions?.[state.action] ?? 'step';
    const text = withTimerWords(showAction(state.action || 'step', state.picks));
    const places = new Map<string, number>();
    for (const actor of doers) {
      places.set(actor, events.length);
      const receives = messages.filter((one) => one.to === actor && one.from !== actor && !isLost(one));
      const known = receives.flatMap(({ id }) => sendings.met(id));
      const met = between.met(actor, state, before, events.length);
      events.push({ actor, step, text, mark, receives: [...new Set([...known, ...met])] });
    }
    sendings.take(messages, places);
    const answering = new Map<string, number>();
    for (const to of receiversOf(messages, doers, actors)) {
      const met = messages.filter((one) => one.to === to && one.fate !== 'sent' && !isLost(one));
      const receives = met.flatMap(({ id, from }) => {
        const known = sendings.met(id);
        return known.length > 0 ? known : placeOf(places, from);
      });
      const textsOf = (list: readonly TraceMessage[]): string =>
        list.flatMap(({ text: said }) => (said === '' ? [] : [said])).join(', ');
      const [gets, sends] = [textsOf(met), textsOf(messages.filter((one) => isSentBy(one, to)))];
      const words = gets === '' ? text : `receives ${gets}`;
      answering.set(to, events.length);
      events.push({
        actor: to,
        step,
        text: sends === '' ? words : `${words}, sends ${sends}`,
        mark: 'receive',
        receives,
      });
    }
    sendings.take(
      messages.filter(({ fate }) => fate === 'sent'),
      answering,
    );
    for (const { id } of messages.filter(isLost)) sendings.met(id);
  });
  return events;
}

/** Where messages that are met in another step were sent. Equal ones have one name: who meets one meets the first that nobody has met yet. */
class Sendings {
  private readonly places = new Map<string, { readonly at: number; isMet: boolean }[]>();

  /** What is sent by those who act at these places. */
  take(messages: readonly TraceMessage[], places: ReadonlyMap<string, number>): void {
    for (const { id, from, fate } of messages) {
      const at = places.get(from);
      if (id === undefined || at === undefined) continue;
      const before = this.places.get(id);
      if (before === undefined) this.places.set(id, [{ at, isMet: false }]);
      // A broadcast that several hear was sent when the first of them heard of it.
      else if (fate === 'sent' && before.at(-1)?.at !== at)
        this.places.set(id, [...before.filter(({ isMet }) => !isMet), { at, isMet: false }]);
    }
  }

  met(id: string | undefined): readonly number[] {
    const all = id === undefined ? undefined : this.places.get(id);
    const one = all?.find(({ isMet }) => !isMet) ?? all?.at(-1);
    if (one === undefined) return [];
    one.isMet = true;
    return [one.at];
  }
}

/** What lies between the two halves of an actor, as the channels of a split host do: variables that both of them change. */
class Between {
  /** By actor, its other half. */
  private readonly halves = new Map<string, string>();
  private readonly shared: readonly string[];
  /** By variable and actor, the place of the last event that changed it. */
  private readonly last = new Map<string, number>();

  constructor(vars: readonly string[], actors: ReadonlySet<string>, lens: Lens | null) {
    for (const { name, beside } of lens?.lanes ?? []) {
      if (beside === undefined || !actors.has(beside)) continue;
      this.halves.set(name, beside).set(beside, name);
    }
    this.shared = vars.filter((name) => !actors.has(name) && lens?.budgets?.includes(name) !== true);
  }

  /** The last events of its other half that changed what an actor changes now, at a place of its own. */
  met(actor: string, state: TraceState, before: TraceState | undefined, place: number): readonly number[] {
    const half = this.halves.get(actor);
    if (half === undefined) return [];
    return this.shared.flatMap((name) => {
      if (!isChanged(state, before, name)) return [];
      this.last.set(`${name}\n${actor}`, place);
      return placeOf(this.last, `${name}\n${half}`);
    });
  }
}

/** It is under way from now on. */
function isSentBy({ from, fate }: TraceMessage, actor: string): boolean {
  return fate === 'sent' && from === actor;
}

function isLost({ lost, fate }: TraceMessage): boolean {
  return lost === true || fate === 'lost' || fate === 'down';
}

function placeOf(places: ReadonlyMap<string, number>, name: string | undefined): readonly number[] {
  const place = name === undefined ? undefined : places.get(name);
  return place === undefined ? [] : [place];
}

/** Those who act in a step: whom it names, who sends in it, or else all whose state it changes. */
export function doersOf(
  state: TraceState,
  before: TraceState | undefined,
  messages: readonly TraceMessage[],
  actors: ReadonlySet<string>,
  lens: Lens | null,
): readonly string[] {
  const named = lens?.actor === undefined ? undefined : state.picks[lens.actor];
  if (typeof named === 'string' && actors.has(named)) return [halfOf(named, state.action, actors, lens)];
  const senders = new Set(messages.filter(({ from, to }) => from !== to).map(({ from }) => from));
  const met = new Set(messages.filter((one) => one.from !== one.to && !isLost(one)).map(({ to }) => to));
  // What is under way from now on; whoever sends it because of what it gets is a receiver.
  const starting = messages.filter(({ from, fate }) => fate === 'sent' && !met.has(from));
  const sending = [
    ...new Set([
      ...[...senders].filter((from) => isChanged(state, before, from) || !wasSentBefore(messages, from)),
      ...starting.map(({ from }) => from),
    ]),
  ].filter((actor) => actors.has(actor));
  if (sending.length > 0) return sending;
  const receivers = new Set(messages.map(({ to }) => to));
  return [...actors].filter((actor) => !receivers.has(actor) && isChanged(state, before, actor));
}

/** The actor itself, or its other half, where the action is one of that: the driver of an engine. */
function halfOf(named: string, action: string, actors: ReadonlySet<string>, lens: Lens | null): string {
  if (lens?.otherHalf?.includes(action) !== true) return named;
  return lens.lanes.find(({ name, beside }) => beside === named && actors.has(name))?.name ?? named;
}

/** A message with a name that was sent in an earlier step: its sender does nothing in this one. */
function wasSentBefore(messages: readonly TraceMessage[], from: string): boolean {
  return messages
    .filter((one) => one.from === from)
    .every(({ id, fate }) => id !== undefined && fate !== 'sent');
}

function receiversOf(
  messages: readonly TraceMessage[],
  doers: readonly string[],
  actors: ReadonlySet<string>,
): readonly string[] {
  const met = messages.filter((one) => one.from !== one.to && !isLost(one)).map(({ to }) => to);
  return [...new Set(met)].filter((to) => actors.has(to) && !doers.includes(to));
}

/** The value of an actor in a state, and a field of it by the path that a lens gives; undefined where there is none. */
export function fieldIn(state: TraceState, actor: string, path: string | undefined): unknown {
  if (path === undefined) return undefined;
  let value: unknown = valueIn(state, actor);
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}
