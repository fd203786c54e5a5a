import { PayloadsOnC1, type Attached, type MayDo } from './payloads-on-c1.js';
import type { SeenSession } from './seen.js';

/**
 * What drivers of split hosts share with their engines and with each other in a run: what was submitted to each, what is on C1, and how much of the
 * log each application has, as the register beside C1 says it.
 */
export class AtDrivers {
  /** By host, number and checksum of what was submitted to its driver; the last one with a number counts. */
  private readonly checksums: readonly Map<number, number>[];
  private readonly onC1: readonly PayloadsOnC1[];
  private readonly agreed: number[];
  private readonly written: number[];

  /** `watched`: by host, whether there are events of its drivers in the run. `showsSessions`: whether engines show the sessions that they begin. */
  constructor(
    readonly watched: readonly boolean[],
    showsSessions = false,
  ) {
    this.checksums = watched.map(() => new Map<number, number>());
    this.onC1 = watched.map(() => new PayloadsOnC1(showsSessions));
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

  /** O9: the driver of this host begins a session. */
  begins(host: number, said: SeenSession): void {
    this.onC1[host]?.begin(said);
  }

  /** O9: whether the engine of this host may begin a session: any, where nobody watches its drivers. */
  attaches(host: number, seen: SeenSession): Attached {
    return this.c1Of(host)?.attaches(seen) ?? 'yes';
  }

  /** O9: whether the engine of this host may answer a session. */
  mayAnswer(host: number, session: number): boolean {
    return this.c1Of(host)?.mayAnswer(session) ?? true;
  }

  /** O4: the driver of this host puts a payload on C1. */
  puts(host: number, number: number): void {
    this.onC1[host]?.put(number);
  }

  /** O3: a life of the engine of this host begins. */
  engineBegins(host: number): void {
    this.onC1[host]?.engineBegins();
  }

  /** Whether the engine of this host may take a payload next: any, where nobody watches its drivers. `agreed`: its last own one that is. */
  takes(host: number, number: number, agreed: () => number): MayDo {
    return this.c1Of(host)?.takes(number, agreed) ?? 'yes';
  }

  /** The checksum of what was submitted; undefined if nothing was, or nobody watches. */
  checksumOf(host: number, number: number): number | undefined {
    return this.checksums[host]?.get(number);
  }

  isWatched(host: number): boolean {
    return this.watched[host] === true;
  }

  /** O4: the register beside C1 says that the application of this host has this number of entries. */
  tells(host: number, delivered: number): void {
    this.onC1[host]?.tells(delivered);
  }

  /** Whether the engine may know that the application has this number. */
  mayKnow(host: number, delivered: number): MayDo {
    return this.c1Of(host)?.mayKnow(delivered) ?? 'yes';
  }

  private c1Of(host: number): PayloadsOnC1 | undefined {
    return this.isWatched(host) ? this.onC1[host] : undefined;
  }
}
