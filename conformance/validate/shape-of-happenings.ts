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
  const { self, hosts, tree, happening, slots, epochs, lives, small } = question;
  switch (happening.type) {
    case 'RECEIVE': {
      const { epoch, slot, source, before } = happening;
      const history = tree.historyOf(before);
      return {
        type: 'RECEIVE',
        message: {
          kind: 'entry',
          slot: slots.small(slot),
          epoch: epochs.small(epoch),
          source,
          history,
          payload: RECEIVED_PAYLOAD,
        },
      };
    }
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
    case 'INSTALL': {
      const { epoch, log, delivered } = happening;
      const logged = { log: small.log(log), delivered: slots.small(delivered) };
      const record = small.record(epoch) as Epoch;
      return happening.type === 'START'
        ? { type: 'START', packet: { kind: 'start', epoch: record, ...logged } }
        : { type: 'INSTALL', packet: { kind: 'install', epoch: record, ...logged } };
    }
    case 'CATCH_UP':
    case 'RETURN':
      return { type: happening.type, to: happening.to, wanted: 'entries' };
    case 'FETCH': {
      const { from, wanted, epoch, length } = happening;
      const asked = { epoch: epochs.small(epoch), length: slots.small(length) };
      const life = lifeOf(lives, from, happening);
      return { type: 'FETCH', packet: { kind: 'fetch', from, wanted, ...asked, ...life } };
    }
    case 'JOIN': {
      const { from, wanted, isInstalled } = happening;
      const asked = { promised: epochs.small(happening.promised), isInstalled };
      const life = lifeOf(lives, from, happening);
      return { type: 'JOIN', packet: { kind: 'join', from, wanted, ...asked, ...life } };
    }
    default:
      return { type: happening.type };
  }
}

/** D1: the life of a sender, where there are lives. */
function lifeOf(
  lives: LifeShift,
  from: number,
  { life }: { readonly life?: number },
): { readonly life?: number } {
  return life === undefined ? {} : { life: lives.small(from, life) };
}
