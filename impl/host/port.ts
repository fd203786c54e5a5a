/** What a host needs of the world around it. All of it is injected; a host itself has no clock, socket, disk or randomness. */
import type { Packet } from '../core/records.js';

/** The timers of a host. Each has at most one time at which it goes off. */
export const TIMERS = ['takeover', 'repeat', 'hold', 'prepare', 'grace', 'ask', 'return', 'recover'] as const;
export type Timer = (typeof TIMERS)[number];

/** An agreed payload, as the application is given it, in the same order at all hosts. */
export interface Delivery {
  readonly slot: number;
  /** The host whose application submitted it. */
  readonly source: number;
  /** The number of the payload at its source; numbers of one source ascend. */
  readonly number: number;
  /** A view: to be copied if it is kept. */
  readonly payload: Uint8Array;
}

/** A medium, and a network for frames, in the memory of this process: nothing is damaged there, so nobody asks for a CRC. */
export interface MemoryMedium {
  /** As `HostPort.broadcast`, of the frame at word `at`. */
  broadcast(words: Int32Array, at: number): void;
  /** As `HostPort.resend`. */
  resend(to: number, words: Int32Array, at: number): void;
}

export interface HostPort {
  /** Where frames go in place of `broadcast` and `resend`, if all hosts are in one process. */
  readonly memory?: MemoryMedium;
  /** `bytes` bytes at byte `at` go to all hosts over the broadcast medium. They are to be copied or sent at once. */
  broadcast(source: Uint8Array, at: number, bytes: number): void;
  /** Sends a frame to one host, out of band. */
  resend(to: number, source: Uint8Array, at: number, bytes: number): void;
  /** A packet goes to one host, out of band. */
  send(to: number, packet: Packet): void;
  /** The timer goes off once, after so long; an earlier time of the same timer no longer counts. */
  setTimer(timer: Timer, delayMs: number): void;
  /** The next payload, in order. `view.delivered` counts its entry once all payloads of that have been given. */
  deliver(delivery: Delivery): void;
  /** The first `slot` entries will not be delivered: the application becomes what this snapshot says. */
  restore(slot: number, snapshot: Uint8Array): void;
  /** R4: storage has failed. The host takes part in nothing any more. */
  failed(error: Error): void;
}
