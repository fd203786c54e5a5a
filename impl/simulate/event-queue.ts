/**
 * What is to happen, by virtual time: a binary heap over typed arrays. What is due at one moment happens in the order
 * in which it was pushed. Nothing is allocated once the queue is as large as it has to be.
 */
export class EventQueue<Subject> {
  /** When the event that was taken last happens; 0 before the first. */
  now = 0;
  /** The kind of the event that was taken last. */
  kind = 0;
  /** The host of the event that was taken last. */
  host = 0;
  /** The subject of the event that was taken last. */
  subject: Subject | null = null;
  /** A number that goes with the event that was taken last. */
  mark = 0;
  private count = 0;
  private pushed = 0;
  /** By place in the heap: time, turn among equals, and where the rest of the event is. */
  private times = new Float64Array(SIZE_AT_FIRST);
  private turns = new Float64Array(SIZE_AT_FIRST);
  private places = Int32Array.from({ length: SIZE_AT_FIRST }, (_, i) => i);
  private kinds = new Uint8Array(SIZE_AT_FIRST);
  private hosts = new Uint16Array(SIZE_AT_FIRST);
  private marks = new Float64Array(SIZE_AT_FIRST);
  private subjects: (Subject | null)[] = new Array<Subject | null>(SIZE_AT_FIRST).fill(null);

  /** When the next event is due; null if there is none. */
  get due(): number | null {
    return this.count === 0 ? null : (this.times[0] as number);
  }

  /** What is due in the past happens now. */
  push(time: number, kind: number, host: number, mark: number, subject: Subject | null): void {
    if (this.count === this.times.length) this.grow();
    // Behind the end of the heap stand the places that are free.
    const place = this.places[this.count] as number;
    this.kinds[place] = kind;
    this.hosts[place] = host;
    this.marks[place] = mark;
    this.subjects[place] = subject;
    this.rise(this.count, Math.max(time, this.now), this.pushed, place);
    this.count += 1;
    this.pushed += 1;
  }

  /** Takes the next event out. False if there is none. */
  take(): boolean {
    if (this.count === 0) return false;
    const { times, turns, places } = this;
    const place = places[0] as number;
    this.now = times[0] as number;
    this.kind = this.kinds[place] as number;
    this.host = this.hosts[place] as number;
    this.mark = this.marks[place] as number;
    this.subject = this.subjects[place] as Subject | null;
    this.subjects[place] = null;
    this.count -= 1;
    const last = this.count;
    if (last > 0) this.sink(times[last] as number, turns[last] as number, places[last] as number);
    places[last] = place;
    return true;
  }

  /** Moves a hole up from the end to where the event belongs. */
  private rise(from: number, time: number, turn: number, place: number): void {
    const { times, turns, places } = this;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      // A new event has the last turn of all: among equals it stays behind.
      if ((times[parent] as number) <= time) break;
      times[at] = times[parent] as number;
      turns[at] = turns[parent] as number;
      places[at] = places[parent] as number;
      at = parent;
    }
    times[at] = time;
    turns[at] = turn;
    places[at] = place;
  }

  /** Moves a hole down from the top to where the event belongs. */
  private sink(time: number, turn: number, place: number): void {
    const { times, turns, places, count } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= count) break;
      if (child + 1 < count && this.isBefore(child + 1, times[child] as number, turns[child] as number))
        child += 1;
      if (!this.isBefore(child, time, turn)) break;
      times[at] = times[child] as number;
      turns[at] = turns[child] as number;
      places[at] = places[child] as number;
      at = child;
    }
    times[at] = time;
    turns[at] = turn;
    places[at] = place;
  }

  private isBefore(at: number, time: number, turn: number): boolean {
    const other = this.times[at] as number;
    return other < time || (other === time && (this.turns[at] as number) < turn);
  }

  private grow(): void {
    const before = this.times.length;
    const size = 2 * before;
    this.times = grown(this.times, new Float64Array(size));
    this.turns = grown(this.turns, new Float64Array(size));
    this.kinds = grown(this.kinds, new Uint8Array(size));
    this.hosts = grown(this.hosts, new Uint16Array(size));
    this.marks = grown(this.marks, new Float64Array(size));
    this.places = grown(this.places, new Int32Array(size));
    for (let place = before; place < size; place++) {
      this.places[place] = place;
      this.subjects.push(null);
    }
  }
}

const SIZE_AT_FIRST = 1024;

function grown<T extends Float64Array | Int32Array | Uint16Array | Uint8Array>(old: T, to: T): T {
  to.set(old);
  return to;
}
