/**
 * What drivers of split hosts share with their engines and with each other in a run: what was submitted to each, and how much each
 * application has.
 */
export class AtDrivers {
  /** By host, number and checksum of what was submitted to its driver; the last one with a number counts. */
  private readonly checksums: readonly Map<number, number>[];
  private readonly had: number[];
  private readonly agreed: number[];
  private readonly written: number[];

  /** `watched`: by host, whether there are events of its drivers in the run. */
  constructor(readonly watched: readonly boolean[]) {
    this.checksums = watched.map(() => new Map<number, number>());
    this.had = watched.map(() => 0);
    this.agreed = watched.map(() => 0);
    this.written = watched.map(() => -1);
  }

  /** The engine of this host has agreed this number of entries. */
  agrees(host: number, length: number): void {
    this.agreed[host] = length;
  }

  /** How many entries the engine of this host has ever agreed, from the first. */
  agreedAt(host: number): number {
    return this.agreed[host] ?? 0;
  }

  /** Storage of this host's engine has own payloads up to this number. */
  writes(host: number, number: number): void {
    this.written[host] = Math.max(this.written[host] ?? -1, number);
  }

  /** The greatest number of a payload that storage of this host's engine has ever had; -1 for none. */
  lastWritten(host: number): number {
    return this.written[host] ?? -1;
  }

  /** A payload is submitted to the driver of this host. A number that no engine has taken is given again. */
  offer(host: number, number: number, checksum: number): void {
    this.checksums[host]?.set(number, checksum);
  }

  /** Whether the engine of this host may have such a number: always, where nobody watches its drivers. */
  mayHave(host: number, number: number): boolean {
    return !this.isWatched(host) || this.checksums[host]?.has(number) === true;
  }

  /** The checksum of what was submitted; undefined if nothing was, or nobody watches. */
  checksumOf(host: number, number: number): number | undefined {
    return this.checksums[host]?.get(number);
  }

  isWatched(host: number): boolean {
    return this.watched[host] === true;
  }

  /** The application of this host has this number of entries. */
  has(host: number, delivered: number): void {
    this.had[host] = Math.max(this.had[host] ?? 0, delivered);
  }

  /** Whether the engine may know that the application has this number. */
  mayKnow(host: number, delivered: number): boolean {
    return !this.isWatched(host) || delivered <= (this.had[host] ?? 0);
  }
}
