/**
 * What a host prints of its deliveries, over all of its lives: each life begins at a slot that the one before had printed, goes on without a gap, and
 * says of what was printed before the same again.
 */

/** Where a payload stands: its slot, and its place among those of the slot. */
export interface PrintedPlace {
  readonly seq: number;
  readonly index: number;
}

/** `new`: not printed before; `again`: printed by an earlier life; otherwise what is wrong, in words. */
export type PrintedKind =
  { readonly kind: 'new' | 'again' } | { readonly kind: 'wrong'; readonly text: string };

export class Printed {
  private readonly seqs: number[] = [];
  private readonly indexes: number[] = [];
  /** The number of what the present life has printed last, counted over all lives; null before its first. */
  private at: number | null = null;

  /** `order` gives what all hosts deliver, of which this one has delivered as many as it has printed. */
  constructor(private readonly order: readonly string[]) {}

  /** Where the newest payload stands; slot -1 if there is none. */
  get last(): PrintedPlace {
    return this.placeOf(this.seqs.length - 1) ?? { seq: -1, index: -1 };
  }

  /** A life begins: it may print again what earlier ones have printed. */
  begin(): void {
    this.at = null;
  }

  /** Takes the next payload of a life. One that is wrong is not kept. */
  take(place: PrintedPlace, payload: string): PrintedKind {
    const next = this.at === null ? this.firstFrom(place) : this.at + 1;
    const known = this.placeOf(next);
    if (known === null) {
      if (compared(place, this.last) <= 0) {
        return wrong(`prints ${placed(place, payload)} after ${text(this.last)}`);
      }
      this.seqs.push(place.seq);
      this.indexes.push(place.index);
      this.at = next;
      return { kind: 'new' };
    }
    if (compared(place, known) !== 0 || this.order[next] !== payload) {
      const before = placed(known, this.order[next] ?? '');
      return wrong(`prints ${placed(place, payload)}, where it had printed ${before}`);
    }
    this.at = next;
    return { kind: 'again' };
  }

  private placeOf(number: number): PrintedPlace | null {
    const [seq, index] = [this.seqs[number], this.indexes[number]];
    return seq === undefined || index === undefined ? null : { seq, index };
  }

  /** The number of the first payload that stands there or behind it. */
  private firstFrom(place: PrintedPlace): number {
    let [from, to] = [0, this.seqs.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (compared(this.placeOf(middle) ?? place, place) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

function compared(one: PrintedPlace, other: PrintedPlace): number {
  return one.seq - other.seq || one.index - other.index;
}

function text({ seq, index }: PrintedPlace): string {
  return `slot ${seq}, ${index}`;
}

function placed(place: PrintedPlace, payload: string): string {
  return `${JSON.stringify(payload)} at ${text(place)}`;
}

function wrong(said: string): PrintedKind {
  return { kind: 'wrong', text: said };
}
