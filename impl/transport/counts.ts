import type { TransportCounts } from './transport.js';

/** Counts what a transport does. */
export class Counting implements TransportCounts {
  sent = 0;
  sentBytes = 0;
  received = 0;
  receivedBytes = 0;
  dropped = 0;

  tookIn(bytes: number): void {
    this.received += 1;
    this.receivedBytes += bytes;
  }

  sentOut(bytes: number): void {
    this.sent += 1;
    this.sentBytes += bytes;
  }
}
