import { ANSWER } from '../core/answers.js';
import type { Core } from '../core/core.js';
import type { HostOptions } from '../options.js';
import type { HostPort } from './port.js';
import { longerHoldMs, type RestingLog } from './resting.js';

/**
 * R2, R4: where a host is with the slot that is its own: it is nobody's turn here (`idle`); the token is held, and the
 * `hold` timer is set (`holding`); or the own entry is appended, and is broadcast when it is written (`unsent`). The token is
 * never here while something is unsent: others go on only once they have heard that.
 */
export type SendingMode = 'idle' | 'holding' | 'unsent';

export interface SendingState {
  readonly mode: SendingMode;
  /** How long the log was after the own last entry, while the `repeat` timer is set for that; null if it is not set. */
  readonly repeatAfter: number | null;
}

/** What sending needs of a core. */
export type SendingCore = Pick<
  Core,
  'holdsToken' | 'hasPayload' | 'isLastSender' | 'append' | 'broadcast' | 'send'
> & { readonly log: RestingLog };

/** R2: the token, the own entry on its way, and its repetition. */
export class Sending {
  /** How often an entry was broadcast again. */
  repeats = 0;
  private mode: SendingMode = 'idle';
  private repeatAfter: number | null = null;

  constructor(
    private readonly core: SendingCore,
    private readonly port: Pick<HostPort, 'setTimer'>,
    private readonly options: Pick<HostOptions, 'holdMs' | 'idleHoldMs' | 'repeatMs'>,
  ) {}

  /** Whether the token is not held, and nothing is unsent. */
  get isIdle(): boolean {
    return this.mode === 'idle';
  }

  /**
   * R2, R11: whoever holds the token fills the next slot, at once if something waits, here or elsewhere. Returns whether
   * it has.
   */
  useToken(hints: { readonly isHurried: boolean }): boolean {
    const { core, options } = this;
    if (!core.holdsToken) {
      this.rest();
      return false;
    }
    if (core.hasPayload || options.holdMs === 0 || hints.isHurried) return this.append();
    if (this.mode !== 'holding') this.port.setTimer('hold', options.holdMs + longerHoldMs(core.log, options));
    this.mode = 'holding';
    return false;
  }

  /** As `useToken` and `written`, where all is written at once. Returns whether an own entry was broadcast. */
  send(hints: { readonly isHurried: boolean }): boolean {
    const { core, options } = this;
    if (!core.holdsToken) return false;
    if (!core.hasPayload && options.holdMs !== 0 && !hints.isHurried) return this.useToken(hints);
    if (core.send() !== ANSWER.taken) return false;
    this.armRepeat();
    return true;
  }

  /** The token may not be used now, whoever holds it. */
  rest(): void {
    if (this.mode === 'holding') this.mode = 'idle';
  }

  /** The `hold` timer has gone off. Returns whether the next slot is filled now. */
  holdIsOver(mayUseToken: boolean): boolean {
    const isOver = this.mode === 'holding' && mayUseToken && this.core.holdsToken;
    this.rest();
    return isOver && this.append();
  }

  /** R4: storage has written something: what is unsent is broadcast if it was that. */
  written(): void {
    if (this.mode !== 'unsent' || this.core.broadcast() !== ANSWER.taken) return;
    this.mode = 'idle';
    this.armRepeat();
  }

  /** The host leaves its epoch, or enters another one: nothing of it is sent any more. */
  leave(): void {
    this.mode = 'idle';
  }

  /** R2: the last sender waits for its successor from now on, which holds the token longer in a ring at rest, and then broadcasts its message again. */
  armRepeat(): void {
    const { core, options } = this;
    this.port.setTimer('repeat', options.repeatMs + longerHoldMs(core.log, options));
    this.repeatAfter = core.log.length;
  }

  /** Whether the `repeat` timer will do something as things are: as a rule not, because the successor has been heard meanwhile. */
  get waitsToRepeat(): boolean {
    const { core, mode, repeatAfter } = this;
    return repeatAfter === core.log.length && mode !== 'unsent' && core.isLastSender;
  }

  /** The `repeat` timer has gone off. */
  repeat(): void {
    const { core, waitsToRepeat } = this;
    this.repeatAfter = null;
    if (!waitsToRepeat) return;
    if (core.broadcast() === ANSWER.taken) this.repeats += 1;
    this.armRepeat();
  }

  save(): SendingState {
    return { mode: this.mode, repeatAfter: this.repeatAfter };
  }

  load({ mode, repeatAfter }: SendingState): void {
    this.mode = mode;
    this.repeatAfter = repeatAfter;
  }

  private append(): boolean {
    const isTaken = this.core.append() === ANSWER.taken;
    this.mode = isTaken ? 'unsent' : 'idle';
    return isTaken;
  }
}
