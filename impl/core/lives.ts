/**
 * Hosts without disks: the lives of hosts, and how one comes back, rules D1–D10 of docs/protocol.md. Of D3 this is the variant in which
 * the embedder gives each life its number, from a boot counter: no two lives of a host have one number, so it serves as
 * the nonce of D4.
 */
import { alignedWords } from '../wire/aligned.js';
import { epochOf, wordsOf } from '../wire/layout.js';
import { copiedImage } from './copied.js';
import type { AnswerPacket, EpochRecord, LogImage, PromisePacket } from './records.js';

/** What a host without a disk knows of lives, as plain data. */
export interface LivesState {
  /** D1: its own. */
  readonly life: number;
  /** D1: the newest life of each host that it knows of, by host; its own among them. */
  readonly known: Float64Array;
  /** D5: the answers that it has, by host, while it is recovering. */
  readonly answers: readonly AnswerPacket[];
}

/** What a recovering host becomes. */
export interface Recovered {
  readonly promised: number;
  readonly installed: EpochRecord | null;
  readonly log: LogImage;
  readonly agreed: number;
  readonly known: Float64Array;
}

/** D1: what a host knows of lives, and the answers that it gathers while it is recovering. */
export class Lives {
  known: Float64Array;
  answers: readonly AnswerPacket[] = [];

  constructor(
    hosts: number,
    self: number,
    public life: number,
  ) {
    this.known = new Float64Array(hosts);
    this.known[self] = life;
  }

  /** D1: whether a message is from a life that is known to be over. */
  isOver(from: number, life = 0): boolean {
    return life < (this.known[from] as number);
  }

  /** D1: the life of a sender is known from its message on. */
  learn(from: number, life = 0): void {
    if (life <= (this.known[from] as number)) return;
    const known = Float64Array.from(this.known);
    known[from] = life;
    this.known = known;
  }

  /** D1: of this vector and another one the newer life of each host. */
  join(other: Float64Array | undefined): void {
    this.known = joined(this.known, other);
  }

  /** D8: an epoch is dead to whoever knows a newer life of one of its members, be it its own. */
  isAlive({ members, lives }: EpochRecord): boolean {
    return members.every((host) => (this.known[host] as number) <= (lives?.[host] ?? 0));
  }

  /** D1, D7: what is known here, together with what comes with promises: the lives of the epoch that is begun with them. */
  knownWith(promises: readonly PromisePacket[]): Float64Array {
    return promises.reduce((all, { known }) => joined(all, known), this.known);
  }

  /** D9: the promises that count: nobody whose promise is here, nor this host, knows a newer life of who gave it. */
  counted(promises: readonly PromisePacket[]): readonly PromisePacket[] {
    const known = this.knownWith(promises);
    return promises.filter(({ from, life = 0 }) => life >= (known[from] as number));
  }

  /** D4, D5: an answer to this life is kept, in the place of an earlier one of its sender. Returns whether it is. */
  takeAnswer(answer: AnswerPacket): boolean {
    if (answer.nonce !== this.life) return false;
    const isOlder = this.answers.some(({ from, life }) => from === answer.from && life > answer.life);
    if (isOlder) return false;
    const others = this.answers.filter(({ from }) => from !== answer.from);
    this.answers = [...others, copiedAnswer(answer)].sort((a, b) => a.from - b.from);
    return true;
  }

  /** D5, D6: what this host becomes with `majority` answers of others that count; null with fewer. */
  recovered(majority: number): Recovered | null {
    const answers = this.answers.filter(({ from, life }) =>
      this.answers.every(({ known }) => (known[from] as number) <= life),
    );
    const [first] = answers;
    if (first === undefined || answers.length < majority) return null;
    const promised = answers.reduce((greatest, answer) => Math.max(greatest, answer.promised), 0);
    const best = answers.reduce(
      (greatest, one) => (isGreater(one.log, greatest.log) ? one : greatest),
      first,
    );
    const installed = best.installed?.number === promised ? best.installed : null;
    const known = answers.reduce((all, answer) => joined(all, answer.known), this.known);
    return { promised, installed, log: best.log, agreed: best.agreed, known };
  }

  save(): LivesState {
    const { life, known, answers } = this;
    return { life, known, answers };
  }

  load({ life, known, answers }: LivesState): void {
    this.life = life;
    this.known = known;
    this.answers = answers;
  }
}

/** D9: promises with one more, in the place of one of a former life of its sender; null where there is one of this life. */
export function withPromise(
  promises: readonly PromisePacket[],
  promise: PromisePacket,
): readonly PromisePacket[] | null {
  const { from, life = 0 } = promise;
  if (promises.some((one) => one.from === from && (one.life ?? 0) >= life)) return null;
  const others = promises.filter((one) => one.from !== from);
  const copy = { ...promise, log: copiedImage(promise.log), known: Float64Array.from(promise.known ?? []) };
  return [...others, copy].sort((a, b) => a.from - b.from);
}

/** R5: by the epoch of the last entry, then by length. */
export function isGreater(one: LogImage, other: LogImage): boolean {
  const [epoch, otherEpoch] = [lastEpochOf(one), lastEpochOf(other)];
  return epoch > otherEpoch || (epoch === otherEpoch && one.length > other.length);
}

/** The epoch of an image's last entry; -1 if it has none. */
export function lastEpochOf({ mark, frames }: LogImage): number {
  const words = alignedWords(frames);
  let epoch = mark.lastEpoch;
  for (let at = 0; at < words.length; at += wordsOf(words, at)) epoch = epochOf(words, at);
  return epoch;
}

function joined(left: Float64Array, right: Float64Array | undefined): Float64Array {
  return left.map((life, host) => Math.max(life, right?.[host] ?? 0));
}

function copiedAnswer(answer: AnswerPacket): AnswerPacket {
  return { ...answer, log: copiedImage(answer.log), known: Float64Array.from(answer.known) };
}
