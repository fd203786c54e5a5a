/** What a host says, and to whom: the params of its effects (R2, R3, R5, R9). */
import { othersThan } from '../ring.js';
import type { Args, Sent } from './events.js';
import { messageOf, starterOf, type HostContext, type Message } from './log.js';
import type { Announce, Answer, Fetch, Install, Join, Packet, Start } from './packets.js';

const NOTHING: Sent = { to: [], packets: [] };

export const lastMessage = ({ context: { log, config } }: Args): { message: Message } => ({
  message: messageOf(log, log.length - 1, config.hosts),
});

const toOthers = ({ config }: HostContext, packet: Packet): Sent => ({
  to: othersThan(config.self, config.hosts),
  packets: [packet],
});

/** D1: the life of the sender, where hosts have lives. */
const ofLife = ({ lives }: HostContext): { readonly life?: number } =>
  lives === null ? {} : { life: lives.life };

export const prepareAll = ({ context }: Args): Sent =>
  toOthers(context, { kind: 'prepare', epoch: context.promised, ...ofLife(context) });

/** D1, D9: with a promise go the lives that are known, that of the starter among them. */
export const promiseStarter = ({ context }: Args): Sent => {
  const { config, promised: epoch, log, delivered, lives } = context;
  const starter = starterOf(epoch, config.hosts);
  const known = lives === null ? {} : { known: lives.known, starterLife: lives.known[starter] ?? 0 };
  const promise = { kind: 'promise', epoch, from: config.self, log, delivered } as const;
  return { to: [starter], packets: [{ ...promise, ...ofLife(context), ...known }] };
};

export const announceLife = ({ context }: Args): Sent => {
  const life = context.lives?.life ?? 0;
  const packet: Announce = { kind: 'announce', from: context.config.self, life, nonce: life };
  return toOthers(context, packet);
};

export const answerLife = ({ context, event }: Args): Sent => {
  const { lives, config, promised, installed, log, delivered, agreed } = context;
  if (event.type !== 'ANNOUNCE' || lives === null) return NOTHING;
  const { from, nonce } = event.packet;
  const { life, known } = lives;
  const state = { promised, installed, log, delivered, agreed };
  const packet: Answer = { kind: 'answer', from: config.self, life, nonce, known, ...state };
  return { to: [from], packets: [packet] };
};

export const startAll = ({ context }: Args): Sent => {
  const { installed, log, delivered } = context;
  if (installed === null) return NOTHING;
  return toOthers(context, { kind: 'start', epoch: installed, log, delivered });
};

export const fetchFrom = ({ context, event }: Args): Sent => {
  if (event.type !== 'CATCH_UP') return NOTHING;
  const { config, promised: epoch, log } = context;
  const { to, wanted } = event;
  const packet: Fetch = {
    kind: 'fetch',
    wanted,
    from: config.self,
    epoch,
    length: log.length,
    ...ofLife(context),
  };
  return { to: [to], packets: [packet] };
};

export const joinFrom = ({ context, event }: Args): Sent => {
  if (event.type !== 'RETURN') return NOTHING;
  const { config, promised, installed } = context;
  const { to, wanted } = event;
  const packet: Join = {
    kind: 'join',
    wanted,
    from: config.self,
    promised,
    isInstalled: installed !== null,
    ...ofLife(context),
  };
  return { to: [to], packets: [packet] };
};

export const entriesAsked = ({ context: { config, log }, event }: Args): Sent => {
  if (event.type !== 'FETCH') return NOTHING;
  const { from, length } = event.packet;
  const packets = log.slice(length).map((_, i) => messageOf(log, length + i, config.hosts));
  return { to: [from], packets };
};

/** The record of the installed epoch as it came from its starter, base log and all. */
export const recordAsked = ({ context: { installed, log }, event }: Args): Sent => {
  if (event.type !== 'JOIN' || installed === null) return NOTHING;
  const { base, snapshot } = installed;
  const packet: Start = { kind: 'start', epoch: installed, log: log.slice(0, base), delivered: snapshot };
  return { to: [event.packet.from], packets: [packet] };
};

/** The record of the installed epoch, with a snapshot of all that is delivered in place of its base. */
export const snapshotAsked = ({ context: { installed, log, delivered }, event }: Args): Sent => {
  if ((event.type !== 'FETCH' && event.type !== 'JOIN') || installed === null) return NOTHING;
  const packet: Install = { kind: 'install', epoch: installed, log: log.slice(0, delivered), delivered };
  return { to: [event.packet.from], packets: [packet] };
};
