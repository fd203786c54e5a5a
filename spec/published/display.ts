/** How runs of the published model are shown: hosts as columns, messages as the medium carried them. */
import type { Display, ShownMessage, Transition } from '../../checker/index.js';
import { historyOf, NOBODY, type Entry, type Filled, type Message } from './log.js';
import type { AnyHostSlot, HostSnapshot } from './names.js';
import { hostName } from '../ring.js';

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
function showEntry({ source, payload }: Entry): string {
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
export function publishedDisplay(hosts: readonly AnyHostSlot[]): Display {
  return { columns: hosts, cell, messages: (transition) => messagesOf(transition, hosts), summary };
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

/** Receptions and losses of the broadcast in a transition, straight from host to host. */
function messagesOf({ legs, params }: Transition, hosts: readonly AnyHostSlot[]): readonly ShownMessage[] {
  const names = hosts.map(({ name }) => name);
  const received = legs.flatMap(({ event, slot }) => {
    if (event.type !== 'RECEIVE' || !('message' in event) || !names.includes(slot.name)) return [];
    const message = event.message as Message;
    return [{ from: hostName(message.source), to: slot.name, text: showMessage(message) }];
  });
  const carried = legs.find(({ event }) => event.type === 'CARRY')?.event;
  if (carried === undefined || !('message' in carried)) return received;
  const message = carried.message as Message;
  const lost = Array.isArray(params.lost) ? (params.lost as readonly string[]) : [];
  return [
    ...received,
    ...lost.map((to) => ({
      from: hostName(message.source),
      to,
      text: showMessage(message),
      lost: true,
    })),
  ];
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
