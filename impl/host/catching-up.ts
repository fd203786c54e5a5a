import { ANSWER, type Answer } from '../core/answers.js';
import { STATUS, type Core } from '../core/core.js';
import type { HostOptions } from '../options.js';
import { epochOf, sourceOf } from '../wire/layout.js';
import { Ahead } from './ahead.js';
import { Asking, type AskingState, type Lack } from './asking.js';
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
    const { core } = this;
    const to = this.asking.begin(lack, host);
    if (to === null) return;
    if (lack === 'entries') core.catchUp(to);
    else core.comeBack(to);
    this.port.setTimer('ask', this.options.askMs);
  }

  /** The `ask` timer has gone off: what has not come is asked of another host. */
  askAnother(): void {
    const lack = this.asking.unmet();
    if (lack !== null) this.ask(this.core.status === STATUS.following ? lack : 'epoch', null);
  }

  /** There is progress: nothing is lacked any more. */
  met(): void {
    this.asking.met();
  }

  /** R3: a frame that is not taken may say that something is missing here. */
  refused(answer: Answer, words: Int32Array, at: number): void {
    const { core } = this;
    const isEarly = answer === ANSWER.notFollowing && epochOf(words, at) >= core.promised;
    const isAhead = isEarly || answer === ANSWER.gap || answer === ANSWER.newerEpoch;
    if (!isAhead) return;
    this.ahead.keep(words, at, core.log.length);
    // Who is about to follow need not ask.
    if (isEarly && core.status !== STATUS.waiting) return;
    this.ask(answer === ANSWER.gap ? 'entries' : 'epoch', sourceOf(words, at));
  }

  /** R3: takes the next frame that had come too early, if nothing is missing before it. Returns whether it has. */
  takeAhead(): boolean {
    const { core } = this;
    const words = this.ahead.take(core.log.length);
    return words !== null && core.receive(words, 0) === ANSWER.taken;
  }

  save(): CatchingUpState {
    return { asking: this.asking.save(), ahead: this.ahead.save() };
  }

  load({ asking, ahead }: CatchingUpState): void {
    this.asking.load(asking);
    this.ahead.load(ahead);
  }
}
