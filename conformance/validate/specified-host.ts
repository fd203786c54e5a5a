import { xstateComponent } from '../../checker/index.js';
import type { HostEvent } from '../../spec/exo/events.js';
import { exoHost } from '../../spec/exo/host.js';
import type { Entry, Epoch, HostContext } from '../../spec/exo/log.js';
import type { HostComponent, HostEffect, HostSnapshot } from '../../spec/exo/names.js';
import type { Answer as AnswerPacket, Packet, Promised } from '../../spec/exo/packets.js';
import { stateName, type StateName } from '../compare/states.js';
import type { EntryTree, LogNode } from './entry-tree.js';
import { NEW_PAYLOAD, RECEIVED_PAYLOAD, Shape } from './shape.js';
import { realVector, recordsIn } from './shape-of-lives.js';
import type { Durable, GivenAnswer, GivenPromise, Happening, Sending, Situation } from './situation.js';

/** A log in an answer: that of an entry that was shown, or that and one entry more. */
interface LogAnswer {
  readonly token: number | null;
  readonly added: { readonly epoch: number; readonly source: number } | null;
}

interface DurableAnswer {
  readonly promised: number;
  readonly installed: Epoch | null;
  readonly log: LogAnswer;
  readonly delivered: number;
}

/** What the specified host has answered, with everything as small as it was asked. */
interface Answer extends DurableAnswer {
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
interface Logged {
  readonly logAnswer: LogAnswer;
}

interface LivesAnswer {
  readonly life: number;
  readonly known: readonly number[];
  readonly answers: readonly (AnswerPacket & Logged)[];
}

type SentAnswer =
  | { readonly kind: 'broadcast' }
  | { readonly kind: 'entries'; readonly to: readonly number[] }
  | {
      readonly kind: 'packet';
      readonly to: readonly number[];
      readonly packet: Packet;
      readonly log: LogAnswer | null;
    };

/** A step of the specified host. */
export interface Step {
  readonly next: Situation;
  readonly sent: readonly Sending[];
  /** The entry that the step puts behind the log, if it does; `next.log` is without it. */
  readonly added: { readonly epoch: number; readonly source: number } | null;
}

/** A question to the specified host. */
export interface AskedHost {
  readonly situation: Situation;
  readonly happening: Happening;
}

/** A question as a statechart is asked it; questions with the same key have the same answer. */
export interface Question {
  readonly key: string;
  readonly snapshot: unknown;
  readonly event: { readonly type: string };
}

/** Answers are kept until there are this many. */
const ANSWERS_MAX = 200_000;

/** The statechart of the specified host, asked each question once. It is the judge of a run: nothing here knows what it will say. */
export class SpecifiedHost {
  /** How often the statechart was asked, and how often an answer was known. */
  readonly counts = { asked: 0, known: 0 };
  private readonly component: HostComponent;
  private readonly answers = new Map<string, Answer | null>();

  constructor(
    readonly self: number,
    readonly hosts: number,
    private readonly tree: EntryTree,
    private readonly isShifted = true,
  ) {
    const input = { self, hosts, isBusy: false };
    this.component = xstateComponent(exoHost, { input, askedTwice: 0 }) as HostComponent;
  }

  /** What happens next; null where the event is disabled. */
  ask(situation: Situation, happening: Happening): Step | null {
    const shape = this.shape(situation, happening);
    let answer = this.answers.get(shape.key);
    if (answer === undefined) {
      answer = this.answer(shape);
      this.counts.asked += 1;
      if (this.answers.size >= ANSWERS_MAX) this.answers.clear();
      this.answers.set(shape.key, answer);
    } else this.counts.known += 1;
    return answer && stepOf(shape, answer);
  }

  /** The question as the statechart is asked it. */
  question(
    situation: Situation,
    happening: Happening,
  ): Question & { readonly snapshot: HostSnapshot; readonly event: HostEvent } {
    const shape = this.shape(situation, happening);
    return {
      key: shape.key,
      snapshot: snapshotOf(situation.name, shape.context()),
      event: shape.event(),
    };
  }

  private shape(situation: Situation, happening: Happening): Shape {
    return new Shape(this.tree, this.self, this.hosts, situation, happening, this.isShifted);
  }

  private answer(shape: Shape): Answer | null {
    const snapshot = snapshotOf(shape.situation.name, shape.context());
    const [outcome] = this.component.step(snapshot, shape.event());
    return outcome === undefined ? null : answerOf(outcome.next, outcome.effects);
  }
}

/** The value of the chart in each of its states. */
export const VALUES: Readonly<Record<StateName, unknown>> = {
  following: { up: 'following' },
  promising: { up: { promised: 'promising' } },
  waiting: { up: { promised: 'waiting' } },
  claiming: { up: { preparing: 'claiming' } },
  gathering: { up: { preparing: 'gathering' } },
  starting: { up: 'starting' },
  installing: { up: 'installing' },
  recovering: 'recovering',
  down: 'down',
};

function snapshotOf(name: StateName, context: HostContext): HostSnapshot {
  return exoHost.resolveState({ value: VALUES[name] as never, context });
}

function answerOf(snapshot: HostSnapshot, effects: readonly HostEffect[]): Answer {
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

const NO_LOG: LogAnswer = { token: null, added: null };

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

/** An answer, with everything as great as it is in the run. */
function stepOf(shape: Shape, answer: Answer): Step {
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
