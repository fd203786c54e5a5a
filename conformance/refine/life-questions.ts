/**
 * What a host without a disk is asked beside the rest, in every state that is reached: messages from lives that are over, that go on and
 * that nobody knew of, records of epochs that are dead, and answers to what it asks while it is recovering.
 */
import type { HostEvent } from '../../spec/exo/events.js';
import type { HostContext } from '../../spec/exo/log.js';
import type { Answer } from '../../spec/exo/packets.js';

/** D1: a message of a host's newest life that is known; of none where hosts have disks. */
export function lifeOf({ lives }: HostContext, from: number): { readonly life?: number } {
  return lives === null ? {} : { life: lives.known[from] ?? 0 };
}

/** D1, D9: the same of a promise to the present life. */
export function livesOfPromise(context: HostContext, from: number): object {
  const { lives } = context;
  return lives === null ? {} : { ...lifeOf(context, from), known: lives.known, starterLife: lives.life };
}

/** D7: the record of an epoch that is alive. */
export function livesOfRecord({ lives }: HostContext): { readonly lives?: readonly number[] } {
  return lives === null ? {} : { lives: lives.known };
}

interface Ring {
  readonly self: number;
  readonly hosts: number;
}

export function questionsOfLives(context: HostContext, ring: Ring): readonly HostEvent[] {
  if (context.lives === null) return [];
  return [
    { type: 'ASK_AGAIN' },
    ...announcements(context, ring),
    ...takeovers(context, ring),
    ...answers(context, ring),
  ];
}

/** The lives of another host: one that is over, if there is one; the one that is known; one that is not yet. */
function livesOf({ lives }: HostContext, host: number): readonly number[] {
  const known = lives?.known[host] ?? 0;
  return [...(known > 0 ? [known - 1] : []), known, known + 1];
}

function announcements(context: HostContext, { self, hosts }: Ring): readonly HostEvent[] {
  const from = (self + 1) % hosts;
  return livesOf(context, from).map((life): HostEvent => ({
    type: 'ANNOUNCE',
    packet: { kind: 'announce', from, life, nonce: life },
  }));
}

/** For each member, a record with a life of it that is over, and one with a life that is not known yet. */
function takeovers(context: HostContext, { self, hosts }: Ring): readonly HostEvent[] {
  const { log, delivered, promised, lives } = context;
  const from = (self + 1) % hosts;
  const other = (self + 2) % hosts;
  const next = promised + 1;
  const epoch = next + ((from - (next % hosts) + hosts) % hosts);
  const whole = { log, delivered };
  const members = Array.from({ length: hosts }, (_, host) => host);
  const record = { number: promised + 1, members, base: log.length, snapshot: delivered };
  const known = lives?.known ?? [];
  const promise = { kind: 'promise', epoch: promised, from, ...whole } as const;
  const ownLife = lives?.life ?? 0;
  return [
    ...livesOf(context, from).flatMap((life): readonly HostEvent[] => [
      { type: 'PREPARE', packet: { kind: 'prepare', epoch, life } },
      { type: 'PROMISE', packet: { ...promise, life, known: known.with(from, life), starterLife: ownLife } },
      { type: 'FETCH', packet: { kind: 'fetch', wanted: 'entries', from, epoch: promised, length: 0, life } },
      {
        type: 'JOIN',
        packet: { kind: 'join', wanted: 'entries', from, promised: 0, isInstalled: false, life },
      },
    ]),
    { type: 'PROMISE', packet: { ...promise, life: known[from] ?? 0, known, starterLife: ownLife + 1 } },
    // D9: one that knows a newer life of another host, whose promise may be here.
    {
      type: 'PROMISE',
      packet: {
        ...{ ...promise, from: other, life: known[other] ?? 0, starterLife: ownLife },
        known: known.with(from, (known[from] ?? 0) + 1),
      },
    },
    ...members.flatMap((host) =>
      livesOf(context, host).flatMap((life): readonly HostEvent[] => {
        const dead = { ...record, lives: known.with(host, life) };
        return [
          { type: 'START', packet: { kind: 'start', epoch: dead, ...whole } },
          { type: 'INSTALL', packet: { kind: 'install', epoch: dead, ...whole } },
        ];
      }),
    ),
  ];
}

/** Answers of two others: to this life and to another one, with and without an epoch, and with news of each other. */
function answers(context: HostContext, { self, hosts }: Ring): readonly HostEvent[] {
  const { lives } = context;
  if (lives === null) return [];
  const [one, other] = [(self + 1) % hosts, (self + 2) % hosts];
  const members = Array.from({ length: hosts }, (_, host) => host);
  const first = { number: 0, members, base: 0, snapshot: 0, lives: members.map(() => 0) };
  const answerOf = (from: number, life: number, known: readonly number[]): Answer => ({
    ...{ kind: 'answer', from, life, nonce: lives.life, promised: 0, installed: first, agreed: 0 },
    ...{ known, log: [], delivered: 0 },
  });
  const entries = [{ epoch: 0, source: 0, payload: null }];
  const news = lives.known.with(other, (lives.known[other] ?? 0) + 1);
  return [
    ...[one, other].flatMap((from) =>
      livesOf(context, from).map((life) => answerOf(from, life, lives.known.with(from, life))),
    ),
    answerOf(one, lives.known[one] ?? 0, news),
    { ...answerOf(one, lives.known[one] ?? 0, lives.known), promised: 1, installed: null },
    { ...answerOf(other, lives.known[other] ?? 0, lives.known), promised: 1, installed: null },
    // D6: the greater log, of who comes later in the ring and of who comes before.
    { ...answerOf(one, lives.known[one] ?? 0, lives.known), log: entries },
    { ...answerOf(other, lives.known[other] ?? 0, lives.known), log: entries },
    { ...answerOf(other, lives.known[other] ?? 0, lives.known), nonce: lives.life + 1 },
    // D5: one that is older than what is here of its sender.
    ...lives.answers.filter(({ life }) => life > 0).map((one): Answer => ({ ...one, life: one.life - 1 })),
  ].map((packet): HostEvent => ({ type: 'ANSWER', packet }));
}
