import type { C1 } from '../../offload/channels.js';
import type { RingWriter } from '../../offload/ring.js';

/** The driver's end of C1, which knows of the payloads in it how many the engine has taken out. */
export class Sending implements C1 {
  /** Where the ring was behind a publication, and the last payload in it; oldest first. */
  private readonly marks: { readonly tail: number; readonly number: number }[] = [];
  private last = -1;
  private marked = -1;

  constructor(
    private readonly ring: RingWriter,
    private readonly to: C1,
  ) {}

  begin(session: number, delivered: number, pointer: number): boolean {
    return this.to.begin(session, delivered, pointer);
  }

  payload(number: number, source: Uint8Array, at: number, bytes: number): boolean {
    if (!this.to.payload(number, source, at, bytes)) return false;
    this.last = number;
    return true;
  }

  /** Shows the engine what was put. */
  publish(): void {
    this.ring.publish();
    if (this.last <= this.marked) return;
    this.marked = this.last;
    this.marks.push({ tail: this.ring.save().tail, number: this.last });
  }

  /** The last payload that the engine has taken out since this was asked before; null if there is none. */
  taken(): number | null {
    if (this.marks.length === 0) return null;
    this.ring.isRoomFor(0);
    const { head } = this.ring.save();
    let number: number | null = null;
    for (let one = this.marks[0]; one !== undefined && ((head - one.tail) | 0) >= 0; one = this.marks[0]) {
      number = one.number;
      this.marks.shift();
    }
    return number;
  }
}
