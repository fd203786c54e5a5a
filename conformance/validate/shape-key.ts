/** The key by which a question to a specified host is known again: questions with the same one have the same answer. */
import type { Epoch } from '../../spec/exo/log.js';
import type { SmallQuestion } from './shape-of-happenings.js';
import { livesKey, smallVector } from './shape-of-lives.js';
import type { LifeShift } from './shift.js';
import type { Durable } from './situation.js';

/** What a key says of what happens. */
export function happeningKey(question: SmallQuestion): string {
  const { happening, slots, epochs, tree, lives, hosts } = question;
  switch (happening.type) {
    case 'APPEND':
      return `APPEND,${happening.hasPayload}`;
    case 'RECEIVE':
      return `RECEIVE,${epochs.small(happening.epoch)},${slots.small(happening.slot)},${happening.source},${tree.historyOf(happening.before).join('.')}`;
    case 'TIMEOUT':
      return `TIMEOUT,${epochs.small(happening.epoch)}`;
    case 'PREPARE':
      return `PREPARE,${epochs.small(happening.epoch)},${lifeKey(lives, happening.epoch % hosts, happening)}`;
    case 'PROMISE': {
      const { epoch, from, delivered, starterLife, known = [] } = happening;
      const starter = lifeKey(lives, epoch % hosts, { life: starterLife });
      return `PROMISE,${epochs.small(epoch)},${from},${slots.small(delivered)},${lifeKey(lives, from, happening)},${starter},${smallVector(lives, known).join('.')}`;
    }
    case 'ANNOUNCE': {
      const { from, life, nonce } = happening;
      return `ANNOUNCE,${from},${lives.small(from, life)},${lives.small(from, nonce)}`;
    }
    case 'RESTART':
      return `RESTART,${lifeKey(lives, question.self, happening)}`;
    case 'BEGIN':
      return `BEGIN,${happening.members.join('.')}`;
    case 'START':
    case 'INSTALL':
      return `${happening.type},${recordKey(question, happening.epoch)},${slots.small(happening.delivered)}`;
    case 'CATCH_UP':
    case 'RETURN':
      return `${happening.type},${happening.to}`;
    case 'FETCH':
      return `FETCH,${happening.from},${happening.wanted},${epochs.small(happening.epoch)},${slots.small(happening.length)},${lifeKey(lives, happening.from, happening)}`;
    case 'JOIN':
      return `JOIN,${happening.from},${happening.wanted},${epochs.small(happening.promised)},${happening.isInstalled},${lifeKey(lives, happening.from, happening)}`;
    default:
      return happening.type;
  }
}

/** What a key says of where the host is. */
export function situationKey(question: SmallQuestion): string {
  const { situation, slots, small, self, happening } = question;
  const { name, agreed, gathered, disk } = situation;
  const logs = gathered === null ? '' : `${gathered.from.join()},${slots.small(gathered.delivered)}`;
  const lives = livesKey(small, question.lives, self, situation, happening, (epoch) =>
    recordKey(question, epoch),
  );
  return `${name},${slots.small(agreed)},${durableKey(question, situation)},${durableKey(question, disk)},${logs},${lives}`;
}

function durableKey(question: SmallQuestion, { promised, installed, delivered }: Durable): string {
  return `${question.epochs.small(promised)},${question.slots.small(delivered)},${recordKey(question, installed)}`;
}

function recordKey({ epochs, slots, lives: shift }: SmallQuestion, epoch: Epoch | null): string {
  if (epoch === null) return '-';
  const { number, members, base, snapshot, lives } = epoch;
  const known = lives === undefined ? '' : `:${smallVector(shift, lives).join('.')}`;
  return `${epochs.small(number)}:${members.join('.')}:${slots.small(base)}:${slots.small(snapshot)}${known}`;
}

function lifeKey(lives: LifeShift, host: number, { life }: { readonly life?: number | undefined }): string {
  return life === undefined ? '' : `${lives.small(host, life)}`;
}
