/** What the statechart of the specified host answers, with everything as small as it was asked: logs by the entries that were shown. */
import type { Entry, Epoch, HostContext } from '../../spec/exo/log.js';
import type { HostEffect, HostSnapshot } from '../../spec/exo/names.js';
import type { Answer as AnswerPacket, Packet, Promised } from '../../spec/exo/packets.js';
import { stateName, type StateName } from '../compare/states.js';
import { NEW_PAYLOAD, RECEIVED_PAYLOAD } from './shape-of-happenings.js';

/** A log in an answer: that of an entry that was shown, or that and one entry more. */
export interface LogAnswer {
  readonly token: number | null;
  readonly added: { readonly epoch: number; readonly source: number } | null;
}

export interface DurableAnswer {
  readonly promised: number;
  readonly installed: Epoch | null;
  readonly log: LogAnswer;
  readonly delivered: number;
}

/** What the specified host has answered, with everything as small as it was asked. */
export interface Answer extends DurableAnswer {
  readonly name: StateName;
  readonly disk: DurableAnswer;
  readonly agreed: number;
  readonly gathered: {
    readonly from: readonly number[];
    readonly log: LogAnswer;
    readonly delivered: number;
    readonly promises?: readonly (Promised & Logged)[];
  } | null;
  readonly lives: LivesAnswer | null;
  readonly sent: readonly SentAnswer[];
}

/** What a packet brings of a log, as it is in an answer. */
export interface Logged {
  readonly logAnswer: LogAnswer;
}

interface LivesAnswer {
  readonly life: number;
  readonly known: readonly number[];
  readonly answers: readonly (AnswerPacket & Logged)[];
}

export type SentAnswer =
  | { readonly kind: 'broadcast' }
  | { readonly kind: 'entries'; readonly to: readonly number[] }
  | {
      readonly kind: 'packet';
      readonly to: readonly number[];
      readonly packet: Packet;
      readonly log: LogAnswer | null;
    };

/** An answer as the statechart gives it. */
export function answerOf(snapshot: HostSnapshot, effects: readonly HostEffect[]): Answer {
  const { context } = snapshot;
  const { gathered, agreed, disk, lives } = context;
  return {
    name: stateName(snapshot),
    ...durableAnswer(context),
    disk: durableAnswer(disk),
    agreed,
    gathered: gathered && {
      from: gathered.from,
      log: logAnswer(gathered.log),
      delivered: gathered.delivered,
      ...(gathered.promises !== undefined && { promises: gathered.promises.map(logged) }),
    },
    lives: lives && { life: lives.life, known: lives.known, answers: lives.answers.map(logged) },
    sent: effects.map((effect) => sentAnswer(effect)),
  };
}

function logged<P extends { readonly log: readonly Entry[] }>(packet: P): P & Logged {
  return { ...packet, logAnswer: logAnswer(packet.log) };
}

function durableAnswer({ promised, installed, log, delivered }: HostContext['disk']): DurableAnswer {
  return { promised, installed, log: logAnswer(log), delivered };
}

function logAnswer(log: readonly Entry[]): LogAnswer {
  const last = log.at(-1);
  if (last === undefined) return { token: null, added: null };
  if (isShown(last)) return { token: last.payload, added: null };
  return { token: log.at(-2)?.payload ?? null, added: { epoch: last.epoch, source: last.source } };
}

function isShown({ payload }: Entry): boolean {
  return payload !== null && payload !== NEW_PAYLOAD && payload !== RECEIVED_PAYLOAD;
}

function sentAnswer(effect: HostEffect): SentAnswer {
  if (effect.type === 'broadcast') return { kind: 'broadcast' };
  const { to, packets } = effect.params;
  if (effect.type === 'sendEntries') return { kind: 'entries', to };
  const [packet] = packets as readonly [Packet];
  return { kind: 'packet', to, packet, log: 'log' in packet ? logAnswer(packet.log) : null };
}
