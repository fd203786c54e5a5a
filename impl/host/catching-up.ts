import { ANSWER, type Answer } from '../core/answers.js';
import { STATUS, type Core } from '../core/core.js';
import type { HostOptions } from '../options.js';
import { epochOf, slotOf, sourceOf } from '../wire/layout.js';
import { Ahead } from './ahead.js';
import { Asking, type AskingState, type Lack, type Question } from './asking.js';
import type { HostPort } from './port.js';

export interface CatchingUpState {
  readonly asking: AskingState;
  /** The frames that have come too early, by slot. */
  readonly ahead: readonly Uint8Array[];
}

/** What catching up needs of a core. */
export type CatchingUpCore = Pick<Core, 'promised' | 'status' | 'receive' | 'catchUp' | 'comeBack'> & {
  readonly log: { readonly length: number };
};

/** R3, R9: what is missing here: it is asked for, and what comes before it is kept. */
export class CatchingUp {
  private readonly asking: Asking;
  private readonly ahead = new Ahead();

  constructor(
    private readonly core: CatchingUpCore,
    private readonly port: Pick<HostPort, 'setTimer'>,
    private readonly options: Pick<HostOptions, 'self' | 'hosts' | 'askMs'>,
  ) {
    this.asking = new Asking(options);
  }

  /** R3, R9: asks for entries, or for the running epoch, whoever is named or the next in the ring; again until there is progress. */
  ask(lack: Lack, host: number | null): void {
    this.put(this.asking.begin(lack, host));
  }

  /** The `ask` timer has gone off: what has not come is asked for, or of another host. */
  askAnother(): void {
    this.put(this.asking.unmet());
  }

  /** There is progress: nothing is lacked any more. */
  met(): void {
    this.asking.met();
  }

  /** Keeps a frame that cannot be taken now, if it is one that may be later. */
  keep(words: Int32Array, at: number): void {
    const { promised, log } = this.core;
    if (epochOf(words, at) >= promised && slotOf(words, at) >= log.length)
      this.ahead.keep(words, at, log.length);
  }

  /**
   * R3: a frame that is not taken may say that something is missing here. A newer epoch that it is of has just begun, as a rule,
   * and what this host needs for it is on its way, for broadcasts are faster; so it does not ask at once.
   */
  refused(answer: Answer, words: Int32Array, at: number): void {
    const { core } = this;
    const isEarly = answer === ANSWER.notFollowing && epochOf(words, at) >= core.promised;
    const isAhead = isEarly || answer === ANSWER.gap || answer === ANSWER.newerEpoch;
    if (!isAhead) return;
    this.ahead.keep(words, at, core.log.length);
    const source = sourceOf(words, at);
    if (answer === ANSWER.gap) {
      this.ask('entries', source);
      return;
    }
    // Who is about to follow lacks nothing.
    if (isEarly && core.status !== STATUS.waiting) return;
    if (this.asking.expect('epoch', source)) this.port.setTimer('ask', this.options.askMs);
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

  /** Asks for entries of the epoch that is followed here, or, where there is none, for that. */
  private put(question: Question | null): void {
    if (question === null) return;
    const { core } = this;
    if (question.lack === 'entries' && core.status === STATUS.following) core.catchUp(question.to);
    else core.comeBack(question.to);
    this.port.setTimer('ask', this.options.askMs);
  }

  save(): CatchingUpState {
    return { asking: this.asking.save(), ahead: this.ahead.save() };
  }

  load({ asking, ahead }: CatchingUpState): void {
    this.asking.load(asking);
    this.ahead.load(ahead);
  }
}
