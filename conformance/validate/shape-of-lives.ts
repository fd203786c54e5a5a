/** What a question to a specified host without a disk has besides (D1–D9): the lives that it is about, and the logs that come with promises and answers. */
import type { Lives } from '../../spec/exo/context.js';
import type { Entry, Epoch } from '../../spec/exo/log.js';
import type { Answer, Promised } from '../../spec/exo/packets.js';
import type { LogNode } from './entry-tree.js';
import { LifeShift, type EpochShift, type SlotShift } from './shift.js';
import type { GivenAnswer, GivenPromise, Happening, Situation } from './situation.js';

/** What else of a question is made small. */
export interface SmallParts {
  readonly hosts: number;
  readonly slots: SlotShift;
  readonly epochs: EpochShift;
  readonly log: (log: LogNode) => readonly Entry[];
  readonly record: (epoch: Epoch | null) => Epoch | null;
}

/** The promises of a question, each with the log as of its moment. */
export function promisesIn({ gathered }: Situation): readonly GivenPromise[] {
  return gathered?.promises ?? [];
}

/** The answers of a question: those that the host has, and one that it gets. */
export function answersIn({ lives }: Situation, happening: Happening): readonly GivenAnswer[] {
  const known = lives?.answers ?? [];
  return happening.type === 'ANSWER' ? [...known, happening] : known;
}

/** The records of a question. */
export function recordsIn(situation: Situation, happening: Happening): readonly Epoch[] {
  const { installed, disk } = situation;
  const given = 'epoch' in happening && typeof happening.epoch === 'object' ? happening.epoch : null;
  const answered = answersIn(situation, happening).map((answer) => answer.installed);
  return [installed, disk.installed, given, ...answered].filter((epoch) => epoch !== null);
}

/** How the lives of a question become small, in which there is none. */
const WITHOUT_LIVES = new LifeShift([], true);

const EVENTS_WITHOUT_LIVES: ReadonlySet<Happening['type']> = new Set([
  ...(['APPEND', 'RECEIVE', 'BROADCAST', 'PERSISTED', 'DELIVER', 'TIMEOUT', 'BEGIN', 'CRASH'] as const),
]);

/** Whether nothing in a question has a life, so that there is nothing to make small: most are of hosts with disks. */
function hasNoLives({ lives, installed, disk, gathered }: Situation, { type }: Happening): boolean {
  return (
    lives === null &&
    EVENTS_WITHOUT_LIVES.has(type) &&
    gathered === null &&
    installed?.lives === undefined &&
    disk.installed?.lives === undefined
  );
}

/** How the lives of a question become small. */
export function lifeShift(
  self: number,
  hosts: number,
  situation: Situation,
  happening: Happening,
  isShifted: boolean,
): LifeShift {
  if (hasNoLives(situation, happening)) return WITHOUT_LIVES;
  const lives = Array.from({ length: hosts }, () => new Set<number>());
  const add = (host: number, life: number | undefined): unknown =>
    life !== undefined && lives[host]?.add(life);
  const addAll = (known: readonly number[]): void => known.forEach((life, host) => add(host, life));
  const addPromise = ({ from, life, starterLife, known, epoch }: Partial<GivenPromise>): void => {
    add(from ?? 0, life);
    add((epoch ?? 0) % hosts, starterLife);
    addAll(known ?? []);
  };
  add(self, situation.lives?.life);
  addAll(situation.lives?.known ?? []);
  recordsIn(situation, happening).forEach((epoch) => addAll(epoch.lives ?? []));
  promisesIn(situation).forEach(addPromise);
  for (const { from, life, nonce, known } of answersIn(situation, happening)) {
    add(from, life);
    add(self, nonce);
    addAll(known);
  }
  if (happening.type === 'RESTART') add(self, happening.life);
  else if (happening.type === 'PREPARE') add(happening.epoch % hosts, happening.life);
  else if (happening.type === 'PROMISE') addPromise(happening);
  else if (happening.type === 'ANNOUNCE') {
    add(happening.from, happening.life);
    add(happening.from, happening.nonce);
  } else if (happening.type === 'FETCH' || happening.type === 'JOIN') add(happening.from, happening.life);
  return new LifeShift(lives, !isShifted);
}

export function smallVector(lives: LifeShift, known: readonly number[]): readonly number[] {
  return known.map((life, host) => lives.small(host, life));
}

export function realVector(lives: LifeShift, known: readonly number[]): readonly number[] {
  return known.map((small, host) => lives.real(host, small));
}

/** What the specified host knows of lives. The number of the life that begins is one more than that of its boots (D3). */
export function smallLives(
  parts: SmallParts,
  shift: LifeShift,
  self: number,
  { lives }: Situation,
  happening: Happening,
): Lives | null {
  if (lives === null) return null;
  const next = happening.type === 'RESTART' ? shift.small(self, happening.life ?? 0) : 0;
  return {
    life: shift.small(self, lives.life),
    boots: Math.max(0, next - 1),
    known: smallVector(shift, lives.known),
    answers: lives.answers.map((answer) => smallAnswer(parts, shift, self, answer)),
    agreedBefore: [],
  };
}

export function smallAnswer(
  { slots, epochs, log, record }: SmallParts,
  shift: LifeShift,
  self: number,
  answer: GivenAnswer,
): Answer {
  return {
    kind: 'answer',
    from: answer.from,
    life: shift.small(answer.from, answer.life),
    nonce: shift.small(self, answer.nonce),
    promised: epochs.small(answer.promised),
    installed: record(answer.installed),
    agreed: slots.small(answer.agreed),
    known: smallVector(shift, answer.known),
    log: log(answer.log),
    delivered: slots.small(answer.delivered),
  };
}

export function smallPromise(
  { slots, epochs, log, hosts }: SmallParts,
  shift: LifeShift,
  promise: Omit<GivenPromise, 'life' | 'starterLife' | 'known'> & Partial<GivenPromise>,
): Promised {
  const { from, epoch, life, starterLife, known } = promise;
  const promised = { kind: 'promise', epoch: epochs.small(epoch), from } as const;
  const logged = { log: log(promise.log), delivered: slots.small(promise.delivered) };
  if (life === undefined || starterLife === undefined || known === undefined)
    return { ...promised, ...logged };
  return {
    ...promised,
    ...logged,
    life: shift.small(from, life),
    starterLife: shift.small(epoch % hosts, starterLife),
    known: smallVector(shift, known),
  };
}

/** What a key says of lives, promises and answers: all of them but their logs. */
export function livesKey(
  { slots, epochs, hosts }: SmallParts,
  shift: LifeShift,
  self: number,
  situation: Situation,
  happening: Happening,
  recordKey: (epoch: Epoch | null) => string,
): string {
  const { lives } = situation;
  if (lives === null) return '';
  const vector = (known: readonly number[]): string => smallVector(shift, known).join('.');
  const promises = promisesIn(situation).map(
    ({ from, epoch, life, starterLife, known, delivered }) =>
      `${from},${epochs.small(epoch)},${shift.small(from, life)},${shift.small(epoch % hosts, starterLife)},${vector(known)},${slots.small(delivered)}`,
  );
  const answers = answersIn(situation, happening).map(
    ({ from, life, nonce, promised, installed, agreed, known, delivered }) =>
      `${from},${shift.small(from, life)},${shift.small(self, nonce)},${epochs.small(promised)},${recordKey(installed)},${slots.small(agreed)},${vector(known)},${slots.small(delivered)}`,
  );
  return `${shift.small(self, lives.life)},${vector(lives.known)}/${promises.join('/')}/${answers.join('/')}`;
}
