/**
 * O4, O9: what goes through the two channels between the driver on a host and the engine in its NIC. Both are strict FIFOs with
 * room for so much, and each is written against the interface of what stands at its other end: a call is a record put in, or, at that
 * end, taken out. It returns false where there is no room, or the record is not taken yet; then nothing has changed, and it is tried
 * again later.
 *
 * Sessions stand in the channels themselves: a reader drops whatever comes before the `begin` of its session. Beside C1 is a register of
 * the driver: its session, and how much the application has (`EngineEdge.register`). As soon as the engine sees a new session there it takes no
 * payload of an older one. Otherwise the `begin` could wait for ever: behind a payload that is not taken because the queue is full, which
 * drains only when the log has room again, which is only made when the application of the new session is heard of.
 */

import type { PayloadQueue } from '../core/payload-queue.js';

/** From the driver to the engine. */
export interface C1 {
  /**
   * O9: a session begins. The application has the first `delivered` entries, and the driver the first `pointer`, which are agreed. Of a
   * new driver both are the same.
   */
  begin(session: number, delivered: number, pointer: number): boolean;
  /** O7: the payload of `bytes` bytes at byte `at`, with a number that is above those before it in this session. It is copied. */
  payload(number: number, source: Uint8Array, at: number, bytes: number): boolean;
  /**
   * As `payload`, of those that wait in a queue, the first of them `place`, at most `most`. Returns how many it has taken; with none, the first is to be
   * given by `payload`. Left out where payloads go one by one.
   */
  payloads?(from: PayloadQueue, place: number, most: number): number;
}

/** From the engine to the driver, in the late form: what is in it is agreed. */
export interface C2 {
  /** O9: the engine has begun anew, with nothing of any session: the driver is to begin one. */
  reset(): boolean;
  /** O9: the session begins here too. Numbers of payloads go on from `next`; a snapshot stands for the first `mark` entries. */
  begin(session: number, next: number, mark: number): boolean;
  /** O9: what applications have made of the first `mark` entries, among which payload `number` is the last of this host; -1 for none. It is copied. */
  snapshot(mark: number, number: number, bytes: Uint8Array): boolean;
  /** The entry of the next slot, whose frame stands at word `at`. It is copied. */
  append(slot: number, words: Int32Array, at: number): boolean;
  /**
   * As `append`, of up to `count` empty entries one after the other, the first of slot `slot`. Returns how many it has taken; with none, the first of
   * them is to be given by `append`. Left out where entries go one by one.
   */
  appendEmpties?(slot: number, count: number): number;
}
