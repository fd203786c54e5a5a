import { ANSWER, type Answer } from '../core/answers.js';
import { STATUS, type Core } from '../core/core.js';
import type { HostOptions } from '../options.js';
import { epochOf, slotOf, sourceOf } from '../wire/layout.js';
import { Ahead } from './ahead.js';
import type { HostPort } from './port.js';

/** R3, R9: what a host may lack: entries of its epoch, or the running epoch. */
export type Lack = 'entries' | 'epoch';

/**
 * What is asked for: nothing; a lack that was noticed, and that may mend itself, because broadcasts overtake each other (the `ask`
 * timer runs); one that is to be asked for as soon as storage is not behind (`due`); or what was asked for and is waited for, while the
 * `ask` timer runs: an epoch, or the entries from slot `from` to before slot `upTo`.
 */
export type Question =
  | { readonly kind: 'none' }
  | { readonly kind: 'noticed' | 'due'; readonly lack: Lack; readonly host: number }
  | { readonly kind: 'asked'; readonly lack: 'epoch' }
  | {
      readonly kind: 'asked';
      readonly lack: 'entries';
      /** Who is asked for it. */
      readonly of: number;
      readonly from: number;
      readonly upTo: number;
      /** Whether something of it has come since the timer was set. */
      readonly hasCome: boolean;
    };

export interface CatchingUpState {
  readonly question: Question;
  /** Who is asked next where nobody is named. */
  readonly next: number;
  /** One more than the highest slot of which an entry of the promised epoch was heard, and that could not be taken then. */
  readonly heard: number;
  /** The epoch of which that was. */
  readonly heardIn: number;
  /** The frames that have come too early, by slot. */
  readonly ahead: readonly Uint8Array[];
}

/** What catching up needs of a core. */
export type CatchingUpCore = Pick<Core, 'promised' | 'status' | 'receive' | 'catchUp' | 'comeBack'> & {
  readonly log: { readonly length: number };
};

/** No more entries are asked for at once. */
export const WINDOW = 1_024;
/** Holes between frames that are kept are asked for one by one, unless there are more: then all at once, with what is between them. */
const HOLES_MAX = 8;
const NOTHING: Question = { kind: 'none' };
const EPOCH: Question = { kind: 'asked', lack: 'epoch' };

/**
 * R3, R9: what is missing here. It is asked for once, up to the first frame that is kept, a window at a time: the next window when
 * all of the last one has come, and the same one again, of another host, when nothing of it has come for a while.
 */
export class CatchingUp {
  private question: Question = NOTHING;
  private next: number;
  private heard = 0;
  private heardIn = -1;
  private readonly ahead = new Ahead();

  constructor(
    private readonly core: CatchingUpCore,
    private readonly port: Pick<HostPort, 'setTimer'>,
    private readonly options: Pick<HostOptions, 'self' | 'hosts' | 'askMs' | 'gapMs'>,
  ) {
    this.next = (options.self + 1) % options.hosts;
  }

  /**
   * R3, R9: asks for entries, or for the running epoch, whoever is named or the next in the ring; again until it comes. Nothing,
   * where something has been asked for already.
   */
  ask(wanted: Lack, host: number | null): void {
    if (this.question.kind === 'asked') return;
    const { core, options } = this;
    // Entries are those of the epoch that is followed here; where there is none, that is lacked.
    const lack = core.status === STATUS.following ? wanted : 'epoch';
    const to = host === null || host === options.self ? this.anotherHost() : host;
    const from = core.log.length;
    const upTo = this.endOfMissing();
    const answer = lack === 'entries' ? core.catchUp(to, upTo) : core.comeBack(to);
    if (answer === ANSWER.unwritten) {
      this.question = { kind: 'due', lack, host: to };
      return;
    }
    this.question = lack === 'entries' ? { kind: 'asked', lack, of: to, from, upTo, hasCome: false } : EPOCH;
    this.port.setTimer('ask', options.askMs);
  }

  /** The `ask` timer has gone off: what was noticed is asked for, what has not come is asked of another host. */
  askAnother(): void {
    const { question } = this;
    if (question.kind === 'none') return;
    if (question.kind === 'asked' && question.lack === 'entries') {
      if (question.hasCome) {
        this.question = { ...question, hasCome: false };
        this.port.setTimer('ask', this.options.askMs);
        return;
      }
      // All that the host that was asked had has come, and no more is known of.
      if (!this.isMissing && this.core.log.length > question.from) {
        this.question = NOTHING;
        return;
      }
    }
    this.question = NOTHING;
    this.ask(question.lack, question.kind === 'asked' ? null : question.host);
  }

  /** Whether nothing is missing, asked for, or kept for later. */
  get isQuiet(): boolean {
    return this.question.kind === 'none' && this.ahead.isEmpty;
  }

  /** An epoch has begun here, or was installed: whatever was missing before is not any more. */
  entered(): void {
    this.question = NOTHING;
    this.ahead.dropBefore(this.core.log.length, this.core.promised);
  }

  /** The log has one more entry. */
  tookEntry(): void {
    const { question } = this;
    this.ahead.drop(this.core.log.length - 1);
    if (question.kind === 'none') return;
    if (question.lack === 'epoch') {
      if (question.kind === 'asked') this.question = NOTHING;
    } else if (question.kind === 'asked') {
      this.hasCome();
    } else if (!this.isMissing) this.question = NOTHING;
  }

  /** Nothing more can be taken of what is kept: what is due is asked for, and where all has come that was asked for and more is missing, that is asked for. */
  goOn(): void {
    const { question, core } = this;
    if (question.kind === 'due') {
      this.question = NOTHING;
      this.ask(question.lack, question.host);
      return;
    }
    if (question.kind !== 'asked' || question.lack !== 'entries' || core.log.length < question.upTo) return;
    this.question = NOTHING;
    const isWhole = core.status === STATUS.following && core.log.length === question.upTo;
    // A whole window has come at a host that hears nothing of what follows: there may be more.
    if (this.isMissing || (isWhole && !this.hasHeard)) this.ask('entries', question.of);
  }

  /**
   * R3: a frame that is not taken may say that something is missing here. A newer epoch that it is of has just begun, as a rule,
   * and what this host needs for it is on its way, for broadcasts are faster; so it does not ask at once.
   */
  refused(answer: Answer, words: Int32Array, at: number): void {
    const { core } = this;
    const epoch = epochOf(words, at);
    // It is taken as soon as there is room for it.
    if (answer === ANSWER.full) this.ahead.keep(words, at, core.log.length);
    const isEarly = answer === ANSWER.notFollowing && epoch >= core.promised;
    const isAhead = isEarly || answer === ANSWER.gap || answer === ANSWER.newerEpoch;
    if (!isAhead) return;
    const isNew = this.ahead.keep(words, at, core.log.length);
    if (answer === ANSWER.gap) this.hear(epoch, slotOf(words, at), isNew);
    // Who is about to follow need not ask.
    if (isEarly && core.status !== STATUS.waiting) return;
    if (this.question.kind === 'none')
      this.notice(answer === ANSWER.gap ? 'entries' : 'epoch', sourceOf(words, at));
  }

  /** Keeps a frame that cannot be taken now, if it is one that may be later. */
  keep(words: Int32Array, at: number): void {
    const { promised, log } = this.core;
    if (epochOf(words, at) >= promised) this.ahead.keep(words, at, log.length);
  }

  /**
   * R3: takes the next frame that had come too early, if nothing is missing before it. Returns whether it has. A frame for which
   * it is too early still is kept.
   */
  takeAhead(): boolean {
    const { core } = this;
    if (core.status !== STATUS.following) return false;
    const { length } = core.log;
    const words = this.ahead.at(length);
    if (words === null) return false;
    const answer = core.receive(words, 0);
    if (answer !== ANSWER.full && answer !== ANSWER.newerEpoch) this.ahead.drop(length);
    return answer === ANSWER.taken;
  }

  save(): CatchingUpState {
    const { question, next, heard, heardIn } = this;
    return { question, next, heard, heardIn, ahead: this.ahead.save() };
  }

  load({ question, next, heard, heardIn, ahead }: CatchingUpState): void {
    this.question = question;
    this.next = next;
    this.heard = heard;
    this.heardIn = heardIn;
    this.ahead.load(ahead);
  }

  /** What was heard of the epoch that is followed, and is not in the log. */
  private get isMissing(): boolean {
    return this.hasHeard && this.heard > this.core.log.length;
  }

  private get hasHeard(): boolean {
    return this.heardIn === this.core.promised;
  }

  /**
   * An entry of the epoch that is followed has been heard, which cannot be taken yet. One that was kept before, or for which there is
   * no room, is none of what was asked for: last senders repeat their messages as long as somebody lacks others.
   */
  private hear(epoch: number, slot: number, isNew: boolean): void {
    if (this.heardIn !== epoch) this.heard = 0;
    this.heardIn = epoch;
    if (slot >= this.heard) this.heard = slot + 1;
    const { question } = this;
    if (isNew && question.kind === 'asked' && question.lack === 'entries' && slot < question.upTo)
      this.hasCome();
  }

  /** Something has come of the entries that were asked for. */
  private hasCome(): void {
    const { question } = this;
    if (question.kind !== 'asked' || question.lack !== 'entries' || question.hasCome) return;
    this.question = { ...question, hasCome: true };
  }

  /** What is missing is asked for unless it comes by itself, as one broadcast overtakes another. */
  private notice(lack: Lack, host: number): void {
    const { gapMs, askMs } = this.options;
    const waitMs = lack === 'entries' ? gapMs : askMs;
    if (waitMs === 0) {
      this.ask(lack, host);
      return;
    }
    this.question = { kind: 'noticed', lack, host };
    this.port.setTimer('ask', waitMs);
  }

  /** The slot after the last one that is to be asked for: the first one that is kept, but of many holes the end of the last. */
  private endOfMissing(): number {
    const { core, ahead } = this;
    const { length } = core.log;
    const end = length + WINDOW;
    if (!this.isMissing) return end;
    const known = Math.min(end, this.heard);
    let holes = 0;
    let [first, last] = [known, known];
    for (let slot = length + 1; slot <= known; slot++) {
      const isAfterHole = slot === known || ahead.has(slot, core.promised);
      if (!isAfterHole || ahead.has(slot - 1, core.promised)) continue;
      holes += 1;
      last = slot;
      if (holes === 1) first = slot;
    }
    return holes > HOLES_MAX ? last : first;
  }

  private anotherHost(): number {
    const { self, hosts } = this.options;
    const to = this.next === self ? (self + 1) % hosts : this.next;
    this.next = (to + 1) % hosts;
    return to;
  }
}
