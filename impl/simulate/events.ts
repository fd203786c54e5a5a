import type { EventQueue } from './event-queue.js';
import type { PooledFrame } from './frame-pool.js';

/** What may happen to a simulated cluster. Timers of hosts come after these, in the order of `TIMERS`. */
export const EVENT = {
  frame: 0,
  brokenFrame: 1,
  packet: 2,
  brokenPacket: 3,
  /** Something is called back at a host: its disk. */
  call: 4,
  /** An application submits a payload. */
  submit: 5,
  /** A fault begins or ends; `call` without a host. */
  fault: 6,
  /** A look at whether the cluster agrees again, and whether all is done. */
  look: 7,
  firstTimer: 8,
} as const;

export type Subject = PooledFrame | Uint8Array | (() => void);
export type Events = EventQueue<Subject>;
