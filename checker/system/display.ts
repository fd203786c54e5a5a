/** How runs of a system are shown: a column for each actor, what was sent between them, and each step in words. */
import type { InFlight } from '../environment/channel-inbox.js';
import { showPlain } from '../model/show-plain.js';
import { memberName, showShort } from '../model/show-short.js';
import { CRASH, type Actor } from './actors.js';
import { DUPLICATE, LOSE, type InboxSlot } from './delivery.js';
import { eventText, messageText, senderIn, withFractions } from './text.js';
import type { EffectLike, EventLike } from '../model/component.js';
import type { LegRecord, Transition } from '../model/transition.js';
import type { Display, ShownMessage } from '../model/display.js';

/** What the display needs to know of a system. */
export interface Shown {
  readonly actors: readonly Actor[];
  readonly inboxes: readonly InboxSlot[];
}

export function displayOf(shown: Shown): Display {
  const { actors, inboxes } = shown;
  const isMany = inboxes.length > COLUMNS_MAX;
  const names = new Set(inboxes.map(({ name }) => name));
  const usual = new Map(actors.map(({ name, component }) => [name, partsOf(firstShown(component)).context]));
  return {
    columns: [...actors.map(({ slot }) => slot), ...(isMany ? [] : inboxes)],
    ...(isMany && { spareColumns: inboxes }),
    cell: (name, held) => {
      const value = withFractions(held);
      return names.has(name) ? inboxCell(value) : actorCell(value as ShownSnapshot, usual.get(name) ?? {});
    },
    messages: (transition) => messagesOf(transition, shown),
    summary: (transition) => summaryOf(transition, shown),
    lens: {
      lanes: actors.map(({ name }) => ({ name, kind: 'machine' })),
      kinds: { machine: { state: 'state' } },
      actions: {
        [LOSE]: 'lose',
        Crash: 'crash',
        [DUPLICATE]: 'receive',
        Deliver: 'receive',
        Timer: 'timeout',
      },
    },
  };
}

/** More inboxes than this are shown as columns only where there is room for all of them. */
const COLUMNS_MAX = 3;

/** A snapshot as its component shows it. */
type ShownSnapshot = Readonly<Record<string, unknown>>;

function firstShown({ initial, show }: Actor['component']): ShownSnapshot {
  const [first] = initial();
  return first === undefined || show === undefined ? {} : (show(first) as ShownSnapshot);
}

function partsOf({ state, stoppedBy, timers = [], children, ...context }: ShownSnapshot) {
  const family = childrenTexts(children);
  return {
    state: stateText(state) + stoppedText(stoppedBy),
    timers: timers as readonly string[],
    children: family ?? [],
    context: family === null && children !== undefined ? { children, ...context } : context,
  };
}

/** Each child by what it is at, `kid: idle`, without its context; null where `children` is a part of the context. */
function childrenTexts(children: unknown): readonly string[] | null {
  if (typeof children !== 'object' || children === null || Array.isArray(children)) return null;
  const members = Object.entries(children as Readonly<Record<string, unknown>>);
  if (!members.every(([, member]) => isMember(member))) return null;
  return members.map(([name, member]) => {
    const { state, status, stoppedBy, timers = [] } = member as ShownSnapshot;
    const where = state === undefined ? String(status === 'active' ? 'running' : status) : stateText(state);
    const at = where + stoppedText(stoppedBy);
    const armed = (timers as readonly string[]).map((timer) => ` ⏲ ${timerText(timer)}`);
    return `${memberName(name)}: ${at === '' ? 'running' : at}${armed.join('')}`;
  });
}

/** What has stopped a machine that is in status `error`. */
function stoppedText(error: unknown): string {
  return error === undefined ? '' : ` ✝ error ${error === null ? '' : showShort(error)}`.trimEnd();
}

function isMember(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ('state' in value || 'status' in value);
}

/** The state, and of the context what is no longer as it was when the actor first started. */
function actorCell(shown: ShownSnapshot, usual: ShownSnapshot): string {
  const { state, timers, children, context } = partsOf(shown);
  const told = Object.entries(context).filter(
    ([key, value]) => state === '' || showPlain(value) !== showPlain(usual[key]),
  );
  const parts = [
    ...(state === '' ? [] : [state]),
    ...timers.map((timer) => `⏲ ${timerText(timer)}`),
    ...children,
    ...told.map(([key, value]) => `${key} ${showShort(value)}`),
  ];
  return parts.length === 0 ? '·' : parts.join(', ');
}

/** `busy.sending`; regions side by side are separated by a bar. */
function stateText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return value === undefined ? '' : String(value);
  const regions = Object.entries(value).map(([key, inner]) => {
    const below = stateText(inner);
    return below === '' ? key : `${key}.${below}`;
  });
  return regions.join(' | ');
}

/** `1000 ms` for the timer of an `after`, the type of the event for any other. A test holds it against the words of traces. */
function timerText(type: string): string {
  const delay = /^(?:xstate\.)?after\.(\d+\.\d+(?=\..)|[^.]+)\../.exec(type)?.[1];
  if (delay === undefined) return type;
  return /^[\d.]+$/.test(delay) ? `${delay} ms` : delay;
}

function inboxCell(value: unknown): string {
  return (value as readonly InFlight[]).map(({ event }) => eventText(event)).join(', ');
}

/**
 * What was received in a transition, what was lost, and what was sent and is under way from then on. A message is known by what it says and its link: of equal
 * ones under way together nobody can tell which is received.
 */
function messagesOf(transition: Transition, shown: Shown): readonly ShownMessage[] {
  const isLost = transition.rule.name === LOSE;
  return transition.legs.flatMap((leg): readonly ShownMessage[] => {
    const message = takenBy(leg, shown.inboxes);
    if (isLost && message !== undefined) {
      const to = leg.slot.name.slice(1);
      const { from, event } = message;
      const id = messageText(event, from, to);
      return [{ from, to, text: eventText(event), lost: true, fate: 'lost', id }];
    }
    const put = messageIn(leg, 'PUT', shown.inboxes);
    if (put !== undefined) return [sentTo(leg.slot.name.slice(1), put)];
    const actor = shown.actors.find(({ slot }) => slot === leg.slot);
    const from = actor && senderOf(leg, actor, transition, shown);
    if (from === undefined) return [];
    const { slot, event, cause } = leg;
    const fate = leg.skipped ? 'ignored' : 'taken';
    // What an effect brings at once was never under way.
    const known = cause === null ? { id: messageText(event, from, slot.name) } : {};
    return [{ from, to: slot.name, text: eventText(event), fate, ...known }];
  });
}

function sentTo(to: string, { from, event }: InFlight): ShownMessage {
  return { from, to: from, text: eventText(event), fate: 'sent', id: messageText(event, from, to) };
}

/** Who has sent what an actor gets; undefined if it comes from the world, or from itself. */
function senderOf(leg: LegRecord, actor: Actor, transition: Transition, shown: Shown): string | undefined {
  if (leg.cause !== null) return shown.actors.find(({ slot }) => slot === leg.cause)?.name;
  const taken = transition.legs.map((one) => takenBy(one, shown.inboxes)).find((one) => one !== undefined);
  if (taken !== undefined) return taken.from;
  const { message } = transition.params;
  if (typeof message !== 'string') return undefined;
  // What stays in flight is not taken from anywhere: `REQUEST client→server`.
  return senderIn(message, actor.name);
}

function takenBy(leg: LegRecord, inboxes: readonly InboxSlot[]): InFlight | undefined {
  return messageIn(leg, 'TAKE', inboxes);
}

/** The message that a leg puts into an inbox, or takes out of it. */
function messageIn(
  { slot, event }: LegRecord,
  type: 'PUT' | 'TAKE',
  inboxes: readonly InboxSlot[],
): InFlight | undefined {
  if (event.type !== type || !inboxes.some((inbox) => inbox === slot)) return undefined;
  return 'message' in event ? (event.message as InFlight) : undefined;
}

/** A step in words: what came to each actor, and what it did. */
function summaryOf(transition: Transition, shown: Shown): string {
  const { legs, rule, params } = transition;
  if (rule.name === LOSE) return `${String(params['message'])} is lost`;
  const parts = legs.flatMap((leg) => {
    const actor = shown.actors.find(({ slot }) => slot === leg.slot);
    return actor === undefined ? [] : [partText(leg, actor, transition, shown)];
  });
  if (parts.length > 0) return parts.join('; ');
  const { sides } = params;
  return sides === undefined ? 'the network is whole again' : `what is sent between ${String(sides)} is lost`;
}

function partText(leg: LegRecord, actor: Actor, transition: Transition, shown: Shown): string {
  const { name } = actor;
  const did = leg.effects.flatMap(effectText);
  const what = did.length === 0 ? '' : `, ${did.join(', ')}`;
  if (leg.event.type === CRASH.type) return `${name} crashes and starts again${what}`;
  if (leg.event.type.startsWith('exo.')) return `${moveText(leg, name, transition)}${what}`;
  const from = senderOf(leg, actor, transition, shown);
  const source = from === undefined ? '' : ` from ${from}`;
  if (leg.skipped) return `${name} ignores ${eventText(leg.event)}${source}`;
  const copy = transition.rule.name === DUPLICATE ? ' (a copy stays in flight)' : '';
  return `${name} gets ${eventText(leg.event)}${source}${copy}${what}`;
}

/** What an actor does by itself: `client: ⏲ 1000 ms goes off`, `page: loading fails`; with what, its action says. */
function moveText({ event }: LegRecord, name: string, { rule, params }: Transition): string {
  const [, who, quoted, plain] = /^(.*), timer: (?:"(.*)"|([^",]*))$/.exec(String(params['of'])) ?? [];
  const timer = quoted ?? plain;
  if (who !== undefined && timer !== undefined) return `${who}: ⏲ ${timerText(timer)} goes off`;
  const { actor } = event as EventLike & { readonly actor?: string };
  const does = { Done: 'is done', Failed: 'fails', Emit: 'sends an event' }[rule.name] ?? 'goes on by itself';
  return actor === undefined || actor === '' ? `${name} ${does}` : `${name}: ${memberName(actor)} ${does}`;
}

function effectText({ type, params }: EffectLike): readonly string[] {
  if (type === 'xstate.sendTo') {
    const { to, event } = params as { readonly to: string; readonly event: EventLike };
    return [`sends ${eventText(event)} to ${to}`];
  }
  if (type === 'xstate.emit') return [`emits ${eventText((params as { readonly event: EventLike }).event)}`];
  return type.startsWith('xstate.') ? [] : [`does ${type}`];
}
