import type { HostOptions } from '../options.js';

/** R3, R9: what a host may lack: entries of its epoch, or the running epoch. */
export type Lack = 'entries' | 'epoch';

export interface AskingState {
  /** What is lacked and has been asked for, while the `ask` timer runs; null for nothing. */
  readonly lack: Lack | null;
  /** Who is asked next where nobody is named. */
  readonly next: number;
}

/** R3, R9: what a host lacks and has asked for, one thing at a time, and whom it asks next. */
export class Asking {
  private lack: Lack | null = null;
  private next: number;

  constructor(private readonly options: Pick<HostOptions, 'self' | 'hosts'>) {
    this.next = (options.self + 1) % options.hosts;
  }

  /** Whom to ask: the host that is named, or the next in the ring. Null where something has been asked for already. */
  begin(lack: Lack, host: number | null): number | null {
    if (this.lack !== null) return null;
    this.lack = lack;
    return host === null || host === this.options.self ? this.anotherHost() : host;
  }

  /** Nothing is lacked any more. */
  met(): void {
    this.lack = null;
  }

  /** What was asked for and has not come, if anything: it may be asked for again. */
  unmet(): Lack | null {
    const { lack } = this;
    this.lack = null;
    return lack;
  }

  save(): AskingState {
    return { lack: this.lack, next: this.next };
  }

  load({ lack, next }: AskingState): void {
    this.lack = lack;
    this.next = next;
  }

  private anotherHost(): number {
    const { self, hosts } = this.options;
    const to = this.next === self ? (self + 1) % hosts : this.next;
    this.next = (to + 1) % hosts;
    return to;
  }
}
