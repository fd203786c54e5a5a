import type { HostOptions } from '../options.js';

/** R3, R9: what a host may lack: entries of its epoch, or the running epoch. */
export type Lack = 'entries' | 'epoch';

/**
 * What a host lacks: nothing; something that is on its way as a rule, so that it is asked for only if it has not come when the `ask` timer goes
 * off (`expected`); or something that it has asked for, and asks another host for when the timer goes off (`asked`).
 */
export type AskingMode =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'expected'; readonly lack: Lack; readonly of: number }
  | { readonly kind: 'asked'; readonly lack: Lack };

export interface AskingState {
  readonly mode: AskingMode;
  /** Who is asked next where nobody is named. */
  readonly next: number;
}

/** What is to be asked for, and of whom. */
export interface Question {
  readonly lack: Lack;
  readonly to: number;
}

const NOTHING: AskingMode = { kind: 'nothing' };

/** R3, R9: what a host lacks, one thing at a time, and whom it asks for it. */
export class Asking {
  private mode: AskingMode = NOTHING;
  private next: number;

  constructor(private readonly options: Pick<HostOptions, 'self' | 'hosts'>) {
    this.next = (options.self + 1) % options.hosts;
  }

  /** What to ask for: of the host that is named, or of the next in the ring. Null where something has been asked for already. */
  begin(lack: Lack, host: number | null): Question | null {
    if (this.mode.kind === 'asked') return null;
    this.mode = { kind: 'asked', lack };
    const isOther = host !== null && host !== this.options.self;
    return { lack, to: isOther ? host : this.anotherHost() };
  }

  /** Something is on its way that this host has too. Returns whether that is news. */
  expect(lack: Lack, of: number): boolean {
    if (this.mode.kind !== 'nothing') return false;
    this.mode = { kind: 'expected', lack, of };
    return true;
  }

  /** Nothing is lacked any more. */
  met(): void {
    this.mode = NOTHING;
  }

  /** The time is over in which it should have come: what to ask for now; null if nothing is lacked. */
  unmet(): Question | null {
    const { mode } = this;
    if (mode.kind === 'nothing') return null;
    this.mode = NOTHING;
    return this.begin(mode.lack, mode.kind === 'expected' ? mode.of : null);
  }

  save(): AskingState {
    return { mode: this.mode, next: this.next };
  }

  load({ mode, next }: AskingState): void {
    this.mode = mode;
    this.next = next;
  }

  private anotherHost(): number {
    const { self, hosts } = this.options;
    const to = this.next === self ? (self + 1) % hosts : this.next;
    this.next = (to + 1) % hosts;
    return to;
  }
}
