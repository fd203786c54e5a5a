/** A step of the specified host: an answer of its statechart, with everything as great as it is in the run. */
import type { Epoch } from '../../spec/exo/log.js';
import type { Answer as AnswerPacket, Promised } from '../../spec/exo/packets.js';
import type { Answer, DurableAnswer, LogAnswer, Logged, SentAnswer } from './answer.js';
import type { LogNode } from './entry-tree.js';
import { realVector, recordsIn } from './shape-of-lives.js';
import type { Shape } from './shape.js';
import type { Durable, GivenAnswer, GivenPromise, Sending, Situation } from './situation.js';

/** A step of the specified host. */
export interface Step {
  readonly next: Situation;
  readonly sent: readonly Sending[];
  /** The entry that the step puts behind the log, if it does; `next.log` is without it. */
  readonly added: { readonly epoch: number; readonly source: number } | null;
}

/** An answer, with everything as great as it is in the run. */
export function stepOf(shape: Shape, answer: Answer): Step {
  const { gathered, lives } = answer;
  const next: Situation = {
    name: answer.name,
    ...durableOf(shape, answer),
    disk: durableOf(shape, answer.disk),
    agreed: shape.slots.real(answer.agreed),
    gathered: gathered && {
      from: gathered.from,
      log: nodeOf(shape, gathered.log),
      delivered: shape.slots.real(gathered.delivered),
      ...(gathered.promises !== undefined && {
        promises: gathered.promises.map((one) => promiseOf(shape, one)),
      }),
    },
    lives: lives && {
      life: shape.lives.real(shape.self, lives.life),
      known: realVector(shape.lives, lives.known),
      answers: lives.answers.map((one) => givenAnswer(shape, shape.self, one)),
    },
  };
  const { added } = answer.log;
  return {
    next,
    sent: answer.sent.map((one) => sendingOf(shape, one)),
    added: added && { epoch: shape.epochs.real(added.epoch), source: added.source },
  };
}

function durableOf(shape: Shape, { promised, installed, log, delivered }: DurableAnswer): Durable {
  return {
    promised: shape.epochs.real(promised),
    installed: installed && recordOf(shape, installed),
    log: nodeOf(shape, log),
    delivered: shape.slots.real(delivered),
  };
}

function nodeOf(shape: Shape, { token }: LogAnswer): LogNode {
  return shape.nodeOf(token);
}

/** R1: a record is known by its number, for it is fixed when the epoch starts; one that is not known yet starts now. */
function recordOf(shape: Shape, { number, members, base, snapshot, lives }: Epoch): Epoch {
  const { situation, happening, epochs, slots } = shape;
  const real = epochs.real(number);
  const known = recordsIn(situation, happening).findLast((one) => one.number === real);
  if (known !== undefined) return known;
  const record = { number: real, members, base: slots.real(base), snapshot: slots.real(snapshot) };
  return lives === undefined ? record : { ...record, lives: realVector(shape.lives, lives) };
}

/** D1, D9: a promise of a host without a disk. */
function promiseOf(
  shape: Shape,
  { from, epoch, delivered, logAnswer, ...promise }: Promised & Logged,
): GivenPromise {
  const { epochs, slots, lives, hosts } = shape;
  const { life = 0, starterLife = 0, known = [] } = promise;
  return {
    ...{ from, epoch: epochs.real(epoch), log: nodeOf(shape, logAnswer), delivered: slots.real(delivered) },
    life: lives.real(from, life),
    starterLife: lives.real(epoch % hosts, starterLife),
    known: realVector(lives, known),
  };
}

/** D4: an answer to a host, which has given its life as nonce. */
function givenAnswer(shape: Shape, to: number, answer: AnswerPacket & Logged): GivenAnswer {
  const { epochs, slots, lives } = shape;
  const { from, life, nonce, promised, installed, agreed, known, delivered, logAnswer } = answer;
  return {
    ...{ from, life: lives.real(from, life), nonce: lives.real(to, nonce) },
    ...{ promised: epochs.real(promised), installed: installed && recordOf(shape, installed) },
    ...{ agreed: slots.real(agreed), known: realVector(lives, known) },
    ...{ log: nodeOf(shape, logAnswer), delivered: slots.real(delivered) },
  };
}

const NO_LOG: LogAnswer = { token: null, added: null };

function sendingOf(shape: Shape, one: SentAnswer): Sending {
  if (one.kind !== 'packet') return one;
  const { to, packet, log } = one;
  const logged = (): { log: LogNode; delivered: number } => ({
    log: log === null ? 0 : nodeOf(shape, log),
    delivered: 'delivered' in packet ? shape.slots.real(packet.delivered) : 0,
  });
  const ofLife = 'life' in packet ? { life: shape.lives.real(shape.self, packet.life ?? 0) } : {};
  switch (packet.kind) {
    case 'prepare':
      return { kind: 'prepare', to, epoch: shape.epochs.real(packet.epoch), ...ofLife };
    case 'promise': {
      if (packet.life !== undefined && log !== null)
        return { kind: 'promise', to, ...promiseOf(shape, { ...packet, logAnswer: log }) };
      return { kind: 'promise', to, epoch: shape.epochs.real(packet.epoch), ...logged() };
    }
    case 'announce': {
      const nonce = shape.lives.real(shape.self, packet.nonce);
      return { kind: 'announce', to, life: shape.lives.real(shape.self, packet.life), nonce };
    }
    case 'answer': {
      const answer = givenAnswer(shape, to[0] ?? 0, { ...packet, logAnswer: log ?? NO_LOG });
      return { kind: 'answer', to, ...answer };
    }
    case 'start':
    case 'install':
      return { kind: packet.kind, to, epoch: recordOf(shape, packet.epoch), ...logged() };
    case 'fetch':
      return {
        kind: 'fetch',
        to,
        epoch: shape.epochs.real(packet.epoch),
        length: shape.slots.real(packet.length),
        ...ofLife,
      };
    case 'join':
      return {
        kind: 'join',
        to,
        promised: shape.epochs.real(packet.promised),
        isInstalled: packet.isInstalled,
        ...ofLife,
      };
    case 'entry':
      throw new Error('entries are sent as such');
  }
}
