/** What happens to a specified host, as small as the question about it. */
import type { HostEvent } from '../../spec/exo/events.js';
import type { Epoch } from '../../spec/exo/log.js';
import type { EntryTree } from './entry-tree.js';
import { smallAnswer, smallPromise, type SmallParts } from './shape-of-lives.js';
import type { EpochShift, LifeShift, SlotShift } from './shift.js';
import type { Happening, Situation } from './situation.js';

/** The payload of an own entry that is new, and of one that is received, in what the specified host is asked. */
export const NEW_PAYLOAD = 1_000_000;
export const RECEIVED_PAYLOAD = 1_000_001;

/** A question, and what makes its parts small. */
export interface SmallQuestion {
  readonly tree: EntryTree;
  readonly self: number;
  readonly hosts: number;
  readonly situation: Situation;
  readonly happening: Happening;
  readonly slots: SlotShift;
  readonly epochs: EpochShift;
  readonly lives: LifeShift;
  readonly small: SmallParts;
}

/** The event of a question. */
export function smallEvent(question: SmallQuestion): HostEvent {
  const { self, hosts, happening, epochs, lives, small } = question;
  switch (happening.type) {
    case 'RECEIVE':
      return smallReception(question, happening);
    case 'TIMEOUT':
      return { type: 'TIMEOUT', epoch: epochs.small(happening.epoch) };
    case 'PREPARE':
      return {
        type: 'PREPARE',
        packet: {
          kind: 'prepare',
          epoch: epochs.small(happening.epoch),
          ...lifeOf(lives, happening.epoch % hosts, happening),
        },
      };
    case 'PROMISE':
      return { type: 'PROMISE', packet: smallPromise(small, lives, happening) };
    case 'ANNOUNCE': {
      const { from, life, nonce } = happening;
      const small = { life: lives.small(from, life), nonce: lives.small(from, nonce) };
      return { type: 'ANNOUNCE', packet: { kind: 'announce', from, ...small } };
    }
    case 'ANSWER':
      return { type: 'ANSWER', packet: smallAnswer(small, lives, self, happening) };
    case 'BEGIN':
      return { type: 'BEGIN', members: happening.members };
    case 'START':
    case 'INSTALL':
      return smallStart(question, happening);
    case 'CATCH_UP':
    case 'RETURN':
      return { type: happening.type, to: happening.to, wanted: 'entries' };
    case 'FETCH':
      return smallFetch(question, happening);
    case 'JOIN':
      return smallJoin(question, happening);
    default:
      return { type: happening.type };
  }
}

type Of<T extends Happening['type']> = Extract<Happening, { readonly type: T }>;

/** P1: an entry of another host. */
function smallReception(
  { tree, slots, epochs }: SmallQuestion,
  { epoch, slot, source, before }: Of<'RECEIVE'>,
): HostEvent {
  const place = { slot: slots.small(slot), epoch: epochs.small(epoch) };
  const history = tree.historyOf(before);
  return {
    type: 'RECEIVE',
    message: { kind: 'entry', ...place, source, history, payload: RECEIVED_PAYLOAD },
  };
}

/** R6: a start record, from its starter or from whoever passes it on. */
function smallStart(
  { small, slots }: SmallQuestion,
  { type, epoch, log, delivered }: Of<'START' | 'INSTALL'>,
): HostEvent {
  const record = small.record(epoch) as Epoch;
  const logged = { epoch: record, log: small.log(log), delivered: slots.small(delivered) };
  return type === 'START'
    ? { type, packet: { kind: 'start', ...logged } }
    : { type, packet: { kind: 'install', ...logged } };
}

/** R3: another host asks for entries of the epoch. */
function smallFetch({ slots, epochs, lives }: SmallQuestion, happening: Of<'FETCH'>): HostEvent {
  const { from, wanted, epoch, length } = happening;
  const asked = { epoch: epochs.small(epoch), length: slots.small(length) };
  const life = lifeOf(lives, from, happening);
  return { type: 'FETCH', packet: { kind: 'fetch', from, wanted, ...asked, ...life } };
}

/** R9: another host asks for the running epoch. */
function smallJoin({ epochs, lives }: SmallQuestion, happening: Of<'JOIN'>): HostEvent {
  const { from, wanted, isInstalled } = happening;
  const asked = { promised: epochs.small(happening.promised), isInstalled };
  const life = lifeOf(lives, from, happening);
  return { type: 'JOIN', packet: { kind: 'join', from, wanted, ...asked, ...life } };
}

/** D1: the life of a sender, where there are lives. */
function lifeOf(
  lives: LifeShift,
  from: number,
  { life }: { readonly life?: number },
): { readonly life?: number } {
  return life === undefined ? {} : { life: lives.small(from, life) };
}
