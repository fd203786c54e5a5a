/** Payload numbers are reserved in storage by this many, where nothing else is said. */
const RESERVED_AT_ONCE = 65_536;

/** O8: without disks, each life numbers its payloads from its own multiple of this on, so that no number is used twice in any life. */
export const PAYLOADS_A_LIFE = 2 ** 37;

export interface PayloadNumbersState {
  readonly next: number;
  readonly reserved: number;
}

/** R11: numbers of payloads, of which none is used twice in any life: they are reserved in storage before they are used. */
export class PayloadNumbers {
  /** The number of the next payload. */
  next = 0;
  /** Numbers below it may be used. */
  private reserved = 0;

  constructor(private readonly reservedAtOnce = RESERVED_AT_ONCE) {}

  /** A life begins: numbers from this one on have never been used. */
  begin(reserved: number): void {
    this.next = this.reserved = reserved;
  }

  /** The next number has been used. Returns up to where numbers are to be reserved now, or null if enough are. */
  use(): number | null {
    return this.took(this.next);
  }

  /** O8: a number that somebody else has given has been used, and so, maybe, were all before it. Returns what `use` does. */
  took(number: number): number | null {
    if (number >= this.next) this.next = number + 1;
    if (number < this.reserved) return null;
    this.reserved = number + this.reservedAtOnce;
    return this.reserved;
  }

  save(): PayloadNumbersState {
    return { next: this.next, reserved: this.reserved };
  }

  load({ next, reserved }: PayloadNumbersState): void {
    this.next = next;
    this.reserved = reserved;
  }
}
