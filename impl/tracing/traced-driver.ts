import type { C1 } from '../offload/channels.js';
import type { Application } from '../offload/application.js';
import { Driver, type DriverOptions } from '../offload/driver.js';
import { crc32cBytes } from '../wire/crc32c.js';
import { payloadBytes, payloadsAt } from '../wire/frame.js';
import { countOf, firstNumberOf, sourceOf } from '../wire/layout.js';

/** Writes what the drivers of one split host do, through all of their lives, as the events of a run (docs/run-format.md). */
export class DriverTracer {
  readonly names: readonly string[];
  private readonly begin: string;
  private n = 0;

  /** `write` takes a line, without its end; `nowUs` are microseconds since some beginning. */
  constructor(
    names: readonly string[],
    self: number,
    private readonly write: (line: string) => void,
    private readonly nowUs: () => number,
  ) {
    this.names = names.map((name) => JSON.stringify(name));
    this.begin = `{"actor":${this.names[self] ?? '""'},"layer":"driver","n":`;
  }

  /** `args` are JSON, without their brackets. */
  line(action: string, args: string, driver: Driver): void {
    this.n += 1;
    const { delivered, lag, waiting } = driver;
    const set = `{"pointer":${delivered + lag},"delivered":${delivered},"pending":${waiting}}`;
    const given = args === '' ? '' : `,"args":{${args}}`;
    this.write(`${this.begin}${this.n},"action":"${action}"${given},"set":${set},"atUs":${this.nowUs()}}`);
  }
}

/** A driver that writes what it does. A driver that is not traced pays nothing for it. */
export class TracedDriver extends Driver {
  /** Whether a snapshot comes before the copy. */
  private hasSnapshot = false;

  /** Its first line says that a life begins. */
  constructor(
    options: DriverOptions,
    delivered: number,
    private readonly tracer: DriverTracer,
  ) {
    super(options, delivered);
    tracer.line('Restart', '', this);
  }

  override submit(payload: Uint8Array): number | 'full' | 'apart' {
    const answer = super.submit(payload);
    if (typeof answer === 'number') this.line('Offer', `"number":${answer},"crc":${crc32cBytes(payload)}`);
    return answer;
  }

  override putC1(to: C1): boolean {
    const { isAttached } = this;
    if (!super.putC1(to)) return false;
    if (isAttached) this.line('Put', '');
    else this.line('Attach', `"session":${this.inSession}`);
    return true;
  }

  override begin(session: number, next: number, mark: number): boolean {
    const { isAttached } = this;
    const isTaken = super.begin(session, next, mark);
    if (!isAttached && this.isAttached)
      this.line('Begun', `"session":${session},"next":${next},"mark":${mark}`);
    return isTaken;
  }

  override snapshot(mark: number, number: number, bytes: Uint8Array): boolean {
    if (!this.isAttached) return super.snapshot(mark, number, bytes);
    // The driver stops at what cannot come: what that is, is to be seen.
    if (mark <= this.pointerSeen) this.line('TakeSnapshot', `"mark":${mark},"number":${number}`);
    const isTaken = super.snapshot(mark, number, bytes);
    this.hasSnapshot = true;
    this.line('TakeSnapshot', `"mark":${mark},"number":${number}`);
    return isTaken;
  }

  override append(slot: number, words: Int32Array, at: number): boolean {
    if (!this.isAttached) return super.append(slot, words, at);
    this.tellWrong(slot, words, at);
    if (!super.append(slot, words, at)) return false;
    this.line('Take', this.entry(slot, words, at));
    return true;
  }

  override appendTo(
    application: Application,
    slot: number,
    words: Int32Array,
    bytes: Uint8Array,
    at: number,
  ): boolean {
    const { delivered } = this;
    if (this.isAttached && !this.hasSnapshot && this.lag === 0) this.tellWrong(slot, words, at);
    if (!super.appendTo(application, slot, words, bytes, at)) return false;
    // Otherwise it was appended, or dropped.
    if (this.delivered === delivered) return true;
    this.line('TakeAndDeliver', `${this.entry(slot, words, at)},${payloads(words, bytes, at)}`);
    return true;
  }

  override deliver(to: Application): boolean {
    if (this.hasSnapshot) {
      const isGiven = super.deliver(to);
      this.hasSnapshot = false;
      this.line('Restore', '');
      return isGiven;
    }
    const { words, bytes, place, length } = this.copied;
    if (length === 0) return super.deliver(to);
    const args = `${this.entry(this.delivered, words, place)},${payloads(words, bytes, place)}`;
    const isGiven = super.deliver(to);
    this.line('Deliver', args);
    return isGiven;
  }

  /** The application goes on at another place than it was. */
  override load(state: Parameters<Driver['load']>[0]): void {
    super.load(state);
    this.hasSnapshot = state.snapshot !== null;
    this.line('Resume', '');
  }

  /** The driver stops at an entry that is not the next: which one that is, is to be seen. */
  private tellWrong(slot: number, words: Int32Array, at: number): void {
    if (slot !== this.pointerSeen) this.line('Take', this.entry(slot, words, at));
  }

  /** How many entries are known here to be agreed. */
  private get pointerSeen(): number {
    return this.delivered + this.lag;
  }

  /** What comes through C2 of an entry: of an empty one, its slot. */
  private entry(slot: number, words: Int32Array, at: number): string {
    const count = countOf(words, at);
    if (count === 0) return `"slot":${slot}`;
    const source = this.tracer.names[sourceOf(words, at)] ?? '""';
    return `"slot":${slot},"source":${source},"payload":[${firstNumberOf(words, at)},${count}]`;
  }

  private line(action: string, args: string): void {
    this.tracer.line(action, args, this);
  }
}

/** The checksums of an entry's payloads, as they are given to the application. */
function payloads(words: Int32Array, bytes: Uint8Array, at: number): string {
  const found: number[] = [];
  let from = payloadsAt(words, at);
  for (let k = 0; k < countOf(words, at); k++) {
    const size = payloadBytes(words, at, k);
    found.push(crc32cBytes(bytes.subarray(from, from + size)));
    from += size;
  }
  return `"payloads":[${found.join()}]`;
}
