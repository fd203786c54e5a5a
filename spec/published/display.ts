/** How runs of the published model are shown: hosts as columns, messages as the medium carried them. */
import type { Display, LegRecord, ShownMessage, Transition } from '../../checker/index.js';
import { historyOf, NOBODY, type Entry, type Filled, type Message, type Report } from './log.js';
import type { AnyHostSlot, HostSnapshot } from './names.js';
import { hostName } from '../ring.js';
import { readingsOf, type Knobs } from './knobs.js';
import { publishedLens } from './lens.js';

/** A host's state as traces record it: what the slides draw, with hosts by their letters. */
export function showHost({ value, context }: HostSnapshot): Readonly<Record<string, unknown>> {
  const { config, log, agreed, disputed, barred, submitted, ghost } = context;
  const up = typeof value === 'object' ? value.up : undefined;
  return {
    token: up === undefined ? 'down' : up.token,
    error: up === undefined ? 'down' : up.log,
    log: log.map(showEntry),
    seq: log.length,
    history: historyOf(log, config).map(showSource),
    agreed,
    disputed: disputed.map(showFilled),
    barred,
    submitted,
    lost: ghost.lost.map(showFilled),
    lostAgreed: ghost.lostAgreed.map(showFilled),
  };
}

/** A host's letter and the number of its payload: A0, A1 and so on, since one host may fill several slots. */
export function showEntry({ source, payload }: Entry): string {
  return `${showSource(source)}${payload}`;
}

function showFilled(filled: Filled): { readonly slot: number; readonly entry: string } {
  return { slot: filled.slot, entry: showEntry(filled) };
}

function showSource(source: number): string {
  return source === NOBODY ? 'X' : hostName(source);
}

/** P2 as the slides write it: sequence number, history, and the entry. */
function showMessage(message: Message): string {
  return `${message.slot},${message.history.map(showSource).join(',')} ${showEntry(message)}`;
}

/** The display of a published model with these hosts. */
export function publishedDisplay(hosts: readonly AnyHostSlot[], knobs: Knobs): Display {
  return {
    columns: hosts,
    cell,
    messages: (transition, before) => messagesOf(transition, before, hosts),
    summary,
    lens: publishedLens(hosts, readingsOf(knobs)),
  };
}

function cell(_slot: string, shown: unknown): string {
  const { token, error, log, agreed, disputed } = shown as {
    token: string;
    error: string;
    log: readonly string[];
    agreed: number;
    disputed: readonly { slot: number; entry: string }[];
  };
  if (token === 'down') return 'down';
  const agreedPart = log.slice(0, agreed).join(' ');
  const rest = log.slice(agreed).join(' ');
  const parts = [agreedPart === '' ? '' : `[${agreedPart}]`, rest].filter((part) => part !== '');
  const marks = disputed.map(({ slot, entry }) => `${entry}@${slot}?`);
  const state = error === 'inStep' ? TOKEN_MARKS[token] : 'error';
  return [...(parts.length === 0 ? ['·'] : parts), ...marks, ...(state === undefined ? [] : [state])].join(
    ' ',
  );
}

const TOKEN_MARKS: Readonly<Record<string, string>> = { holding: '●', assuming: '○' };

/** Receptions and losses in a transition, straight from host to host, and what is left in flight. */
function messagesOf(
  transition: Transition,
  before: readonly unknown[],
  hosts: readonly AnyHostSlot[],
): readonly ShownMessage[] {
  const names = hosts.map(({ name }) => name);
  const met = transition.legs.flatMap((leg): readonly ShownMessage[] => {
    const place = names.indexOf(leg.slot.name);
    if (place < 0) return [];
    const [was, is] = [before[place], transition.states[place]] as readonly HostSnapshot[];
    return was === undefined || is === undefined ? [] : receivedBy(leg, was, is, transition);
  });
  return [...sentIn(transition), ...met, ...lostIn(transition)];
}

/** What came to a host in a leg: a broadcast, or a question out of band, which is answered at once. */
function receivedBy(
  { event, slot: { name: to }, skipped, effects }: LegRecord,
  was: HostSnapshot,
  is: HostSnapshot,
  { params }: Transition,
): readonly ShownMessage[] {
  if (event.type === 'RECEIVE' && 'message' in event) {
    const message = event.message as Message;
    const fate = skipped && is.matches('down') ? 'down' : fateAt(was, is);
    return [{ ...shownMessage(message), to, fate }];
  }
  if (event.type !== 'ASKED' || !('since' in event)) return [];
  const asking = String(params['host']);
  const reports = effects.flatMap(({ type, params: told }) =>
    type === 'report' ? [(told as { readonly report: Report }).report] : [],
  );
  return [
    { from: asking, to, text: `from slot ${String(event.since)}?`, via: 'oob', fate: 'taken' },
    ...reports.map(({ log, disputed }) => {
      const entries = [...log.map(showEntry), ...disputed.map((one) => `${showEntry(one)}@${one.slot}?`)];
      return { from: to, to: asking, text: entries.join(' ') || '·', via: 'oob', fate: 'taken' };
    }),
  ];
}

function fateAt({ context: was }: HostSnapshot, { context: is }: HostSnapshot): string {
  if (is.log.length > was.log.length) return 'appended';
  return is.disputed.length > was.disputed.length ? 'disputed' : 'ignored';
}

/** What is in flight to any host after a step, told once. */
function sentIn({ legs }: Transition): readonly ShownMessage[] {
  const sent = legs.flatMap(({ event }) =>
    event.type === 'PUT' && 'message' in event ? [event.message as Message] : [],
  );
  const [first] = sent;
  if (first === undefined) return [];
  const shown = shownMessage(first);
  return [{ ...shown, to: shown.from, fate: 'sent' }];
}

/** What a broadcast on the bus does not reach, and what an inbox loses. */
function lostIn({ legs, params, rule }: Transition): readonly ShownMessage[] {
  const carried = legs.find(({ event }) => event.type === (rule.name === 'Lose' ? 'TAKE' : 'CARRY'));
  if (carried === undefined || !('message' in carried.event)) return [];
  const shown = shownMessage(carried.event.message as Message);
  const lost = rule.name === 'Lose' ? [String(params['host'])] : params['lost'];
  if (!Array.isArray(lost)) return [];
  return (lost as readonly string[]).map((to) => ({ ...shown, to, lost: true, fate: 'lost' }));
}

function shownMessage(message: Message): Omit<ShownMessage, 'to'> {
  const text = showMessage(message);
  return { from: hostName(message.source), text, id: text, via: 'broadcast' };
}

function summary({ rule, params }: Transition): string {
  const host = String(params.host);
  const names = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : '');
  switch (rule.name) {
    case 'Broadcast':
    case 'Repeat': {
      const verb = rule.name === 'Broadcast' ? 'broadcasts' : 'repeats its last message';
      const lost = names(params.lost);
      return lost === ''
        ? `${host} ${verb}`
        : `${host} ${verb}; ${lost} ${lost.length > 1 ? 'miss' : 'misses'} it`;
    }
    case 'Timeout':
      return `${host} waits too long and assumes the token`;
    case 'Recover':
      return `${host} asks ${names(params.responders)}`;
    case 'Receive':
      return `${host} receives what ${String(params.source)} sent for slot ${String(params.slot)}`;
    case 'Lose':
      return `${host} loses what ${String(params.source)} sent for slot ${String(params.slot)}`;
    case 'Crash':
      return `${host} crashes`;
    case 'Restart':
      return `${host} restarts`;
    case 'Partition':
      return `the medium splits: ${names(params.side)} on one side`;
    default:
      return 'the medium is whole again';
  }
}
